"""Each type of rule: from what was counted or told to a figure and a status (RULES.md, "Types").

Pure: a `Case` holds everything that a figure rests on. What is reported by owners is in told.py, coverage in
coverage.py.
"""

from datetime import date
from typing import Any

import msgspec

from backend.domain.calendar import Period, periods
from backend.domain.pledge import Commitment, Pledge
from backend.domain.rule import Cadence, Count, OnDemand, Ongoing, Rule, Status, Trend
from projections import changes
from projections.answers import Change, Gap, Part, RuleFigure
from projections.forecast import earlier, forecast
from projections.hide import Veil
from projections.series import Series


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule's figure rests on.

    `first` and `last` are the days it covers, `as_of` the day at whose end it is asked. `recorded_from` is the
    partnership's first day with a record, None before there is one. `baseline` is the pledge a trend looks back at.
    `reasons` are what owners said of a cadence's gaps, by period.
    """

    pledge: Pledge
    commitment: Commitment
    rule: Rule
    as_of: date
    recorded_from: date | None
    series: Series
    veil: Veil
    baseline: Period | None = None
    reasons: dict[str, str | None] = {}

    @property
    def begun(self) -> bool:
        return self.as_of >= self.pledge.first

    @property
    def ended(self) -> bool:
        return self.as_of >= self.pledge.last

    def recorded(self, until: date) -> bool:
        """Whether anything at all had been recorded in the partnership by `until`: before that, nothing is known."""
        return self.recorded_from is not None and self.recorded_from <= until

    def say(self, status: Status, **figures: Any) -> RuleFigure:
        """The figure, with what every figure says of its rule."""
        rule = self.rule
        return RuleFigure(type=rule.type, of=rule.of, label=rule.label, reading=rule.reading, status=status, **figures)


def figure(case: Case) -> RuleFigure:
    """What a rule that counts activities comes to."""
    if not case.begun:
        return case.say("ongoing", lacks="not-begun")
    if not case.recorded(min(case.as_of, span(case.rule, case.pledge).last)):
        return case.say("unreported", lacks="records")
    match case.rule:
        case Count():
            return _stateless(case, _count(case, case.rule))
        case Cadence():
            return _stateless(case, _cadence(case, case.rule))
        case Trend():
            return _stateless(case, _trend(case, case.rule))
        case Ongoing() | OnDemand():
            return case.say("ongoing", **_done(case, case.pledge.first, case.pledge.last))
    raise TypeError(case.rule.type)


def _stateless(case: Case, found: RuleFigure) -> RuleFigure:
    """Without its state where a part of it must not be told: behind in March and on track in April would tell it."""
    days = window(case.rule, case.pledge, case.as_of)
    looked = [(p.first, p.last) for p in found.parts or ()] if isinstance(case.rule, Cadence) else []
    if not any(case.veil.hidden(first, min(case.as_of, last)) for first, last in [(days.first, days.last), *looked]):
        return found
    value = None if isinstance(case.rule, Cadence) else found.value
    bare = {"covered": None, "periods": None, "gaps": None, "parts": None, "would_change": None}
    return msgspec.structs.replace(found, status="ongoing", value=value, **bare)


def span(rule: Rule, pledge: Pledge) -> Period:
    """The days a rule looks at: the pledge's own, but for weeks, which belong to it whole."""
    if isinstance(rule, Cadence) and (whole := periods(rule.every, pledge.first, pledge.last)):
        return Period(min(pledge.first, whole[0].first), max(pledge.last, whole[-1].last), pledge.code)
    return pledge.time


def window(rule: Rule, pledge: Pledge, as_of: date) -> Period:
    """The days that a rule's own figure is of: where it is split (`per`), the current part."""
    if not isinstance(rule, Count) or rule.per is None:
        return span(rule, pledge)
    parts = periods(rule.per, pledge.first, pledge.last)
    return next((p for p in parts if p.holds(as_of)), parts[-1] if as_of > pledge.last else parts[0])


def _done(case: Case, first: date, last: date) -> dict[str, Any]:
    """What every counting figure tells of [first, last]: value, each organisation's part, what does not count yet."""
    until = min(case.as_of, last)
    return {
        "value": case.veil.value(first, until),
        "by_organisation": case.veil.by_organisation(first, until),
        "not_yet": case.veil.waiting(first, last),
    }


# Count.


def _count(case: Case, rule: Count) -> RuleFigure:
    pledge = case.pledge
    parts = periods(rule.per, pledge.first, pledge.last) if rule.per else (pledge.time,)
    current = window(rule, pledge, case.as_of)
    elapsed = min(case.as_of, current.last)
    told = dict(_done(case, current.first, current.last))
    foretold = None
    if case.recorded_from and not case.veil.hidden(current.first, elapsed):
        foretold = forecast(case.series, current, case.as_of, case.recorded_from)
    status = _count_status(case, rule, current)
    change = changes.of_count(status, case.series.value(current.first, elapsed), rule.at_least, current, case.as_of)
    return case.say(
        status,
        would_change=_unless_hidden(case, current.first, elapsed, change),
        target=rule.at_least,
        expected=round(rule.at_least * ((elapsed - current.first).days + 1) / current.days, 1),
        forecast=foretold,
        parts=tuple(_part(case, rule, p) for p in parts if p.first <= case.as_of) if len(parts) > 1 else None,
        **told,
    )


