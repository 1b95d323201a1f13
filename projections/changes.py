"""What would change a status: how much more by when, which periods and steps, or what it becomes without.

Reckoned from the same sums as the status itself, so that doing exactly this gives exactly that. Nothing is said of
what nobody promised a pace for, nor where a part must not be told.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import ceil, floor

from backend.domain.calendar import Period
from backend.domain.rule import Cadence, Status
from projections.answers import Change, Gap, JudgementTold, Part, StepTold

_SOON = timedelta(days=7)
"""A month with fewer days left is too short to catch up in: the next one's end is told."""


def until(as_of: date, last: date) -> date:
    """The day to catch up by: the end of this month, or of the next where this one is nearly over; `last` at most."""
    end = _month_end(as_of)
    return min(end if end - as_of >= _SOON else _month_end(end + timedelta(days=1)), last)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def of_count(status: Status, value: int, target: int, part: Period, as_of: date) -> tuple[Change, ...]:
    """How many more put a count on its pace, meet it, or keep it from falling behind."""
    rest = Change(to="met", more=target - value, by=part.last)
    if status == "behind":
        by = until(as_of, part.last)
        if by == part.last:
            return (rest,)
        pace = target * ((by - part.first).days + 1) // part.days
        return (Change(to="on-track", more=pace - value, by=by), rest)
    if status == "on-track":
        falls = part.first + timedelta(days=ceil((value + 1) * part.days / target) - 1)
        without: Status = "missed" if falls >= part.last else "behind"
        return (rest, Change(to=without, without=True, more=1, by=min(falls, part.last)))
    return ()


def of_cadence(
    rule: Cadence, parts: Sequence[Part], gaps: Sequence[Gap], as_of: date, so_far: Callable[[Part], int]
) -> tuple[Change, ...]:
    """Which periods are missing, and what the first one still needs that has it neither done nor recorded ahead."""
    found = []
    ended = parts[-1].last <= as_of
    if gaps:
        to: Status = "met" if ended else "on-track"
        found.append(Change(to=to, periods=tuple(g.period for g in gaps)))
    lacking = ((p, rule.times - so_far(p)) for p in parts if p.last > as_of and p.status == "open")
    waiting, more = next(((p, more) for p, more in lacking if more > 0), (None, 0))
    if waiting:
        without: Status = "missed" if len(gaps) + 1 > rule.tolerance else "behind"
        found.append(Change(to=without, without=True, more=more, by=waiting.last, periods=(waiting.period,)))
    return tuple(found)


def of_trend(
    status: Status, value: int, before: Callable[[date], float | None], as_of: date, last: date
) -> tuple[Change, ...]:
    """How many more make it strictly more than before, by the days that can still be reached."""
    if status not in ("behind", "on-track") or as_of >= last:
        return ()
    found = []
    goals = (last,) if status == "on-track" else dict.fromkeys((until(as_of, last), last))
    for by in goals:
        held = before(by)
        if held is not None and floor(held) + 1 > value:
            to: Status = "met" if by == last else "on-track"
            found.append(Change(to=to, more=floor(held) + 1 - value, by=by))
    return tuple(found)


def of_coverage(status: Status, high: int, whole: int, at_least: float | None, last: date) -> tuple[Change, ...]:
    """How much more where the need is high, and nowhere else, brings the share up."""
    if status != "behind" or at_least is None or at_least >= 1:
        return ()
    more = max(1, ceil(round((at_least * whole - high) / (1 - at_least), 6)))
    return (Change(to="on-track", more=more, by=last),)


def of_milestone(status: Status, steps: Sequence[StepTold]) -> tuple[Change, ...]:
    """Which steps are waited for."""
    if not steps:
        return (Change(to="on-track"),)
    waiting = [s for s in steps if s.status != "done"]
    if status in ("missed", "reported"):
        return (Change(to="met", steps=tuple(s.code for s in waiting)),)
    if overdue := [s for s in waiting if s.overdue]:
        to: Status = "met" if len(overdue) == len(waiting) else "on-track"
        return (Change(to=to, steps=tuple(s.code for s in overdue)),)
    dated = sorted((s.due, i) for i, s in enumerate(waiting) if s.due)
    if dated:
        due, first = dated[0]
        return (Change(to="behind", without=True, by=due, steps=(waiting[first].code,)),)
    return (Change(to="met", steps=tuple(s.code for s in waiting)),) if waiting else ()


def of_stated(judgements: Sequence[JudgementTold], as_of: date) -> tuple[Change, ...]:
    """Which periods the owner's word is waited for."""
    if late := [j.period for j in judgements if not j.verdict and j.due <= as_of]:
        return (Change(to="reported", periods=tuple(late)),)
    following = next((j for j in judgements if not j.verdict), None)
    if following is None:
        return ()
    return (Change(to="unreported", without=True, by=following.due, periods=(following.period,)),)
