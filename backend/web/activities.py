"""Activities: one's own with notes, one's organisation's without, and one note for a lead who says why."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, get_args
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter, RawBody

from backend.desk.notes import NoteDesk, replay, topic_of_note
from backend.domain.activity import ActivityEvent
from backend.domain.citizen import Finding
from backend.domain.member import Member, Role
from backend.house import House
from backend.log import Recorded
from backend.vault import Binding
from backend.web import wire
from backend.web.asked import Code, Day, Offset, within
from backend.web.guards import may
from backend.web.pledges import behind_head
from projections import activities, pledges
from projections.answers import Done

OVERSEERS = may(Role.LEAD, Role.MANAGEMENT, Role.COORDINATOR, Role.AUDITOR)


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """One of the member's own activities as it stands; `report` has the note where it can be read.

    `recorded_at` and `received_at` are those of its last version.
    """

    activity: UUID
    version: int
    report: dict[str, Any]
    withdrawn: bool
    recorded_at: datetime
    received_at: datetime


class MyActivities(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first."""

    activities: list[Mine]


class Activities(msgspec.Struct, frozen=True, kw_only=True):
    """A page of an organisation's activities, oldest first; `next` is the next page's offset, null on the last."""

    activities: list[Done]
    names: dict[str, str]
    next: int | None


class Asking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why somebody wants to read a note. `confirmed` lists findings that are to stand in the reason."""

    reason: str
    confirmed: tuple[Finding, ...] = ()


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """The words; null where there are none, or none any more."""

    activity: UUID
    note: str | None


class MineController(Controller):
    """For a new phone, or one that lost its memory."""

    path = "/api/mine"

    @get(sync_to_thread=True, who=may(Role.FIELD, Role.LEAD))
    def mine(
        self,
        house: NamedDependency[House],
        member: NamedDependency[Member],
        limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 200,
    ) -> MyActivities:
        """One's own recent activities, those one took part in included; notes only of what one recorded oneself."""
        with house.reading() as reading:
            ids = [done.activity for done in activities.own(reading, member.partnership, member.id, limit=limit)]
        recorded = house.log.read(ids)
        return MyActivities(activities=_told(house, [(i, recorded[i]) for i in ids if i in recorded], member))


class ActivityController(Controller):
    """An organisation's own work."""

    path = "/api/activities"

    @get(sync_to_thread=True, who=OVERSEERS)
    def all(
        self,
        house: NamedDependency[House],
        member: NamedDependency[Member],
        first: Day = None,
        last: Day = None,
        kind: Code = None,
        place: Code = None,
        by: FromQuery[UUID | None] = None,
        offset: Offset = 0,
        limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 200,
    ) -> Response[Activities]:
        """What one's own organisation has recorded and not withdrawn, without notes; both days included."""
        with house.reading() as reading:
            every = activities.of_organisation(
                reading,
                member.partnership,
                member.organisation,
                first=within(first, "first"),
                last=within(last, "last"),
            )
            named = pledges.catalogue(reading, member.partnership).spellings([place]) if place else ()
            page = list(islice(_matching(every, kind, named, by), offset, offset + limit + 1))
            headers = behind_head(house, reading)
        shown = page[:limit]
        names = house.accounts.names({done.member for done in shown})
        following = offset + limit if len(page) > limit else None
        return Response(
            Activities(activities=shown, names={str(i): name for i, name in names.items()}, next=following),
            headers=headers,
        )

    @post(
        "/{activity:uuid}/note",
        status_code=200,
        sync_to_thread=True,
        who=may(Role.LEAD),
        takes=Asking,
        example={"reason": "Uppföljning av insatsen den 4 maj"},
    )
    def note(
        self,
        activity: FromPath[UUID],
        body: RawBody,
        request: Request[Any, Any, Any],
        note_desk: NamedDependency[NoteDesk],
        member: NamedDependency[Member],
    ) -> Note:
        """Read a note of one's own organisation. That it was read, by whom and why, is in the log from then on."""
        asking = wire.read(body, request.content_type[0], Asking)
        words = note_desk.read(activity, asking.reason, by=member, confirmed=asking.confirmed)
        return Note(activity=activity, note=words)


def _matching(every: Iterator[Done], kind: str | None, places: Sequence[str], by: UUID | None) -> Iterator[Done]:
    for done in every:
        if kind is not None and done.kind != kind:
            continue
        if places and not set(places) & set(done.places):
            continue
        if by is None or done.member == by:
            yield done


def _told(house: House, streams: list[tuple[UUID, list[Recorded]]], member: Member) -> list[Mine]:
    """Each activity as it stands; the readable notes are opened with one question to the vault."""
    found = [(i, recorded, replay(recorded)) for i, recorded in streams]
    sealed = {
        i: (past.note, Binding(past.partnership, i, past.note_version, topic_of_note(past), "note"))
        for i, _, past in found
        if past and past.note and past.note_version and past.by == member.id
    }
    notes = dict(zip(sealed, house.vault.open_all(list(sealed.values())), strict=True))
    mine = []
    for i, recorded, past in found:
        last = recorded[-1].event
        if past is None or not isinstance(last, get_args(ActivityEvent)):
            continue
        report: dict[str, Any] = msgspec.to_builtins(past.report)
        if (note := notes.get(i)) is not None:
            report["note"] = note
        mine.append(
            Mine(
                activity=i,
                version=past.version,
                report=report,
                withdrawn=past.withdrawn,
                recorded_at=last.handed.recorded_at,
                received_at=last.received_at,
            )
        )
    return mine
