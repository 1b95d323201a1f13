"""What the owners' coordinators report of promises that activities cannot count."""

from typing import Any

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from backend.desk.reports import ReportDesk, Telling
from backend.domain.member import Member, Role
from backend.web import wire
from backend.web.guards import may


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Whether anything is different now."""

    changed: bool


class ReportController(Controller):
    """Steps of a milestone, judgements, reasons for gaps."""

    path = "/api/pledges/{pledge:str}/commitments/{commitment:str}/reports"

    @post(
        status_code=200,
        sync_to_thread=True,
        who=may(Role.COORDINATOR),
        takes=Telling,
        example={"do": "judge", "period": "2026-T1", "verdict": "partly", "text": "Två av tre delar är på plats."},
    )
    def tell(
        self,
        pledge: FromPath[str],
        commitment: FromPath[str],
        body: RawBody,
        request: Request[Any, Any, Any],
        report_desk: NamedDependency[ReportDesk],
        member: NamedDependency[Member],
    ) -> Told:
        """Take in one report on a commitment that one's own organisation owns."""
        telling: Telling = wire.read(body, request.content_type[0], Telling)  # type: ignore[arg-type]
        return Told(changed=report_desk.tell(pledge, commitment, telling, by=member))
