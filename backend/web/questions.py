"""What the server asks those in the field: was it the same visit, and what became of letters that never came."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency

from backend.desk.catalogues import Catalogues
from backend.desk.gaps import GapDesk
from backend.domain.calendar import local
from backend.domain.member import Member
from backend.house import House
from backend.web.field import IN_THE_FIELD
from projections import gaps, visits
from projections.visits import State

_SINCE = timedelta(days=60)
"""How far back a member is asked, and may change their answer on the phone."""


class VisitQuestion(msgspec.Struct, frozen=True, kw_only=True, rename={"with_": "with"}):
    """May be one visit. `with` is a colleague's name; null for the other organisation, of whom no more is told."""

    mine: UUID
    other: UUID
    kind: str
    place: str | None
    occurred_at: datetime
    state: State
    with_: str | None


class GapQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of letters, first and last, that never came from a device though later ones did."""

    device: UUID
    first: int
    last: int
    noticed_at: datetime


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    """The latest visits first; those that are answered too, so that an answer can be changed."""

    visits: list[VisitQuestion]
    gaps: list[GapQuestion]


class QuestionController(Controller):
    """GET /api/questions."""

    path = "/api/questions"

    @get(sync_to_thread=True, who=IN_THE_FIELD)
    def asked(
        self,
        house: NamedDependency[House],
        gap_desk: NamedDependency[GapDesk],
        catalogues: NamedDependency[Catalogues],
        member: NamedDependency[Member],
    ) -> Questions:
        """What one is asked about one's own records of the last sixty days, and one's own devices."""
        since = (local(house.now()) - _SINCE).date()
        missing = gap_desk.of(member.partnership, member.id)
        with house.reading() as reading:
            found = visits.questions(reading, member.partnership, member.id, since, catalogues.of(member.partnership))
            numbers = [
                GapQuestion(
                    device=device,
                    first=first,
                    last=last,
                    noticed_at=gaps.noticed(reading, member.partnership, device, last) or house.now(),
                )
                for device, these in missing.items()
                for first, last in these
            ]
        names = house.accounts.names({q.member for q in found if q.organisation == member.organisation})
        return Questions(
            visits=[
                VisitQuestion(
                    mine=q.mine,
                    other=q.other,
                    kind=q.kind,
                    place=q.place,
                    occurred_at=q.occurred_at,
                    state=q.state,
                    with_=names.get(q.member),
                )
                for q in found
            ],
            gaps=numbers,
        )
