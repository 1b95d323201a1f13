"""Decisions of the Friday meeting as JSON: those of a week, one more, what became of one. Pages share the desk."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, Parameter, RawBody

from backend.desk.decisions import Deciding, DecisionDesk
from backend.domain.calendar import local, midnight, week_code
from backend.domain.calendar import week as iso_week
from backend.domain.citizen import Finding
from backend.domain.decision import Outcome
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.house import House
from backend.web import wire
from backend.web.guards import may
from backend.web.pledges import READERS
from projections.decisions import Decided, decisions

_ID = "01981b3e-7c00-7000-8000-0000000000d1"
_DECIDED = {
    "decision": _ID,
    "week": "2026-W19",
    "what": "Gemensamma kvällspass i Resecentrum fredag och lördag.",
    "owner": ["polisen", "kommunen"],
    "place": "resecentrum",
    "function": "områdespolisen",
    "until": "2026-06-13",
}
_LISTED = {
    "week": "2026-W19",
    "decided": [
        _DECIDED
        | {
            "organisation": "kommunen",
            "at": "2026-05-08T09:20:00+02:00",
            "outcome": "partly",
            "told": [
                {
                    "outcome": "partly",
                    "text": "Fredagen bemannades av båda.",
                    "organisation": "polisen",
                    "at": "2026-05-15T09:15:00+02:00",
                }
            ],
        }
    ],
    "before": [],
}


class DecisionWord(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation told of a decision. `text` is null where it has been erased."""

    outcome: Outcome
    text: str | None
    organisation: str
    at: datetime


class DecisionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A decision and everything told of it, oldest first. `what` is null where it has been erased.

    `organisation` wrote it, `owner` are to do it. `member` is told in their own organisation alone.
    """

    decision: UUID
    week: str
    what: str | None
    owner: tuple[str, ...]
    organisation: str
    at: datetime
    outcome: Outcome
    told: tuple[DecisionWord, ...]
    place: str | None = None
    zone: str | None = None
    function: str | None = None
    member: UUID | None = None
    until: date | None = None


class WeekDecisions(msgspec.Struct, frozen=True, kw_only=True):
    """What the meeting of a week decided; `before`: what was decided earlier and open when the week began."""

    week: str
    decided: tuple[DecisionAnswer, ...]
    before: tuple[DecisionAnswer, ...]


class Following(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of a decision. `confirmed` lists findings that the writer chose to keep in the text."""

    outcome: Outcome
    text: str
    confirmed: tuple[Finding, ...] = ()


class DecisionKept(msgspec.Struct, frozen=True, kw_only=True):
    """`changed` is false where it stood so already."""

    decision: UUID
    changed: bool


class DecisionController(Controller):
    """Read by those who follow the pledges; made and followed by coordinators of either organisation."""

    path = "/api/decisions"

    @get(sync_to_thread=True, who=READERS, answers=_LISTED)
    def of_week(
        self,
        house: NamedDependency[House],
        member: NamedDependency[Member],
        week: Annotated[str | None, Parameter(description="`2026-W19`; this week where none is named.")] = None,
    ) -> WeekDecisions:
        """What a week's meeting decided, and what has become of it.

        Refused: `unknown-period` (422) for a week that there is not.
        """
        code = week or week_code(local(house.now()).date())
        try:
            began = midnight(iso_week(code).first)
        except (ValueError, OverflowError):
            raise Refused("unknown-period", "week") from None
        own = {person.id for person, _ in house.accounts.members(member.partnership, member.organisation)}
        with house.reading() as reading:
            found = decisions(reading, member.partnership, unseal=house.vault.open)
        before = [d for d in found if d.event.week < code and not d.closed_before(began)]
        return WeekDecisions(
            week=code,
            decided=tuple(_answer(d, own) for d in found if d.event.week == code),
            before=tuple(_answer(d, own) for d in before),
        )

    @post(status_code=200, sync_to_thread=True, who=may(Role.COORDINATOR), takes=Deciding, example=_DECIDED)
    def make(
        self,
        body: RawBody,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        decision_desk: NamedDependency[DecisionDesk],
        member: NamedDependency[Member],
    ) -> DecisionKept:
        """Record a decision. Its id is the caller's own: the same id again changes nothing.

        Refused: `unknown-period`, `week-ahead`, `week-before`, `unknown-code` (owner, place, zone), `missing` (what,
        owner), `too-long`, `bad-text`, `personal-number`, `confirm`, `out-of-range` (until) with 422, `unknown-member`
        with 404.
        """
        given = wire.read(body, request.content_type[0], Deciding)
        changed = decision_desk.make(given, by=member)
        house.follower.wake()
        return DecisionKept(decision=given.decision, changed=changed)

    @post(
        "/{decision:uuid}/told",
        status_code=200,
        sync_to_thread=True,
        who=may(Role.COORDINATOR),
        takes=Following,
        example={"outcome": "partly", "text": "Fredagen bemannades av båda, lördagen bara av fältarna."},
    )
    def follow(
        self,
        decision: FromPath[UUID],
        body: RawBody,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        decision_desk: NamedDependency[DecisionDesk],
        member: NamedDependency[Member],
    ) -> DecisionKept:
        """Tell what became of a decision; the same as was told last, by the same organisation, changes nothing.

        Refused: `unknown-decision` with 404; `missing`, `too-long`, `bad-text`, `personal-number`, `confirm` with 422.
        """
        given = wire.read(body, request.content_type[0], Following)
        changed = decision_desk.follow(decision, given.outcome, given.text, confirmed=given.confirmed, by=member)
        house.follower.wake()
        return DecisionKept(decision=decision, changed=changed)


def _answer(decided: Decided, own: Collection[UUID]) -> DecisionAnswer:
    event = decided.event
    return DecisionAnswer(
        decision=event.decision,
        week=event.week,
        what=decided.what,
        owner=event.owner,
        organisation=event.organisation,
        at=local(event.received_at),
        outcome=decided.outcome,
        told=tuple(
            DecisionWord(outcome=told.outcome, text=told.text, organisation=told.organisation, at=local(told.at))
            for told in decided.told
        ),
        place=event.place,
        zone=event.zone,
        function=decided.function,
        member=event.member if event.member in own else None,
        until=event.until,
    )
