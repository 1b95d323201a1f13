"""Where an organisation has been since a moment of the same day or night, as far as has come in.

A log day lasts until six in the morning, so that a night holds together. Only places and how often, never who.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from backend.domain.calendar import local
from backend.domain.catalogue import Catalogue
from projections.matching import believed
from projections.store import Reading

DAWN = 6
"""The hour of Europe/Stockholm at which a new log day begins."""


def began(now: datetime) -> datetime:
    """When the log day that holds `now` began."""
    here = local(now)
    start = here.replace(hour=DAWN, minute=0, second=0, microsecond=0)
    return start if here >= start else start - timedelta(days=1)


def been_since(
    reading: Reading,
    partnership: str,
    organisation: str,
    since: datetime,
    *,
    kinds: Collection[str],
    catalogue: Catalogue,
    but: UUID,
) -> Counter[str]:
    """How many activities at each place began after `since`, without those of the member `but`."""
    t = reading.t
    c = t.activities.c
    # Whose it was is asked of the few rows of a day: the database would look through all of the organisation for it.
    asked = select(c.places, c.organisation, c.member).where(
        c.partnership == partnership,
        c.kind.in_(sorted(kinds)),
        c.day >= since.date(),
        c.occurred_at >= since,
        c.places != "",
        believed(t, reading.position),
    )
    found: Counter[str] = Counter()
    for row in reading.connection.execute(asked):
        if row.organisation != organisation or row.member == but:
            continue
        found.update({catalogue.stands_for(place) for place in row.places})
    return found
