"""What the log promises on PostgreSQL alone: one order of positions, and commits that are on disk."""

from uuid import UUID

import psycopg
import pytest
from eventsourcing.postgres import PostgresApplicationRecorder
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.log import Log, Unavailable
from backend.log.arrays import bytes_array, int_array, register, text_array, uuid_array
from backend.log.mapper import to_stored
from backend.log.postgres import PostgresRecorder
from tests.backend.log.made import NOON, recorded

BIGINT = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@pytest.fixture
def log(postgres_url):
    with Log.open(postgres_url, clock=lambda: NOON) as opened:
        yield opened


def _ask(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement).fetchall()


def test_a_position_is_never_given_twice_even_when_the_last_row_is_gone(log):
    assert log.append([recorded(), recorded()]) == [2, 3]
    _ask(log.url, "DELETE FROM stored_events WHERE notification_id = 3 RETURNING 1")

    assert log.append([recorded()]) == [4]


def test_a_commit_is_on_disk_whatever_the_servers_default(log):
    assert log._recorder.rows("SHOW synchronous_commit") == [("on",)]


def test_connections_that_broke_while_they_rested_are_replaced(log):
    log.append([recorded()])
    broken = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = %s"
    with psycopg.connect(log.url, autocommit=True) as connection:
        connection.execute(broken, (connection.info.dbname,))

    assert log.head() == 2

    with psycopg.connect(log.url, autocommit=True) as connection:
        connection.execute(broken, (connection.info.dbname,))
    assert log.append([recorded()]) == [3]


def test_a_lock_that_is_never_given_up_makes_the_store_unavailable(postgres_url):
    recorder = PostgresRecorder(postgres_url, lock_timeout=1)
    recorder.create_table()
    with psycopg.connect(postgres_url) as other, Log(recorder, "") as log:
        other.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
        with pytest.raises(Unavailable, match="lock"):
            log.append([recorded()])
        assert log.head() == 0
        other.rollback()

        assert log.append([recorded()]) == [1]


def test_a_server_that_is_not_there_is_unavailable(monkeypatch):
    monkeypatch.setattr("backend.log.postgres._PATIENCE", 0.3)
    with pytest.raises(Unavailable):
        Log.open("postgresql://nobody@127.0.0.1:1/nothing")


def test_other_parameters_of_the_address_are_kept(postgres_url):
    recorder = PostgresRecorder(f"{postgres_url}?application_name=faltlogg-test&options=-cwork_mem%3D5MB")

    assert recorder.rows("SHOW application_name") == [("faltlogg-test",)]
    assert recorder.rows("SHOW work_mem") == [("5MB",)]
    assert recorder.rows("SHOW synchronous_commit") == [("on",)]
    recorder.close()


def test_the_librarys_own_reading_works_on_our_tables(log):
    visit = recorded()
    log.append([visit])
    recorder = PostgresRecorder(log.url)
    assert isinstance(recorder, PostgresApplicationRecorder)
    stored = to_stored(visit.stream, 1, visit.event)

    assert list(recorder.select_events(visit.stream)) == [stored]
    (notification,) = recorder.select_notifications(1, 10, inclusive_of_start=False)
    assert (notification.id, notification.originator_id, notification.state) == (2, visit.stream, stored.state)
    recorder.close()


@pytest.fixture(scope="module")
def connection(postgres):
    with psycopg.connect(postgres.fresh(), autocommit=True) as opened:
        register(opened)
        yield opened


@settings(deadline=None, max_examples=50)
@given(st.lists(BIGINT), st.lists(st.uuids()), st.lists(st.binary()), st.lists(TEXT))
def test_arrays_arrive_as_they_were_sent(connection, numbers, ids, blobs, texts):
    sent = (int_array(numbers), uuid_array(ids), bytes_array(blobs), text_array(texts))
    statement = "SELECT %b::bigint[], %b::uuid[], %b::bytea[], %b::text[]"

    assert connection.execute(statement, sent).fetchone() == (numbers, ids, blobs, texts)


def test_a_uuid_array_takes_what_any_iterable_gives(connection):
    assert connection.execute("SELECT %b::uuid[]", (uuid_array(UUID(int=n) for n in (0, 1)),)).fetchone() == (
        [UUID(int=0), UUID(int=1)],
    )
