"""Opens a note for a lead who says why, and erases free text for good. Both are events on the note's own stream."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

from backend.desk.erasing import finish
from backend.desk.letters import REASON_LENGTH, free_text
from backend.domain import activity as domain
from backend.domain.activity import Activity, ActivityCorrected, ActivityEvent, ActivityRecorded, ActivityWithdrawn
from backend.domain.erasure import Right
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.note import NoteErased, NoteEvent, NoteRead
from backend.domain.refusal import Refused
from backend.domain.words import Sealed
from backend.log import Conflict, Entry, Log, Recorded
from backend.vault import Erasures, Vault

_TRIES = 5

What = Literal["note", "correction", "withdrawal", "reading"]
"""What a free text is: a note, or the reason of a correction, of a withdrawal, of reading a note."""


class Text(Struct, frozen=True, kw_only=True):
    """A free text of an activity, still sealed. `name` is `1.note`: the version of what it stands in, and what it is.

    `version` is the activity's; of a reading it is that of the note's own stream.
    """

    what: What
    version: int
    by: UUID
    organisation: str
    at: datetime
    sealed: Sealed
    erased: bool

    @property
    def name(self) -> str:
        return f"{self.version}.{self.what}"


class NoteDesk:
    """Where notes are asked for, and where they end."""

    def __init__(self, log: Log, vault: Vault, erasures: Erasures, *, now: Callable[[], datetime]) -> None:
        self.log, self.vault, self.erasures, self.now = log, vault, erasures, now

    def read(self, activity: UUID, reason: str, *, by: Member, confirmed: Collection[str] = ()) -> str | None:
        """The note of an activity of the reader's own organisation; None where there is none or it is erased.

        That it was read, by whom and why is in the log before the words are handed out. Raises Refused: `missing`
        without a reason, `unknown-activity` where there is none in the reader's organisation, and what `free_text` says
        of the reason, `confirmed` being the findings that are to stand in it.
        """
        why = free_text(reason, "reason", REASON_LENGTH, confirmed)
        if why is None:
            raise Refused("missing", "reason")
        recorded, past = self._own(activity, by)
        if past.note is None or past.note_version is None:
            return None
        text = self.open(recorded, activity, past)
        if text is None:
            return None
        self._append(
            by.partnership,
            activity,
            lambda version: NoteRead(
                partnership=by.partnership,
                activity=activity,
                by=by.id,
                organisation=by.organisation,
                reason=self.vault.seal(
                    why,
                    partnership=by.partnership,
                    stream=stream(by.partnership, "notes", str(activity)),
                    version=version,
                    topic="note-read",
                    field="reason",
                ),
                received_at=self.now(),
            ),
        )
        return text

    def open(self, recorded: list[Recorded], activity: UUID, past: Activity) -> str | None:
        """Unseal the note that an activity has now."""
        if past.note is None or past.note_version is None:
            return None
        return self.vault.open(
            past.note,
            partnership=past.partnership,
            stream=activity,
            version=past.note_version,
            topic=topic_of_note(past),
            field="note",
        )

    def texts(self, activity: UUID, *, by: Member) -> tuple[Activity, list[Text]]:
        """An activity of the asker's own organisation and every free text of it, oldest first; none of them is opened.

        Refused: `unknown-activity` where there is none in their organisation.
        """
        recorded, past = self._own(activity, by)
        place = stream(by.partnership, "notes", str(activity))
        return past, texts(recorded, self.log.read([place]).get(place, []))

    def erase(self, activity: UUID, chosen: Collection[str], right: Right, *, by: Member) -> int:
        """Erase the texts of an activity that are named, by event first and then their keys; how many were not erased.

        Refused: `unknown-activity` as in `texts`, `missing` where none is named.
        """
        named = [text for text in self.texts(activity, by=by)[1] if text.name in chosen]
        if not named:
            raise Refused("missing", "text")
        keys = tuple(text.sealed.key for text in named if not text.erased)
        if keys:
            self._append(
                by.partnership,
                activity,
                lambda _version: NoteErased(
                    partnership=by.partnership,
                    activity=activity,
                    keys=keys,
                    rule=right,
                    received_at=self.now(),
                    by=by.id,
                    organisation=by.organisation,
                ),
            )
            self.finish()
        return len(keys)

    def finish(self) -> None:
        """Complete every erasure whose event is in the log. Called after each, and at the start for one cut short."""
        finish(self.log, self.vault, self.erasures)

    def _own(self, activity: UUID, by: Member) -> tuple[list[Recorded], Activity]:
        recorded = self.log.read([activity]).get(activity, [])
        past = replay(recorded)
        if past is None or (past.partnership, past.organisation) != (by.partnership, by.organisation):
            raise Refused("unknown-activity", "activity")
        return recorded, past

    def _append(self, partnership: str, activity: UUID, event: Callable[[int], NoteEvent]) -> None:
        place = stream(partnership, "notes", str(activity))
        for _ in range(_TRIES):
            version = len(self.log.read([place]).get(place, [])) + 1
            entry = Entry(stream=place, version=version, event=event(version))
            self.vault.keep()
            try:
                self.log.append([entry])
            except Conflict:
                continue
            return
        raise Conflict


def replay(recorded: list[Recorded]) -> Activity | None:
    """The activity as its stream has it now; None where the stream is none of an activity."""
    past: Activity | None = None
    for r in recorded:
        if isinstance(r.event, get_args(ActivityEvent)):
            past = domain.evolve(past, r.event)
    return past


def topic_of_note(past: Activity) -> str:
    """The topic of the event that sealed the note an activity has now."""
    return "activity-recorded" if past.note_version == 1 else "activity-corrected"


def texts(recorded: Sequence[Recorded], notes: Sequence[Recorded]) -> list[Text]:
    """Every free text in an activity's stream and in that of its note, oldest first."""
    gone = {key for r in notes if isinstance(r.event, NoteErased) for key in r.event.keys}
    found: list[tuple[int, Text]] = []
    for at in (*recorded, *notes):
        match at.event:
            case ActivityRecorded() as event:
                given: dict[What, Sealed | None] = {"note": event.note}
            case ActivityCorrected() as event:
                given = {"note": event.note, "correction": event.reason}
            case ActivityWithdrawn() as event:
                given = {"withdrawal": event.reason}
            case NoteRead() as event:
                given = {"reading": event.reason}
            case _:
                continue
        found += [
            (
                at.position,
                Text(
                    what=what,
                    version=at.version,
                    by=event.by,
                    organisation=event.organisation,
                    at=event.received_at,
                    sealed=sealed,
                    erased=sealed.key in gone,
                ),
            )
            for what, sealed in given.items()
            if sealed is not None
        ]
    return [text for _, text in sorted(found, key=lambda pair: pair[0])]
