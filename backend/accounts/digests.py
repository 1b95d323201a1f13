"""Who wants their alarms by e-mail, and what the letters told: one a person and day, whoever sends them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
import sqlalchemy as sa

from backend.accounts.tables import digested, digests, people

CLAIM_LIVES = timedelta(hours=1)
"""A letter that was begun and never told of is free to be sent again after this long: whoever began it is gone."""


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who asked for letters. `email` is None where nobody has entered an address."""

    person: UUID
    email: str | None
    language: str


class Digests:
    """The switch of each person, and the days on which they got a letter."""

    def __init__(self, made: sa.Engine) -> None:
        self._engine = made

    def ask(self, person: UUID, language: str, *, now: datetime) -> None:
        """From now on, in this language."""
        with self._engine.begin() as connection:
            connection.execute(digests.delete().where(digests.c.person == person))
            connection.execute(digests.insert().values(person=person, language=language, asked_at=now))

    def stop(self, person: UUID) -> None:
        """No more letters."""
        with self._engine.begin() as connection:
            connection.execute(digests.delete().where(digests.c.person == person))

    def reader(self, person: UUID) -> Reader | None:
        """Somebody's own wish; None where they want no letters."""
        return next(iter(self._readers(digests.c.person == person)), None)

    def readers(self) -> list[Reader]:
        """Everybody who wants letters."""
        return self._readers(sa.true())

    def _readers(self, which: sa.ColumnElement[bool]) -> list[Reader]:
        asked = sa.select(digests.c.person, people.c.email, digests.c.language)
        asked = asked.join(people, people.c.id == digests.c.person).where(which).order_by(digests.c.person)
        with self._engine.connect() as connection:
            return [
                Reader(person=row.person, email=row.email, language=row.language) for row in connection.execute(asked)
            ]

    def told(self, person: UUID) -> frozenset[str]:
        """The alarms that their last letter told of."""
        c = digested.c
        last = sa.select(c.told).where(c.person == person, c.told.is_not(None)).order_by(c.day.desc()).limit(1)
        with self._engine.connect() as connection:
            return frozenset((connection.scalar(last) or "").split())

    def claim(self, person: UUID, day: date, *, now: datetime) -> bool:
        """Begin the letter of a day; False where it was sent, or somebody else is sending it."""
        c = digested.c
        left = (c.person == person) & (c.day == day) & c.told.is_(None) & (c.claimed_at <= now - CLAIM_LIVES)
        try:
            with self._engine.begin() as connection:
                connection.execute(digested.delete().where(left))
                connection.execute(digested.insert().values(person=person, day=day, claimed_at=now))
        except sa.exc.IntegrityError:
            return False
        return True

    def sent(self, person: UUID, day: date, keys: Iterable[str]) -> None:
        """The letter of a day has gone, and told of these."""
        which = (digested.c.person == person) & (digested.c.day == day)
        with self._engine.begin() as connection:
            connection.execute(digested.update().where(which).values(told=" ".join(sorted(keys))))
            old = (digested.c.person == person) & (digested.c.day < day - timedelta(days=60))
            connection.execute(digested.delete().where(old))

    def release(self, person: UUID, day: date) -> None:
        """The letter of a day did not go; it may be tried again."""
        c = digested.c
        with self._engine.begin() as connection:
            connection.execute(digested.delete().where(c.person == person, c.day == day, c.told.is_(None)))
