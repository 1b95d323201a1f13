"""The mark to be held against: the same rows, inserted by a loop that does nothing else.

One connection, fifty rows per commit, on the same disk with the same durability. The rows are those that the server has just stored.
"""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import psycopg

LETTERS = 50  # rows in one commit
Row = tuple[Any, ...]

_COLUMNS = "originator_id, originator_version, topic, state, received_at"


class Raw(Protocol):
    """A table like the log's, apart from it."""

    def rows(self, after: int) -> list[Row]:
        """The events that the log holds after a position, as they lie there."""
        ...

    def insert(self, rows: Sequence[Row]) -> float:
        """Insert them; rows per second."""
        ...

    def close(self) -> None: ...


class RawSQLite:
    """Write-ahead log and `synchronous=FULL`, as the log has it."""

    def __init__(self, log: Path) -> None:
        self._log = sqlite3.connect(log)
        self._raw = sqlite3.connect(log.with_name("raw.sqlite"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._raw.execute(f"PRAGMA {pragma}")
        ((table,),) = self._log.execute("SELECT sql FROM sqlite_master WHERE name = 'stored_events'")
        self._raw.execute(table)

    def rows(self, after: int) -> list[Row]:
        return self._log.execute(f"SELECT {_COLUMNS} FROM stored_events WHERE rowid > ? ORDER BY rowid", (after,)).fetchall()

    def insert(self, rows: Sequence[Row]) -> float:
        began = time.perf_counter()
        for start in range(0, len(rows), LETTERS):
            self._raw.execute("BEGIN IMMEDIATE")
            self._raw.executemany(f"INSERT INTO stored_events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows[start : start + LETTERS])
            self._raw.execute("COMMIT")
        return len(rows) / (time.perf_counter() - began)

    def close(self) -> None:
        self._log.close()
        self._raw.close()


class RawPostgres:
    """The same server; `synchronous_commit` is on there, and `fsync`."""

    def __init__(self, log: str, raw: str) -> None:
        self._log = psycopg.connect(log, autocommit=True)
        self._raw = psycopg.connect(raw, autocommit=True)
        for name in ("fsync", "synchronous_commit"):
            ((value,),) = self._raw.execute(f"SHOW {name}").fetchall()
            if value != "on":
                raise RuntimeError(f"{name} is {value} on this server: nothing durable can be measured there")
        self._raw.execute(
            "CREATE TABLE stored_events (originator_id uuid NOT NULL, originator_version bigint NOT NULL, topic text NOT NULL, "
            "state bytea NOT NULL, notification_id bigserial, received_at bigint NOT NULL, "
            "PRIMARY KEY (originator_id, originator_version))"
        )
        self._raw.execute("CREATE UNIQUE INDEX ON stored_events (notification_id)")

    def rows(self, after: int) -> list[Row]:
        return self._log.execute(
            f"SELECT {_COLUMNS} FROM stored_events WHERE notification_id > %s ORDER BY notification_id", (after,)
        ).fetchall()

    def insert(self, rows: Sequence[Row]) -> float:
        statement = f"INSERT INTO stored_events ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s)"
        began = time.perf_counter()
        with self._raw.cursor() as cursor:
            for start in range(0, len(rows), LETTERS):
                with self._raw.transaction():
                    cursor.executemany(statement, rows[start : start + LETTERS])
        return len(rows) / (time.perf_counter() - began)

    def close(self) -> None:
        self._log.close()
        self._raw.close()
