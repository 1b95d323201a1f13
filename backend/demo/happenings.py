"""The made-up years as a list of things that happened, each at its moment."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from backend.demo.people import Persona
from backend.desk.decisions import Deciding
from backend.desk.reports import Telling
from backend.domain.account import Occasion
from backend.domain.decision import Outcome
from backend.domain.report import Report
from backend.domain.situation import Need


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone handed in: written at `recorded_at`, and which of the phone's letters it was."""

    by: Persona
    activity: UUID
    command: UUID
    recorded_at: datetime
    skew: int = 0


class Record(Letter, frozen=True, kw_only=True):
    """Something was done."""

    report: Report
    note: str | None = None


class Correct(Letter, frozen=True, kw_only=True):
    """It had been something a little different."""

    version: int
    report: Report
    reason: str


class Withdraw(Letter, frozen=True, kw_only=True):
    """It had been recorded once too often."""

    version: int
    reason: str


class ReadNote(msgspec.Struct, frozen=True, kw_only=True):
    """A lead opened a note, and said why."""

    by: Persona
    activity: UUID
    reason: str


class Tell(msgspec.Struct, frozen=True, kw_only=True):
    """A coordinator reported on a promise."""

    by: Persona
    pledge: str
    commitment: str
    telling: Telling


class Freeze(msgspec.Struct, frozen=True, kw_only=True):
    """A week's situation was decided."""

    by: Persona
    week: str
    needs: tuple[Need, ...]


class Decide(msgspec.Struct, frozen=True, kw_only=True):
    """The Friday meeting decided something."""

    by: Persona
    given: Deciding


class Follow(msgspec.Struct, frozen=True, kw_only=True):
    """A coordinator told what had become of a decision."""

    by: Persona
    decision: UUID
    outcome: Outcome
    text: str


class Give(msgspec.Struct, frozen=True, kw_only=True):
    """A coordinator froze an account of a pledge, or approved or published the one frozen last."""

    by: Persona
    pledge: str
    do: Literal["freeze", "approve", "publish"]
    occasion: Occasion
    as_of: date


class Publish(msgspec.Struct, frozen=True, kw_only=True):
    """A pledge was signed and published, by the file name of its pack."""

    pack: str


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody became a member."""

    who: Persona


class OpenPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """The partnership listed its places, before any pledge named them."""


What = Record | Correct | Withdraw | ReadNote | Tell | Freeze | Decide | Follow | Give | Publish | Join | OpenPlaces


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One thing, and when the server took it in."""

    at: datetime
    what: What