def _unless_hidden(case: Case, first: date, until: date, found: tuple[Change, ...]) -> Any:
    """What would change a status, where that does not tell a part that must not be told; None where nothing is said."""
    return None if case.veil.hidden(first, until) else found or None


def _count_status(case: Case, rule: Count, part: Period) -> Status:
    until = min(case.as_of, part.last)
    if not case.recorded(until):
        return "unreported"
    value = case.series.value(part.first, until)
    if value >= rule.at_least:
        return "met"
    if case.as_of >= part.last:
        return "missed"
    due = rule.at_least * ((until - part.first).days + 1) // part.days
    return "on-track" if value >= due else "behind"


def _part(case: Case, rule: Count, part: Period) -> Part:
    status, until = _count_status(case, rule, part), min(case.as_of, part.last)
    value = None if status == "unreported" else case.veil.value(part.first, until)
    if case.veil.hidden(part.first, until):
        status = "ongoing"
    return Part(
        period=part.code,
        first=part.first,
        last=part.last,
        value=value,
        target=rule.at_least,
        status="open" if status == "ongoing" else status,  # type: ignore[arg-type]
    )


# Cadence.


def _cadence(case: Case, rule: Cadence) -> RuleFigure:
    promised = periods(rule.every, case.pledge.first, case.pledge.last)
    parts = tuple(_turn(case, rule, p) for p in promised)
    ended = [p for p in parts if p.last <= case.as_of and p.status != "unreported"]
    gaps = tuple(Gap(period=p.period, reason=case.reasons.get(p.period)) for p in ended if p.status == "gap")
    done = _done(case, parts[0].first, parts[-1].last)
    if not ended and any(p.status == "unreported" for p in parts):
        return case.say("unreported", parts=parts, lacks="records")
    status: Status = "on-track"
    if len(gaps) > rule.tolerance:
        status = "missed"
    elif parts[-1].last <= case.as_of:
        status = "met"
    elif gaps:
        status = "behind"
    covered = len(ended) - len(gaps)
    change = changes.of_cadence(rule, parts, gaps, case.as_of, lambda p: _in_sight(case, p))
    return case.say(
        status,
        **{**done, "value": covered},
        periods=len(ended),
        covered=covered,
        gaps=gaps,
        parts=parts,
        would_change=_unless_hidden(case, parts[0].first, min(case.as_of, parts[-1].last), change),
    )


def _in_sight(case: Case, part: Part) -> int:
    """What is done of a period, and recorded ahead of its time where telling that tells nobody's part."""
    if case.veil.hidden(part.first, part.last):
        return case.series.value(part.first, min(case.as_of, part.last))
    return case.series.coming(part.first, part.last)


def _turn(case: Case, rule: Cadence, period: Period) -> Part:
    """One period of a cadence: covered as soon as it is, a gap once it has ended."""
    until = min(case.as_of, period.last)
    part = Part(period=period.code, first=period.first, last=period.last, target=rule.times, status="open")
    if period.first > case.as_of:
        return part
    if not case.recorded(period.last):
        return msgspec.structs.replace(part, status="unreported")
    enough = case.series.value(period.first, until) >= rule.times
    status = "covered" if enough else "gap" if period.last <= case.as_of else "open"
    return msgspec.structs.replace(part, value=case.veil.value(period.first, until), status=status)


# Trend.


def _trend(case: Case, rule: Trend) -> RuleFigure:
    pledge = case.pledge
    done = _done(case, pledge.first, pledge.last)
    until = min(case.as_of, pledge.last)
    before = _baseline(case, rule, until)
    if before is None:
        return case.say("ongoing", **done, lacks="baseline")
    value = case.series.value(pledge.first, until)
    more = value > before
    status: Status = ("met" if more else "missed") if case.ended else ("on-track" if more else "behind")
    change = changes.of_trend(status, value, lambda day: _baseline(case, rule, day), case.as_of, pledge.last)
    return case.say(
        status,
        **done,
        baseline=round(before, 1),
        would_change=_unless_hidden(case, pledge.first, until, change),
    )


def _baseline(case: Case, rule: Trend, until: date) -> float | None:
    """What to hold against: the number prorated, or the same rule over the baseline's time to the same month-day."""
    if rule.baseline is None:
        return None
    pledge = case.pledge
    if rule.baseline.value is not None:
        return rule.baseline.value * ((until - pledge.first).days + 1) / pledge.time.days
    then = case.baseline
    if then is None:
        return None
    same = then.last if until >= pledge.last else min(then.last, earlier(until, pledge.first.year - then.first.year))
    return case.series.value(then.first, same) if case.recorded(same) else None
