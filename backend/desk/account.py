"""Takes in accounts of pledges: freezes figures and files, approvals, publication, answers to the checklist."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import get_args
from uuid import UUID, uuid4

from backend.desk.letters import free_text
from backend.domain import account as domain
from backend.domain.account import AccountEvent, Accounts, Ask, FileKept, Occasion
from backend.domain.citizen import Finding
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.log import Conflict, Entry, Log
from backend.vault import Vault

TEXT_LENGTH = 5_000
_TRIES = 5


class Damaged(Exception):
    """A kept file is not what its hash says, or is gone."""


class AccountDesk:
    """Where coordinators freeze, approve and publish; and where what is frozen is read from the log."""

    def __init__(self, log: Log, vault: Vault, *, now: Callable[[], datetime]) -> None:
        self.log, self.vault, self.now = log, vault, now

    def of(self, partnership: str, pledge: str) -> Accounts:
        """The accounts given of a pledge so far."""
        place = stream(partnership, "accounts", pledge)
        past = Accounts()
        for recorded in self.log.read([place]).get(place, []):
            if isinstance(recorded.event, get_args(AccountEvent)):
                past = domain.evolve(past, recorded.event)
        return past

    def file(self, partnership: str, digest: str) -> bytes:
        """A kept file, byte for byte. Raises Damaged where it is not what was kept."""
        place = stream(partnership, "file", digest)
        for recorded in self.log.read([place]).get(place, []):
            if isinstance(recorded.event, FileKept) and sha256(recorded.event.body).hexdigest() == digest:
                return recorded.event.body
        raise Damaged(digest)

    def freeze(
        self, pledge: str, occasion: Occasion, *, as_of: date, read_to: int, files: dict[str, bytes], by: Member
    ) -> UUID:
        """Freeze an account with its files; its id. Refused: `unanswered`."""
        id_ = uuid4()
        for _ in range(_TRIES):
            past = self.of(by.partnership, pledge)
            first, *kept = domain.freeze(
                past, id_, pledge, occasion, as_of=as_of, read_to=read_to, files=files, by=by, now=self.now()
            )
            places = {stream(by.partnership, "file", k.sha256): k for k in kept if isinstance(k, FileKept)}
            there = self.log.read(list(places))
            entries = [
                Entry(stream=stream(by.partnership, "accounts", pledge), version=past.version + 1, event=first),
                *(Entry(stream=at, version=1, event=k) for at, k in places.items() if not there.get(at)),
            ]
            try:
                self.log.append(entries)
            except Conflict:
                continue
            return id_
        raise Conflict

    def approve(self, pledge: str, account: UUID, digest: str, *, by: Member) -> bool:
        """One's own organisation approves a frozen version; False where it had. Refused as the domain says."""
        return self._append(pledge, by, lambda past: domain.approve(past, account, digest, by=by, now=self.now()))

    def publish(self, pledge: str, account: UUID, digest: str, *, by: Member) -> bool:
        """Make a version public that both have approved; False where it was. Refused as the domain says."""
        return self._append(pledge, by, lambda past: domain.publish(past, account, digest, by=by, now=self.now()))

    def answer(
        self, pledge: str, ask: Ask, text: str | None, *, confirmed: tuple[Finding, ...] = (), by: Member
    ) -> None:
        """Answer a question of the checklist. Refused: `missing`, `too-long`, `personal-number`, `confirm`, …."""
        said = free_text(text, "text", TEXT_LENGTH, confirmed)
        if said is None:
            raise Refused("missing", "text")
        place = stream(by.partnership, "accounts", pledge)

        def decide(past: Accounts) -> Sequence[AccountEvent]:
            sealed = self.vault.seal(
                said,
                partnership=by.partnership,
                stream=place,
                version=past.version + 1,
                topic="checklist-answered",
                field="text",
            )
            events = domain.answer(pledge, ask, sealed, by=by, now=self.now())
            self.vault.keep()
            return events

        self._append(pledge, by, decide)

    def answered(self, partnership: str, pledge: str, past: Accounts) -> dict[str, str]:
        """The answers in words, by question; one that was erased is left out."""
        place = stream(partnership, "accounts", pledge)
        found = {
            ask: self.vault.open(
                a.event.text,
                partnership=partnership,
                stream=place,
                version=a.version,
                topic="checklist-answered",
                field="text",
            )
            for ask, a in past.answers.items()
        }
        return {ask: text for ask, text in found.items() if text is not None}

    def _append(self, pledge: str, by: Member, decide: Callable[[Accounts], Sequence[AccountEvent]]) -> bool:
        place = stream(by.partnership, "accounts", pledge)
        for _ in range(_TRIES):
            past = self.of(by.partnership, pledge)
            events = decide(past)
            if not events:
                return False
            try:
                self.log.append(
                    [Entry(stream=place, version=past.version + 1 + i, event=e) for i, e in enumerate(events)]
                )
            except Conflict:
                continue
            return True
        raise Conflict
