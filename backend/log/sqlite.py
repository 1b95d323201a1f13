"""The library's SQLite recorder with our tables: positions are never reused, a check and its write are one transaction.

Several processes may share the file. `synchronous` is FULL: what was answered `kept` survives a power cut.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import (
    InterfaceError,
    OperationalError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from backend.log.ahead import write_ahead
from backend.log.batch import Batch, Row
from backend.log.erased import DESTROYS_KEYS
from backend.log.seqs import Intervals, merged

_CHUNKS = (256, 64, 16, 4, 1)  # rows per statement: few texts, so that each stays prepared


class _Transaction(SQLiteTransaction):
    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        except sqlite3.Error as error:  # the library's own translates only what comes after
            raise OperationalError(str(error)) from error
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
            write_ahead(connection)
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
        super().__init__(_Datastore(str(path), lock_timeout=lock_timeout, connections=connections))

    def construct_create_table_statements(self) -> list[str]:
        return _TABLES.split(";")

    def convert_originator_id(self, originator_id: Any) -> UUID:
        return UUID(bytes=originator_id)

    def select_events(self, originator_id: UUID | str, **narrowed: Any) -> Sequence[StoredEvent]:
        """One stream's events; the library asks with what it stored, here the id's bytes."""
        return super().select_events(UUID(str(originator_id)).bytes, **narrowed)  # type: ignore[arg-type]

    def _insert_events(self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **given: Any) -> Sequence[int]:
        """Runs inside the library's transaction: events, commands and sequence numbers together, or none of them."""
        batch: Batch = given["batch"]
        c.execute(_HEAD)
        head, last = c.fetchone()
        batch.not_before(last)
        positions = range(head + 1, head + 1 + len(batch.stored))
        events = [
            (position, _bytes(s.originator_id), s.originator_version, s.topic, s.state, received)
            for position, s, received in zip(positions, batch.stored, batch.received, strict=True)
        ]
        marks = [
            (m.command.bytes, m.position if m.index is None else positions[m.index], m.digest) for m in batch.marks
        ]
        _insert(c, _INSERT_EVENTS, events)
        _insert(c, _INSERT_COMMANDS, marks)
        for seqs in batch.seqs:
            c.execute(_SEEN, (seqs.device.bytes,))
            seen = merged(_intervals(c.fetchall()), seqs.numbers)
            c.execute(_INSERT_SEQS, (seqs.device.bytes, msgspec.json.encode(seen)))
        return positions

    def answer_lost(self, error: PersistenceError) -> bool:
        """A file gives its answer or fails; it does not lose one."""
        return False

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """What one SELECT finds, as plain tuples."""
        with self.datastore.get_connection(commit=False) as connection:
            cursor = connection.cursor().sqlite_cursor
            cursor.row_factory = None
            try:
                return cursor.execute(statement, values).fetchall()
            except sqlite3.Error as error:
                raise OperationalError(str(error)) from error

    def known(self, commands: Sequence[UUID]) -> list[tuple[UUID, UUID, int, int, bytes]]:
        chunks = _chunked([c.bytes for c in commands])
        found = [row for chunk in chunks for row in self.rows(_listing(_KNOWN, len(chunk)), chunk)]
        return [(UUID(bytes=c), UUID(bytes=s), v, p, d) for c, s, v, p, d in found]

    def streams(self, streams: Sequence[UUID]) -> list[Row]:
        chunks = _chunked([s.bytes for s in streams])
        found = [row for chunk in chunks for row in self.rows(_listing(_STREAMS, len(chunk)), chunk)]
        return [(p, UUID(bytes=s), v, t, b) for p, s, v, t, b in found]

    def page(self, after: int, limit: int, upto: int | None, *, erasures: bool = False) -> list[Row]:
        found = self.rows(_ERASURES if erasures else _PAGE, (after, 2**62 if upto is None else upto, limit))
        return [(p, UUID(bytes=s), v, t, b) for p, s, v, t, b in found]

    def head(self) -> int:
        return int(self.rows("SELECT coalesce(max(rowid), 0) FROM stored_events")[0][0])

    def standing(self, stream: UUID, device: UUID) -> tuple[bytes, int, Intervals]:
        """The state of the stream's last event, the newest backup's position and what was seen of the device."""
        ((state, safe, seen),) = self.rows(_STANDING, (stream.bytes, device.bytes))
        return state, safe, _intervals([(seen,)])

    def claim(self, device: UUID, partnership: str, member: UUID) -> UUID:
        """Whose the device is, from now on if it was nobody's."""
        found = self.rows(_OWNER, (device.bytes,))
        if not found:
            with self.datastore.transaction(commit=True) as cursor:
                cursor.execute(_CLAIM, (device.bytes, partnership, member.bytes))
            found = self.rows(_OWNER, (device.bytes,))
        return UUID(bytes=found[0][0])

    def devices(self, partnership: str, member: UUID) -> list[UUID]:
        found = self.rows(_DEVICES, (partnership, member.bytes))
        return [UUID(bytes=device) for (device,) in found]

    def safe(self) -> int:
        return int(self.rows("SELECT coalesce(max(position), 0) FROM backups")[0][0])

    def backed_up(self, position: int, taken_at: str) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("INSERT INTO backups VALUES (?, ?)", (position, taken_at))

    def close(self) -> None:
        self.datastore.close()


