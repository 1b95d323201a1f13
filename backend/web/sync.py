"""POST /api/sync: a phone hands in its letters."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from backend.accounts import Acting
from backend.desk.letters import Letter
from backend.desk.sync import Batch, HandedIn, SyncAnswer, SyncDesk
from backend.domain.member import Member, Role
from backend.web import wire
from backend.web.errors import Denied
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


_AT_ONCE = 8  # batches that are settled in one go


class _Waiting(NamedTuple):
    body: bytes
    content_type: str
    member: Member
    language: str
    answer: "asyncio.Future[SyncAnswer]"


class Reception:
    """Where those who hand in wait for the desk. It takes all who wait at once, in one thread and one commit.

    Python runs one thread at a time: threads that decide side by side take the turn from each other for nothing, and
    together need twice as long as one.
    """

    def __init__(self, desk: SyncDesk, meters: Meters) -> None:
        self.desk, self.meters = desk, meters
        self._thread = ThreadPoolExecutor(1, "desk")
        self._waiting: list[_Waiting] = []
        self._serving: asyncio.Task[None] | None = None

    async def take(self, body: bytes, content_type: str, member: Member, language: str) -> SyncAnswer:
        """Wait for one's turn, and for the answer to every letter."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(body, content_type, member, language, loop.create_future())
        self._waiting.append(waiting)
        if self._serving is None:
            self._serving = loop.create_task(self._serve())
        return await waiting.answer

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                some, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
                try:
                    answers = await loop.run_in_executor(self._thread, self._settle, some)
                except Exception as fault:  # noqa: BLE001 — it is theirs who wait
                    answers = [fault for _ in some]
                for waiting, answer in zip(some, answers, strict=True):
                    if waiting.answer.done():  # who waited has gone
                        continue
                    if isinstance(answer, Exception):
                        waiting.answer.set_exception(answer)
                    else:
                        waiting.answer.set_result(answer)
        finally:
            self._serving = None

    def _settle(self, some: list[_Waiting]) -> list[SyncAnswer | Exception]:
        answers: dict[int, SyncAnswer | Exception] = {}
        handed: dict[int, HandedIn] = {}
        for n, (body, content_type, member, spoken, _) in enumerate(some):
            try:
                handed[n] = HandedIn(batch=wire.decode(body, content_type), member=member, language=spoken)
            except Denied as denied:
                answers[n] = denied
        answers |= zip(handed, self.desk.take_all(list(handed.values())), strict=True)
        self._count(answers.values())
        return [answers[n] for n in range(len(some))]

    def _count(self, answers: Iterable[SyncAnswer | Exception]) -> None:
        receipts = (r for answer in answers if isinstance(answer, SyncAnswer) for r in answer.receipts)
        for (outcome, code), letters in Counter((r.outcome, r.code or "") for r in receipts).items():
            self.meters.letters.labels(outcome, code).inc(letters)


class SyncController(Controller):
    """The field app's way in."""

    path = "/api/sync"

    @post(
        status_code=200,
        who=may(Role.FIELD, Role.LEAD),
        takes=Batch,
        shows=(Letter,),
        media=("application/json", "application/msgpack"),
        example=_EXAMPLE,
        answers=_ANSWER,
    )
    async def hand_in(
        self,
        body: RawBody,
        request: Request[Member, Acting, Any],
        reception: NamedDependency[Reception],
    ) -> SyncAnswer:
        """Answer every letter by its index; the phone lets go of exactly what is kept."""
        return await reception.take(body, request.content_type[0], request.user, language(request))
