"""Opens a note for a lead who says why, and erases free text for good. Both are events on the note's own stream."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import get_args
from uuid import UUID

from backend.desk.erasing import finish
from backend.desk.letters import REASON_LENGTH, free_text
from backend.domain import activity as domain
from backend.domain.activity import Activity, ActivityCorrected, ActivityEvent, ActivityRecorded
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.note import NoteErased, NoteEvent, NoteRead
from backend.domain.refusal import Refused
from backend.domain.words import Sealed
from backend.log import Conflict, Entry, Log, Recorded
from backend.vault import Erasures, Vault

_TRIES = 5


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
        recorded = self.log.read([activity]).get(activity, [])
        past = replay(recorded)
        if past is None or (past.partnership, past.organisation) != (by.partnership, by.organisation):
            raise Refused("unknown-activity", "activity")
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

    def erase(self, activity: UUID, rule: str, *, partnership: str, by: Member | None) -> int:
        """Erase every free text of an activity, by event first and then its keys; tell how many texts there were.

        `rule` says by what right, in a code or a short phrase of the house, never about the person.
        """
        sealed = [
            text for r in self.log.read([activity]).get(activity, []) for text in _sealed_in(r.event, partnership)
        ]
        place = stream(partnership, "notes", str(activity))
        gone = {
            key
            for r in self.log.read([place]).get(place, [])
            if isinstance(r.event, NoteErased)
            for key in r.event.keys
        }
        keys = tuple(s.key for s in sealed if s.key not in gone)
        if keys:
            self._append(
                partnership,
                activity,
                lambda _version: NoteErased(
                    partnership=partnership,
                    activity=activity,
                    keys=keys,
                    rule=rule,
                    received_at=self.now(),
                    by=by.id if by else None,
                    organisation=by.organisation if by else None,
                ),
            )
            self.finish()
        return len(keys)

    def finish(self) -> None:
        """Complete every erasure whose event is in the log. Called after each, and at the start for one cut short."""
        finish(self.log, self.vault, self.erasures)

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


def _sealed_in(event: object, partnership: str) -> list[Sealed]:
    if not isinstance(event, get_args(ActivityEvent)) or event.partnership != partnership:
        return []
    texts = [getattr(event, "reason", None)]
    if isinstance(event, ActivityRecorded | ActivityCorrected):
        texts.append(event.note)
    return [t for t in texts if t is not None]
