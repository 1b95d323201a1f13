"""POST /api/visits: whether two records are of one visit."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from backend.desk.visits import VisitDesk
from backend.domain.member import Member
from backend.house import House
from backend.web import wire
from backend.web.field import IN_THE_FIELD


class VisitAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`same`: one visit, counted once. Either who was there may answer, and answer otherwise later."""

    mine: UUID
    other: UUID
    same: bool


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """Whether anything is different now."""

    changed: bool


class VisitController(Controller):
    """Answers to "samma besök?"."""

    path = "/api/visits"

    @post(
        status_code=200,
        sync_to_thread=True,
        who=IN_THE_FIELD,
        takes=VisitAnswer,
        example={
            "mine": "01981b3e-7c00-7000-8000-000000000002",
            "other": "01981b3e-7c00-7000-8000-000000000009",
            "same": True,
        },
    )
    def answer(
        self,
        body: RawBody,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        visit_desk: NamedDependency[VisitDesk],
        member: NamedDependency[Member],
    ) -> Answered:
        """Merge two records as one visit, or part them again."""
        told = wire.read(body, request.content_type[0], VisitAnswer)
        changed = visit_desk.answer(told.mine, told.other, same=told.same, by=member)
        house.follower.wake()
        return Answered(changed=changed)
