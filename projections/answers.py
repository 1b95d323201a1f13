"""What a fulfilment answer looks like, exactly as it travels (WIRE.md, "Fulfilment").

What is not known is absent, never 0.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from backend.domain.evidence import Enclosed
from backend.domain.rule import Status
from backend.domain.words import Label
from projections.around import Around


class Hidden(msgspec.Struct, frozen=True):
    """A count that is not told, because it is small and about people: it is under `fewer_than`."""

    fewer_than: int


Figure = int | float | Hidden
Lack = Literal["not-begun", "records", "baseline", "situation", "steps"]


class _Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fields that are None are left out, unless they have no default."""


class Forecast(_Answer, frozen=True, kw_only=True):
    """Where it is heading at the end.

    `low` and `high` only where earlier years give a band; `said` is the method in one sentence.
    """

    value: int
    low: int | None = None
    high: int | None = None
    method: Literal["seasonal", "linear"]
    said: Label


class Gap(_Answer, frozen=True, kw_only=True):
    """A period that ended without what was promised; `reason` where an owner gave one (it stays a gap)."""

    period: str
    reason: str | None = None


class Part(_Answer, frozen=True, kw_only=True):
    """One period of a rule: of a split (`per`) with its own figure, or of a cadence, covered or not."""

    period: str
    first: date
    last: date
    value: Figure | None = None
    target: int | None = None
    status: Literal["met", "on-track", "behind", "missed", "covered", "gap", "open", "unreported"]


class StepTold(_Answer, frozen=True, kw_only=True):
    """How far a step has come, by the word of an owner. `by` is the organisation that said so."""

    code: str
    label: Label
    due: date | None = None
    status: Literal["not-begun", "under-way", "partly", "done"]
    overdue: bool = False
    on: date | None = None
    by: str | None = None
    told_at: datetime | None = None
    text: str | None = None
    evidence: str | None = None
    file: Enclosed | None = None


class JudgementTold(_Answer, frozen=True, kw_only=True):
    """The owner's judgement of a period, or that it is awaited."""

    period: str
    due: date
    verdict: Literal["as-promised", "partly", "not-as-promised"] | None = None
    by: str | None = None
    told_at: datetime | None = None
    text: str | None = None
    evidence: str | None = None
    file: Enclosed | None = None


class Change(_Answer, frozen=True, kw_only=True):
    """What would give another status: so much `more`, at the latest on the day `by`, and the status is `to`.

    `without`: it becomes so where it is *not* done. `more` is in the rule's unit. `periods` are those that lack
    something, `steps` those that are waited for. Gaps of a cadence have no `by`: what was done then and is recorded
    late would fill them.
    """

    to: Status
    without: bool = False
    more: int | None = None
    by: date | None = None
    periods: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


class RuleFigure(_Answer, frozen=True, kw_only=True):
    """What one rule comes to.

    `value` is in the unit that `of` names; of a coverage it is the share (0–1) of `of_total`. A cadence's `value` is
    its `covered`. `unanswered` are pairs of counted activities that may be one visit, while nobody has said: both
    count. `parts` are the periods of a cadence or of a split. `lacks` says what a missing figure would need.
    `would_change` is what would give another status, the nearest first; absent where that has no meaning. Of another
    organisation's work that concerns people only whole months are told: `told_to` is the last day that the figure holds
    where it is theirs alone, `others_to` the last day of their part of it; absent where that is `as_of`.
    """

    type: str
    of: str
    label: Label | None
    reading: str | None
    value: Figure | None = None
    target: float | None = None
    expected: float | None = None
    baseline: float | None = None
    of_total: int | None = None
    forecast: Forecast | None = None
    periods: int | None = None
    covered: int | None = None
    gaps: tuple[Gap, ...] | None = None
    steps: tuple[StepTold, ...] | None = None
    judgements: tuple[JudgementTold, ...] | None = None
    parts: tuple[Part, ...] | None = None
    status: Status
    by_organisation: dict[str, Figure] | None = None
    not_yet: int | None = None
    unanswered: int | None = None
    lacks: Lack | None = None
    would_change: tuple[Change, ...] | None = None
    told_to: date | None = None
    others_to: date | None = None


class CommitmentFigures(_Answer, frozen=True, kw_only=True):
    """One promise: its words, its owners, and what its rules come to. `status` is the worst among them."""

    code: str
    area: str
    owner: tuple[str, ...]
    title: str
    text: str
    follows: str | None = None
    status: Status
    rules: tuple[RuleFigure, ...]


