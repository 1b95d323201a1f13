"""Backups while the log is in use."""

import sqlite3
from contextlib import closing
from threading import Event, Thread
from typing import Any
from uuid import UUID

import msgspec
import pytest

from backend.backup import back_up
from backend.log import Log
from tests.backend.backup.installation import NOW
from tests.backend.log.made import recorded


def test_a_backup_is_an_ordinary_log(place):
    entry, _ = place.noted()
    position, log_to, _ = place.back_up()

    with Log.open(f"sqlite:///{log_to}") as copy:
        assert copy.head() == position == place.log.head()
        assert copy.page(0, 10) == place.log.page(0, 10)
        assert copy.known([entry.command]) == place.log.known([entry.command])
        assert copy.epoch == place.log.epoch


def test_what_a_finished_backup_holds_is_safe(place):
    place.noted()
    assert place.log.safe() == 0

    position, _, _ = place.back_up()
    place.noted()

    assert place.log.safe() == position == 2


def test_a_backup_is_one_file_for_its_owner_only(place):
    _, log_to, keys_to = place.back_up()
    for file in (log_to, keys_to):
        assert [p.name for p in file.parent.iterdir()] == [file.name]
        assert file.stat().st_mode & 0o077 == 0


def test_a_backup_writes_over_nothing(place):
    _, log_to, keys_to = place.back_up()
    before = log_to.read_bytes(), keys_to.read_bytes()
    with pytest.raises(FileExistsError):
        place.back_up()
    assert before == (log_to.read_bytes(), keys_to.read_bytes())


def test_the_log_and_the_keys_are_kept_apart(place, tmp_path):
    with pytest.raises(ValueError, match="apart"):
        back_up(place.database, place.vault, log_to=tmp_path / "l", keys_to=tmp_path / "k", now=NOW)
    assert not (tmp_path / "l").exists()


def test_neither_backup_alone_gives_a_text_away(place):
    place.noted("Hemligheten i Ankarsrum")
    _, log_to, keys_to = place.back_up()
    for file in (log_to, keys_to):
        assert b"Hemligheten" not in file.read_bytes()


def test_a_backup_under_way_holds_up_nobody_and_is_one_moment_of_the_log(place):
    """Every copy holds whole batches of three and their commands, and every key its texts need."""
    done, failed = Event(), []

    def write():
        try:
            while not done.is_set():
                sealed = [place.vault.seal("x", **_BOUND) for _ in range(3)]
                place.vault.keep()
                entries = [recorded() for _ in range(3)]
                entries = [
                    msgspec.structs.replace(e, event=msgspec.structs.replace(e.event, note=s))
                    for e, s in zip(entries, sealed, strict=True)
                ]
                place.log.append(entries)
        except BaseException as error:
            failed.append(error)
            raise

    writer = Thread(target=write)
    writer.start()
    try:
        copies = [place.back_up(str(n)) for n in range(4)]
    finally:
        done.set()
        writer.join()

    assert not failed
    assert [c[0] for c in copies] == sorted(c[0] for c in copies)
    for position, log_to, keys_to in copies:
        assert (position - 1) % 3 == 0
        with closing(sqlite3.connect(log_to)) as log, closing(sqlite3.connect(keys_to)) as keys:
            assert log.execute("SELECT count(*) FROM commands").fetchone() == (position - 1,)
            needed = {
                msgspec.json.decode(state)["note"]["key"]
                for (state,) in log.execute("SELECT state FROM stored_events WHERE topic = 'activity-recorded'")
            }
            assert needed <= {key for (key,) in keys.execute("SELECT key FROM vault_keys")}


_BOUND: dict[str, Any] = {
    "partnership": "vastervik",
    "stream": UUID(int=1),
    "version": 1,
    "topic": "activity-recorded",
    "field": "note",
}
