"""One caller's batch on its way to the recorder, encoded before anybody holds a lock."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent

from backend.domain.events import Event
from backend.log.mapper import microseconds, moment, restamped, to_stored
from backend.log.shapes import Entry, Repeat, SeqRange

Row = tuple[int, UUID, int, str, bytes]
"""Position, stream, version, topic and state, as a recorder reads them."""

LARGEST_SEQ = 2**53 - 1  # what a phone can count to without losing precision


class Mark(msgspec.Struct, frozen=True, gc=False):
    """A command to remember: at the `index`th event of the batch, or at a position that is there already."""

    command: UUID
    digest: bytes
    index: int | None
    position: int = 0


class Batch(msgspec.Struct, kw_only=True):
    """Stored events, when each was received (microseconds), commands to remember, and numbers that devices used."""

    stored: list[StoredEvent]
    events: list[Event]
    received: list[int]
    marks: list[Mark]
    seqs: list[SeqRange]

    @classmethod
    def of(cls, entries: Sequence[Entry], repeats: Sequence[Repeat], seqs: SeqRange | None) -> "Batch":
        """Encode. Raises ValueError for what no table could hold."""
        marks = []
        for index, entry in enumerate(entries):
            if entry.command is not None:
                marks.append(Mark(entry.command, _checked(entry.digest), index))
        marks += [Mark(r.command, _checked(r.digest), None, r.position) for r in repeats]
        if seqs is not None and not all(0 < n <= LARGEST_SEQ for n in seqs.numbers):
            raise ValueError(f"sequence numbers run from 1 to {LARGEST_SEQ}")
        return cls(
            stored=[to_stored(e.stream, e.version, e.event) for e in entries],
            events=[e.event for e in entries],
            received=[microseconds(e.event.received_at) for e in entries],
            marks=marks,
            seqs=[seqs] if seqs is not None and seqs.numbers else [],
        )

    def __bool__(self) -> bool:
        return bool(self.stored or self.marks or self.seqs)

    @classmethod
    def joined(cls, batches: Sequence["Batch"]) -> "Batch":
        """Several callers' batches as one; the earliest received first, so that few need another time."""
        if len(batches) == 1:
            return batches[0]
        whole = cls(stored=[], events=[], received=[], marks=[], seqs=[])
        for batch in batches:
            base = len(whole.stored)
            whole.stored += batch.stored
            whole.events += batch.events
            whole.received += batch.received
            whole.marks += [m if m.index is None else Mark(m.command, m.digest, m.index + base) for m in batch.marks]
            whole.seqs += batch.seqs
        return whole

    def not_before(self, last: int) -> None:
        """Let no event be received before `last`, nor before the one ahead of it (DESIGN.md, decision 3)."""
        for index, received in enumerate(self.received):
            if received < last:
                at: datetime = moment(last)
                self.stored[index] = restamped(self.stored[index], self.events[index], at)
                self.received[index] = last
            else:
                last = received


def _checked(digest: bytes | None) -> bytes:
    if not digest or len(digest) > 32:
        raise ValueError("a command is remembered with a digest of 1 to 32 bytes")
    return digest
