"""POST /api/sync: a phone hands in its letters."""

from collections import Counter
from typing import Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from backend.accounts import Acting
from backend.desk.letters import Letter
from backend.desk.sync import Batch, SyncAnswer, SyncDesk
from backend.domain.member import Member, Role
from backend.web import wire
from backend.web.guards import may
from backend.web.language import language
from backend.web.watch import Meters

_ID = "01981b3e-7c00-7000-8000-00000000000{}"
_EXAMPLE = {
    "partnership": "vastervik",
    "device": "0b0f7f0e-6c44-4a3c-9a7e-0c8e1a3b5d10",
    "epoch": None,
    "sent_at": "2026-05-04T21:15:00+02:00",
    "letters": [
        {
            "command": _ID.format(1),
            "seq": 17,
            "do": "record",
            "activity": _ID.format(2),
            "recorded_at": "2026-05-04T20:50:00+02:00",
            "report": {
                "kind": "platsbesok",
                "occurred_at": "2026-05-04T20:30:00+02:00",
                "minutes": 20,
                "place": "ankarsrum",
                "problem": "otrygg-plats",
                "actions": ["synlighet", "samtal"],
                "joint": ["kommunen"],
            },
            "confirmed": [],
        },
        {
            "command": _ID.format(3),
            "seq": 18,
            "do": "withdraw",
            "activity": _ID.format(2),
            "version": 1,
            "reason": "dubblett",
            "recorded_at": "2026-05-04T20:55:00+02:00",
        },
    ],
}
_ANSWER = {
    "epoch": "7f0f9c1e-2b1a-4a55-9a0e-4a8a8f0f6f11",
    "server_time": "2026-05-04T19:15:01Z",
    "safe": 4700,
    "gaps": [[14, 16]],
    "receipts": [
        {
            "letter": 0,
            "command": _ID.format(1),
            "outcome": "kept",
            "activity": _ID.format(2),
            "version": 1,
            "position": 4711,
        },
        {
            "letter": 1,
            "command": _ID.format(3),
            "outcome": "kept",
            "activity": _ID.format(2),
            "version": 2,
            "position": 4712,
        },
    ],
}


class CountedDesk:
    """The desk, with its answers counted. One thing to ask for: Litestar starts a task for each of several."""

    def __init__(self, desk: SyncDesk, meters: Meters) -> None:
        self.desk, self.meters = desk, meters

    def take(self, batch: Batch, member: Member, language: str) -> SyncAnswer:
        """Answer every letter."""
        answer = self.desk.take(batch, member, language)
        for (outcome, code), letters in Counter((r.outcome, r.code or "") for r in answer.receipts).items():
            self.meters.letters.labels(outcome, code).inc(letters)
        return answer


class SyncController(Controller):
    """The field app's way in."""

    path = "/api/sync"

    @post(
        status_code=200,
        sync_to_thread=True,
        who=may(Role.FIELD, Role.LEAD),
        takes=Batch,
        shows=(Letter,),
        media=("application/json", "application/msgpack"),
        example=_EXAMPLE,
        answers=_ANSWER,
    )
    def hand_in(
        self,
        body: RawBody,
        request: Request[Member, Acting, Any],
        counted_desk: NamedDependency[CountedDesk],
    ) -> SyncAnswer:
        """Answer every letter by its index; the phone lets go of exactly what is kept."""
        return counted_desk.take(wire.decode(body, request.content_type[0]), request.user, language(request))
