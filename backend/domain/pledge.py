"""A pledge: what police and municipality signed for a period, promise by promise, and what the owners report of it."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, TypedDict
from uuid import UUID

import msgspec

from backend.domain.calendar import Period, local, periods
from backend.domain.evidence import Enclosed, check_link
from backend.domain.member import Member
from backend.domain.refusal import Refused, check_day
from backend.domain.rule import Cadence, Milestone, Rule, Stated, Step
from backend.domain.words import Code, Sealed


class Partnership(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One municipality and its police area that pledge together; the tenant."""

    code: Code
    name: str
    police_area: str
    municipality: str


class Area(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A heading that promises stand under."""

    code: Code
    title: str


class Commitment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One promise: its words as signed, who owns it, and how it becomes a figure.

    `follows` names the same promise in an earlier pledge: `vastervik-2025/platsbesok`.
    """

    code: Code
    area: Code
    owner: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1)]
    title: str
    text: str
    rule: Annotated[tuple[Rule, ...], msgspec.Meta(min_length=1)]
    follows: str | None = None


class Pledge(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The signed document. `first` and `last` are its days, both included, also where it was signed later."""

    code: Code
    title: str
    partnership: Code
    first: date
    last: date
    areas: tuple[Area, ...]
    commitments: tuple[Commitment, ...]
    signed: date | None = None

    def commitment(self, code: str) -> Commitment:
        """Refused (`unknown-commitment`) where there is none."""
        for found in self.commitments:
            if found.code == code:
                return found
        raise Refused("unknown-commitment", "commitment")

    @property
    def time(self) -> Period:
        return Period(self.first, self.last, self.code)


class PledgePublished(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="pledge-published", omit_defaults=True
):
    """The pledge and its rules, as they hold from now on."""

    partnership: Code
    terms: Partnership
    pledge: Pledge
    received_at: datetime
    by: UUID | None = None


def publish(
    past: PledgePublished | None, terms: Partnership, pledge: Pledge, *, by: UUID | None, now: datetime
) -> list[PledgePublished]:
    """Publish a pledge. The same again changes nothing; another partnership's pledge is refused."""
    if past is not None:
        if past.partnership != pledge.partnership:
            raise Refused("conflict", "pledge.code")
        if past.pledge == pledge and past.terms == terms:
            return []
    return [PledgePublished(partnership=pledge.partnership, terms=terms, pledge=pledge, received_at=now, by=by)]


# What the owner reports of a promise that activities cannot count.

StepStatus = Literal["not-begun", "under-way", "partly", "done"]
Verdict = Literal["as-promised", "partly", "not-as-promised"]


class _Told(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", omit_defaults=True):
    partnership: Code
    pledge: Code
    commitment: Code
    by: UUID
    organisation: Code
    received_at: datetime


class StepsSet(_Told, frozen=True, tag="steps-set"):
    """The owner named the steps of a milestone, instead of any earlier ones."""

    steps: tuple[Step, ...]


class StepReported(_Told, frozen=True, tag="step-reported"):
    """How far a step has come, by the owner's word. `on` is the day it was reached, where it is done.

    `evidence` is a diary number or an https address, `file` what is enclosed.
    """

    step: Code
    status: StepStatus
    on: date | None = None
    text: Sealed | None = None
    evidence: str | None = None
    file: Enclosed | None = None


class JudgementStated(_Told, frozen=True, tag="judgement-stated"):
    """The owner's judgement of a period (`2026-T1`), with what it rests on as in a step."""

    period: str
    verdict: Verdict
    text: Sealed
    evidence: str | None = None
    file: Enclosed | None = None


class GapExplained(_Told, frozen=True, tag="gap-explained"):
    """Why a period of a cadence was missed. It stays a gap."""

    period: str
    reason: Sealed


CommitmentEvent = StepsSet | StepReported | JudgementStated | GapExplained


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What has been reported on one commitment so far: the stream's length and its last word on each thing.

    `once` are steps by the Swedish words that they were ever named by: what is named so again is the same step.
    """

    version: int = 0
    steps: tuple[Step, ...] | None = None
    once: dict[str, Step] = {}
    reached: dict[str, StepReported] = {}
    judged: dict[str, JudgementStated] = {}
    explained: dict[str, GapExplained] = {}


def hear(past: Told, event: CommitmentEvent) -> Told:
    """What has been told, after one more event."""
    later = msgspec.structs.replace(past, version=past.version + 1)
    match event:
        case StepsSet():
            once = past.once | {step.label.sv: step for step in event.steps}
            return msgspec.structs.replace(later, steps=event.steps, once=once)
        case StepReported():
            return msgspec.structs.replace(later, reached={**past.reached, event.step: event})
        case JudgementStated():
            return msgspec.structs.replace(later, judged={**past.judged, event.period: event})
        case GapExplained():
            return msgspec.structs.replace(later, explained={**past.explained, event.period: event})


def _owned(pledge: Pledge, code: str, by: Member) -> Commitment:
    commitment = pledge.commitment(code)
    if pledge.partnership != by.partnership or by.organisation not in commitment.owner:
        raise Refused("not-owner", "commitment")
    return commitment


class _About(TypedDict):
    partnership: str
    pledge: str
    commitment: str
    by: UUID
    organisation: str
    received_at: datetime


def _about(pledge: Pledge, commitment: Commitment, by: Member, now: datetime) -> _About:
    return {
        "partnership": pledge.partnership,
        "pledge": pledge.code,
        "commitment": commitment.code,
        "by": by.id,
        "organisation": by.organisation,
        "received_at": now,
    }


def _repeats(past: CommitmentEvent | None, event: CommitmentEvent, *, same_words: bool) -> bool:
    """Whether an organisation says what it said last. `same_words`: the text is the same, and any file still there."""
    return past is not None and same_words and _said(past) == _said(event)


def _said(event: CommitmentEvent) -> tuple[object, ...]:
    match event:
        case StepReported(file=file):
            return event.organisation, event.status, event.on, event.evidence, file and file.sha256
        case JudgementStated(file=file):
            return event.organisation, event.verdict, event.evidence, file and file.sha256
        case GapExplained():
            return (event.organisation,)
        case StepsSet():
            return (event.steps,)


def let_go(commitment: Commitment, past: Told, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that have been reported and would be steps no longer."""
    kept = {s.code for s in steps}
    return tuple(s for s in steps_of(commitment, past) if s.code in past.reached and s.code not in kept)


def set_steps(
    pledge: Pledge,
    code: str,
    steps: tuple[Step, ...],
    *,
    dropped: tuple[str, ...] = (),
    past: Told,
    by: Member,
    now: datetime,
) -> list[CommitmentEvent]:
    """Name the steps of a milestone whose steps are the owner's to name.

    A step keeps its code when it is called something else, and what was reported on it goes by the code. `dropped`
    are the reported ones that may be left out; another one is not lost by oversight.
    """
    commitment = _owned(pledge, code, by)
    if not any(isinstance(r, Milestone) and r.set_by == "owner" for r in commitment.rule):
        raise Refused("not-this-rule", "steps")
    if not steps:
        raise Refused("missing", "steps")
    if len({s.code for s in steps}) != len(steps):
        raise Refused("conflict", "steps")
    for number, step in enumerate(steps):
        check_day(step.due, f"steps[{number}].due")
    if lost := [s.code for s in let_go(commitment, past, steps) if s.code not in dropped]:
        raise Refused("reported-step", "steps", detail=", ".join(lost))
    return [] if past.steps == steps else [StepsSet(steps=steps, **_about(pledge, commitment, by, now))]


def report_step(
    pledge: Pledge,
    code: str,
    step: str,
    status: StepStatus,
    *,
    on: date | None,
    text: Sealed | None,
    evidence: str | None,
    file: Enclosed | None = None,
    same_words: bool = False,
    past: Told,
    by: Member,
    now: datetime,
) -> list[CommitmentEvent]:
    """Tell how far a step has come. The same again changes nothing."""
    commitment = _owned(pledge, code, by)
    check_link(evidence)
    if step not in {s.code for s in steps_of(commitment, past)}:
        raise Refused("unknown-step", "step")
    _check_day(pledge, on, now)
    about = _about(pledge, commitment, by, now)
    event = StepReported(step=step, status=status, on=on, text=text, evidence=evidence, file=file, **about)
    return [] if _repeats(past.reached.get(step), event, same_words=same_words) else [event]


_BEFORE = timedelta(days=366)


def _check_day(pledge: Pledge, on: date | None, now: datetime) -> None:
    """A step may have been reached before the pledge, but not long before it; and not on a day to come."""
    check_day(on, "on")
    if on is not None and on > local(now).date():
        raise Refused("day-ahead", "on")
    if on is not None and on < pledge.first - _BEFORE:
        raise Refused("day-long-before", "on")


def judge(
    pledge: Pledge,
    code: str,
    period: str,
    verdict: Verdict,
    text: Sealed,
    *,
    evidence: str | None = None,
    file: Enclosed | None = None,
    same_words: bool = False,
    past: Told,
    by: Member,
    now: datetime,
) -> list[CommitmentEvent]:
    """State the owner's judgement of a period. The same again changes nothing."""
    commitment = _owned(pledge, code, by)
    check_link(evidence)
    if not any(period in {p.code for p in judged_periods(pledge, r)} for r in commitment.rule if isinstance(r, Stated)):
        raise Refused("unknown-period", "period")
    about = _about(pledge, commitment, by, now)
    event = JudgementStated(period=period, verdict=verdict, text=text, evidence=evidence, file=file, **about)
    return [] if _repeats(past.judged.get(period), event, same_words=same_words) else [event]


def explain_gap(
    pledge: Pledge,
    code: str,
    period: str,
    reason: Sealed,
    *,
    covered: bool,
    same_words: bool = False,
    past: Told,
    by: Member,
    now: datetime,
) -> list[CommitmentEvent]:
    """Say why a period of a cadence was missed, or will be: a holiday is known before it. The same again changes
    nothing, and what is `covered` was not missed.
    """
    commitment = _owned(pledge, code, by)
    cadences = [r for r in commitment.rule if isinstance(r, Cadence)]
    if not any(period in {p.code for p in periods(r.every, pledge.first, pledge.last)} for r in cadences):
        raise Refused("unknown-period", "period")
    if covered:
        raise Refused("not-a-gap", "period")
    event = GapExplained(period=period, reason=reason, **_about(pledge, commitment, by, now))
    return [] if _repeats(past.explained.get(period), event, same_words=same_words) else [event]


def steps_of(commitment: Commitment, told: Told) -> tuple[Step, ...]:
    """The steps of a commitment: the owner's where they have named any, else the pledge's."""
    if told.steps is not None:
        return told.steps
    return tuple(s for r in commitment.rule if isinstance(r, Milestone) for s in r.steps)


def judged_periods(pledge: Pledge, rule: Stated) -> tuple[Period, ...]:
    """The periods a stated rule is judged for."""
    return periods(rule.per, pledge.first, pledge.last)


def judgement_due(period: Period) -> date:
    """The 15th of the month after the period's last day."""
    return (period.last.replace(day=28) + timedelta(days=4)).replace(day=15)
