"""What the owners' coordinators report of promises that activities cannot count, and the files that show it."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from backend.desk.enclosures import HANDED_IN
from backend.desk.reports import ReportDesk, Telling
from backend.domain.member import Member, Role
from backend.web import wire
from backend.web.guards import may
from backend.web.pledges import READERS

BODY = HANDED_IN * 4 // 3 + 100_000
"""Bytes of a report with its file, which is written in base64."""
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
ALONE = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""The policy of a file that somebody handed in: it may show itself, and nothing else, to nobody."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Whether anything is different now."""

    changed: bool


class ReportController(Controller):
    """Steps of a milestone, judgements, reasons for gaps."""

    path = "/api/pledges/{pledge:str}/commitments/{commitment:str}"

    @post(
        "/reports",
        status_code=200,
        sync_to_thread=True,
        request_max_body_size=BODY,
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
        """Take in one report on a commitment that one's own organisation owns.

        A step and a judgement may show something: `evidence` is a diary number or an https address, `file` a PDF or a
        picture (JPEG, PNG, WebP), in base64 where the body is JSON. Pictures are drawn anew, without place or camera.

        The same report again changes nothing (`changed` is false). What was reported on a step goes by its code: keep
        it where the step is called something else. A reported step that is left out of `set-steps` is named in
        `dropped`, or the whole is refused (`reported-step`). A gap that is covered is none (`not-a-gap`).
        """
        telling: Telling = wire.read(body, request.content_type[0], Telling)  # type: ignore[arg-type]
        return Told(changed=report_desk.tell(pledge, commitment, telling, by=member))

    @get("/evidence/{evidence:uuid}", sync_to_thread=True, who=READERS)
    def evidence(
        self,
        pledge: FromPath[str],
        commitment: FromPath[str],
        evidence: FromPath[UUID],
        report_desk: NamedDependency[ReportDesk],
        member: NamedDependency[Member],
    ) -> Response[bytes]:
        """A file that was enclosed with a report, byte for byte as its SHA-256 in the log says."""
        enclosed, body = report_desk.file(pledge, commitment, evidence, partnership=member.partnership)
        name = f"underlag-{commitment}-{enclosed.sha256[:8]}.{ENDINGS[enclosed.media]}"
        shown = "inline" if enclosed.media.startswith("image/") else "attachment"
        return Response(
            body,
            media_type=enclosed.media,
            headers={
                "content-disposition": f'{shown}; filename="{name}"',
                "content-security-policy": ALONE,
                "x-content-type-options": "nosniff",
                "cache-control": "private, no-store",
            },
        )
