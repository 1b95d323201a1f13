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
            self._log.execute(f"SELECT * FROM {table} WHERE {key} > ? ORDER BY {key}", (after,)).fetchall()
            for table, key in (("stored_events", "rowid"), ("commands", "position"))
        )  # type: ignore[return-value]

    def insert(self, events: Sequence[Row], commands: Sequence[Row]) -> float:
        into_events = "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?, ?)"
        into_commands = "INSERT INTO commands VALUES (?, ?, ?)"
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
    """The same server and database, in a schema of its own; `fsync` and `synchronous_commit` are on there."""

    def __init__(self, log: str) -> None:
        self._connection = psycopg.connect(log, autocommit=True)
        for name in ("fsync", "synchronous_commit"):
            ((value,),) = self._connection.execute(f"SHOW {name}").fetchall()
            if value != "on":
                raise RuntimeError(f"{name} is {value} on this server: nothing durable can be measured there")
        self._connection.execute("CREATE SCHEMA raw")
        for table in ("stored_events", "commands"):
            self._connection.execute(f"CREATE TABLE raw.{table} (LIKE public.{table} INCLUDING ALL EXCLUDING DEFAULTS)")

    def stored(self, after: int) -> tuple[list[Row], list[Row]]:
        return tuple(
            self._connection.execute(
                f"SELECT * FROM public.{table} WHERE {key} > %s ORDER BY {key}", (after,)
            ).fetchall()
            for table, key in (("stored_events", "notification_id"), ("commands", "position"))
        )  # type: ignore[return-value]

    def insert(self, events: Sequence[Row], commands: Sequence[Row]) -> float:
        into_events = "INSERT INTO raw.stored_events VALUES (%s, %s, %s, %s, %s, %s)"
        into_commands = "INSERT INTO raw.commands VALUES (%s, %s, %s)"
        began = time.perf_counter()
        with self._connection.cursor() as cursor:
            for start in range(0, len(events), LETTERS):
                with self._connection.transaction():
                    cursor.executemany(into_events, events[start : start + LETTERS])
                    cursor.executemany(into_commands, commands[start : start + LETTERS])
        return len(events) / (time.perf_counter() - began)

    def close(self) -> None:
        self._connection.close()