def as_called_for(figures: CommitmentFigures) -> bool:
    """Whether a commitment stands as its first rule that is no milestone or judgement, and that is on demand."""
    first = next((f for f in figures.rules if f.type not in ("stated", "milestone")), figures.rules[0])
    return first.type == "on-demand" and first.status == figures.status == "ongoing"


class Fulfilment(_Answer, frozen=True, kw_only=True):
    """How far a pledge is fulfilled, as of a day.

    `known` is the moment up to which the log was read, `rules_from` when the rules were published that the figures
    follow; later than `known` where none were by then. `position` is opaque to readers outside the partnership.
    `incomplete`: events that may belong here wait in quarantine. `ahead`: the day has not been yet, so no status is
    known; this is what it would be if nothing more were done.
    """

    pledge: str
    title: str
    first: date
    last: date
    as_of: datetime
    known: datetime
    rules_from: datetime
    position: int | str
    recorded_from: date | None = None
    incomplete: bool = False
    ahead: bool = False
    counts: dict[str, int]
    commitments: tuple[CommitmentFigures, ...]

    def commitment(self, code: str) -> CommitmentFigures:
        """Raises KeyError where there is none."""
        try:
            return next(c for c in self.commitments if c.code == code)
        except StopIteration:
            raise KeyError(code) from None


class Done(_Answer, frozen=True, kw_only=True):
    """An activity behind a figure, as its own organisation may read it; never a note's words.

    `minute` is of the local day, None where only the day is known. `amount` is what it adds to the figure. `lacks`
    names what keeps it from counting yet: fields that the rule needs, or "future". Activities with the same `visit` are
    one visit and stand together, only one of an organisation's with an amount; `also` are the other organisations that
    recorded it.
    """

    activity: UUID
    version: int
    kind: str
    day: date
    minute: int | None
    occurred_at: datetime
    organisation: str
    member: UUID
    crew: tuple[str, ...]
    places: tuple[str, ...]
    zones: tuple[str, ...]
    minutes: int | None
    people: int | None
    problem: str | None
    actions: tuple[str, ...]
    suits: bool | None
    joint: tuple[str, ...]
    answers: tuple[str, ...]
    results: tuple[str, ...]
    note: bool
    recorded_at: datetime
    received_at: datetime
    skew: int
    withdrawn: bool = False
    amount: int = 1
    lacks: tuple[str, ...] = ()
    visit: UUID | None = None
    also: tuple[str, ...] = ()


class Why(_Answer, frozen=True, kw_only=True):
    """What stands behind a rule's figure: one's own organisation's activities, the other's as counts.

    `counted` and `not_yet` are newest first. `elsewhere` is how many activities of each other organisation count,
    `elsewhere_not_yet` how many do not yet. `withdrawn` are own ones that were taken back, and count no longer.
    """

    figure: RuleFigure
    counted: tuple[Done, ...]
    not_yet: tuple[Done, ...]
    elsewhere: dict[str, Figure] = {}
    elsewhere_not_yet: int = 0
    withdrawn: tuple[Done, ...] = ()


class Breakdown(_Answer, frozen=True, kw_only=True):
    """A figure taken apart.

    `by_month` (`2026-05`) and `by_organisation` are in the rule's unit; of a coverage they are each month's share, and
    what each organisation did where the need was high. `a_year_before` are the same months a year earlier, empty where
    nothing was recorded then. `by_level` is what a coverage is the share of, by the need there was ("": none). The
    rest are activities, by place, by action, by (ISO weekday 1–7, hour 0–23): one at several places, or with several
    actions, stands under each of them. `last_at` is the last day that one's own organisation was at a place. `suited`
    of `judged`, which tell both problem and action, have an action that suits the problem; `all` is how many there are.
    `same_time_before` is the figure a year earlier to the same day, `around` the need before and after.
    """

    by_month: dict[str, Figure]
    a_year_before: dict[str, Figure]
    by_organisation: dict[str, Figure]
    by_place: dict[str, int]
    last_at: dict[str, date]
    by_action: dict[str, int]
    by_hour: dict[tuple[int, int], int]
    by_level: dict[str, int] = {}
    suited: int
    judged: int
    all: int = 0
    same_time_before: Figure | None = None
    around: Around | None = None
