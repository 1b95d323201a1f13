"""What wants somebody's attention, and what falls due: of a pledge, as of a day, made from its figures.

An alarm comes before it is too late where that can be seen coming, and stays until it is settled. What happens on
demand never alarms, nor what nobody promised a pace, a period or a day for. A pledge is looked at until sixty days
after its last day, or after that of a last step or judgement.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, get_args

import msgspec

from backend.domain.calendar import Period
from backend.domain.pledge import Commitment, GapExplained, StepsSet, judged_periods, judgement_due
from backend.domain.rule import Cadence, Count, Coverage, Milestone, Rule, Stated, Trend
from backend.domain.words import Label
from projections.answers import CommitmentFigures, RuleFigure
from projections.figures import Case, window
from projections.forecast import earlier
from projections.fulfilment import Question
from projections.series import Series

What = Literal["cadence", "missed", "behind", "step", "steps", "judgement"]
"""A period that is about to end without what was promised, one that did, a pace that is not kept, a step that is due,
steps that nobody has named, a judgement that is awaited."""

WHATS: tuple[What, ...] = get_args(What)
AFTERWARDS = timedelta(days=60)
AHEAD = {"week": 4, "month": 8, "quarter": 22}
"""So many days of a period are left, the last one included, when it begins to alarm."""
STEP_AHEAD = timedelta(days=30)
SHOWN_AHEAD = timedelta(days=35)
"""As far ahead as the periods of a cadence stand in a calendar; days that are written down stand there at once."""


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do something about. `rule` counts from 0; `name` is the rule's own, where it has one.

    `since` is the first day of it, None where that is not known, `until` the last day to do something, where there is
    one. `done` of `wanted` is what the period or the pace has and should have by the day asked for, `left` what is
    missing to the end's target; None where it may not be told. `others` are earlier periods that want the same.
    """

    what: What
    pledge: str
    pledge_title: str
    commitment: str
    title: str
    owner: tuple[str, ...]
    rule: int
    type: str
    late: bool
    name: Label | None = None
    since: date | None = None
    until: date | None = None
    period: str | None = None
    step: str | None = None
    label: Label | None = None
    done: float | None = None
    wanted: float | None = None
    left: float | None = None
    others: int = 0

    @property
    def key(self) -> str:
        """The same as long as it is the same alarm, whatever its figures; what becomes late is another."""
        about = self.period or self.step or ""
        return "/".join(
            (self.pledge, self.commitment, str(self.rule), self.what, about, "late" if self.late else "near")
        )


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Something written down for a day: what a period still wants, a step, a judgement, or a pledge's last day."""

    what: Literal["period", "step", "judgement", "end"]
    pledge: str
    pledge_title: str
    day: date
    commitment: str = ""
    title: str = ""
    rule: int = 0
    period: str | None = None
    step: str | None = None
    label: Label | None = None

    @property
    def key(self) -> str:
        """The same as long as it is the same thing, whatever its day."""
        return "-".join(
            part for part in (self.pledge, self.commitment, str(self.rule), self.what, self.period or self.step) if part
        )


def wanted(asked: Question) -> bool:
    """Whether a pledge is looked at on the day asked for: it has begun, and is not long over."""
    last = [asked.pledge.last]
    for promise in asked.pledge.commitments:
        for rule in promise.rule:
            if isinstance(rule, Stated):
                last += [judgement_due(p) for p in judged_periods(asked.pledge, rule)]
            elif isinstance(rule, Milestone):
                last += [s.due for s in rule.steps if s.due]
        named = [w.event.steps for w in asked.words.get(promise.code, ()) if isinstance(w.event, StepsSet)]
        last += [s.due for s in (named[-1] if named else ()) if s.due]
    return asked.pledge.first <= asked.as_of and asked.as_of - AFTERWARDS <= max(last)


def alarms(asked: Question, figures: Sequence[CommitmentFigures] | None = None) -> tuple[Alarm, ...]:
    """The alarms of a pledge, in order. `figures` are its own, where they are made already."""
    if not wanted(asked):
        return ()
    found = [alarm for at in _looked(asked, _PACED, figures) for alarm in _alarms(at)]
    return tuple(sorted(found, key=order))


