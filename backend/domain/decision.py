"""A decision of the Friday meeting: what is to be done where, by whom, until when, and what became of it.

What was decided is free text and sealed. Who is to do it is an organisation, and where it helps a function or one of
its members; never a citizen.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from backend.domain.calendar import may_be, week
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.domain.words import ORGANISATIONS, Code, Sealed

Outcome = Literal["open", "partly", "done", "dropped"]
OUTCOMES: tuple[Outcome, ...] = ("open", "partly", "done", "dropped")
CLOSED: frozenset[str] = frozenset({"done", "dropped"})
"""What is asked about no more at the next meeting."""


AHEAD = timedelta(days=2 * 366)
"""As far after its week as a decision may be to be done: a later day is mistyped."""


class _About(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", omit_defaults=True):
    partnership: Code
    decision: UUID
    by: UUID
    organisation: Code
    received_at: datetime


class DecisionMade(_About, frozen=True, tag="decision-made"):
    """The meeting of ISO week `week` decided something, of a place, a zone or neither.

    `owner` are the organisations that are to do it; `function` (sealed) and `member` say more closely who. `until` is
    the last day; None where the meeting set none.
    """

    week: str
    what: Sealed
    owner: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1)]
    place: Code | None = None
    zone: Code | None = None
    function: Sealed | None = None
    member: UUID | None = None
    until: date | None = None


class DecisionFollowed(_About, frozen=True, tag="decision-followed"):
    """What had become of it, in a word and a sentence."""

    outcome: Outcome
    text: Sealed


DecisionEvent = DecisionMade | DecisionFollowed


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision and what has been told of it, oldest first."""

    made: DecisionMade
    followed: tuple[DecisionFollowed, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """As last told; open until somebody tells."""
        return self.followed[-1].outcome if self.followed else "open"

    @property
    def version(self) -> int:
        return 1 + len(self.followed)


def evolve(past: Decision | None, event: DecisionEvent) -> Decision | None:
    """What is known of a decision, after one more event."""
    if isinstance(event, DecisionMade):
        return Decision(made=event)
    if past is None:
        return None
    return msgspec.structs.replace(past, followed=(*past.followed, event))


def make(
    past: Decision | None,
    decision: UUID,
    code: str,
    what: Sealed,
    *,
    owner: tuple[str, ...],
    place: str | None = None,
    zone: str | None = None,
    function: Sealed | None = None,
    member: UUID | None = None,
    until: date | None = None,
    by: Member,
    now: datetime,
) -> list[DecisionMade]:
    """Record a decision of ISO week `code`; the same id once more changes nothing.

    Refused: `unknown-period`, `missing` without an owner, `unknown-code` for an owner that is none, `out-of-range`
    where it was to be done before its week, or more than two years after it.
    """
    if past is not None:
        return []
    try:
        first = week(code).first
    except ValueError:
        raise Refused("unknown-period", "week") from None
    if not owner:
        raise Refused("missing", "owner")
    if not set(owner) <= set(ORGANISATIONS):
        raise Refused("unknown-code", "owner")
    if len(set(owner)) < len(owner):
        raise Refused("out-of-range", "owner")
    if until is not None and not (may_be(until) and first <= until <= first + AHEAD):
        raise Refused("out-of-range", "until")
    return [
        DecisionMade(
            partnership=by.partnership,
            decision=decision,
            week=code,
            what=what,
            owner=tuple(o for o in ORGANISATIONS if o in owner),
            place=place,
            zone=None if place else zone,
            function=function,
            member=member,
            until=until,
            by=by.id,
            organisation=by.organisation,
            received_at=now,
        )
    ]


def follow(
    past: Decision | None, outcome: Outcome, text: Sealed, *, by: Member, now: datetime
) -> list[DecisionFollowed]:
    """Tell what became of a decision. Refused: `unknown-decision`."""
    if past is None or past.made.partnership != by.partnership:
        raise Refused("unknown-decision", "decision")
    return [
        DecisionFollowed(
            partnership=by.partnership,
            decision=past.made.decision,
            outcome=outcome,
            text=text,
            by=by.id,
            organisation=by.organisation,
            received_at=now,
        )
    ]
