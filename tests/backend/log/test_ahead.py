"""A new SQLite file gets its write-ahead log, whoever else comes to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backend.log import ahead
from backend.log.ahead import write_ahead


class Busy:
    """A connection to a file that others want alone so many times."""

    def __init__(self, times: int) -> None:
        self.times = times

    def execute(self, statement: str, /) -> None:
        self.times -= 1
        if self.times >= 0:
            raise sqlite3.OperationalError("database is locked")


def test_a_new_file_gets_its_write_ahead_log(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "new.sqlite")) as connection:
        write_ahead(connection)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_whoever_is_not_alone_with_the_file_tries_again():
    others = Busy(3)
    write_ahead(others)
    assert others.times == -1


def test_nobody_tries_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ahead, "_WITHIN", 0.05)
    with pytest.raises(sqlite3.OperationalError):
        write_ahead(Busy(1_000))
