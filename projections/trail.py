"""Who did what, and when: the trail of an organisation. The whole story of one activity is in history.py.

An activity's versions are their own rows (activities.py); the rest of what is done stands in `deeds`. No free text at
all.
"""

from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec
from sqlalchemy import Column, ColumnElement, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from backend.domain.account import AccountApproved, AccountFrozen, AccountPublished, ChecklistAnswered, FileKept
from backend.domain.activity import ActivityWithdrawn
from backend.domain.calendar import end_of, midnight, week_code
from backend.domain.catalogue import CataloguePublished
from backend.domain.decision import DecisionFollowed, DecisionMade
from backend.domain.erasure import DecisionErased, EvidenceErased
from backend.domain.evidence import EvidenceKept
from backend.domain.gap import GapSettled
from backend.domain.member import MemberJoined, MemberLeft
from backend.domain.note import NoteErased, NoteRead
from backend.domain.place import (
    PlaceAdded,
    PlaceEvent,
    PlaceMerged,
    PlaceMoved,
    PlaceRenamed,
    PlaceRestored,
    PlaceRetired,
    PlaceZoned,
    ZoneNamed,
)
from backend.domain.pledge import (
    CommitmentEvent,
    GapExplained,
    JudgementStated,
    PledgePublished,
    StepReported,
    StepsSet,
)
from backend.domain.revision import PledgeAcknowledged
from backend.domain.situation import KIND as SITUATION
from backend.domain.situation import SituationFrozen
from backend.domain.visit import VisitEvent, VisitsMerged, VisitsParted
from backend.log import Recorded
from projections import pledges
from projections.page import KIND, ORGANISATION, PLACES, Page, Takes
from projections.store import Reading
from projections.tables import FOREVER, codes, micros

LOGIC = 5
"""Raise it when the same events make other rows."""


# Taking events in.


class _Deed(Protocol):
    """What every deed says of itself."""

    @property
    def partnership(self) -> str: ...
    @property
    def by(self) -> UUID | None: ...
    @property
    def received_at(self) -> datetime: ...


def _add(
    page: Page,
    at: Recorded,
    event: _Deed,
    organisation: str | None,
    *,
    activity: UUID | None = None,
    subject: str | None = None,
    places: str = "",
    recorded_at: datetime | None = None,
) -> None:
    past = page.newest[activity] if activity else None
    page.add(
        "deeds",
        [
            at.position,
            event.partnership,
            organisation or (past[ORGANISATION] if past else None),
            event.by,
            at.topic,
            at.stream,
            at.version,
            activity,
            past[KIND] if past else None,
            past[PLACES] if past else places,
            subject,
            micros(recorded_at) if recorded_at else None,
            micros(event.received_at),
        ],
    )


def _withdrawn(page: Page, at: Recorded, event: ActivityWithdrawn) -> None:
    _add(page, at, event, event.organisation, activity=at.stream, recorded_at=event.handed.recorded_at)


def _note(page: Page, at: Recorded, event: NoteRead) -> None:
    _add(page, at, event, event.organisation, activity=event.activity)


def _note_erased(page: Page, at: Recorded, event: NoteErased) -> None:
    """A restore may do again what its log never knew the activity of."""
    known = event.activity if event.activity in page.newest else None
    _add(page, at, event, event.organisation, activity=known, subject=event.rule)


def _answered(page: Page, at: Recorded, event: VisitEvent) -> None:
    """Told of the activity of whoever answered; the other may be another organisation's."""
    known = [activity for activity in event.pair if activity in page.newest]
    own = [activity for activity in known if page.newest[activity][ORGANISATION] == event.organisation]
    _add(page, at, event, event.organisation, activity=next(iter(own or known), None))


def _settled(page: Page, at: Recorded, event: GapSettled) -> None:
    numbers = f"{event.first}-{event.last}" if event.last > event.first else f"{event.first}"
    _add(page, at, event, event.organisation, subject=f"{event.device}/{numbers}")


def _published(page: Page, at: Recorded, event: PledgePublished) -> None:
    _add(page, at, event, None, subject=event.pledge.code)


def _acknowledged(page: Page, at: Recorded, event: PledgeAcknowledged) -> None:
    """Told to both: whoever changed the rules reads who has seen it."""
    _add(page, at, event, None, subject=event.pledge)


def _catalogued(page: Page, at: Recorded, event: CataloguePublished) -> None:
    _add(page, at, event, None, subject=event.source)


