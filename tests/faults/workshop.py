"""A log, a vault and a desk with the real catalogue, and letters to hand in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from backend.desk.catalogues import Catalogues
from backend.desk.publish import PublishDesk, own_packs
from backend.desk.sync import SyncDesk
from backend.domain.member import Member, Role
from backend.log import Log
from backend.vault import Vault

NOW = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
SPACE = UUID("5d1c1b57-3c33-4b39-9a52-0b6b7f1d2a10")
MASTER = b"m" * 32


def member(number: int) -> Member:
    """An officer of Västervik; number 0 is their lead."""
    roles = frozenset({Role.LEAD if number == 0 else Role.FIELD})
    return Member(id=uuid5(SPACE, f"member-{number}"), partnership="vastervik", organisation="polisen", roles=roles)


@contextmanager
def workshop(url: str, keys: Path) -> Iterator[tuple[Log, SyncDesk]]:
    """The desk over the database at `url`."""
    with Log.open(url, clock=lambda: NOW) as log:
        vault = Vault.at(f"sqlite:///{keys}", MASTER)
        yield log, SyncDesk(log, vault, Catalogues(log), now=lambda: NOW, crew_known=lambda _, ids: set(ids))
        vault.close()


def furnish(log: Log) -> None:
    """Publish the packs of Västervik."""
    desk = PublishDesk(log, Catalogues(log), now=lambda: NOW)
    for _, text in own_packs():
        desk.pack(text)


def letter(
    do: str, activity: UUID, seq: int, *, place: str = "ankarsrum", version: int = 1, note: str | None = None
) -> dict[str, Any]:
    """A letter whose command follows from what it says, so that the same call is the same letter."""
    report = {
        "kind": "platsbesok",
        "occurred_at": "2026-05-04T20:30:00+02:00",
        "minutes": 20,
        "place": place,
        "problem": "otrygg-plats",
        "actions": ["synlighet", "samtal"],
    } | ({"note": note} if note else {})
    said: dict[str, Any] = {
        "seq": seq,
        "do": do,
        "activity": str(activity),
        "recorded_at": (NOW - timedelta(hours=8)).isoformat(),
    }
    if do != "record":
        said |= {"version": version, "reason": "det blev fel"}
    if do != "withdraw":
        said["report"] = report
    return said | {"command": str(uuid5(SPACE, repr(said)))}
