"""Eight phones, each signed in by a session of its own, and the requests that they will send, written beforehand."""

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import msgspec

from backend.domain.member import Role
from backend.house import House
from backend.web.session import COOKIE
from tests.bench.load import Load, Order
from tests.bench.year import uuid7

PARTNERSHIP = "vastervik"
CLIENTS = 8
LETTERS = 50  # in one request
LIMIT = 60.0  # seconds that a load may take at most
_NOTES = (
    "Belysningen vid busshållplatsen är trasig sedan i måndags, felanmäld till kommunen.",
    "Lugnt. Talade med ägaren till kiosken om öppettiderna.",
    "Några ungdomar vid skolan efter stängning, gick hem när vi bad dem.",
    "Klotter på baksidan av biblioteket, fotograferat och anmält.",
)
_DONE = {"problem": "otrygg-plats", "actions": ["synlighet", "samtal"]}
_REPORTS: tuple[dict[str, object], ...] = (
    {"kind": "platsbesok", "place": "gamleby", "minutes": 20, **_DONE},
    {"kind": "platsbesok", "place": "ankarsrum", "minutes": 35, "problem": "ordning", "joint": ["kommunen"]},
    {"kind": "platsbesok", "place": "overum", "minutes": 15, "people": 4, **_DONE},
    {"kind": "fotpatrull", "stops": [{"place": "gamleby", "minutes": 25}, {"place": "overum", "minutes": 30}], **_DONE},
)


class Phone:
    """One member's queue: its session, its device and how far its sequence numbers have come."""

    def __init__(self, session: str) -> None:
        self.session, self.device, self.seq = session, uuid4(), 0

    def request(self, port: int, notes: bool, chance: random.Random) -> bytes:
        """A whole HTTP request with 50 new letters, every fifth with a note if `notes`."""
        letters = [self._letter(notes and i % 5 == 0, chance) for i in range(LETTERS)]
        body = msgspec.json.encode(
            {
                "partnership": PARTNERSHIP,
                "device": self.device,
                "epoch": None,
                "sent_at": datetime.now(UTC),
                "letters": letters,
            }
        )
        head = (
            f"POST /api/sync HTTP/1.1\r\nhost: localhost:{port}\r\norigin: http://localhost:{port}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
            f"accept: application/json\r\naccept-language: sv-SE,sv;q=0.9\r\nx-faltlogg: 1\r\n"
            f"cookie: {COOKIE}={self.session}\r\n\r\n"
        )
        return head.encode() + body

    def _letter(self, note: bool, chance: random.Random) -> dict[str, object]:
        self.seq += 1
        began = datetime.now(UTC) - timedelta(minutes=chance.randrange(20, 60 * 24 * 14))
        report: dict[str, object] = {**chance.choice(_REPORTS), "occurred_at": began}
        if note:
            report["note"] = chance.choice(_NOTES)
        return {
            "command": uuid7(datetime.now(UTC), chance),
            "seq": self.seq,
            "do": "record",
            "activity": uuid7(datetime.now(UTC), chance),
            "recorded_at": began + timedelta(minutes=chance.randrange(1, 20)),
            "report": report,
            "confirmed": [],
        }


def signed_in(house: House) -> list[Phone]:
    """Invite a member for each phone and use the link up, as a person does."""
    phones = []
    for number in range(CLIENTS):
        _, link = house.member_desk.invite(
            f"Mätare {number + 1}",
            None,
            partnership=PARTNERSHIP,
            organisation="polisen",
            roles=[Role.FIELD],
            by=None,
        )
        session = house.accounts.enter(link, now=house.now())
        assert session is not None
        phones.append(Phone(session))
    return phones


def hand_in(phones: list[Phone], port: int, requests: int, *, notes: bool, folder: Path) -> Load:
    """Let every phone send so many requests, in another process; raises RuntimeError unless every letter was kept."""
    chance = random.Random(port + phones[0].seq)
    order = Order(
        host="localhost",
        port=port,
        seconds=LIMIT,
        clients=[[phone.request(port, notes, chance) for _ in range(requests)] for phone in phones],
    )
    path = folder / "load.msgpack"
    path.write_bytes(msgspec.msgpack.encode(order))
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load", path], capture_output=True, text=True, timeout=LIMIT + 30
    )
    path.unlink()
    if done.returncode:
        raise RuntimeError(done.stderr)
    load = msgspec.json.decode(done.stdout, type=Load)
    if load.fault or load.kept != len(phones) * requests * LETTERS:
        raise RuntimeError(f"{load.kept} letters kept of {len(phones) * requests * LETTERS}: {load.fault}")
    return load