def _placed(page: Page, at: Recorded, event: PlaceEvent) -> None:
    """A change to a place. What it was called before stands beside what it is called now."""
    known = page.world.catalogue(event.partnership)
    match event:
        case PlaceAdded(place=place):
            code = subject = place.code
        case ZoneNamed(zone=zone):
            was = known.zones.get(zone.code)
            _add(page, at, event, None, subject=f"{zone.code}/{was.name} → {zone.name}" if was else zone.code)
            return
        case PlaceRenamed(code=code, name=name):
            was_place = known.places.get(code)
            subject = f"{code}/{was_place.name if was_place else code} → {name}"
        case PlaceZoned(code=code, zone=into) | PlaceMerged(code=code, into=into):
            subject = f"{code}/{into}" if into else code
        case _:
            code = subject = event.code
    _add(page, at, event, None, subject=subject, places=codes([code]))


def _told(page: Page, at: Recorded, event: CommitmentEvent) -> None:
    _add(page, at, event, event.organisation, subject=f"{event.pledge}/{event.commitment}")


def _frozen(page: Page, at: Recorded, event: SituationFrozen) -> None:
    _add(page, at, event, event.organisation, subject=event.week)


def _decided(page: Page, at: Recorded, event: DecisionMade) -> None:
    page.world.decided[event.decision] = event.week
    _add(page, at, event, event.organisation, subject=f"{event.week}/{event.decision}")


def _followed(page: Page, at: Recorded, event: DecisionFollowed) -> None:
    _add(page, at, event, event.organisation, subject=f"{page.world.decided[event.decision]}/{event.decision}")


def _decision_erased(page: Page, at: Recorded, event: DecisionErased) -> None:
    """A restore may do again what its log never knew the decision of."""
    week = page.world.decided.get(event.decision, "")
    _add(page, at, event, event.organisation, subject=f"{week}/{event.decision}/{event.rule}")


def _evidence_erased(page: Page, at: Recorded, event: EvidenceErased) -> None:
    subject = f"{event.pledge}/{event.commitment}/{event.evidence}/{event.rule}"
    _add(page, at, event, event.organisation, subject=subject)


def _joined(page: Page, at: Recorded, event: MemberJoined) -> None:
    _add(page, at, event, event.organisation, subject=str(event.member))


def _left(page: Page, at: Recorded, event: MemberLeft) -> None:
    _add(page, at, event, page.world.organisations.get((event.partnership, event.member)), subject=str(event.member))


def _accounted(page: Page, at: Recorded, event: AccountFrozen | AccountApproved | AccountPublished) -> None:
    _add(page, at, event, event.organisation, subject=f"{event.pledge}/{event.account}")


def _checked(page: Page, at: Recorded, event: ChecklistAnswered) -> None:
    _add(page, at, event, event.organisation, subject=f"{event.pledge}/{event.ask}")


def _kept(_page: Page, _at: Recorded, _event: FileKept | EvidenceKept) -> None:
    """A file is no deed of its own: the account that was frozen with it is, or the report that shows it."""


TAKES: Takes = {
    ActivityWithdrawn: _withdrawn,
    NoteRead: _note,
    NoteErased: _note_erased,
    PledgePublished: _published,
    PledgeAcknowledged: _acknowledged,
    CataloguePublished: _catalogued,
    PlaceAdded: _placed,
    PlaceRenamed: _placed,
    PlaceMoved: _placed,
    PlaceZoned: _placed,
    PlaceMerged: _placed,
    PlaceRetired: _placed,
    PlaceRestored: _placed,
    ZoneNamed: _placed,
    StepsSet: _told,
    StepReported: _told,
    JudgementStated: _told,
    GapExplained: _told,
    SituationFrozen: _frozen,
    DecisionMade: _decided,
    DecisionFollowed: _followed,
    DecisionErased: _decision_erased,
    EvidenceErased: _evidence_erased,
    MemberJoined: _joined,
    MemberLeft: _left,
    AccountFrozen: _accounted,
    AccountApproved: _accounted,
    AccountPublished: _accounted,
    ChecklistAnswered: _checked,
    FileKept: _kept,
    EvidenceKept: _kept,
    VisitsMerged: _answered,
    VisitsParted: _answered,
    GapSettled: _settled,
}


# Asking.

RECORDED, CORRECTED = "activity-recorded", "activity-corrected"
ACTIONS = (
    RECORDED,
    CORRECTED,
    *(str(event.__struct_config__.tag) for event in TAKES if event not in (FileKept, EvidenceKept)),
)
"""Every action that a trail may be asked for: the topics of the log."""
_PUBLISHED = str(PledgePublished.__struct_config__.tag)
_EVIDENCE_ERASED = str(EvidenceErased.__struct_config__.tag)


