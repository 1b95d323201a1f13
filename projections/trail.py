"""Who did what, and when: the trail of an organisation, and the whole story of one activity.

Free text stays sealed: a deed says that a reason was given, and whoever may read it opens it.
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.domain.activity import ActivityWithdrawn
from backend.domain.catalogue import CataloguePublished
from backend.domain.member import MemberJoined, MemberLeft
from backend.domain.note import NoteErased, NoteRead
from backend.domain.pledge import (
    CommitmentEvent,
    GapExplained,
    JudgementStated,
    PledgePublished,
    StepReported,
    StepsSet,
)
from backend.domain.situation import SituationFrozen
from backend.log import Recorded
from projections.page import KIND, ORGANISATION, PLACES, Page, Takes
from projections.tables import micros

LOGIC = 1
"""Raise it when the same events make other rows."""


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
            past[PLACES] if past else "",
            subject,
            micros(recorded_at) if recorded_at else None,
            micros(event.received_at),
        ],
    )


def _withdrawn(page: Page, at: Recorded, event: ActivityWithdrawn) -> None:
    _add(page, at, event, event.organisation, activity=at.stream, recorded_at=event.handed.recorded_at)


def _note(page: Page, at: Recorded, event: NoteRead | NoteErased) -> None:
    _add(page, at, event, event.organisation, activity=event.activity)


def _published(page: Page, at: Recorded, event: PledgePublished) -> None:
    _add(page, at, event, None, subject=event.pledge.code)


def _catalogued(page: Page, at: Recorded, event: CataloguePublished) -> None:
    _add(page, at, event, None, subject=event.source)


def _told(page: Page, at: Recorded, event: CommitmentEvent) -> None:
    _add(page, at, event, event.organisation, subject=f"{event.pledge}/{event.commitment}")


def _frozen(page: Page, at: Recorded, event: SituationFrozen) -> None:
    _add(page, at, event, event.organisation, subject=event.week)


def _joined(page: Page, at: Recorded, event: MemberJoined) -> None:
    _add(page, at, event, event.organisation, subject=str(event.member))


def _left(page: Page, at: Recorded, event: MemberLeft) -> None:
    _add(page, at, event, page.world.organisations.get((event.partnership, event.member)), subject=str(event.member))


TAKES: Takes = {
    ActivityWithdrawn: _withdrawn,
    NoteRead: _note,
    NoteErased: _note,
    PledgePublished: _published,
    CataloguePublished: _catalogued,
    StepsSet: _told,
    StepReported: _told,
    JudgementStated: _told,
    GapExplained: _told,
    SituationFrozen: _frozen,
    MemberJoined: _joined,
    MemberLeft: _left,
}
