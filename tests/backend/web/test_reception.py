"""Where those who hand in wait: everybody is answered for themselves, and who waits at one time is settled together."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from backend.desk.sync import HandedIn, Receipt, SyncAnswer
from backend.domain.member import Member, Role
from backend.web.errors import Denied
from backend.web.sync import Reception
from backend.web.watch import Meters

NOW = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
ANNA = Member(id=uuid4(), partnership="vastervik", organisation="polisen", roles=frozenset({Role.FIELD}))


class Desk:
    """Answers each batch with its device in place of the epoch; the first time only when it is let."""

    def __init__(self) -> None:
        self.together: list[int] = []
        self.began, self.go = Event(), Event()

    def take_all(self, handed: Sequence[HandedIn]) -> list[SyncAnswer | Exception]:
        self.together.append(len(handed))
        self.began.set()
        self.go.wait(10)
        return [self._answer(h) for h in handed]

    def _answer(self, handed: HandedIn) -> SyncAnswer | Exception:
        if handed.batch.epoch is not None:
            return ValueError("another life")
        receipts = [Receipt(letter=n, outcome="kept") for n in range(len(handed.batch.letters))]
        return SyncAnswer(epoch=handed.batch.device, server_time=NOW, safe=0, gaps=[], receipts=receipts)


def body(device: UUID, **more: Any) -> bytes:
    return msgspec.json.encode({"device": device, "sent_at": NOW, "letters": [{}], **more})


@pytest.fixture
def desk() -> Desk:
    return Desk()


def handed_in(desk: Desk, *bodies: bytes) -> list[Any]:
    """What everybody is told who comes at once; an exception for whom it was raised for."""

    async def all_at_once() -> list[Any]:
        reception = Reception(desk, Meters())  # type: ignore[arg-type]
        coming = [asyncio.ensure_future(reception.take(b, "application/json", ANNA, "sv")) for b in bodies]
        await asyncio.to_thread(desk.began.wait, 10)
        desk.go.set()
        return await asyncio.wait_for(asyncio.gather(*coming, return_exceptions=True), 10)

    return asyncio.run(all_at_once())


def test_each_is_answered_for_themselves(desk: Desk):
    devices = [uuid4() for _ in range(30)]
    assert [a.epoch for a in handed_in(desk, *map(body, devices))] == devices


def test_who_waits_at_one_time_is_settled_together(desk: Desk):
    handed_in(desk, *(body(uuid4()) for _ in range(30)))
    assert sum(desk.together) == 30
    assert len(desk.together) < 10


def test_a_body_that_cannot_be_read_and_a_batch_that_comes_to_nothing_are_their_own(desk: Desk):
    device = uuid4()
    unreadable, well, nothing = handed_in(desk, b"{", body(device), body(uuid4(), epoch=uuid4()))
    assert isinstance(unreadable, Denied)
    assert well.epoch == device
    assert isinstance(nothing, ValueError)


def test_when_the_desk_fails_everybody_who_waits_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def fail(handed: Sequence[HandedIn]) -> list[SyncAnswer | Exception]:
        desk.began.set()
        raise OSError("the disk is gone")

    monkeypatch.setattr(desk, "take_all", fail)
    assert all(isinstance(a, OSError) for a in handed_in(desk, *(body(uuid4()) for _ in range(3))))


def test_who_has_gone_keeps_nobody_else_waiting(desk: Desk):
    async def one_leaves() -> SyncAnswer:
        reception = Reception(desk, Meters())  # type: ignore[arg-type]
        leaving, staying = (
            asyncio.ensure_future(reception.take(body(uuid4()), "application/json", ANNA, "sv")) for _ in range(2)
        )
        await asyncio.to_thread(desk.began.wait, 10)
        leaving.cancel()
        desk.go.set()
        return await asyncio.wait_for(staying, 10)

    assert asyncio.run(one_leaves()).receipts[0].outcome == "kept"
