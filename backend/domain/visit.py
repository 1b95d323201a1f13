"""Whether two records tell of one visit. Both recorders are asked; a yes merges them, either can part them again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from backend.domain.activity import Activity
from backend.domain.calendar import local
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.domain.words import Code

NEAR = timedelta(minutes=45)
FORUM = "forum"
"""The question that tells meetings apart: the same forum on the same day is one meeting."""


StandsFor = Callable[[str], str]


class _Answer(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", omit_defaults=True):
    partnership: Code
    pair: tuple[UUID, UUID]
    by: UUID
    organisation: Code
    received_at: datetime


class VisitsMerged(_Answer, frozen=True, tag="visits-merged"):
    """Somebody who was there said that both records tell of one visit: it counts once."""


class VisitsParted(_Answer, frozen=True, tag="visits-parted"):
    """Somebody who was there said that the records tell of two visits: both count."""


VisitEvent = VisitsMerged | VisitsParted


def pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Two activities in the order that names their stream."""
    return (one, other) if one.bytes < other.bytes else (other, one)


def may_be_one(one: Activity, other: Activity, stands_for: StandsFor = str) -> bool:
    """Whether to ask: the same kind and a shared place within 45 minutes, or the same forum on the same day.

    `stands_for`: the place that a code stands for now (`Catalogue.stands_for`). Never about what concerns a person, nor
    about two records of one member.
    """
    mine, theirs = one.report, other.report
    if one.partnership != other.partnership or one.by == other.by or mine.kind != theirs.kind:
        return False
    if one.by_day or other.by_day or one.withdrawn or other.withdrawn:
        return False
    if FORUM in mine.answers or FORUM in theirs.answers:
        same_day = local(mine.occurred_at).date() == local(theirs.occurred_at).date()
        return same_day and mine.answers.get(FORUM) == theirs.answers.get(FORUM)
    shared = {stands_for(s.place) for s in mine.places()} & {stands_for(s.place) for s in theirs.places()}
    return bool(shared) and abs(mine.occurred_at - theirs.occurred_at) <= NEAR


def answer(
    past: VisitEvent | None,
    one: tuple[UUID, Activity],
    other: tuple[UUID, Activity],
    *,
    same: bool,
    by: Member,
    now: datetime,
    stands_for: StandsFor = str,
) -> list[VisitEvent]:
    """Say whether two records tell of one visit. Only who was there may; saying it again changes nothing."""
    if not any(by.id == a.by or by.id in a.crew for _, a in (one, other)) or by.partnership != one[1].partnership:
        raise Refused("not-yours", "activity")
    event = VisitsMerged if same else VisitsParted
    if isinstance(past, event):
        return []
    merged = isinstance(past, VisitsMerged)
    if not merged and not may_be_one(one[1], other[1], stands_for):
        raise Refused("not-one-visit", "activity")
    return [
        event(
            partnership=by.partnership,
            pair=pair(one[0], other[0]),
            by=by.id,
            organisation=by.organisation,
            received_at=now,
        )
    ]
