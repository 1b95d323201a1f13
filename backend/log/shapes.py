"""What goes into the log and comes out of it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from backend.domain.events import Event
from backend.log.seqs import Intervals, gaps, merged


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event to append at `version` (from 1) of `stream`.

    `command` and `digest` (at most 32 bytes) are those of the letter that caused it; an event of the house has neither.
    """

    stream: UUID
    version: int
    event: Event
    command: UUID | None = None
    digest: bytes | None = None


class Repeat(msgspec.Struct, frozen=True, kw_only=True):
    """A command that changed nothing, remembered at the position of the event that had made it so."""

    stream: UUID
    version: int
    command: UUID
    digest: bytes
    position: int


class SeqRange(msgspec.Struct, frozen=True, kw_only=True):
    """The sequence numbers (from 1, in any order) that one device handed in, of refused letters too."""

    device: UUID
    numbers: Sequence[int]


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What is appended whole or not at all: events with their commands, and the numbers they came under."""

    entries: Sequence[Entry] = ()
    repeats: Sequence[Repeat] = ()
    seqs: SeqRange | None = None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A command that is in the log, with the event that answers it."""

    command: UUID
    stream: UUID
    version: int
    position: int
    digest: bytes


class Recorded(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event of the log. Where it cannot be decoded `event` is None and `fault` says why, without quoting it."""

    position: int
    stream: UUID
    version: int
    topic: str
    event: Event | None
    fault: str | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone is told with every answer: the epoch, what no restore can lose, what was seen of its device."""

    epoch: UUID
    safe: int
    seen: Intervals

    def gaps(self, numbers: Iterable[int] = ()) -> list[tuple[int, int]]:
        """What is missing (first, last) from 1 up to the highest number seen, once these have come too."""
        return gaps(merged(self.seen, numbers))


class Conflict(Exception):
    """Somebody else appended to one of the streams, or handed in one of the commands, first. Nothing was saved.

    Look the commands up and read the streams again, then decide anew.
    """


class Unavailable(Exception):
    """The store did not answer in time. Handing the same batch in again later is harmless."""
