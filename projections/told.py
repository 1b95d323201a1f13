"""Rules that rest on the owner's word: milestones and stated judgements (RULES.md, "Types").

Seals are opened by the caller.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from backend.domain.calendar import local, periods
from backend.domain.pledge import (
    Commitment,
    GapExplained,
    JudgementStated,
    Pledge,
    StepReported,
    StepsSet,
    StepStatus,
    judged_periods,
    judgement_due,
)
from backend.domain.rule import Milestone, Stated, Status, Step
from backend.domain.words import Sealed
from projections import changes
from projections.answers import JudgementTold, RuleFigure, StepTold
from projections.pledges import Word


class Unseal(Protocol):
    """Opens sealed text, None where it is erased: `Vault.open`."""

    def __call__(
        self, sealed: Sealed, *, partnership: str, stream: UUID, version: int, topic: str, field: str
    ) -> str | None: ...


def said_by(words: Sequence[Word], as_of: date, pledge: Pledge) -> list[Word]:
    """The words that hold as of a day: a step from the day it was reached, a judgement from the end of its period."""
    return [w for w in words if _since(w, pledge) <= as_of]


def _since(word: Word, pledge: Pledge) -> date:
    event = word.event
    heard = local(event.received_at).date()
    match event:
        case StepReported(on=date() as day):
            return day
        case JudgementStated():
            ends = [p.last for per in ("month", "quarter", "tertial", "half-year", "year")
                    for p in periods(per, pledge.first, pledge.last) if p.code == event.period]  # fmt: skip
            return min([heard, *ends])
        case GapExplained():
            return pledge.first
    return heard


def _open(unseal: Unseal | None, sealed: Sealed | None, word: Word, field: str) -> str | None:
    if unseal is None or sealed is None:
        return None
    event = word.event
    topic = str(event.__struct_config__.tag)
    return unseal(
        sealed, partnership=event.partnership, stream=word.stream, version=word.version, topic=topic, field=field
    )


def reasons(words: Sequence[Word], unseal: Unseal | None) -> dict[str, str | None]:
    """Why periods of a cadence were missed, by period."""
    found: dict[str, str | None] = {}
    for word in words:
        if isinstance(word.event, GapExplained):
            found[word.event.period] = _open(unseal, word.event.reason, word, "reason")
    return found


# Milestone.


def milestone(pledge: Pledge, rule: Milestone, words: Sequence[Word], as_of: date, unseal: Unseal | None) -> RuleFigure:
    """Each step, as the owner last told it."""
    named = [w.event.steps for w in words if isinstance(w.event, StepsSet)]
    steps = named[-1] if named and rule.set_by == "owner" else rule.steps
    last = {w.event.step: w for w in words if isinstance(w.event, StepReported)}
    told = tuple(_step(step, last.get(step.code), as_of, unseal) for step in steps)
    status = _milestone_status(pledge, told, as_of)
    return RuleFigure(
        type=rule.type,
        of=rule.of,
        label=rule.label,
        reading=rule.reading,
        steps=told,
        status=status,
        would_change=changes.of_milestone(status, told) or None,
        lacks=None if told else "steps",
    )


def _step(step: Step, word: Word | None, as_of: date, unseal: Unseal | None) -> StepTold:
    status: StepStatus = "not-begun"
    if word is None or not isinstance(word.event, StepReported):
        return StepTold(
            code=step.code, label=step.label, due=step.due, status=status, overdue=_overdue(step, status, as_of)
        )
    event = word.event
    return StepTold(
        code=step.code,
        label=step.label,
        due=step.due,
        status=event.status,
        overdue=_overdue(step, event.status, as_of),
        on=event.on,
        by=event.organisation,
        told_at=event.received_at,
        text=_open(unseal, event.text, word, "text"),
        evidence=event.evidence,
        file=event.file,
    )


def _overdue(step: Step, status: StepStatus, as_of: date) -> bool:
    return step.due is not None and step.due <= as_of and status != "done"


def _milestone_status(pledge: Pledge, steps: Sequence[StepTold], as_of: date) -> Status:
    if not steps:
        return "unreported"
    if all(s.status == "done" for s in steps):
        return "met"
    end = max([pledge.last, *(s.due for s in steps if s.due)])
    if as_of >= end:
        return "reported" if any(s.status != "not-begun" for s in steps) else "missed"
    return "behind" if any(s.overdue for s in steps) else "on-track"


# Stated.


def stated(pledge: Pledge, rule: Stated, words: Sequence[Word], as_of: date, unseal: Unseal | None) -> RuleFigure:
    """The owner's judgements, period by period."""
    last = {w.event.period: w for w in words if isinstance(w.event, JudgementStated)}
    told = []
    for period in judged_periods(pledge, rule):
        word, due = last.get(period.code), judgement_due(period)
        if word is None or not isinstance(word.event, JudgementStated):
            told.append(JudgementTold(period=period.code, due=due))
            continue
        event = word.event
        text = _open(unseal, event.text, word, "text")
        told.append(
            JudgementTold(
                period=period.code,
                due=due,
                verdict=event.verdict,
                by=event.organisation,
                told_at=event.received_at,
                text=text,
                evidence=event.evidence,
                file=event.file,
            )
        )
    due_now = [j for j in told if j.due <= as_of]
    status: Status = "ongoing"
    if due_now:
        status = "reported" if all(j.verdict for j in due_now) else "unreported"
    return RuleFigure(
        type=rule.type,
        of=rule.of,
        label=rule.label,
        reading=rule.reading,
        judgements=tuple(told),
        status=status,
        would_change=changes.of_stated(told, as_of) or None,
    )


def owed(commitment: Commitment) -> bool:
    """Whether an owner has anything to report on this commitment."""
    return any(isinstance(r, Milestone | Stated) for r in commitment.rule)
