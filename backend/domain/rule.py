"""How activities become a figure, as data (RULES.md). What a promise does not say stands in a rule's `reading`."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from backend.domain.words import Code, Label

Status = Literal["met", "on-track", "behind", "missed", "ongoing", "reported", "unreported"]
WORST_FIRST: tuple[Status, ...] = ("missed", "behind", "unreported", "on-track", "met", "reported", "ongoing")
"""A commitment's status is the first of these among its rules."""

Per = Literal["year", "half-year", "tertial", "quarter", "month"]
Hours = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]
Of = Annotated[str, msgspec.Meta(pattern=r"^(activities|minutes|people|places|days|results\.[a-z0-9]+(-[a-z0-9]+)*)$")]


class _Rule(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True, omit_defaults=True
):
    """What every rule may carry.

    A name among several, our reading, and the narrowing of which activities it looks at.
    """

    label: Label | None = None
    reading: str | None = None
    kinds: tuple[Code, ...] = ()
    places: tuple[Code, ...] = ()
    zones: tuple[Code, ...] = ()
    problems: tuple[Code, ...] = ()
    actions: tuple[Code, ...] = ()
    answers: dict[Code, tuple[Code, ...]] = {}
    hours: Hours | None = None
    joint: bool = False
    needs: tuple[str, ...] = ()
    of: Of = "activities"

    @property
    def type(self) -> str:
        return str(self.__struct_config__.tag)

    @property
    def counts(self) -> bool:
        """Whether activities are looked at; a milestone and a stated rule rest on what the owner reports."""
        return not isinstance(self, Milestone | Stated)


class Count(_Rule, frozen=True, tag="count"):
    """So many, within the pledge's time or within each part of it."""

    at_least: Annotated[int, msgspec.Meta(ge=1)]
    per: Per | None = None


class Cadence(_Rule, frozen=True, tag="cadence"):
    """At least `times` in every period; up to `tolerance` periods may be missed before the promise is."""

    every: Literal["week", "month", "quarter"]
    times: Annotated[int, msgspec.Meta(ge=1)] = 1
    tolerance: Annotated[int, msgspec.Meta(ge=0)] = 0


class Baseline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a trend is held against: the same rule over another pledge's time, or a number for a whole such time."""

    pledge: Code | None = None
    value: Annotated[float, msgspec.Meta(ge=0)] | None = None

    def __post_init__(self) -> None:
        if (self.pledge is None) == (self.value is None):
            raise ValueError("give either pledge or value")


class Trend(_Rule, frozen=True, tag="trend"):
    """More than before. Without a baseline nothing can be compared, and it is said."""

    baseline: Baseline | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One step on the way. `due` may be absent, or lie after the pledge's end."""

    code: Code
    label: Label
    due: date | None = None


class Milestone(_Rule, frozen=True, tag="milestone"):
    """Steps to be done; `set_by = "owner"` lets the owner name them."""

    steps: tuple[Step, ...] = ()
    set_by: Literal["pledge", "owner"] = "pledge"


class Coverage(_Rule, frozen=True, tag="coverage"):
    """The share of what was done that fell where the latest situation frozen before it ranks the need high."""

    of: Of = "minutes"
    at_least: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None


class Ongoing(_Rule, frozen=True, tag="ongoing"):
    """What was done; no target, no pace."""


class OnDemand(_Rule, frozen=True, tag="on-demand"):
    """What was done when called for; never a target, pace, forecast, ranking or reminder."""


class Stated(_Rule, frozen=True, tag="stated"):
    """The owner's written judgement per tertial, due the 15th after it, or as `per` says."""

    per: Per = "tertial"


Rule = Count | Cadence | Trend | Milestone | Coverage | Ongoing | OnDemand | Stated
