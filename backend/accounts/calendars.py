"""Addresses that calendars ask at: they cannot sign in, so the address itself is the secret, and can be revoked."""

from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from backend.accounts import secret
from backend.accounts.tables import calendars


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """Whose calendar it is, in which language, and since when there is such an address; never the secret."""

    person: UUID
    language: str
    made_at: datetime


class Calendars:
    """At most one address a person; a new one ends the one before."""

    def __init__(self, made: sa.Engine) -> None:
        self._engine = made

    def give(self, person: UUID, language: str, *, now: datetime) -> str:
        """The secret of a new address; shown this once."""
        made, kept = secret.new()
        with self._engine.begin() as connection:
            connection.execute(calendars.delete().where(calendars.c.person == person))
            row = {"person": person, "secret": kept, "language": language, "made_at": now}
            connection.execute(calendars.insert().values(row))
        return made

    def revoke(self, person: UUID) -> bool:
        """End the address; False where there was none."""
        with self._engine.begin() as connection:
            return connection.execute(calendars.delete().where(calendars.c.person == person)).rowcount == 1

    def of(self, person: UUID) -> Calendar | None:
        """A person's own; None where they have none."""
        return self._one(calendars.c.person == person)

    def at(self, given: str) -> Calendar | None:
        """Whose a secret is; None where it is nobody's, or no longer."""
        return self._one(calendars.c.secret == secret.digest(given))

    def _one(self, which: sa.ColumnElement[bool]) -> Calendar | None:
        c = calendars.c
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(c.person, c.language, c.made_at).where(which)).one_or_none()
        return None if row is None else Calendar(person=row.person, language=row.language, made_at=row.made_at)
