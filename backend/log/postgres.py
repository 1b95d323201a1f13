"""The library's PostgreSQL recorder with our tables: one round trip takes the lock, one writes and commits.

The table lock holds from before positions are given until the commit, so a reader that follows positions skips nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import PersistenceError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row
from psycopg.sql import SQL

from backend.log.arrays import bytes_array, int_array, register, text_array, uuid_array
from backend.log.batch import Batch, Row
from backend.log.engine import ONE_AT_A_TIME
from backend.log.erased import DESTROYS_KEYS
from backend.log.seqs import Intervals

_PATIENCE = 10.0  # seconds to wait for a connection
_GONE = ("08", "57P")  # SQLSTATE classes of a connection that broke or a server that stopped


class _Datastore(PostgresDatastore):
    def __init__(self, url: str, *, lock_timeout: int, connections: int) -> None:
        told = conninfo_to_dict(url)
        super().__init__(
            *(str(told.pop(key, None) or otherwise) for key, otherwise in _ADDRESS.items()),
            pool_size=1,
            max_overflow=connections - 1,
            connect_timeout=_PATIENCE,
            lock_timeout=lock_timeout,
        )
        told["options"] = f"{told.get('options', '')} {_OPTIONS}".strip()
        cast("dict[str, Any]", self.pool.kwargs).update(told)

    def register_type_adapters(self) -> None:
        """Nothing to ask the server for: batches are sent as plain arrays."""

    def after_connect_func(self) -> Callable[[psycopg.Connection[Any]], None]:
        usual = super().after_connect_func()

        def after_connect(connection: psycopg.Connection[Any]) -> None:
            usual(connection)
            register(connection)

        return after_connect


# What is answered `kept` must be on disk, whatever the server's default is. Every question of ours has its index: a
# plan made while the tables were small must not read them from end to end when they have grown.
_OPTIONS = "-c synchronous_commit=on -c enable_seqscan=off -c jit=off"
_ADDRESS = {"dbname": "", "host": "localhost", "port": "5432", "user": "", "password": ""}


class PostgresRecorder(PostgresApplicationRecorder):
    """Events, commands, devices and backups in the database's public schema. PostgreSQL 14 or later."""

    def __init__(self, url: str, *, lock_timeout: int = 5, connections: int = 16) -> None:
        super().__init__(_Datastore(url, lock_timeout=lock_timeout, connections=connections))
        self.sql_create_statements = [SQL(text).format() for text in (ONE_AT_A_TIME, *_TABLES)]
        self._begin = _BEGIN.replace("{seconds}", str(lock_timeout))

    def insert_events(self, stored_events: Sequence[StoredEvent], **given: Any) -> Sequence[int]:
        """Events, commands and sequence numbers together, or none of them.

        Unlike the library's it never tries again by itself: after a lost answer the caller looks up what became of it.
        """
        batch: Batch = given["batch"]
        with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
            try:
                cursor.execute(self._begin, prepare=False)
                while cursor.nextset():
                    pass
                head, last = cursor.fetchone() or (0, 0)
                batch.not_before(last)
                positions = range(head + 1, head + 1 + len(batch.stored))
                with connection.pipeline():
                    self._insert_events(cursor, batch.stored, batch=batch, positions=positions)
                    cursor.execute("COMMIT")
            except BaseException:
                if not connection.closed:
                    connection.rollback()
                raise
        return positions

    def _insert_events(self, curs: Any, stored_events: Sequence[StoredEvent], **given: Any) -> None:
        batch: Batch = given["batch"]
        positions: range = given["positions"]
        if batch.stored:
            curs.execute(
                _INSERT_EVENTS,
                (
                    int_array(positions),
                    uuid_array(cast("UUID", s.originator_id) for s in batch.stored),
                    int_array(s.originator_version for s in batch.stored),
                    text_array(s.topic for s in batch.stored),
                    bytes_array(s.state for s in batch.stored),
                    int_array(batch.received),
                ),
                prepare=True,
            )
            curs.execute(_SETVAL, (positions[-1],), prepare=True)
            self._notify_channel(curs)
        if batch.marks:
            curs.execute(
                _INSERT_COMMANDS,
                (
                    uuid_array(m.command for m in batch.marks),
                    int_array(m.position if m.index is None else positions[m.index] for m in batch.marks),
                    bytes_array(m.digest for m in batch.marks),
                ),
                prepare=True,
            )
        for seqs in batch.seqs:
            curs.execute(_INSERT_SEQS, (seqs.device, int_array(seqs.numbers)), prepare=True)

    def answer_lost(self, error: PersistenceError) -> bool:
        """Whether the connection broke, so that what was asked may or may not have been done."""
        cause = error.__cause__
        if not isinstance(cause, psycopg.OperationalError):
            return False
        return cause.sqlstate is None or cause.sqlstate.startswith(_GONE)

    def rows(self, statement: Any, values: Sequence[Any] = ()) -> list[Any]:
        """What one SELECT finds, as plain tuples. A connection that broke while it rested is replaced."""
        try:
            return self._rows(statement, values)
        except PersistenceError as error:
            if not self.answer_lost(error):
                raise
        self.datastore.pool.check()
        return self._rows(statement, values)

    def _rows(self, statement: Any, values: Sequence[Any]) -> list[Any]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            return cursor.execute(statement, values, prepare=True).fetchall()

    def known(self, commands: Sequence[UUID]) -> list[tuple[UUID, UUID, int, int, bytes]]:
        return self.rows(_KNOWN, (uuid_array(commands),))

    def streams(self, streams: Sequence[UUID]) -> list[Row]:
        return self.rows(_STREAMS, (uuid_array(streams),))

    def page(self, after: int, limit: int, upto: int | None, *, erasures: bool = False) -> list[Row]:
        values = (after, 2**62 if upto is None else upto, limit)
        return self.rows(_ERASURES if erasures else _PAGE, values)

    def head(self) -> int:
        return int(self.rows("SELECT coalesce(max(notification_id), 0) FROM stored_events")[0][0])

    def standing(self, stream: UUID, device: UUID) -> tuple[bytes, int, Intervals]:
        """The state of the stream's last event, the newest backup's position and what was seen of the device."""
        ((state, safe, seen),) = self.rows(_STANDING, (stream, device))
        return state, safe, [(r.lower, r.upper - 1) for r in seen or ()]

    def claim(self, device: UUID, partnership: str, member: UUID) -> UUID:
        """Whose the device is, from now on if it was nobody's."""
        found = self.rows(_OWNER, (device,))
        if not found:
            with self.datastore.get_connection() as connection:
                connection.execute(_CLAIM, (device, partnership, member))
            found = self.rows(_OWNER, (device,))
        return cast("UUID", found[0][0])

    def devices(self, partnership: str, member: UUID) -> list[UUID]:
        return [cast("UUID", device) for (device,) in self.rows(_DEVICES, (partnership, member))]

    def safe(self) -> int:
        return int(self.rows("SELECT coalesce(max(position), 0) FROM backups")[0][0])

    def backed_up(self, position: int, taken_at: str) -> None:
        with self.datastore.get_connection() as connection:
            connection.execute("INSERT INTO backups (position, taken_at) VALUES (%s, %s)", (position, taken_at))

    def close(self) -> None:
        self.datastore.close()