def due(asked: Question) -> tuple[Due, ...]:
    """What of a pledge is written down for a day and not done, the nearest first."""
    if not wanted(asked):
        return ()
    found = [one for at in _looked(asked, _DATED) for one in _due(at)]
    pledge = asked.pledge
    found.append(Due(what="end", day=pledge.last, pledge=pledge.code, pledge_title=pledge.title))
    return tuple(sorted(found, key=lambda one: (one.day, one.key)))


def order(alarm: Alarm) -> tuple[bool, int, int, str]:
    """What is late first, the latest news of it first; then what is near, the nearest first."""
    promised = alarm.what in ("step", "judgement")
    day = (alarm.until if promised or not alarm.late else alarm.since) or alarm.since or date.max
    return not alarm.late, -day.toordinal() if alarm.late else day.toordinal(), WHATS.index(alarm.what), alarm.key


class _Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of a promise, with its figure, and who asks."""

    asked: Question
    promise: Commitment
    rule: Rule
    number: int
    figure: RuleFigure

    @property
    def today(self) -> date:
        return self.asked.as_of

    def say(self, what: What, *, late: bool, **told: object) -> Alarm:
        pledge, promise = self.asked.pledge, self.promise
        return Alarm(
            what=what,
            pledge=pledge.code,
            pledge_title=pledge.title,
            commitment=promise.code,
            title=promise.title,
            owner=promise.owner,
            rule=self.number,
            type=self.rule.type,
            name=self.rule.label,
            late=late,
            **told,  # type: ignore[arg-type]
        )

    def note(self, what: Literal["period", "step", "judgement"], day: date, **told: object) -> Due:
        pledge, promise = self.asked.pledge, self.promise
        return Due(
            what=what,
            pledge=pledge.code,
            pledge_title=pledge.title,
            commitment=promise.code,
            title=promise.title,
            rule=self.number,
            day=day,
            **told,  # type: ignore[arg-type]
        )


_DATED = (Cadence, Milestone, Stated)
_PACED = (*_DATED, Count, Trend, Coverage)
"""The types of rules that can alarm."""


def _looked(
    asked: Question, types: tuple[type[Rule], ...], figures: Sequence[CommitmentFigures] | None = None
) -> Iterator[_Looked]:
    """The rules of these types with their figures. What counts activities is looked at while the pledge runs."""
    made = {one.code: one.rules for one in figures or ()}
    running = asked.as_of <= asked.pledge.last
    for promise in asked.pledge.commitments:
        for number, rule in enumerate(promise.rule):
            if isinstance(rule, types) and (running or not rule.counts):
                told = made.get(promise.code)
                figure = told[number] if told else asked.figure(promise, rule, asking=False)
                yield _Looked(asked=asked, promise=promise, rule=rule, number=number, figure=figure)


def _alarms(at: _Looked) -> Iterator[Alarm]:
    match at.rule:
        case Cadence():
            yield from _ending(at, at.rule)
            yield from _missed(at)
        case Milestone():
            yield from _steps(at)
        case Stated():
            yield from _awaited(at, at.rule)
        case _ if at.figure.status == "behind":
            yield _behind(at)


# A period that ends.


def _ending(at: _Looked, rule: Cadence) -> Iterator[Alarm]:
    """Today is still to come: a period is not over on its last day."""
    for part in at.figure.parts or ():
        if part.first <= at.today <= part.last and part.status in ("open", "gap"):
            since = part.last - timedelta(days=AHEAD[rule.every] - 1)
            if at.today >= since:
                value = float(part.value) if isinstance(part.value, int | float) else None
                days = {"since": max(since, part.first), "until": part.last}
                yield at.say("cadence", late=False, period=part.period, done=value, wanted=part.target, **days)


def _missed(at: _Looked) -> Iterator[Alarm]:
    """The last period that went without, and how many before it, while nobody has said why."""
    said = {w.event.period for w in at.asked.words.get(at.promise.code, ()) if isinstance(w.event, GapExplained)}
    gone = [
        part
        for part in at.figure.parts or ()
        if part.status == "gap" and part.last < at.today and part.period not in said
    ]
    if gone:
        since = gone[-1].last + timedelta(days=1)
        yield at.say("missed", late=True, period=gone[-1].period, since=since, others=len(gone) - 1)


# A pace that is not kept.


def _behind(at: _Looked) -> Alarm:
    figure, days = at.figure, window(at.rule, at.asked.pledge, at.today)
    value = float(figure.value) if isinstance(figure.value, int | float) else None
    now = left = None
    if isinstance(at.rule, Count):
        now = float(_should(at.rule, days, at.today))
        left = None if value is None else at.rule.at_least - value
    elif figure.baseline is not None:
        now = figure.baseline
    elif figure.target is not None:
        now = figure.target
    since = _behind_since(at, days)
    return at.say("behind", late=True, done=value, wanted=now, left=left, since=since, until=days.last)


def _behind_since(at: _Looked, days: Period) -> date | None:
    """The first of the days on which the pace has not been kept since; None where it is not a matter of pace."""
    asked, rule = at.asked, at.rule
    if not isinstance(rule, Count | Trend):
        return None
    series = asked.series(at.promise, rule, 0)
    case = asked.case(at.promise, rule, series)
    reached, since = day_by_day(series, days.first, at.today), at.today
    limits = _limits(case, rule, days, at.today)
    while since in limits and reached[since] < limits[since]:
        since -= timedelta(days=1)
    return max(since + timedelta(days=1), asked.recorded_from or days.first)


def _limits(case: Case, rule: Count | Trend, days: Period, until: date) -> dict[date, float]:
    """What must have been reached on each day, at least."""
    every = [days.first + timedelta(days=n) for n in range((until - days.first).days + 1)]
    if isinstance(rule, Count):
        return {day: _should(rule, days, day) for day in every}
    if rule.baseline is not None and rule.baseline.value is not None:
        whole = rule.baseline.value
        return {day: whole * ((day - days.first).days + 1) / days.days + _MORE for day in every}
    then = case.baseline
    if then is None:
        return {}
    years = days.first.year - then.first.year
    same = {day: min(then.last, earlier(day, years)) for day in every}
    before = day_by_day(case.series, then.first, max(same.values()))
    return {day: before.get(same[day], 0) + _MORE for day in every}


_MORE = 1e-9
"""A trend wants strictly more."""


def _should(rule: Count, days: Period, day: date) -> int:
    return rule.at_least * ((day - days.first).days + 1) // days.days


def day_by_day(series: Series, first: date, last: date) -> dict[date, int]:
    """The figure of [first, day] for each day of [first, last]."""
    marks = iter([*series.counted(first, last), None])
    mark, total, seen = next(marks), 0, set[object]()
    found: dict[date, int] = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        while mark is not None and mark.day <= day:
            total += mark.amount
            seen.update((mark.day,) if series.of == "days" else mark.places)
            mark = next(marks)
        found[day] = len(seen) if series.of in ("days", "places") else total
    return found


# What an owner has to tell.


def _steps(at: _Looked) -> Iterator[Alarm]:
    if at.figure.lacks == "steps" and at.today <= at.asked.pledge.last:
        yield at.say("steps", late=False, since=at.asked.pledge.first)
    for step in at.figure.steps or ():
        if step.status != "done" and step.due is not None and at.today + STEP_AHEAD >= step.due:
            days = {"since": step.due - STEP_AHEAD, "until": step.due}
            yield at.say("step", late=step.due < at.today, step=step.code, label=step.label, **days)


def _awaited(at: _Looked, rule: Stated) -> Iterator[Alarm]:
    """From the day after the period until somebody has told; of those that are late the last one, and how many more."""
    every = zip(judged_periods(at.asked.pledge, rule), at.figure.judgements or (), strict=True)
    owed = [(period, told.due) for period, told in every if told.verdict is None and period.last < at.today]
    late = [period.code for period, day in owed if day < at.today]
    for period, day in owed:
        if period.code not in late[:-1]:
            others = len(late) - 1 if period.code in late else 0
            days = {"since": period.last + timedelta(days=1), "until": day}
            yield at.say("judgement", late=period.code in late, period=period.code, others=others, **days)


# What stands in a calendar.


def _due(at: _Looked) -> Iterator[Due]:
    for part in at.figure.parts or ():
        if part.status in ("open", "gap") and at.today <= part.last and part.first <= at.today + SHOWN_AHEAD:
            yield at.note("period", part.last, period=part.period)
    for step in at.figure.steps or ():
        if step.status != "done" and step.due is not None:
            yield at.note("step", step.due, step=step.code, label=step.label)
    for judgement in at.figure.judgements or ():
        if judgement.verdict is None:
            yield at.note("judgement", judgement.due, period=judgement.period)
