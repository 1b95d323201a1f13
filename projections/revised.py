"""Pledges that were published anew: what was changed, by whose coordinator, and which organisations have seen it."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import msgspec
from sqlalchemy import select

from backend.domain.calendar import end_of, midnight
from backend.domain.revision import PledgeAcknowledged
from backend.log import Recorded
from projections import pledges
from projections.page import Page, Takes
from projections.pledges import Published, Revision
from projections.store import Reading
from projections.tables import micros

LOGIC = 1
"""Raise it when the same events make other rows."""

NEWS = timedelta(days=30)
"""So long a change is news to an organisation that has not said that it has seen it."""


# Taking events in.


def _seen(page: Page, at: Recorded, event: PledgeAcknowledged) -> None:
    published, received = micros(event.published), micros(event.received_at)
    page.add("acknowledged", [at.position, event.partnership, event.pledge, published, event.organisation, received])


TAKES: Takes = {PledgeAcknowledged: _seen}


# Asking.


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """One time that a pledge was published anew.

    `organisation` is that of whoever did it; None where the server itself did. `seen` are the organisations that have
    said that they have seen it, or something later, and when they first did.
    """

    before: Published
    after: Published
    organisation: str | None
    revision: Revision
    seen: dict[str, datetime]

    @property
    def pledge(self) -> str:
        return self.after.event.pledge.code

    @property
    def at(self) -> datetime:
        return self.after.event.received_at

    def news_to(self, organisation: str, day: date) -> bool:
        """Whether it was still to be seen by an organisation at the end of a day."""
        end = end_of(day)
        if self.organisation == organisation or not end - NEWS <= self.at < end:
            return False
        seen = self.seen.get(organisation)
        return seen is None or seen >= end


def renewals(reading: Reading, partnership: str, pledge: str) -> list[Renewal]:
    """Every time that a pledge was published anew, the earliest first. Refused (`unknown-pledge`)."""
    every = pledges.publications(reading, partnership, pledge)
    changed = pledges.revisions(reading, partnership, {pledge})
    seen = _acknowledged(reading, partnership, pledge)
    return [
        Renewal(
            before=before,
            after=after,
            organisation=_whose(reading, partnership, after),
            revision=changed[after.position],
            seen=_first(seen, after.event.received_at),
        )
        for before, after in pairwise(every)
    ]


def news(reading: Reading, partnership: str, organisation: str, day: date) -> list[Renewal]:
    """What an organisation had still to see at the end of a day, of every pledge, the earliest first."""
    c = reading.t.pledges.c
    since = midnight(day) - NEWS
    lately = select(c.code).where(c.partnership == partnership, c.received_at >= since).distinct()
    codes = sorted(reading.connection.execute(lately).scalars())
    found = [r for code in codes for r in renewals(reading, partnership, code) if r.news_to(organisation, day)]
    return sorted(found, key=lambda r: r.after.position)


def _whose(reading: Reading, partnership: str, published: Published) -> str | None:
    """The organisation that whoever published a pledge acted for then."""
    by: UUID | None = published.event.by
    c = reading.t.members.c
    held = select(c.organisation).where(c.partnership == partnership, c.member == by, c.position < published.position)
    if by is None:
        return None
    return reading.connection.execute(held.order_by(c.position.desc()).limit(1)).scalar() or None


def _acknowledged(reading: Reading, partnership: str, pledge: str) -> list[tuple[str, datetime, datetime]]:
    c = reading.t.acknowledged.c
    told = select(c.organisation, c.published_at, c.received_at).where(c.partnership == partnership, c.pledge == pledge)
    rows = reading.connection.execute(told.order_by(c.position))
    return [(row.organisation, row.published_at, row.received_at) for row in rows]


def _first(seen: list[tuple[str, datetime, datetime]], published: datetime) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for organisation, version, when in seen:
        if version >= published:
            found.setdefault(organisation, when)
    return found
