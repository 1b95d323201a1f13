"""People and how they get in: memberships, one-time links, sessions, and tokens for programs.

Every secret is 256 random bits and kept only as its SHA-256. What somebody may do is read from the membership row at
each request, so a membership that ends takes its sessions with it. Times are handed in (`now`, with an offset).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import sqlalchemy as sa

from backend.accounts.calendars import Calendars
from backend.accounts.digests import Digests
from backend.accounts.glance import Glance
from backend.accounts.secret import digest
from backend.accounts.secret import new as new_secret
from backend.accounts.tables import METADATA, calendars, links, memberships, people, sessions, tokens
from backend.domain.member import Member, Role
from backend.log.engine import create, engine

LINK_LIVES = timedelta(days=2)
SESSION_LIVES = timedelta(days=90)
SESSION_RESTS = timedelta(days=30)
"""A session ends 90 days after it began, or after 30 days without use."""

_SEEN_EVERY = timedelta(minutes=10)  # how closely use is followed: not a write at each request
TOKEN_PREFIX = "faltlogg_"  # noqa: S105 - what a printed token begins with, so that scanners know one


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with a name, in any number of partnerships."""

    id: UUID
    name: str
    email: str | None = None


class Acting(msgspec.Struct, frozen=True, kw_only=True):
    """Who is calling: a member in one membership, by name. `token`: a program with a bearer token, not a person."""

    member: Member
    name: str
    token: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A session that was looked up. `rested`: it was not used for some minutes."""

    acting: Acting
    rested: bool


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A token as a list shows it: never the secret."""

    member: Member
    name: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


_ACTING = (
    sa.select(sessions, people.c.name, memberships.c.organisation, memberships.c.roles)
    .join(people, people.c.id == sessions.c.person)
    .join(
        memberships,
        (memberships.c.person == sessions.c.person) & (memberships.c.partnership == sessions.c.partnership),
    )
    .where(sessions.c.secret == sa.bindparam("secret"))
)


