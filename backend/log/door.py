"""The log as the rest of the house sees it. Callers hand in a whole batch and never open a transaction."""

import contextlib
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition
from time import monotonic
from typing import ParamSpec, Protocol, Self, TypeVar
from uuid import UUID, uuid4

from eventsourcing.persistence import IntegrityError, PersistenceError, StoredEvent

from backend.domain.epoch import EpochBegan
from backend.domain.events import stream
from backend.log.batch import Batch, Row
from backend.log.group import Group
from backend.log.mapper import to_event
from backend.log.seqs import Intervals
from backend.log.shapes import Conflict, Entry, Known, Parcel, Recorded, Repeat, SeqRange, Standing, Unavailable

LARGEST_GROUP = 2_000  # events in one commit
_GLANCE = 0.1  # seconds between looks for what another process appended
_EPOCHS = stream("", "epoch")

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


class _Recorder(Protocol):
    """What `sqlite.py` and `postgres.py` both do."""

    def create_table(self) -> None: ...
    def insert_events(self, stored_events: Sequence[StoredEvent], *, batch: Batch) -> Sequence[int] | None: ...
    def answer_lost(self, error: PersistenceError) -> bool: ...
    def known(self, commands: Sequence[UUID]) -> list[tuple[UUID, UUID, int, int, bytes]]: ...
    def streams(self, streams: Sequence[UUID]) -> list[Row]: ...
    def page(self, after: int, limit: int, upto: int | None, *, erasures: bool = False) -> list[Row]: ...
    def head(self) -> int: ...
    def standing(self, stream: UUID, device: UUID) -> tuple[bytes, int, Intervals]: ...
    def claim(self, device: UUID, partnership: str, member: UUID) -> UUID: ...
    def devices(self, partnership: str, member: UUID) -> list[UUID]: ...
    def safe(self) -> int: ...
    def backed_up(self, position: int, taken_at: str) -> None: ...
    def close(self) -> None: ...


def _now() -> datetime:
    return datetime.now(UTC)


def _asked(ask: Callable[_Given, _Found], *given: _Given.args, **named: _Given.kwargs) -> _Found:
    try:
        return ask(*given, **named)
    except PersistenceError as error:
        raise Unavailable(str(error)) from error


