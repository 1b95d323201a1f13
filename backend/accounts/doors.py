"""Who may get in, carried over a restore: an old backup must not open what has been closed since."""

from typing import Any

import msgspec
import sqlalchemy as sa

from backend.accounts.tables import METADATA, calendars, digests, links, people, sessions, tokens
from backend.log.engine import create, engine
from backend.log.shapes import Unavailable


class Doors(msgspec.Struct, frozen=True):
    """The rows of sessions, tokens, calendars and wishes for letters as they stand."""

    sessions: list[dict[str, Any]]
    tokens: list[dict[str, Any]]
    calendars: list[dict[str, Any]]
    digests: list[dict[str, Any]]


def read(url: str) -> Doors | None:
    """The doors of the accounts at `url`; None where nobody was ever entered, or nothing can be read any more."""
    made = engine(url)
    try:
        create(made, METADATA)
        with made.connect() as connection:
            if not connection.scalar(sa.select(sa.func.count()).select_from(people)):
                return None
            every = (sessions, tokens, calendars, digests)
            return Doors(*[[dict(row) for row in connection.execute(sa.select(t)).mappings()] for t in every])
    except (sa.exc.DBAPIError, Unavailable):
        return None
    finally:
        made.dispose()


def hang(url: str, doors: Doors | None) -> None:
    """Give restored accounts these doors instead of their own, as far as their people are there.

    No link survives a restore. Without `doors`, on a machine that knew nobody, everything else is the backup's.
    """
    made = engine(url)
    try:
        create(made, METADATA)  # a backup of an earlier version lacks what came later
        with made.begin() as connection:
            connection.execute(links.delete())
            if doors is None:
                return
            there = set(connection.scalars(sa.select(people.c.id)))
            of_people = ((sessions, doors.sessions), (calendars, doors.calendars), (digests, doors.digests))
            still = [(table, [row for row in rows if row["person"] in there]) for table, rows in of_people]
            for table, rows in (*still, (tokens, doors.tokens)):
                connection.execute(table.delete())
                if rows:
                    connection.execute(table.insert(), rows)
    finally:
        made.dispose()
