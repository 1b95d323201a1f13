"""The mark to be held against: the same rows, inserted by a loop that does nothing else.

One connection, fifty activities per commit, on the same disk with the same durability, into tables made like the log's.
The rows are those that the server has just stored: events, and the commands that are remembered with them.
"""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import psycopg

LETTERS = 50  # rows in one commit
Row = tuple[Any, ...]

_EVENTS = "originator_id, originator_version, topic, state, received_at"
_COMMANDS = "command, position, digest"


class Raw(Protocol):
    """Tables like the log's, apart from it."""

    def stored(self, after: int) -> tuple[list[Row], list[Row]]:
        """The events and the commands that the log holds after a position, as they lie there."""
        ...

    def insert(self, events: Sequence[Row], commands: Sequence[Row]) -> float:
        """Insert them; activities per second."""
        ...

    def close(self) -> None: ...


class RawSQLite:
    """Write-ahead log and `synchronous=FULL`, as the log has it."""

    def __init__(self, log: Path) -> None:
        self._log = sqlite3.connect(log)
        self._raw = sqlite3.connect(log.with_name("raw.sqlite"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._raw.execute(f"PRAGMA {pragma}")
        for (table,) in self._log.execute("SELECT sql FROM sqlite_master WHERE name IN ('stored_events', 'commands')"):
            self._raw.execute(table)

    def stored(self, after: int) -> tuple[list[Row], list[Row]]:
        return tuple(
            self._log.execute(f"SELECT {columns} FROM {table} WHERE {key} > ? ORDER BY {key}", (after,)).fetchall()
            for columns, table, key in ((_EVENTS, "stored_events", "rowid"), (_COMMANDS, "commands", "position"))
        )  # type: ignore[return-value]

    def insert(self, events: Sequence[Row], commands: Sequence[Row]) -> float:
        into_events = f"INSERT INTO stored_events ({_EVENTS}) VALUES (?, ?, ?, ?, ?)"
        into_commands = f"INSERT INTO commands ({_COMMANDS}) VALUES (?, ?, ?)"
        began = time.perf_counter()
        for start in range(0, len(events), LETTERS):
            self._raw.execute("BEGIN IMMEDIATE")
            self._raw.executemany(into_events, events[start : start + LETTERS])
            self._raw.executemany(into_commands, commands[start : start + LETTERS])
            self._raw.execute("COMMIT")
        return len(events) / (time.perf_counter() - began)

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
        self._raw.execute(
            "CREATE TABLE commands (command uuid PRIMARY KEY, position bigint NOT NULL, digest bytea NOT NULL)"
        )

    def stored(self, after: int) -> tuple[list[Row], list[Row]]:
        return tuple(
            self._log.execute(f"SELECT {columns} FROM {table} WHERE {key} > %s ORDER BY {key}", (after,)).fetchall()
            for columns, table, key in (
                (_EVENTS, "stored_events", "notification_id"),
                (_COMMANDS, "commands", "position"),
            )
        )  # type: ignore[return-value]

    def insert(self, events: Sequence[Row], commands: Sequence[Row]) -> float:
        into_events = f"INSERT INTO stored_events ({_EVENTS}) VALUES (%s, %s, %s, %s, %s)"
        into_commands = f"INSERT INTO commands ({_COMMANDS}) VALUES (%s, %s, %s)"
        began = time.perf_counter()
        with self._raw.cursor() as cursor:
            for start in range(0, len(events), LETTERS):
                with self._raw.transaction():
                    cursor.executemany(into_events, events[start : start + LETTERS])
                    cursor.executemany(into_commands, commands[start : start + LETTERS])
        return len(events) / (time.perf_counter() - began)

    def close(self) -> None:
        self._log.close()
        self._raw.close()
