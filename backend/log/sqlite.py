"""The library's SQLite recorder with our tables: positions are never reused, and a check and its write are one transaction.

Several processes may share the file. `synchronous` is FULL: what was answered survives a power cut (FACTS: eventsourcing).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import InterfaceError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from backend.log.batch import Batch, Row
from backend.log.seqs import Intervals, merged

EVENTS = "stored_events"
_CHUNKS = (256, 64, 16, 4, 1)  # rows per statement: few texts, so that each stays prepared


class _Transaction(SQLiteTransaction):
    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        return cursor


class _Connection(SQLiteConnection):
    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with _Transaction(self, commit=commit) as cursor, cursor:
            yield cursor


class _Pool(SQLiteConnectionPool):
    def _create_connection(self) -> SQLiteConnection:
        try:
            connection = sqlite3.connect(
                self.db_name, timeout=self.lock_timeout or 5, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        except sqlite3.Error as error:
            raise InterfaceError(str(error)) from error
        connection.row_factory = sqlite3.Row
        return _Connection(sqlite_conn=connection, max_age=self.max_age)


class _Datastore(SQLiteDatastore):
    def __init__(self, path: str, *, lock_timeout: int, connections: int) -> None:
        super().__init__(path)
        self.pool = _Pool(db_name=path, lock_timeout=lock_timeout, pool_size=connections, pool_timeout=30)


class SQLiteRecorder(SQLiteApplicationRecorder):
    """Events, commands, devices and backups in one file. Ids are 16-byte blobs."""

    def __init__(self, path: Path, *, lock_timeout: int = 5, connections: int = 16) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        super().__init__(_Datastore(str(path), lock_timeout=lock_timeout, connections=connections), EVENTS)

    def construct_create_table_statements(self) -> list[str]:
        return [
            f"CREATE TABLE IF NOT EXISTS {EVENTS} (rowid INTEGER PRIMARY KEY AUTOINCREMENT, originator_id BLOB NOT NULL, "
            "originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL, received_at INTEGER NOT NULL, "
            "UNIQUE (originator_id, originator_version))",
            f"CREATE INDEX IF NOT EXISTS erasures ON {EVENTS} (rowid) WHERE topic = 'note-erased'",
            "CREATE TABLE IF NOT EXISTS commands (command BLOB PRIMARY KEY, position INTEGER NOT NULL, digest BLOB NOT NULL) "
            "WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS devices (device BLOB PRIMARY KEY, partnership TEXT NOT NULL, member BLOB NOT NULL) "
            "WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS device_seqs (device BLOB PRIMARY KEY, seen BLOB NOT NULL) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS backups (position INTEGER NOT NULL, taken_at TEXT NOT NULL)",
        ]

    def convert_originator_id(self, originator_id: Any) -> UUID:
        return UUID(bytes=originator_id)

    def select_events(self, originator_id: UUID | str, **narrowed: Any) -> Sequence[StoredEvent]:
        """One stream's events; the library asks with what it stored, here the id's bytes."""
        return super().select_events(UUID(str(originator_id)).bytes, **narrowed)  # type: ignore[arg-type]

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], *, batch: Batch, **_: Any
    ) -> Sequence[int]:
        """Runs inside the library's transaction: events, commands and sequence numbers together, or none of them."""
        c.execute(
            f"SELECT (SELECT seq FROM sqlite_sequence WHERE name = '{EVENTS}'), "  # noqa: S608
            f"(SELECT received_at FROM {EVENTS} ORDER BY rowid DESC LIMIT 1)"
        )
        head, last = c.fetchone()
        batch.not_before(last or 0)
        first = (head or 0) + 1
        positions = range(first, first + len(batch.stored))
        _insert(
            c,
            f"{EVENTS} (rowid, originator_id, originator_version, topic, state, received_at)",
            6,
            [
                (p, s.originator_id.bytes, s.originator_version, s.topic, s.state, r)  # type: ignore[union-attr]
                for p, s, r in zip(positions, batch.stored, batch.received, strict=True)
            ],
        )
        _insert(
            c,
            "commands (command, position, digest)",
            3,
            [(m.command.bytes, m.position if m.index is None else positions[m.index], m.digest) for m in batch.marks],
        )
        for seqs in batch.seqs:
            seen = merged(_seen(c, seqs.device), seqs.numbers)
            c.execute(
                "INSERT OR REPLACE INTO device_seqs VALUES (?, ?)", (seqs.device.bytes, msgspec.json.encode(seen))
            )
        return positions

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """What one SELECT finds, as plain tuples."""
        with self.datastore.get_connection(commit=False) as connection:
            cursor = connection.cursor().sqlite_cursor
            cursor.row_factory = None
            return cursor.execute(statement, values).fetchall()

    def known(self, commands: Sequence[UUID]) -> list[tuple[UUID, UUID, int, int, bytes]]:
        found = []
        for chunk in _chunked([c.bytes for c in commands]):
            found += self.rows(
                f"SELECT c.command, e.originator_id, e.originator_version, c.position, c.digest FROM commands c "  # noqa: S608
                f"JOIN {EVENTS} e ON e.rowid = c.position WHERE c.command IN ({_marks(len(chunk))})",
                chunk,
            )
        return [(UUID(bytes=c), UUID(bytes=s), v, p, d) for c, s, v, p, d in found]

    def streams(self, streams: Sequence[UUID]) -> list[Row]:
        found = []
        for chunk in _chunked([s.bytes for s in streams]):
            found += self.rows(
                f"SELECT rowid, originator_id, originator_version, topic, state FROM {EVENTS} "  # noqa: S608
                f"WHERE originator_id IN ({_marks(len(chunk))}) ORDER BY originator_id, originator_version",
                chunk,
            )
        return [(p, UUID(bytes=s), v, t, b) for p, s, v, t, b in found]

    def page(self, after: int, limit: int, upto: int | None, *, erasures: bool = False) -> list[Row]:
        narrowed = " AND topic = 'note-erased'" if erasures else ""
        found = self.rows(
            f"SELECT rowid, originator_id, originator_version, topic, state FROM {EVENTS} "  # noqa: S608
            f"WHERE rowid > ? AND rowid <= ?{narrowed} ORDER BY rowid LIMIT ?",
            (after, 2**62 if upto is None else upto, limit),
        )
        return [(p, UUID(bytes=s), v, t, b) for p, s, v, t, b in found]

    def head(self) -> int:
        return int(self.rows(f"SELECT coalesce(max(rowid), 0) FROM {EVENTS}")[0][0])  # noqa: S608

    def seen(self, device: UUID) -> Intervals:
        with self.datastore.transaction(commit=False) as cursor:
            return _seen(cursor, device)

    def claim(self, device: UUID, partnership: str, member: UUID) -> UUID:
        """Whose the device is, from now on if it was nobody's."""
        asked = "SELECT member FROM devices WHERE device = ?"
        found = self.rows(asked, (device.bytes,))
        if not found:
            with self.datastore.transaction(commit=True) as cursor:
                cursor.execute(
                    "INSERT OR IGNORE INTO devices VALUES (?, ?, ?)", (device.bytes, partnership, member.bytes)
                )
            found = self.rows(asked, (device.bytes,))
        return UUID(bytes=found[0][0])

    def safe(self) -> int:
        return int(self.rows("SELECT coalesce(max(position), 0) FROM backups")[0][0])

    def backed_up(self, position: int, taken_at: str) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("INSERT INTO backups VALUES (?, ?)", (position, taken_at))

    def close(self) -> None:
        self.datastore.close()