class Log:
    """The event store, and what must be saved in the same breath: commands, devices, sequence numbers, the epoch.

    Threads share one; several processes may open the same database. Every method raises Unavailable when it does not
    answer.
    """

    def __init__(self, recorder: _Recorder, url: str) -> None:
        self.url = url
        self._recorder = recorder
        self._group = Group[Batch, list[int]](self._commit, largest=LARGEST_GROUP)
        self._appended = Condition()

    @classmethod
    def open(cls, url: str, *, clock: Callable[[], datetime] = _now) -> Self:
        """Open the log at `sqlite:///path` or `postgresql://…`.

        Where there is none it is made, with its first epoch begun at `clock()`. Raises ValueError for another URL and
        RuntimeError where POSTGRES_ENABLE_DB_FUNCTIONS is set.
        """
        if os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS"):
            raise RuntimeError(
                "POSTGRES_ENABLE_DB_FUNCTIONS is set: that way of writing takes no table lock, "
                "and readers would skip events. Unset it."
            )
        log = cls(_asked(_recorder, url), url)
        try:
            _asked(log._recorder.create_table)
            if not log.read([_EPOCHS]):
                first = EpochBegan(epoch=uuid4(), received_at=clock())
                with contextlib.suppress(Conflict):  # another process began it just now
                    log.append([Entry(stream=_EPOCHS, version=1, event=first)])
        except BaseException:
            log.close()
            raise
        return log

    def close(self) -> None:
        self._recorder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What stands in the log

    @property
    def epoch(self) -> UUID:
        """This life of the log, until the next restore. Read each time: another process may restore."""
        return self._epochs()[-1][1].epoch

    def _epochs(self) -> list[tuple[int, EpochBegan]]:
        found = self.read([_EPOCHS]).get(_EPOCHS, [])
        return [(r.version, r.event) for r in found if isinstance(r.event, EpochBegan)]

    def head(self) -> int:
        """The position of the last event."""
        return _asked(self._recorder.head)

    def safe(self) -> int:
        """The last position that the newest backup holds; 0 where nothing was ever backed up."""
        return _asked(self._recorder.safe)

    def standing(self, device: UUID) -> Standing:
        """`epoch`, `safe` and what was seen of a device, in one round trip."""
        state, safe, seen = _asked(self._recorder.standing, _EPOCHS, device)
        event, _ = to_event("epoch-began", state)
        epoch = event.epoch if isinstance(event, EpochBegan) else self.epoch
        return Standing(epoch=epoch, safe=safe, seen=seen)

    def devices(self, partnership: str, member: UUID) -> list[UUID]:
        """The devices that are this member's queues in a partnership."""
        return _asked(self._recorder.devices, partnership, member)

    def gaps(self, device: UUID) -> list[tuple[int, int]]:
        """The sequence numbers missing from 1 up to the highest seen from the device, as (first, last)."""
        return self.standing(device).gaps()

    def known(self, commands: Sequence[UUID]) -> dict[UUID, Known]:
        """Those of the commands that are in the log. One SELECT."""
        found = _asked(self._recorder.known, commands) if commands else []
        return {c: Known(command=c, stream=s, version=v, position=p, digest=d) for c, s, v, p, d in found}

    def read(self, streams: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
        """The events of each stream, oldest first; a stream without events is absent. One SELECT."""
        found: dict[UUID, list[Recorded]] = {}
        for row in _asked(self._recorder.streams, streams) if streams else ():
            found.setdefault(row[1], []).append(_recorded(row))
        return found

    def page(self, after: int, limit: int, upto: int | None = None) -> list[Recorded]:
        """The next events after position `after`, in order, none beyond `upto`."""
        return [_recorded(row) for row in _asked(self._recorder.page, after, limit, upto)]

    def erasures(self) -> list[Recorded]:
        """Every event in the log that destroys keys, oldest first."""
        return [_recorded(row) for row in _asked(self._recorder.page, 0, 2**31 - 1, None, erasures=True)]

    def wait(self, after: int, timeout: float) -> int:
        """The head, as soon as it lies beyond `after` or `timeout` seconds have passed."""
        until = monotonic() + timeout
        while (head := self.head()) <= after and (left := until - monotonic()) > 0:
            with self._appended:
                self._appended.wait(min(left, _GLANCE))
        return head

    # What is put into it

    def claim(self, device: UUID, partnership: str, member: UUID) -> bool:
        """Whether the device is this member's queue; it becomes theirs if it was nobody's."""
        return _asked(self._recorder.claim, device, partnership, member) == member

    def new_epoch(self, *, restored_to: int | None, now: datetime) -> UUID:
        """Begin another life, after a restore: phones hand in again what they still have."""
        epoch = uuid4()
        version = self._epochs()[-1][0] + 1
        event = EpochBegan(epoch=epoch, received_at=now, restored_to=restored_to)
        self.append([Entry(stream=_EPOCHS, version=version, event=event)])
        return epoch

    def backed_up(self, position: int, now: datetime) -> None:
        """Remember that a finished backup holds everything up to `position`."""
        _asked(self._recorder.backed_up, position, now.isoformat())

    def append(
        self, entries: Sequence[Entry], *, repeats: Sequence[Repeat] = (), seqs: SeqRange | None = None
    ) -> list[int]:
        """Save the whole batch durably and return each entry's position, or raise and save nothing of it.

        Raises Conflict when somebody else was first, ValueError for what no table holds.
        """
        batch = Batch.of(entries, repeats, seqs)
        if not batch:
            return []
        positions = self._group.submit(batch, len(batch.stored))
        self._tell()
        return positions

    def append_each(self, parcels: Sequence[Parcel]) -> list[list[int] | Exception]:
        """Append several parcels in one commit: for each its entries' positions, or Conflict or Unavailable.

        A parcel that somebody was ahead of is not saved, and the others are. Raises ValueError for what no table holds.
        """
        batches = [Batch.of(p.entries, p.repeats, p.seqs) for p in parcels]
        saved = iter(self._commit([b for b in batches if b]))
        answers = [next(saved) if b else [] for b in batches]
        self._tell()
        return answers

    def _tell(self) -> None:
        with self._appended:
            self._appended.notify_all()

    def _commit(self, batches: Sequence[Batch]) -> Sequence[list[int] | Exception]:
        """Several callers' batches in one transaction; where that fails each alone: one's conflict stays its own."""
        if len(batches) > 1:
            ordered = sorted(range(len(batches)), key=lambda n: batches[n].received[:1])
            with contextlib.suppress(Conflict, Unavailable):
                positions = self._save(Batch.joined([batches[n] for n in ordered]))
                answers: list[list[int]] = [[] for _ in batches]
                for n in ordered:
                    size = len(batches[n].stored)
                    answers[n], positions = positions[:size], positions[size:]
                return answers
        return [self._alone(batch) for batch in batches]

    def _alone(self, batch: Batch) -> list[int] | Exception:
        try:
            return self._save(batch)
        except (Conflict, Unavailable) as error:
            return error

    def _save(self, batch: Batch, *, again: bool = True) -> list[int]:
        try:
            return list(self._recorder.insert_events(batch.stored, batch=batch) or ())
        except IntegrityError as error:
            # After a lost answer these may be our own rows.
            if not again and (found := self._saved(batch)) is not None:
                return found
            raise Conflict from error
        except PersistenceError as error:
            # The commit may have been done though its answer was lost: what the log holds decides.
            if (found := self._saved(batch)) is not None:
                return found
            if again and self._recorder.answer_lost(error):
                return self._save(batch, again=False)
            raise Unavailable(str(error)) from error

    def _saved(self, batch: Batch) -> list[int] | None:
        """Where the batch stands in the log, event by event; None where it does not stand whole."""
        if not batch.stored:
            return None
        found = {
            (s, v): (p, topic, state)
            for p, s, v, topic, state in _asked(self._recorder.streams, [_id(e) for e in batch.stored])
        }
        positions = []
        for event in batch.stored:
            position, topic, state = found.get((_id(event), event.originator_version), (0, "", b""))
            if (topic, state) != (event.topic, event.state):
                return None
            positions.append(position)
        return positions


def _id(event: StoredEvent) -> UUID:
    return event.originator_id if isinstance(event.originator_id, UUID) else UUID(event.originator_id)


def _recorder(url: str) -> _Recorder:
    if url.startswith("sqlite:///") and ":memory:" not in url and url != "sqlite:///":
        from backend.log.sqlite import SQLiteRecorder

        return SQLiteRecorder(Path(url.removeprefix("sqlite:///")))
    if url.startswith(("postgresql://", "postgres://")):
        from backend.log.postgres import PostgresRecorder

        return PostgresRecorder(url)
    raise ValueError("the log's database is sqlite:///path/to/file or postgresql://user@host/name")


def _recorded(row: Row) -> Recorded:
    position, stream_, version, topic, state = row
    event, fault = to_event(topic, state)
    return Recorded(position=position, stream=stream_, version=version, topic=topic, event=event, fault=fault)
