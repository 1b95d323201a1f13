"""What already lies in a log at days and moments that nobody can mean, from before they were refused.

A log is never rewritten. What is read from it is brought to the nearest day that may be handed in, so that it can be
shown, sorted and counted, and corrected by whoever handed it in.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from backend.domain.account import AccountFrozen
from backend.domain.activity import ActivityCorrected, ActivityRecorded, ActivityWithdrawn, Handed
from backend.domain.calendar import FIRST_DAY, LAST_DAY, may_be, may_be_at, nearest, nearest_day, week, week_code
from backend.domain.decision import DecisionMade
from backend.domain.events import Event
from backend.domain.pledge import Pledge, PledgePublished, StepReported, StepsSet
from backend.domain.rule import Milestone, Rule, Step
from backend.domain.situation import SituationFrozen


def brought_near(event: Event) -> Event:
    """The event as it is to be read: nearly always itself."""
    bring = _BRING.get(type(event))
    return bring(event) if bring else event


def _reported(event: ActivityRecorded | ActivityCorrected) -> Event:
    report, handed = event.report, event.handed
    if may_be_at(report.occurred_at) and may_be_at(handed.recorded_at):
        return event
    return replace(event, report=replace(report, occurred_at=nearest(report.occurred_at)), handed=_handed(handed))


def _withdrawn(event: ActivityWithdrawn) -> Event:
    return event if may_be_at(event.handed.recorded_at) else replace(event, handed=_handed(event.handed))


def _handed(handed: Handed) -> Handed:
    return replace(handed, recorded_at=nearest(handed.recorded_at))


def _published(event: PledgePublished) -> Event:
    pledge = event.pledge
    promises = tuple(replace(c, rule=tuple(map(_rule, c.rule))) for c in pledge.commitments)
    near: Pledge = replace(
        pledge,
        first=nearest_day(pledge.first),
        last=nearest_day(pledge.last),
        signed=nearest_day(pledge.signed) if pledge.signed else None,
        commitments=promises,
    )
    return event if near == pledge else replace(event, pledge=near)


def _rule(rule: Rule) -> Rule:
    return replace(rule, steps=_steps(rule.steps)) if isinstance(rule, Milestone) else rule


def _steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(replace(step, due=nearest_day(step.due)) if step.due else step for step in steps)


def _steps_set(event: StepsSet) -> Event:
    near = _steps(event.steps)
    return event if near == event.steps else replace(event, steps=near)


def _step_reported(event: StepReported) -> Event:
    return event if event.on is None or may_be(event.on) else replace(event, on=nearest_day(event.on))


def _decided(event: DecisionMade) -> Event:
    until = nearest_day(event.until) if event.until else None
    return replace(event, until=until, week=_week(event.week))


def _frozen(event: SituationFrozen) -> Event:
    return replace(event, week=_week(event.week))


def _week(code: str) -> str:
    """The week, or the nearest that may be named."""
    try:
        thursday = week(code).first + timedelta(days=3)
    except ValueError:
        thursday = date.min if code < "2000" else date.max
    if may_be(thursday):
        return code
    return "2000-W01" if thursday < FIRST_DAY else week_code(LAST_DAY)


def _accounted(event: AccountFrozen) -> Event:
    return event if may_be(event.as_of) else replace(event, as_of=nearest_day(event.as_of))


_BRING: dict[type, Callable[[Any], Event]] = {
    ActivityRecorded: _reported,
    ActivityCorrected: _reported,
    ActivityWithdrawn: _withdrawn,
    PledgePublished: _published,
    StepsSet: _steps_set,
    StepReported: _step_reported,
    DecisionMade: _decided,
    SituationFrozen: _frozen,
    AccountFrozen: _accounted,
}
"""Every event that holds a day or a moment from outside; `received_at` is the server's own."""
