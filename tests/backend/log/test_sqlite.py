"""What the log promises on SQLite alone: positions that are never given twice."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from eventsourcing.sqlite import SQLiteApplicationRecorder

from backend.log import Log, Unavailable
from backend.log.erased import DESTROYS_KEYS
from backend.log.mapper import to_stored
from backend.log.sqlite import SQLiteRecorder
from tests.backend.log.made import NOON, recorded


@pytest.fixture
def file(tmp_path):
    return tmp_path / "new" / "log.sqlite"


@pytest.fixture
def log(file):
    with Log.open(f"sqlite:///{file}", clock=lambda: NOON) as opened:
        yield opened


def _ask(file, statement):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(statement).fetchall()


def test_a_position_is_never_given_twice_even_when_the_last_row_is_gone(log, file):
    assert log.append([recorded(), recorded()]) == [2, 3]
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid = 3")
        connection.commit()

    assert log.append([recorded()]) == [4]


def test_every_connection_writes_through_to_the_disk(log):
    asked = [log._recorder.rows("PRAGMA synchronous")[0][0], log._recorder.rows("PRAGMA journal_mode")[0][0]]
    assert asked == [2, "wal"]  # 2 is FULL


def test_the_file_is_for_its_owner_only(log, file):
    log.append([recorded()])
    for path in file.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_writer_elsewhere_is_waited_for(log, file):
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ending = Timer(0.2, other.execute, ["COMMIT"])
    ending.start()

    assert log.append([recorded()]) == [2]

    ending.join()
    other.close()


def test_a_writer_elsewhere_that_never_ends_makes_the_store_unavailable(file):
    recorder = SQLiteRecorder(file, lock_timeout=1)
    recorder.create_table()
    with closing(sqlite3.connect(file, isolation_level=None)) as other, Log(recorder, "") as log:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            log.append([recorded()])
        other.execute("ROLLBACK")

        assert log.append([recorded()]) == [1]


def test_a_file_that_is_no_database_is_unavailable(file):
    file.parent.mkdir()
    file.write_bytes(b"not a database, whatever its name says, and long enough to be looked at" * 20)
    with pytest.raises(Unavailable):
        Log.open(f"sqlite:///{file}")


def test_rows_that_cannot_be_decoded_are_told_as_faults_among_the_others(log, file):
    log.append([recorded(), recorded(), recorded()])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE stored_events SET topic = 'subprocess:run' WHERE rowid = 2")
        connection.execute("UPDATE stored_events SET state = X'FF' WHERE rowid = 3")
        connection.commit()

    told = [(r.position, r.event is None, r.fault is not None) for r in log.page(0, 10)]

    assert told == [(1, False, False), (2, True, True), (3, True, True), (4, False, False)]
    assert log.append([recorded()]) == [5]


def test_finding_erasures_does_not_read_the_whole_log(log, file):
    plan = _ask(
        file,
        f"EXPLAIN QUERY PLAN SELECT rowid, state FROM stored_events WHERE {DESTROYS_KEYS} "
        "AND rowid > 0 AND rowid <= 9 ORDER BY rowid LIMIT 5",
    )
    assert "USING INDEX erased" in str(plan)


def test_the_librarys_own_reading_works_on_our_tables(log, file):
    visit = recorded()
    log.append([visit])
    recorder = SQLiteRecorder(Path(file))
    assert isinstance(recorder, SQLiteApplicationRecorder)
    stored = to_stored(visit.stream, 1, visit.event)

    assert list(recorder.select_events(visit.stream)) == [stored]
    (notification,) = recorder.select_notifications(1, 10, inclusive_of_start=False)
    assert (notification.id, notification.originator_id, notification.state) == (2, visit.stream, stored.state)
    assert recorder.max_notification_id() == 2
    recorder.close()
