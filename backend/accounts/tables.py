"""The tables of people, memberships, links, sessions, tokens, digests and calendars.

A secret is in none of them, only its SHA-256.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class Moment(sa.TypeDecorator[datetime]):
    """An aware moment, kept as microseconds since 1970 on both databases."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        return None if value is None else round(value.timestamp() * 1_000_000)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value / 1_000_000, UTC)


METADATA = sa.MetaData()
people = sa.Table(
    "people",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, unique=True),
)
memberships = sa.Table(
    "memberships",
    METADATA,
    sa.Column("person", sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("partnership", sa.String(64), primary_key=True),
    sa.Column("organisation", sa.String(64), nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
)
links = sa.Table(
    "links",
    METADATA,
    sa.Column("secret", sa.LargeBinary(32), primary_key=True),
    sa.Column("person", sa.ForeignKey("people.id"), nullable=False),
    sa.Column("partnership", sa.String(64), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
)
sessions = sa.Table(
    "sessions",
    METADATA,
    sa.Column("secret", sa.LargeBinary(32), primary_key=True),
    sa.Column("person", sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("partnership", sa.String(64), nullable=False),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)
tokens = sa.Table(
    "tokens",
    METADATA,
    sa.Column("secret", sa.LargeBinary(32), primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False, unique=True),
    sa.Column("partnership", sa.String(64), nullable=False),
    sa.Column("organisation", sa.String(64), nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment),
    sa.Column("revoked_at", Moment),
)
digests = sa.Table(
    "digests",
    METADATA,
    sa.Column("person", sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
)
"""Who wants their alarms by e-mail; no row, no letter."""
digested = sa.Table(
    "digested",
    METADATA,
    sa.Column("person", sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("claimed_at", Moment, nullable=False),
    sa.Column("told", sa.Text),
)
"""The days on which a letter was sent, or is being sent while `told` is empty; the names of the alarms in it."""
calendars = sa.Table(
    "calendars",
    METADATA,
    sa.Column("person", sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("secret", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("made_at", Moment, nullable=False),
)
"""The secret addresses that calendars ask at, one a person."""