class Accounts:
    """The tables of people, links, sessions and tokens, in the log's database. Threads and processes may share them.

    `digests` and `calendars` are how people are reached who have not come by themselves.
    """

    def __init__(self, made: sa.Engine) -> None:
        self._engine = made
        self.at_hand = made.dialect.name == "sqlite"
        """Whether a look needs no network: it is then done before another thread has heard of it."""
        self._glance = Glance(made, _ACTING) if self.at_hand else None
        self.digests, self.calendars = Digests(made), Calendars(made)

    @classmethod
    def at(cls, url: str) -> "Accounts":
        """Open the accounts at `sqlite:///path` or `postgresql://…`, made where there are none."""
        made = engine(url)
        create(made, METADATA)
        return cls(made)

    def close(self) -> None:
        if self._glance:
            self._glance.close()
        self._engine.dispose()

    # People and memberships

    def add(self, name: str, email: str | None = None, *, id: UUID | None = None) -> Person:  # noqa: A002
        """Enter a person, or rename the one with this id. Raises ValueError where another person has the address."""
        person = Person(id=id or uuid4(), name=name, email=_address(email))
        row = {"name": person.name, "email": person.email}
        try:
            with self._engine.begin() as connection:
                changed = connection.execute(people.update().where(people.c.id == person.id).values(row))
                if not changed.rowcount:
                    connection.execute(people.insert().values(id=person.id, **row))
        except sa.exc.IntegrityError:
            raise ValueError("another person has this address") from None
        return person

    def person(self, id: UUID) -> Person | None:  # noqa: A002
        return self._one(people.c.id == id)

    def by_email(self, email: str) -> Person | None:
        return self._one(people.c.email == _address(email))

    def _one(self, which: sa.ColumnElement[bool]) -> Person | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(people).where(which)).one_or_none()
        return None if row is None else Person(id=row.id, name=row.name, email=row.email)

    def names(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """What those of the ids are called that are people or tokens."""
        wanted, found = list(set(ids)), dict[UUID, str]()
        with self._engine.connect() as connection:
            for start in range(0, len(wanted), 500):
                for table in (people, tokens):
                    some = sa.select(table.c.id, table.c.name).where(table.c.id.in_(wanted[start : start + 500]))
                    found |= {row.id: row.name for row in connection.execute(some)}
        return found

    def join(self, member: Member) -> None:
        """Give a person a membership, or other roles in it. The event of it is the caller's to append, first."""
        values = {"organisation": member.organisation, "roles": _written(member.roles)}
        which = (memberships.c.person == member.id) & (memberships.c.partnership == member.partnership)
        with self._engine.begin() as connection:
            if not connection.execute(memberships.update().where(which).values(values)).rowcount:
                connection.execute(
                    memberships.insert().values(person=member.id, partnership=member.partnership, **values)
                )

    def leave(self, partnership: str, person: UUID) -> None:
        """End a membership, and the sessions and links in it; with the last one also the calendar's address."""
        with self._engine.begin() as connection:
            for table in (memberships, sessions, links):
                connection.execute(table.delete().where(table.c.person == person, table.c.partnership == partnership))
            if connection.scalar(sa.select(memberships.c.person).where(memberships.c.person == person)) is None:
                connection.execute(calendars.delete().where(calendars.c.person == person))

    def memberships(self, person: UUID) -> list[Member]:
        """Everywhere a person is a member, by partnership."""
        asked = sa.select(memberships).where(memberships.c.person == person).order_by(memberships.c.partnership)
        with self._engine.connect() as connection:
            return [_member(row.person, row) for row in connection.execute(asked)]

    def members(self, partnership: str, organisation: str | None = None) -> list[tuple[Person, Member]]:
        """The members of a partnership, or of one organisation in it, by name."""
        asked = (
            sa.select(memberships, people.c.name, people.c.email)
            .join(people, people.c.id == memberships.c.person)
            .where(memberships.c.partnership == partnership)
        )
        if organisation is not None:
            asked = asked.where(memberships.c.organisation == organisation)
        with self._engine.connect() as connection:
            found = [
                (Person(id=row.person, name=row.name, email=row.email), _member(row.person, row))
                for row in connection.execute(asked)
            ]
        return sorted(found, key=lambda pair: (pair[0].name.casefold(), pair[0].id))

    # One-time links and sessions

    def link(self, person: UUID, partnership: str, *, now: datetime, lives: timedelta = LINK_LIVES) -> str:
        """The secret of a link that lets the person in once. Raises LookupError where they are no member there."""
        secret, hashed = new_secret()
        with self._engine.begin() as connection:
            if not _is_member(connection, person, partnership):
                raise LookupError("no such membership")
            connection.execute(links.delete().where(links.c.expires_at < now - lives))
            connection.execute(
                links.insert().values(secret=hashed, person=person, partnership=partnership, expires_at=now + lives)
            )
        return secret

    def link_opens(self, secret: str, *, now: datetime) -> bool:
        """Whether the link would let somebody in; looking does not use it up."""
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(links.c.person).where(*_usable(secret, now))) is not None

    def enter(self, secret: str, *, now: datetime) -> str | None:
        """Use a link up and begin a session: its secret, or None for a link that is used, expired or none."""
        session, hashed = new_secret()
        used = links.update().where(*_usable(secret, now)).values(used_at=now)
        with self._engine.begin() as connection:
            row = connection.execute(used.returning(links.c.person, links.c.partnership)).one_or_none()
            if row is None or not _is_member(connection, row.person, row.partnership):
                return None
            connection.execute(sessions.delete().where(sessions.c.began_at < now - SESSION_LIVES))
            connection.execute(
                sessions.insert().values(
                    secret=hashed, person=row.person, partnership=row.partnership, began_at=now, seen_at=now
                )
            )
        return session

    def session(self, secret: str, *, now: datetime) -> Acting | None:
        """Who a session's secret stands for; None where it ended, rested too long, or its membership ended."""
        found = self.look(secret, now=now)
        if found is None:
            return None
        if found.rested:
            self.used(secret, now=now)
        return found.acting

    def look(self, secret: str, *, now: datetime) -> "Found | None":
        """As `session`, and writes nothing: where it had `rested`, `used` is still to be told."""
        asked = {"secret": digest(secret)}
        if self._glance:
            row: Any = self._glance.at(asked)
        else:
            with self._engine.connect() as connection:
                row = connection.execute(_ACTING, asked).one_or_none()
        if row is None or now >= row.began_at + SESSION_LIVES or now >= row.seen_at + SESSION_RESTS:
            return None
        acting = Acting(member=_member(row.person, row), name=row.name)
        return Found(acting=acting, rested=now >= row.seen_at + _SEEN_EVERY)

    def used(self, secret: str, *, now: datetime) -> None:
        """Note that a session is in use."""
        with self._engine.begin() as connection:
            connection.execute(sessions.update().where(sessions.c.secret == digest(secret)).values(seen_at=now))

    def switch(self, secret: str, partnership: str, *, now: datetime) -> Acting | None:
        """Let a session act in another membership of the same person; None where there is none."""
        acting = self.session(secret, now=now)
        if acting is None:
            return None
        with self._engine.begin() as connection:
            if not _is_member(connection, acting.member.id, partnership):
                return None
            which = sessions.c.secret == digest(secret)
            connection.execute(sessions.update().where(which).values(partnership=partnership))
        return self.session(secret, now=now)

    def sign_out(self, secret: str) -> None:
        """End a session."""
        with self._engine.begin() as connection:
            connection.execute(sessions.delete().where(sessions.c.secret == digest(secret)))

    def sign_out_everywhere(self, person: UUID) -> int:
        """End all of a person's sessions, unused links and calendars (a lost phone); how many sessions there were."""
        with self._engine.begin() as connection:
            connection.execute(calendars.delete().where(calendars.c.person == person))
            connection.execute(links.delete().where(links.c.person == person))
            return connection.execute(sessions.delete().where(sessions.c.person == person)).rowcount

    # Tokens

    def issue(
        self,
        partnership: str,
        organisation: str,
        roles: Iterable[Role],
        name: str,
        *,
        now: datetime,
        expires_at: datetime | None = None,
    ) -> str:
        """A token for a program that acts for an organisation; shown this once."""
        secret, _ = new_secret()
        printed = TOKEN_PREFIX + secret
        row = {
            "secret": digest(printed),
            "id": uuid4(),
            "partnership": partnership,
            "organisation": organisation,
            "roles": _written(roles),
            "name": name,
            "created_at": now,
            "expires_at": expires_at,
        }
        with self._engine.begin() as connection:
            connection.execute(tokens.insert().values(row))
        return printed

    def token(self, printed: str, *, now: datetime) -> Acting | None:
        """Who a bearer token stands for; None where it is none, revoked or expired."""
        if not printed.startswith(TOKEN_PREFIX):
            return None
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(tokens).where(tokens.c.secret == digest(printed))).one_or_none()
        if row is None or row.revoked_at is not None or (row.expires_at is not None and now >= row.expires_at):
            return None
        return Acting(member=_member(row.id, row), name=row.name, token=True)

    def tokens(self, partnership: str, organisation: str) -> list[Token]:
        """An organisation's tokens, oldest first."""
        asked = sa.select(tokens).where(tokens.c.partnership == partnership, tokens.c.organisation == organisation)
        with self._engine.connect() as connection:
            return [
                Token(
                    member=_member(row.id, row),
                    name=row.name,
                    created_at=row.created_at,
                    expires_at=row.expires_at,
                    revoked_at=row.revoked_at,
                )
                for row in connection.execute(asked.order_by(tokens.c.created_at, tokens.c.id))
            ]

    def revoke(self, token: UUID, *, now: datetime) -> bool:
        """Revoke a token by its id; False where it is none or revoked already."""
        which = (tokens.c.id == token) & tokens.c.revoked_at.is_(None)
        with self._engine.begin() as connection:
            return connection.execute(tokens.update().where(which).values(revoked_at=now)).rowcount == 1


def _address(email: str | None) -> str | None:
    return email.strip().lower() or None if email else None


def _written(roles: Iterable[Role]) -> str:
    return " ".join(sorted(roles))


def _member(id_: UUID, row: Any) -> Member:
    return Member(
        id=id_,
        partnership=row.partnership,
        organisation=row.organisation,
        roles=frozenset(Role(r) for r in row.roles.split()),
    )


def _is_member(connection: sa.Connection, person: UUID, partnership: str) -> bool:
    which = (memberships.c.person == person, memberships.c.partnership == partnership)
    return connection.scalar(sa.select(memberships.c.person).where(*which)) is not None


def _usable(secret: str, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (links.c.secret == digest(secret), links.c.used_at.is_(None), links.c.expires_at > now)
