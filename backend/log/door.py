"""The log as the rest of the house sees it. Callers hand in a whole batch and never open a transaction."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self
from uuid import UUID, uuid4

from eventsourcing.persistence import IntegrityError, PersistenceError, StoredEvent

from backend.domain.epoch import EpochBegan
from backend.domain.events import stream
from backend.log.batch import Batch, Row
from backend.log.group import Group
from backend.log.mapper import to_event
from backend.log.seqs import Intervals, gaps
from backend.log.shapes import Conflict, Entry, Known, Recorded, Repeat, SeqRange, Unavailable

LARGEST_GROUP = 2_000  # events in one commit
_EPOCHS = stream("", "epoch")


class _Recorder(Protocol):
    """What `sqlite.py` and `postgres.py` both do."""

    def create_table(self) -> None: ...
    def insert_events(self, stored_events: Sequence[StoredEvent], *, batch: Batch) -> Sequence[int] | None: ...
    def known(self, commands: Sequence[UUID]) -> list[tuple[UUID, UUID, int, int, bytes]]: ...
    def streams(self, streams: Sequence[UUID]) -> list[Row]: ...
    def page(self, after: int, limit: int, upto: int | None, *, erasures: bool = False) -> list[Row]: ...
    def head(self) -> int: ...
    def seen(self, device: UUID) -> Intervals: ...
    def claim(self, device: UUID, partnership: str, member: UUID) -> UUID: ...
    def safe(self) -> int: ...
    def backed_up(self, position: int, taken_at: str) -> None: ...
    def close(self) -> None: ...


def _now() -> datetime:
    return datetime.now(UTC)


class Log:
    """The event store, and what must be saved in the same breath: commands, devices, sequence numbers, backups, the epoch.

    Threads share one; several processes may open the same database.
    """

    def __init__(self, recorder: _Recorder, url: str) -> None:
        self.url = url
        self._recorder = recorder
        self._group = Group[Batch, list[int]](self._commit, largest=LARGEST_GROUP)

    @classmethod
    def open(cls, url: str, *, clock: Callable[[], datetime] = _now) -> Self:
        """Open the log at `sqlite:///path` or `postgresql://…`, made with its first epoch (begun at `clock()`) where there is none.

        Raises ValueError for another URL, RuntimeError where POSTGRES_ENABLE_DB_FUNCTIONS is set, Unavailable where nothing answers.
        """
        if os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS"):
            raise RuntimeError(
                "POSTGRES_ENABLE_DB_FUNCTIONS is set: that way of writing takes no table lock, and readers would skip events. Unset it."
            )
        log = cls(_recorder(url), url)
        try:
            log._recorder.create_table()
        except PersistenceError as error:
            log.close()
            raise Unavailable(str(error)) from error
        if not log.read([_EPOCHS]):
            first = EpochBegan(epoch=uuid4(), received_at=clock())
            try:
                log.append([Entry(stream=_EPOCHS, version=1, event=first)])
            except Conflict:  # another process began it just now
                pass
        return log

    def close(self) -> None:
        self._recorder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def epoch(self) -> UUID:
        """This life of the log: from its creation, or its restore, until the next restore. Read each time: another process may restore."""
        return self._epochs()[-1][1].epoch

    def _epochs(self) -> list[tuple[int, EpochBegan]]:
        found = self.read([_EPOCHS]).get(_EPOCHS, [])
        return [(r.version, r.event) for r in found if isinstance(r.event, EpochBegan)]

    def new_epoch(self, *, restored_to: int | None, now: datetime) -> UUID:
        """Begin another life, after a restore: phones hand in again what they still have."""
        epoch = uuid4()
        version = self._epochs()[-1][0] + 1
        self.append(
            [
                Entry(
                    stream=_EPOCHS,
                    version=version,
                    event=EpochBegan(epoch=epoch, received_at=now, restored_to=restored_to),
                )
            ]
        )
        return epoch

    def head(self) -> int:
        """The position of the last event."""
        return self._recorder.head()

    def safe(self) -> int:
        """The last position that the newest backup holds; 0 where nothing was ever backed up."""
        return self._recorder.safe()

    def backed_up(self, position: int, now: datetime) -> None:
        """A finished backup holds everything up to `position`."""
        self._recorder.backed_up(position, now.isoformat())

    def known(self, commands: Sequence[UUID]) -> dict[UUID, Known]:
        """Those of the commands that are in the log. One SELECT."""
        if not commands:
            return {}
        return {
            c: Known(command=c, stream=s, version=v, position=p, digest=d)
            for c, s, v, p, d in self._recorder.known(commands)
        }

    def read(self, streams: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
        """The events of each stream, oldest first; a stream without events is absent. One SELECT."""
        found: dict[UUID, list[Recorded]] = {}
        for row in self._recorder.streams(streams) if streams else ():
            found.setdefault(row[1], []).append(_recorded(row))
        return found

    def page(self, after: int, limit: int, upto: int | None = None) -> list[Recorded]:
        """The next events after position `after`, in order, none beyond `upto`."""
        return [_recorded(row) for row in self._recorder.page(after, limit, upto)]

    def erasures(self) -> list[Recorded]:
        """Every NoteErased in the log."""
        return [_recorded(row) for row in self._recorder.page(0, 2**31 - 1, None, erasures=True)]

    def gaps(self, device: UUID) -> list[tuple[int, int]]:
        """The sequence numbers missing from 1 up to the highest seen from the device, as (first, last)."""
        return gaps(self._recorder.seen(device))

    def claim(self, device: UUID, partnership: str, member: UUID) -> bool:
        """Whether the device is this member's queue; it becomes theirs if it was nobody's."""
        return self._recorder.claim(device, partnership, member) == member

    def append(
        self, entries: Sequence[Entry], *, repeats: Sequence[Repeat] = (), seqs: SeqRange | None = None
    ) -> list[int]:
        """Save the whole batch durably and return each entry's position, or raise and save nothing of it.

        Raises Conflict when somebody else was first, Unavailable when the store does not answer, ValueError for what no table holds.
        """
        batch = Batch.of(entries, repeats, seqs)
        if not (batch.stored or batch.marks or batch.seqs):
            return []
        return self._group.submit(batch, len(batch.stored))

    def _commit(self, batches: Sequence[Batch]) -> Sequence[list[int] | Exception]:
        """Several callers' batches in one transaction; where that fails each alone, so that one's conflict stays its own."""
        if len(batches) > 1:
            ordered = sorted(range(len(batches)), key=lambda n: batches[n].received[:1])
            try:
                positions = list(self._save(Batch.joined([batches[n] for n in ordered])))
            except (Conflict, Unavailable):
                pass
            else:
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

    def _save(self, batch: Batch) -> list[int]:
        try:
            return list(self._recorder.insert_events(batch.stored, batch=batch) or ())
        except IntegrityError as error:
            raise Conflict from error
        except PersistenceError as error:
            raise Unavailable(str(error)) from error


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
