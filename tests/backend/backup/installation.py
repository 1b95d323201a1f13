"""An installation that is backed up and restored: a log with its accounts, a vault and a list of erasures."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec

from backend.accounts import Accounts
from backend.backup import back_up, restore
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.note import NoteErased
from backend.log import Entry, Log
from backend.vault import Erasures, Vault
from tests.backend.log.made import recorded

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
MASTER = bytes(range(32))


class Place:
    """An installation: a log with its accounts, a vault and a list of erasures."""

    def __init__(self, database: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.database, self.folder = database, folder
        self.log = Log.open(database, clock=lambda: NOW)
        self.accounts = Accounts.at(database)
        self.vault = Vault.at(f"sqlite:///{folder / 'keys.sqlite'}", MASTER)
        self.erasures = Erasures.at(f"sqlite:///{folder / 'erasures.sqlite'}")

    def close(self) -> None:
        for part in (self.log, self.accounts, self.vault, self.erasures):
            part.close()

    def noted(self, text: str = "Trasig lampa") -> tuple[Entry, Any]:
        """An activity with a note, recorded; its entry and how to open the note."""
        activity = uuid4()
        bound = {
            "partnership": "vastervik",
            "stream": activity,
            "version": 1,
            "topic": "activity-recorded",
            "field": "note",
        }
        entry = recorded(activity, at=NOW)
        sealed = self.vault.seal(text, **bound)  # type: ignore[arg-type]
        self.vault.keep()
        entry = msgspec.structs.replace(entry, event=msgspec.structs.replace(entry.event, note=sealed))
        self.log.append([entry])
        return entry, (sealed, bound)

    def erase(self, entry: Entry) -> NoteErased:
        """As the desk does: the event first, then the list, then the key."""
        event = NoteErased(
            partnership="vastervik",
            activity=entry.stream,
            keys=(entry.event.note.key,),  # type: ignore[union-attr]
            rule="asked-for",
            received_at=NOW,
        )
        place = stream("vastervik", "notes", str(entry.stream))
        self.log.append([Entry(stream=place, version=1, event=event)])
        self.erasures.add(event)
        self.vault.destroy(event.keys)
        return event

    def opened(self, note: Any) -> str | None:
        sealed, bound = note
        return self.vault.open(sealed, **bound)

    def back_up(self, name: str = "1") -> tuple[int, Path, Path]:
        log_to, keys_to = self.folder / "log-copies" / f"{name}.sqlite", self.folder / "key-copies" / f"{name}.sqlite"
        return back_up(self.database, self.vault, log_to=log_to, keys_to=keys_to, now=NOW), log_to, keys_to

    def restore(self, log_from: Path | None, keys_from: Path | None = None) -> Any:
        return restore(self.database, self.vault, self.erasures, log_from=log_from, keys_from=keys_from, now=LATER)

    def streams(self) -> list[UUID]:
        return [r.stream for r in self.log.page(0, 10_000) if r.topic.startswith("activity")]

    def member(self, name: str, *roles: Role) -> Member:
        person = self.accounts.add(name)
        member = Member(id=person.id, partnership="vastervik", organisation="polisen", roles=frozenset(roles))
        self.accounts.join(member)
        return member

    def session(self, member: Member) -> Any:
        return self.accounts.enter(self.accounts.link(member.id, "vastervik", now=NOW), now=NOW)


@contextmanager
def installed(database: str, folder: Path) -> Iterator[Place]:
    place = Place(database, folder)
    try:
        yield place
    finally:
        place.close()
