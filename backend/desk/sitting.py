"""Decides one batch of letters: in order, each also against the earlier ones and against what the log held before."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from backend.desk.catalogues import Catalogues
from backend.desk.letters import (
    CorrectLetter,
    Letter,
    Moment,
    Opened,
    RecordLetter,
    WithdrawLetter,
    open_letter,
    unseal_envelope,
)
from backend.domain import activity as domain
from backend.domain.activity import (
    Activity,
    ActivityCorrected,
    ActivityEvent,
    ActivityRecorded,
    ActivityWithdrawn,
    Handed,
)
from backend.domain.calendar import may_be_at, nearest
from backend.domain.catalogue import Catalogue
from backend.domain.events import topic
from backend.domain.member import Member
from backend.domain.refusal import REFUSALS, Later, Refused, check_moment
from backend.domain.words import Sealed
from backend.log import Entry, Known, Parcel, Recorded, Repeat, SeqRange
from backend.vault import Vault

_TOPICS: dict[type, str] = {
    RecordLetter: topic(ActivityRecorded),
    CorrectLetter: topic(ActivityCorrected),
    WithdrawLetter: topic(ActivityWithdrawn),
}
"""What becomes of each letter, as the vault binds its free text to it."""


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one queue hands in at once; the letters are opened one by one."""

    device: UUID
    sent_at: Moment
    letters: list[Any]
    partnership: str | None = None
    member: UUID | None = None
    epoch: UUID | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to one letter.

    `kept` (durably in the log), `refused` (with why), or `later` (what it builds on has not come). `findings` are what
    the refusal `confirm` asks about.
    """

    letter: int
    outcome: str
    command: UUID | None = None
    activity: UUID | None = None
    version: int | None = None
    position: int | None = None
    code: str | None = None
    field: str | None = None
    message: str | None = None
    findings: tuple[str, ...] = ()


class Desk(Protocol):
    """What a sitting asks of the desk."""

    vault: Vault
    catalogues: Catalogues
    now: Callable[[], datetime]
    crew_known: Callable[[str, Collection[UUID]], set[UUID]]


class Sitting:
    """One attempt at one batch."""

    def __init__(self, desk: Desk, batch: Batch, member: Member, language: str, rescued_by: UUID | None) -> None:
        self.desk, self.batch, self.member, self.language = desk, batch, member, language
        self.now, self.rescued_by = desk.now(), rescued_by
        # A rescue file was made some time ago: what its phone's clock is worth now is not known. A clock that was never
        # set tells as little.
        told = rescued_by is None and may_be_at(batch.sent_at)
        self.skew = round((batch.sent_at - self.now).total_seconds()) if told else 0
        self.opened: list[Opened | Receipt] = []
        self.drafts: list[Receipt] = []
        self.found: dict[tuple[UUID, int], int] = {}  # (activity, version) → position
        self.entries: list[Entry] = []
        self.unchanged: dict[tuple[UUID, UUID, int], bytes] = {}  # (command, activity, version) → digest
        self.noted: list[int] = []  # sequence numbers that are dealt with
        self.awaited: set[int] = set()  # and those the phone keeps for later
        self.handled: dict[UUID, int] = {}  # command → the letter of this batch that brought it first
        self.known: dict[UUID, Known] = {}
        self.past: dict[UUID, list[Recorded]] = {}
        self.state: dict[UUID, Activity | None] = {}
        self.taken: set[UUID] = set()  # ids that name something else than an activity

    def open(self) -> list[Letter]:
        """Open every letter; those that can be read are to be looked up in the log before `decide`."""
        self.opened = [self._open(i, raw) for i, raw in enumerate(self.batch.letters)]
        return [o.letter for o in self.opened if isinstance(o, Opened)]

    def decide(self, known: dict[UUID, Known], past: dict[UUID, list[Recorded]]) -> Parcel:
        """Decide every letter in order, against what the log holds of its command and its activity.

        What comes of it is to be appended as one; the keys of what was sealed must be kept first.
        """
        self.known = known
        for id_ in {o.letter.activity for o in self.opened if isinstance(o, Opened)} & past.keys() if past else ():
            recorded = self.past[id_] = past[id_]
            if all(isinstance(r.event, ActivityEvent) for r in recorded):
                self.state[id_] = _replay(recorded)
            else:
                self.taken.add(id_)
        self.drafts = [self._answer(i, o) if isinstance(o, Opened) else o for i, o in enumerate(self.opened)]
        seqs = SeqRange(device=self.batch.device, numbers=tuple(self.noted)) if self.noted else None
        return Parcel(entries=self.entries, seqs=seqs)

    def receipts(self, positions: Sequence[int]) -> list[Receipt]:
        """The answers, once what was decided stands at these positions."""
        self.found = {(r.stream, r.version): r.position for rows in self.past.values() for r in rows}
        self.found |= {(e.stream, e.version): p for e, p in zip(self.entries, positions, strict=True)}
        return [self._with_position(draft) for draft in self.drafts]

    def repeats(self) -> list[Repeat]:
        """Commands that changed nothing, to be remembered where what made it so stands: after `receipts`."""
        return [_repeat(digest, *command, self.found) for command, digest in self.unchanged.items()]

    def _open(self, index: int, raw: Any) -> Opened | Receipt:
        try:
            return open_letter(raw)
        except Refused as refused:
            command, seq = unseal_envelope(raw)
            return self._refuse(index, command, seq, refused)

    def _refuse(self, index: int, command: UUID | None, seq: int | None, refused: Refused) -> Receipt:
        if seq is not None:
            self.noted.append(seq)
        return Receipt(
            letter=index,
            command=command,
            outcome="refused",
            code=refused.code,
            field=refused.field,
            message=refused.message(self.language),
            version=refused.detail.get("version"),
            findings=refused.findings,
        )

    def _answer(self, index: int, opened: Opened) -> Receipt:
        letter = opened.letter
        try:
            if opened.refused and letter.command not in self.known:
                raise opened.refused
            first = self.handled.setdefault(letter.command, index)
            if first != index:
                return self._again(index, first, letter.command)
            if known := self.known.get(letter.command):
                return self._known(index, opened, known)
            return self._decide(index, opened)
        except Refused as refused:
            return self._refuse(index, letter.command, letter.seq, refused)
        except Later as later:
            self.awaited.add(letter.seq)
            message = REFUSALS[later.code][self.language]
            return Receipt(letter=index, command=letter.command, outcome="later", code=later.code, message=message)

    def _again(self, index: int, first: int, command: UUID) -> Receipt:
        """The same command twice in one batch.

        The same letter waits for the first one's position, another one is refused.
        """
        if self.batch.letters[first] != self.batch.letters[index]:
            raise Refused("command-reused", "command")
        brought = [(e.command, e.stream, e.version) for e in self.entries] + list(self.unchanged)
        for earlier, activity, version in brought:
            if earlier == command:
                return Receipt(letter=index, command=command, outcome="kept", activity=activity, version=version)
        if known := self.known.get(command):
            return _kept(index, known)
        raise Later

    def _known(self, index: int, opened: Opened, known: Known) -> Receipt:
        """Answer as before, if it is the letter we had before."""
        letter = opened.letter
        if known.stream != letter.activity:
            raise Refused("command-reused", "command")
        event = next((r.event for r in self.past.get(known.stream, ()) if r.version == known.version), None)
        if not _belongs(event, self.member):
            raise Refused("command-reused", "command")
        note = self._mac(opened.note, getattr(event, "note", None))
        reason = self._mac(opened.reason, getattr(event, "reason", None))
        if opened.digest(note, reason) != known.digest:
            raise Refused("command-reused", "command")
        return _kept(index, known)

    def _mac(self, text: str | None, sealed: Sealed | None) -> bytes | None:
        """The text's HMAC under the key it was sealed with.

        Once that key is destroyed the old one stands in: it tells nothing.
        """
        if text is None:
            return None
        if sealed is None:
            return b""
        return self.desk.vault.mac(sealed.key, text) or sealed.mac

    def _decide(self, index: int, opened: Opened) -> Receipt:
        letter, past = opened.letter, self.state.get(opened.letter.activity)
        if not isinstance(letter, WithdrawLetter):
            check_moment(letter.report.occurred_at, "report.occurred_at")  # before anything is computed with it
        if letter.activity in self.taken:
            raise Refused("already-recorded", "activity")
        version = (past.version if past else 0) + 1
        handed = Handed(
            command=letter.command,
            recorded_at=nearest(letter.recorded_at),  # a phone's clock never blocks, not even one that was never set
            device=self.batch.device,
            seq=letter.seq,
            skew=self.skew,
            confirmed=letter.confirmed,
            rescued_by=self.rescued_by,
        )
        note = self._seal(opened.note, letter.activity, version, "note", type(letter))
        reason = self._seal(opened.reason, letter.activity, version, "reason", type(letter))
        events = self._events(opened, past, note, reason, handed)
        digest = opened.digest(note.mac if note else None, reason.mac if reason else None)
        if not events:
            return self._changes_nothing(index, opened, past)
        for event in events:
            past = domain.evolve(past, event)
            self.entries.append(
                Entry(stream=letter.activity, version=past.version, event=event, command=letter.command, digest=digest)
            )
        self.state[letter.activity] = past
        self.noted.append(letter.seq)
        return Receipt(letter=index, command=letter.command, outcome="kept", activity=letter.activity, version=version)

    def _events(
        self, opened: Opened, past: Activity | None, note: Sealed | None, reason: Sealed | None, handed: Handed
    ) -> list[ActivityEvent]:
        letter, by, now = opened.letter, self.member, self.now
        match letter:
            case WithdrawLetter():
                return domain.withdraw(past, version=letter.version, reason=reason, handed=handed, by=by, now=now)
            case RecordLetter():
                return domain.record(
                    past,
                    letter.report,
                    by_day=self._by_day(opened),
                    note=note,
                    same_note=self._same_note(opened, past),
                    handed=handed,
                    by=by,
                    now=now,
                )
            case CorrectLetter():
                if past is None:
                    raise Later
                return domain.correct(
                    past,
                    letter.report,
                    version=letter.version,
                    by_day=self._by_day(opened, past),
                    across=self._across(letter.report.kind, past.report.kind),
                    note=note,
                    keeps_note=opened.keeps_note,
                    same_note=self._same_note(opened, past),
                    reason=reason,
                    handed=handed,
                    by=by,
                    now=now,
                )

    def _by_day(self, opened: Opened, past: Activity | None = None) -> bool:
        """Check the report against the catalogue; tell whether only its day is kept."""
        letter = opened.letter
        assert not isinstance(letter, WithdrawLetter)
        note = opened.note is not None or (opened.keeps_note and past is not None and past.note is not None)
        report = letter.report
        if report.crew:
            strangers = set(report.crew) - self.desk.crew_known(self.member.partnership, report.crew)
            if strangers:
                raise Refused("unknown-code", "report.crew")
        try:
            kind = self._catalogue().check(report, note=note, organisation=self.member.organisation)
        except Refused as refused:
            if refused.code not in ("unknown-kind", "unknown-code"):
                raise
            kind = self._catalogue(anew=True).check(report, note=note, organisation=self.member.organisation)
        return kind.by_day

    def _across(self, *kinds: str) -> bool:
        """Whether one of the kinds concerns a person and another does not."""
        return len({self._catalogue().concerns_a_person(kind) for kind in kinds}) > 1

    def _catalogue(self, *, anew: bool = False) -> Catalogue:
        return self.desk.catalogues.of(self.member.partnership, anew=anew)

    def _seal(self, text: str | None, activity: UUID, version: int, field: str, do: type) -> Sealed | None:
        if text is None:
            return None
        return self.desk.vault.seal(
            text, partnership=self.member.partnership, stream=activity, version=version, topic=_TOPICS[do], field=field
        )

    def _same_note(self, opened: Opened, past: Activity | None) -> bool:
        if past is None or past.note is None or opened.note is None:
            return opened.note is None and (past is None or past.note is None)
        return self.desk.vault.same(past.note, opened.note)

    def _changes_nothing(self, index: int, opened: Opened, past: Activity | None) -> Receipt:
        """Kept.

        At the position of the event that made it so; remembered, so that the same command is answered the same again.
        """
        assert past is not None
        letter = opened.letter
        event = self._event_at(letter.activity, past.version)
        note = self._mac(opened.note, getattr(event, "note", None))
        reason = self._mac(opened.reason, getattr(event, "reason", None))
        self.unchanged[letter.command, letter.activity, past.version] = opened.digest(note, reason)
        self.noted.append(letter.seq)
        return Receipt(
            letter=index, command=letter.command, outcome="kept", activity=letter.activity, version=past.version
        )

    def _event_at(self, activity: UUID, version: int) -> object:
        for recorded in self.past.get(activity, ()):
            if recorded.version == version:
                return recorded.event
        return next(e.event for e in self.entries if e.stream == activity and e.version == version)

    def _with_position(self, receipt: Receipt) -> Receipt:
        if receipt.outcome != "kept" or receipt.position is not None:
            return receipt
        assert receipt.activity is not None
        assert receipt.version is not None
        return msgspec.structs.replace(receipt, position=self.found[receipt.activity, receipt.version])


def _kept(index: int, known: Known) -> Receipt:
    return Receipt(
        letter=index,
        command=known.command,
        outcome="kept",
        activity=known.stream,
        version=known.version,
        position=known.position,
    )


def _repeat(
    digest: bytes, command: UUID, activity: UUID, version: int, positions: dict[tuple[UUID, int], int]
) -> Repeat:
    return Repeat(
        stream=activity, version=version, command=command, digest=digest, position=positions[activity, version]
    )


def _replay(recorded: Iterable[Recorded]) -> Activity | None:
    past: Activity | None = None
    for r in recorded:
        assert isinstance(r.event, ActivityEvent)
        past = domain.evolve(past, r.event)
    return past


def _belongs(event: object, member: Member) -> bool:
    return isinstance(event, ActivityEvent) and event.partnership == member.partnership