_TABLES = f"""
CREATE TABLE IF NOT EXISTS stored_events (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT, originator_id BLOB NOT NULL, originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL, state BLOB NOT NULL, received_at INTEGER NOT NULL, UNIQUE (originator_id, originator_version));
DROP INDEX IF EXISTS erasures;
CREATE INDEX IF NOT EXISTS erased ON stored_events (topic)
    WHERE {DESTROYS_KEYS};
CREATE TABLE IF NOT EXISTS commands (
    command BLOB PRIMARY KEY, position INTEGER NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS devices (
    device BLOB PRIMARY KEY, partnership TEXT NOT NULL, member BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS device_seqs (device BLOB PRIMARY KEY, seen BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS backups (position INTEGER NOT NULL, taken_at TEXT NOT NULL)
"""

_HEAD = (
    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'stored_events'), 0), "
    "coalesce((SELECT received_at FROM stored_events ORDER BY rowid DESC LIMIT 1), 0)"
)
_INSERT_EVENTS = (
    "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state, received_at) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
_INSERT_COMMANDS = "INSERT INTO commands (command, position, digest) VALUES (?, ?, ?)"
_INSERT_SEQS = "INSERT OR REPLACE INTO device_seqs (device, seen) VALUES (?, ?)"
_SEEN = "SELECT seen FROM device_seqs WHERE device = ?"
_OWNER = "SELECT member FROM devices WHERE device = ?"
_DEVICES = "SELECT device FROM devices WHERE partnership = ? AND member = ? ORDER BY device"
_CLAIM = "INSERT OR IGNORE INTO devices (device, partnership, member) VALUES (?, ?, ?)"
_KNOWN = (
    "SELECT c.command, e.originator_id, e.originator_version, c.position, c.digest "
    "FROM commands c JOIN stored_events e ON e.rowid = c.position WHERE c.command IN (?)"
)
_STREAMS = (
    "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events "
    "WHERE originator_id IN (?) ORDER BY originator_id, originator_version"
)
_PAGE = (
    "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events "
    "WHERE rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?"
)
_ERASURES = _PAGE.replace("WHERE", f"WHERE {DESTROYS_KEYS} AND")
_STANDING = (
    "SELECT (SELECT state FROM stored_events WHERE originator_id = ? ORDER BY originator_version DESC LIMIT 1), "
    "(SELECT coalesce(max(position), 0) FROM backups), (SELECT seen FROM device_seqs WHERE device = ?)"
)


def _bytes(id_: UUID | str) -> bytes:
    return id_.bytes if isinstance(id_, UUID) else UUID(id_).bytes


def _intervals(rows: Sequence[Any]) -> Intervals:
    return msgspec.json.decode(rows[0][0], type=Intervals) if rows and rows[0][0] else []


def _insert(cursor: SQLiteCursor, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """Many rows in few steps: each step gives the interpreter's lock away, and getting it back takes its time."""
    done = 0
    while done < len(rows):
        size = next(c for c in _CHUNKS if c <= len(rows) - done)
        cursor.execute(_several(statement, size), [v for row in rows[done : done + size] for v in row])
        done += size


@lru_cache(maxsize=64)
def _several(statement: str, rows: int) -> str:
    """An INSERT of one row as an INSERT of several."""
    into, values, row = statement.partition("VALUES ")
    return into + values + ", ".join([row] * rows)


@lru_cache(maxsize=64)
def _listing(statement: str, values: int) -> str:
    """A SELECT for one id as a SELECT for several."""
    return statement.replace("(?)", f"({', '.join('?' * values)})")


def _chunked(ids: list[bytes]) -> Iterator[list[bytes]]:
    """The ids in chunks of a few sizes, the last filled up with repeats of itself."""
    sizes = sorted(_CHUNKS)
    for start in range(0, len(ids), sizes[-1]):
        chunk = ids[start : start + sizes[-1]]
        size = next(s for s in sizes if s >= len(chunk))
        yield chunk + [chunk[-1]] * (size - len(chunk))
