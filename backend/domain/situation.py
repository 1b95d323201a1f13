"""The weekly picture (lägesbild): which places need what. Frozen once decided."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from backend.domain.calendar import Period, local, may_be, week
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.domain.words import Code

Level = Literal["low", "medium", "high"]
LEVELS: tuple[Level, ...] = ("low", "medium", "high")
Through = Literal["form", "file", "api"]
KIND = "lagesbild"
"""The kind of activity that making the picture of a week is."""
AFTERWARDS = timedelta(days=7)
"""So long after a week its picture may still be made without a word; what is made later is marked as such."""
AHEAD = timedelta(days=7)
"""So long before a week begins its picture may be frozen: the meeting of a Friday prepares the next week, and what is
frozen holds from then on (RULES.md, `coverage`).
"""


class Need(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one place needs this week."""

    place: Code
    level: Level
    problems: tuple[Code, ...] = ()


class SituationFrozen(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="situation-frozen", omit_defaults=True
):
    """The picture of an ISO week (`2026-W19`), as it was decided. `through`: how it was handed in; None where that was
    not kept.
    """

    partnership: Code
    week: str
    needs: tuple[Need, ...]
    by: UUID
    organisation: Code
    received_at: datetime
    through: Through | None = None


def as_now(needs: Iterable[Need], stands_for: Callable[[str], str]) -> tuple[Need, ...]:
    """The same needs of the places that stand for those they name; of two that became one, the higher level and the
    problems of both.
    """
    found: dict[str, Need] = {}
    for need in sorted(needs, key=lambda n: LEVELS.index(n.level)):
        place = stands_for(need.place)
        before = found[place].problems if place in found else ()
        problems = tuple(dict.fromkeys((*need.problems, *before)))
        found[place] = Need(place=place, level=need.level, problems=problems)
    return tuple(sorted(found.values(), key=lambda n: n.place))


def check_week(code: str, *, earliest: date | None, today: date) -> Period:
    """The ISO week named `code`, where there may be a picture of it. `earliest`: when the first pledge began.

    Refused: `unknown-period`, `week-ahead` for one after the next, `week-before` for one before the first pledge.
    """
    try:
        period = week(code)
    except ValueError:
        raise Refused("unknown-period", "week") from None
    if period.first > today + AHEAD:
        raise Refused("week-ahead", "week")
    thursday = period.first + timedelta(days=3)
    if earliest is not None and thursday < earliest:
        raise Refused("week-before", "week")
    if not may_be(thursday):
        raise Refused("unknown-period", "week")
    return period


def afterwards(period: Period, at: datetime) -> bool:
    """Whether a week's picture that was made at a moment was made afterwards, and is marked as such."""
    return local(at).date() > period.last + AFTERWARDS


def freeze(
    past: SituationFrozen | None,
    code: str,
    needs: tuple[Need, ...],
    *,
    earliest: date | None,
    by: Member,
    now: datetime,
    through: Through | None = None,
) -> list[SituationFrozen]:
    """Freeze a week's picture. The same again changes nothing; another picture of a frozen week is refused.

    Refused: as `check_week` does, `missing` for one without a place, `conflict`, `frozen`.
    """
    check_week(code, earliest=earliest, today=local(now).date())
    if not needs:
        raise Refused("missing", "needs")
    ordered = tuple(sorted(needs, key=lambda n: n.place))
    if len({n.place for n in ordered}) != len(ordered):
        raise Refused("conflict", "place")
    if past is not None:
        if past.needs == ordered:
            return []
        raise Refused("frozen", "week")
    return [
        SituationFrozen(
            partnership=by.partnership,
            week=code,
            needs=ordered,
            by=by.id,
            organisation=by.organisation,
            received_at=now,
            through=through,
        )
    ]