def _seen(cursor: Any, device: UUID) -> Intervals:
    cursor.execute("SELECT seen FROM device_seqs WHERE device = ?", (device.bytes,))
    row = cursor.fetchone()
    return msgspec.json.decode(row[0], type=Intervals) if row else []


def _insert(cursor: SQLiteCursor, into: str, width: int, rows: list[tuple[Any, ...]]) -> None:
    """Many rows in few steps: each step gives the interpreter's lock away, and taking it back may cost milliseconds under load."""
    done = 0
    while done < len(rows):
        size = next(c for c in _CHUNKS if c <= len(rows) - done)
        cursor.execute(_values(into, width, size), [v for row in rows[done : done + size] for v in row])
        done += size


@lru_cache(maxsize=64)
def _values(into: str, width: int, rows: int) -> str:
    return f"INSERT INTO {into} VALUES " + ", ".join([f"({_marks(width)})"] * rows)  # noqa: S608


@lru_cache(maxsize=64)
def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _chunked(ids: list[bytes]) -> Iterator[list[bytes]]:
    """The ids in chunks of a few sizes, the last filled up with repeats of itself."""
    sizes = sorted(_CHUNKS)
    for start in range(0, len(ids), sizes[-1]):
        chunk = ids[start : start + sizes[-1]]
        size = next(s for s in sizes if s >= len(chunk))
        yield chunk + [chunk[-1]] * (size - len(chunk))
