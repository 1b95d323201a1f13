"""The share of what was done that fell where the need was greatest, by the situation then (RULES.md, "coverage").

Each activity is held against the situation for the latest week, of those frozen before it began: one for an older
week that came in afterwards changes nothing. Nothing is known of what came before the first.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, select

from backend.domain.rule import Coverage, Status
from projections.answers import RuleFigure
from projections.changes import of_coverage
from projections.figures import Case
from projections.matching import Condition, Moment, Scope, matches, rows
from projections.pledges import Picture
from projections.store import Reading
from projections.visits import Part, settled


class Share(Part, frozen=True, kw_only=True):
    """A matching activity: all of it (`amount`), and the part where the need was high.

    `levels` is all of it by the need there was; "" is what was done where none was named, or on the way.
    """

    high: int
    levels: dict[str, int]


def shares(reading: Reading, scope: Scope, at: Moment, pictures: Sequence[Picture], *where: Condition) -> list[Share]:
    """Every activity that the rule looks at, newest first; of one visit the longest counts."""
    frozen, held = [p.frozen_at for p in pictures], in_force(pictures)
    walks = _walks(reading, scope, at)
    found = []
    for row in rows(reading, scope, at, *where):
        stops = walks.get((row.activity, row.version)) or [(place, row.minutes) for place in row.places]
        lacks = [field for field in scope.rule.needs if getattr(row, f"lacks_{field}")]
        if scope.rule.of == "minutes" and "minutes" not in lacks and (not stops or any(m is None for _, m in stops)):
            lacks.append("minutes" if stops else "place")
        nearest = bisect_right(frozen, row.occurred_at) - 1
        if nearest < 0:
            lacks.append("situation")
        if row.day > at.day:
            lacks.append("future")
        levels = held[nearest].levels if nearest >= 0 else {}
        spent: dict[str, list[int]] = {}
        for place, m in stops:
            spent.setdefault(levels.get(scope.catalogue.stands_for(place), ""), []).append(m or 0)
        high = spent.get("high", [])
        whole = 1 if scope.rule.of != "minutes" else max(row.minutes or 0, sum(m or 0 for _, m in stops))
        part = min(1, len(high)) if scope.rule.of != "minutes" else sum(high)
        found.append(Share(row=row, amount=whole, high=part, levels=_spread(scope, whole, spent), lacks=tuple(lacks)))
    return settled(found)


def _spread(scope: Scope, whole: int, spent: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """All of an activity by level: its minutes, or itself under the greatest."""
    if scope.rule.of != "minutes":
        return {next((level for level in ("high", "medium", "low") if level in spent), ""): whole}
    told = {level: sum(minutes) for level, minutes in spent.items()}
    return {**told, "": told.get("", 0) + whole - sum(told.values())}


def by_level(found: Iterable[Share]) -> dict[str, int]:
    """What counts, by the need there was: `high`, `medium`, `low`, and "" where none was named."""
    told = dict.fromkeys(("high", "medium", "low", ""), 0)
    for one in found:
        for level, amount in one.levels.items() if one.counts and not one.lacks else ():
            told[level] += amount
    return told


def in_force(pictures: Sequence[Picture]) -> list[Picture]:
    """For each situation in the order in which they were frozen: the one for the latest week among those so far."""
    held: list[Picture] = []
    for picture in pictures:
        held.append(picture if not held or picture.week >= held[-1].week else held[-1])
    return held


def share_of(found: Iterable[Share]) -> float | None:
    """The share of what counts that fell where the need was high; None where nothing counts."""
    counted = [s for s in found if not s.lacks and s.counts]
    whole = sum(s.amount for s in counted)
    return sum(s.high for s in counted) / whole if whole else None


def by_organisation(found: Iterable[Share]) -> dict[str, int]:
    """What each organisation did where the need was high."""
    told: dict[str, int] = {}
    for one in found:
        if one.high and one.credits and not one.lacks:
            told[one.row.organisation] = told.get(one.row.organisation, 0) + one.high
    return told


def _walks(reading: Reading, scope: Scope, at: Moment) -> dict[Any, list[tuple[str, int | None]]]:
    """The stops of the matching patrols, by activity and version."""
    t = reading.t
    same = and_(t.stops.c.activity == t.activities.c.activity, t.stops.c.version == t.activities.c.version)
    asked = select(t.stops.c.activity, t.stops.c.version, t.stops.c.place, t.stops.c.minutes)
    asked = asked.join(t.activities, same).where(*matches(t, scope, at)).order_by(t.stops.c.number)
    found: dict[Any, list[tuple[str, int | None]]] = {}
    for activity, version, place, minutes in reading.connection.execute(asked):
        found.setdefault((activity, version), []).append((place, minutes))
    return found


def coverage(case: Case, rule: Coverage, found: Sequence[Share], pictures: Sequence[Picture]) -> RuleFigure:
    """The share, of how much, and whether it is enough."""
    if not case.begun:
        return case.say("ongoing", lacks="not-begun")
    if not case.recorded(min(case.as_of, case.pledge.last)):
        return case.say("unreported", lacks="records")
    if not pictures:
        return case.say("unreported", lacks="situation")
    share, status = share_of(found), _status(case, rule, share_of(found))
    counted = [s for s in found if not s.lacks and s.counts]
    whole, high = sum(s.amount for s in counted), sum(s.high for s in counted)
    return case.say(
        status,
        would_change=of_coverage(status, high, whole, rule.at_least, case.pledge.last) or None,
        value=None if share is None else round(share, 4),
        of_total=whole,
        target=rule.at_least,
        by_organisation=by_organisation(found) or None,
        not_yet=sum(s.counts and bool(s.lacks) for s in found),
    )


def _status(case: Case, rule: Coverage, share: float | None) -> Status:
    if rule.at_least is None:
        return "ongoing"
    enough = share is not None and share >= rule.at_least
    if case.ended:
        return "met" if enough else "missed"
    return "on-track" if enough else "behind"
