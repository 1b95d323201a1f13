"""Gives an SQLite file its write-ahead log, also when several processes come to a new file at one time."""

import sqlite3
from time import monotonic, sleep
from typing import Protocol

_WITHIN = 10.0  # seconds
_AGAIN = 0.02  # seconds


class _Executes(Protocol):
    def execute(self, statement: str, /) -> object: ...


def write_ahead(connection: _Executes) -> None:
    """Let readers and one writer not wait for each other.

    Whoever turns it on wants the file alone for a moment, and SQLite does not wait for that as it waits for a lock:
    it fails at once. Raises sqlite3.OperationalError where it goes on failing.
    """
    until = monotonic() + _WITHIN
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if monotonic() >= until:
                raise
            sleep(_AGAIN)
        else:
            return