_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS stored_events (
        originator_id uuid NOT NULL, originator_version bigint NOT NULL, topic text NOT NULL, state bytea NOT NULL,
        notification_id bigserial, received_at bigint NOT NULL, PRIMARY KEY (originator_id, originator_version))
        WITH (autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01)
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS stored_events_notification_id_idx ON stored_events (notification_id)",
    "DROP INDEX IF EXISTS erasures",
    f"CREATE INDEX IF NOT EXISTS erased ON stored_events (notification_id) WHERE {DESTROYS_KEYS}",
    """
    CREATE TABLE IF NOT EXISTS commands (
        command uuid PRIMARY KEY, position bigint NOT NULL, digest bytea NOT NULL)
    """,
    """
    CREATE TABLE IF NOT EXISTS devices (device uuid PRIMARY KEY, partnership text NOT NULL, member uuid NOT NULL)
    """,
    "CREATE TABLE IF NOT EXISTS device_seqs (device uuid PRIMARY KEY, seen int8multirange NOT NULL)",
    "CREATE TABLE IF NOT EXISTS backups (position bigint NOT NULL, taken_at text NOT NULL)",
)

_BEGIN = """
    BEGIN; SET LOCAL lock_timeout = '{seconds}s'; LOCK TABLE stored_events IN EXCLUSIVE MODE;
    SELECT (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM stored_events_notification_id_seq),
        coalesce((SELECT received_at FROM stored_events ORDER BY notification_id DESC LIMIT 1), 0)
"""
_INSERT_EVENTS = """
    INSERT INTO stored_events (notification_id, originator_id, originator_version, topic, state, received_at)
    SELECT * FROM unnest(%b::bigint[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[], %b::bigint[])
"""
_SETVAL = "SELECT setval('stored_events_notification_id_seq', %b)"
_INSERT_COMMANDS = """
    INSERT INTO commands (command, position, digest) SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::bytea[])
"""
_INSERT_SEQS = """
    INSERT INTO device_seqs AS d (device, seen)
    SELECT %b, range_agg(int8range(n, n + 1)) FROM unnest(%b::bigint[]) n
    ON CONFLICT (device) DO UPDATE SET seen = d.seen + excluded.seen
"""
_OWNER = "SELECT member FROM devices WHERE device = %s"
_DEVICES = "SELECT device FROM devices WHERE partnership = %s AND member = %s ORDER BY device"
_CLAIM = "INSERT INTO devices (device, partnership, member) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_KNOWN = """
    SELECT c.command, e.originator_id, e.originator_version, c.position, c.digest
    FROM commands c JOIN stored_events e ON e.notification_id = c.position WHERE c.command = ANY(%b::uuid[])
"""
_STREAMS = """
    SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events
    WHERE originator_id = ANY(%b::uuid[]) ORDER BY originator_id, originator_version
"""
_PAGE = """
    SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events
    WHERE notification_id > %b AND notification_id <= %b ORDER BY notification_id LIMIT %b
"""
_ERASURES = _PAGE.replace("WHERE", f"WHERE {DESTROYS_KEYS} AND")
_STANDING = """
    SELECT (SELECT state FROM stored_events WHERE originator_id = %b ORDER BY originator_version DESC LIMIT 1),
        (SELECT coalesce(max(position), 0) FROM backups), (SELECT seen FROM device_seqs WHERE device = %b)
"""
