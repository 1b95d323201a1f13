"""Erases words of decisions and files of evidence: the event first, then the keys; and finishes what was cut short.

A text is erased by whoever's organisation wrote it: each is the controller of its own.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import get_args
from uuid import UUID

from msgspec import Struct

from backend.domain.decision import DecisionEvent, DecisionMade
from backend.domain.erasure import DecisionErased, Erasure, EvidenceErased, Right
from backend.domain.events import erasures_of, stream
from backend.domain.evidence import Enclosed, EvidenceKept
from backend.domain.member import Member
from backend.domain.pledge import JudgementStated, StepReported
from backend.domain.refusal import Refused
from backend.domain.words import Sealed
from backend.log import Conflict, Entry, Log
from backend.vault import Erasures, Vault

_TRIES = 5


class Text(Struct, frozen=True, kw_only=True):
    """A sealed text of a decision. `name` is `1.what`: version and field; `words` is None where it is erased."""

    name: str
    organisation: str
    at: datetime
    words: str | None
    sealed: Sealed


class File(Struct, frozen=True, kw_only=True):
    """A file that was shown, for a step (its code) or a period, by an organisation."""

    about: str
    organisation: str
    at: datetime
    enclosed: Enclosed
    erased: bool


class ErasureDesk:
    """Where coordinators erase what their organisation wrote."""

    def __init__(self, log: Log, vault: Vault, erasures: Erasures, *, now: Callable[[], datetime]) -> None:
        self.log, self.vault, self.erasures, self.now = log, vault, erasures, now

    def texts(self, partnership: str, decision: UUID) -> tuple[DecisionMade, list[Text]]:
        """A decision and every text of it, oldest first. Refused: `unknown-decision`."""
        place = stream(partnership, "decision", str(decision))
        made: DecisionMade | None = None
        found: list[Text] = []
        for at in self.log.read([place]).get(place, []):
            event = at.event
            if not isinstance(event, get_args(DecisionEvent)):
                continue
            if isinstance(event, DecisionMade):
                made = event
                given = {"what": event.what, "function": event.function}
            else:
                given = {"text": event.text}
            for field, sealed in given.items():
                if sealed is not None:
                    words = self.vault.open(
                        sealed, partnership=partnership, stream=place, version=at.version, topic=at.topic, field=field
                    )
                    name = f"{at.version}.{field}"
                    found.append(
                        Text(
                            name=name,
                            organisation=event.organisation,
                            at=event.received_at,
                            words=words,
                            sealed=sealed,
                        )
                    )
        if made is None:
            raise Refused("unknown-decision", "decision")
        return made, found

    def erase_texts(self, decision: UUID, chosen: Collection[str], right: Right, *, by: Member) -> int:
        """Erase the texts of a decision that are named; how many were not erased already.

        Refused: `unknown-decision`, `missing` where none is named, `not-your-text` for one that another wrote.
        """
        _, found = self.texts(by.partnership, decision)
        named = [text for text in found if text.name in chosen]
        if not named:
            raise Refused("missing", "text")
        _own(by, [text.organisation for text in named])
        keys = tuple(text.sealed.key for text in named if text.words is not None)
        if keys:
            self._append(
                DecisionErased(
                    partnership=by.partnership,
                    decision=decision,
                    keys=keys,
                    rule=right,
                    by=by.id,
                    organisation=by.organisation,
                    received_at=self.now(),
                )
            )
        return len(keys)

    def files(self, partnership: str, pledge: str, commitment: str) -> list[File]:
        """Every file that was shown for a promise, oldest first, also where a later report took its place."""
        place = stream(partnership, "commitment", pledge, commitment)
        shown = [
            (event, event.file)
            for at in self.log.read([place]).get(place, [])
            if isinstance(event := at.event, StepReported | JudgementStated) and event.file is not None
        ]
        gone = self.log.read([stream(partnership, "erasures", str(file.id)) for _, file in shown])
        erased = {at.event.evidence for read in gone.values() for at in read if isinstance(at.event, EvidenceErased)}
        return [
            File(
                about=event.step if isinstance(event, StepReported) else event.period,
                organisation=event.organisation,
                at=event.received_at,
                enclosed=file,
                erased=file.id in erased,
            )
            for event, file in shown
        ]

    def erase_files(self, pledge: str, commitment: str, chosen: Collection[UUID], right: Right, *, by: Member) -> int:
        """Erase the files of a promise that are named; how many were not erased already.

        Refused: `missing` where none is named, `not-your-text` for one that another organisation showed.
        """
        named = [file for file in self.files(by.partnership, pledge, commitment) if file.enclosed.id in chosen]
        if not named:
            raise Refused("missing", "text")
        _own(by, [file.organisation for file in named])
        left = [file.enclosed.id for file in named if not file.erased]
        places = {stream(by.partnership, "evidence", str(evidence)): evidence for evidence in left}
        for place, recorded in self.log.read(list(places)).items():
            keys = tuple(at.event.body.key for at in recorded if isinstance(at.event, EvidenceKept))
            self._append(
                EvidenceErased(
                    partnership=by.partnership,
                    pledge=pledge,
                    commitment=commitment,
                    evidence=places[place],
                    keys=keys,
                    rule=right,
                    by=by.id,
                    organisation=by.organisation,
                    received_at=self.now(),
                )
            )
        return len(left)

    def finish(self) -> None:
        """Complete every erasure whose event is in the log, as `finish` does. At the start, for one cut short."""
        finish(self.log, self.vault, self.erasures)

    def _append(self, event: DecisionErased | EvidenceErased) -> None:
        place = erasures_of(event)
        for _ in range(_TRIES):
            version = len(self.log.read([place]).get(place, [])) + 1
            try:
                self.log.append([Entry(stream=place, version=version, event=event)])
            except Conflict:
                continue
            self.finish()
            return
        raise Conflict


def finish(log: Log, vault: Vault, erasures: Erasures) -> None:
    """Complete every erasure whose event is in the log: on the list that a restore replays, and the keys gone."""
    events = [r.event for r in log.erasures() if isinstance(r.event, get_args(Erasure))]
    held = vault.held(key for event in events for key in event.keys)
    for event in events:
        if not held.isdisjoint(event.keys):
            erasures.add(event)
            vault.destroy(event.keys)


def _own(by: Member, organisations: Sequence[str]) -> None:
    if any(organisation != by.organisation for organisation in organisations):
        raise Refused("not-your-text", "text")