class Deed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing done. `member` is None where the house did it; `organisation` is None where it was for both.

    `subject` names the week of a weekly picture, and what is no activity: a pledge, `pledge/commitment`, a source of
    the catalogue, an ISO week, `week/decision`, a member, `device/first-last` of a gap, `pledge/account` or a question
    of the checklist as `pledge/question`; a place or zone alone, or with what was said of it: `place/old → new`,
    `place/zone`, `place/into`; of what was erased `week/decision/right` or `pledge/commitment/evidence/right`, and the
    right alone of an activity's text. `revision` is what changed where a pledge was published anew.
    """

    position: int
    action: str
    received_at: datetime
    recorded_at: datetime | None = None
    organisation: str | None = None
    member: UUID | None = None
    activity: UUID | None = None
    version: int
    kind: str | None = None
    places: tuple[str, ...] = ()
    subject: str | None = None
    revision: pledges.Revision | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a trail is narrowed to. `first` and `last` are days of receipt in Sweden, both included."""

    first: date | None = None
    last: date | None = None
    member: UUID | None = None
    kind: str | None = None
    place: str | None = None
    action: str | None = None

    def narrow(self, c: ReadOnlyColumnCollection[str, Column[Any]]) -> list[ColumnElement[bool]]:
        """The same conditions on either table."""
        found: list[ColumnElement[bool]] = []
        if self.first:
            found.append(c.received_at >= midnight(self.first))
        if self.last:
            found.append(c.received_at < end_of(self.last))
        if self.member:
            found.append(c.member == self.member)
        if self.kind:
            found.append(c.kind == self.kind)
        if self.place:
            found.append(c.places.like(f"%;{self.place};%"))
        return found


def trail(
    reading: Reading,
    partnership: str,
    organisation: str,
    asked: Asked = Asked(),  # noqa: B008 — frozen
    *,
    before: int | None = None,
    limit: int = 50,
) -> list[Deed]:
    """What an organisation did, newest first: at most `limit`, from before position `before` on, for the next page."""
    until = FOREVER if before is None else before
    found: list[Deed] = []
    if asked.action in (None, RECORDED, CORRECTED):
        found += _versions(reading, partnership, organisation, asked, until, limit)
    if asked.action not in (RECORDED, CORRECTED):
        found += _deeds(reading, partnership, organisation, asked, until, limit)
    return sorted(found, key=lambda deed: -deed.position)[:limit]


def acted(reading: Reading, partnership: str, organisation: str, member: UUID) -> bool:
    """Whether the trail of an organisation tells of anything that a member did."""
    return bool(trail(reading, partnership, organisation, Asked(member=member), limit=1))


def _versions(
    reading: Reading, partnership: str, organisation: str, asked: Asked, until: int, limit: int
) -> list[Deed]:
    c = reading.t.activities.c
    wanted = [c.partnership == partnership, c.organisation == organisation, c.believed_from < until]
    if asked.action:
        wanted.append(c.version == 1 if asked.action == RECORDED else c.version > 1)
    rows = select(reading.t.activities).where(*wanted, *asked.narrow(c)).order_by(c.believed_from.desc()).limit(limit)
    return [
        Deed(
            position=row.believed_from,
            action=RECORDED if row.version == 1 else CORRECTED,
            received_at=row.received_at,
            recorded_at=row.recorded_at,
            organisation=row.organisation,
            member=row.member,
            activity=row.activity,
            version=row.version,
            kind=row.kind,
            places=row.places,
            subject=week_code(row.day) if row.kind == SITUATION else None,
        )
        for row in reading.connection.execute(rows)
    ]


def erased_evidence(reading: Reading, partnership: str, pledge: str, commitment: str) -> frozenset[UUID]:
    """The files that were shown for a promise and are erased."""
    c, about = reading.t.deeds.c, f"{pledge}/{commitment}/"
    asked = select(c.subject).where(
        c.partnership == partnership, c.action == _EVIDENCE_ERASED, c.subject.startswith(about, autoescape=True)
    )
    return frozenset(UUID(row.subject.split("/")[2]) for row in reading.connection.execute(asked))


def _deeds(reading: Reading, partnership: str, organisation: str, asked: Asked, until: int, limit: int) -> list[Deed]:
    c = reading.t.deeds.c
    whose = or_(c.organisation == organisation, c.organisation.is_(None))
    wanted = [c.partnership == partnership, whose, c.position < until]
    if asked.action:
        wanted.append(c.action == asked.action)
    rows = select(reading.t.deeds).where(*wanted, *asked.narrow(c)).order_by(c.position.desc()).limit(limit)
    found = reading.connection.execute(rows).all()
    published = {str(row.subject) for row in found if row.action == _PUBLISHED}
    revised = pledges.revisions(reading, partnership, published) if published else {}
    return [
        Deed(
            position=row.position,
            action=row.action,
            received_at=row.received_at,
            recorded_at=row.recorded_at,
            organisation=row.organisation,
            member=row.member,
            activity=row.activity,
            version=row.version,
            kind=row.kind,
            places=row.places,
            subject=row.subject,
            revision=revised.get(row.position),
        )
        for row in found
    ]
