"""The library's PostgreSQL recorder with our tables: one round trip takes the lock and reads the head, one writes and commits.

The table lock holds from before positions are given until the commit, so a reader that follows positions skips nothing.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier

from backend.log.batch import Batch, Row
from backend.log.seqs import Intervals

_KNOWN_TO_DATASTORE = ("dbname", "host", "port", "user", "password")


class _Datastore(PostgresDatastore):
    def __init__(self, url: str, *, lock_timeout: int, connections: int) -> None:
        told = conninfo_to_dict(url)
        host, port, user = told.get("host") or "localhost", told.get("port") or 5432, told.get("user") or ""
        super().__init__(
            str(told.get("dbname") or user),
            str(host),
            str(port),
            str(user),
            str(told.get("password") or ""),
            pool_size=1,
            max_overflow=connections - 1,
            connect_timeout=30.0,
            lock_timeout=lock_timeout,
        )
        rest = {k: v for k, v in told.items() if k not in _KNOWN_TO_DATASTORE and v is not None}
        # What is answered `kept` must be on disk, whatever the server's default is.
        rest["options"] = f"{rest.get('options', '')} -c synchronous_commit=on".strip()
        assert isinstance(self.pool.kwargs, dict)
        self.pool.kwargs.update(rest)


class PostgresRecorder(PostgresApplicationRecorder):
    """Events, commands, devices and backups in the database's public schema."""

    def __init__(self, url: str, *, lock_timeout: int = 5, connections: int = 16) -> None:
        super().__init__(_Datastore(url, lock_timeout=lock_timeout, connections=connections))
        self.sql_create_statements = [self._sql(text) for text in _TABLES]
        self._begin = self._sql(_BEGIN.replace("{seconds}", str(lock_timeout)))

    def _sql(self, text: str) -> Any:
        return SQL(text).format(  # type: ignore[arg-type] - every text stands in this file
            events=Identifier(self.datastore.schema, self.events_table_name),
        )

    def insert_events(self, stored_events: Sequence[StoredEvent], *, batch: Batch, **_: Any) -> Sequence[int]:
        """Events, commands and sequence numbers together, or none of them. Unlike the library's it never tries again by itself:
        a lost answer is looked up by the caller.
        """
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
                    connection.execute("COMMIT")
            except BaseException:
                if not connection.closed:
                    connection.rollback()
                raise
        return positions

    def _insert_events(
        self, curs: Any, stored_events: Sequence[StoredEvent], *, batch: Batch, positions: range, **_: Any
    ) -> None:
        if batch.stored:
            self._notify_channel(curs)
            curs.execute(
                self._sql(_INSERT_EVENTS),
                (
                    list(positions),
                    [s.originator_id for s in batch.stored],
                    [s.originator_version for s in batch.stored],
                    [s.topic for s in batch.stored],
                    [s.state for s in batch.stored],
                    batch.received,
                ),
                prepare=True,
            )
        if batch.marks:
            curs.execute(
                _INSERT_COMMANDS,
                (
                    [m.command for m in batch.marks],
                    [m.position if m.index is None else positions[m.index] for m in batch.marks],
                    [m.digest for m in batch.marks],
                ),
                prepare=True,
            )
        for seqs in batch.seqs:
            curs.execute(_INSERT_SEQS, (seqs.device, list(seqs.numbers)), prepare=True)

    def rows(self, statement: Any, values: Sequence[Any] = ()) -> list[Any]:
        """What one SELECT finds, as plain tuples."""
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            return cursor.execute(statement, values, prepare=True).fetchall()

    def known(self, commands: Sequence[UUID]) -> list[tuple[UUID, UUID, int, int, bytes]]:
        return self.rows(self._sql(_KNOWN), (list(commands),))

    def streams(self, streams: Sequence[UUID]) -> list[Row]:
        return self.rows(self._sql(_STREAMS), (list(streams),))

    def page(self, after: int, limit: int, upto: int | None, *, erasures: bool = False) -> list[Row]:
        text = _PAGE.replace("{narrowed}", "AND topic = 'note-erased'" if erasures else "")
        return self.rows(self._sql(text), (after, 2**62 if upto is None else upto, limit))

    def head(self) -> int:
        return int(self.rows(self._sql("SELECT coalesce(max(notification_id), 0) FROM {events}"))[0][0])

    def seen(self, device: UUID) -> Intervals:
        found = self.rows(
            "SELECT lower(r), upper(r) - 1 FROM (SELECT unnest(seen) r FROM device_seqs WHERE device = %s) s", (device,)
        )
        return [(first, last) for first, last in found]

    def claim(self, device: UUID, partnership: str, member: UUID) -> UUID:
        """Whose the device is, from now on if it was nobody's."""
        asked = "SELECT member FROM devices WHERE device = %s"
        found = self.rows(asked, (device,))
        if not found:
            with self.datastore.get_connection() as connection:
                connection.execute(
                    "INSERT INTO devices VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (device, partnership, member)
                )
            found = self.rows(asked, (device,))
        owner: UUID = found[0][0]
        return owner

    def safe(self) -> int:
        return int(self.rows("SELECT coalesce(max(position), 0) FROM backups")[0][0])

    def backed_up(self, position: int, taken_at: str) -> None:
        with self.datastore.get_connection() as connection:
            connection.execute("INSERT INTO backups VALUES (%s, %s)", (position, taken_at))

    def close(self) -> None:
        self.datastore.close()


_TABLES = (
    "CREATE TABLE IF NOT EXISTS {events} (originator_id uuid NOT NULL, originator_version bigint NOT NULL, topic text NOT NULL, "
    "state bytea NOT NULL, notification_id bigint NOT NULL, received_at bigint NOT NULL, "
    "PRIMARY KEY (originator_id, originator_version))",
    "CREATE UNIQUE INDEX IF NOT EXISTS stored_events_notification_id_idx ON {events} (notification_id)",
    "CREATE INDEX IF NOT EXISTS erasures ON {events} (notification_id) WHERE topic = 'note-erased'",
    "CREATE TABLE IF NOT EXISTS commands (command uuid PRIMARY KEY, position bigint NOT NULL, digest bytea NOT NULL)",
    "CREATE TABLE IF NOT EXISTS devices (device uuid PRIMARY KEY, partnership text NOT NULL, member uuid NOT NULL)",
    "CREATE TABLE IF NOT EXISTS device_seqs (device uuid PRIMARY KEY, seen int8multirange NOT NULL)",
    "CREATE TABLE IF NOT EXISTS backups (position bigint NOT NULL, taken_at text NOT NULL)",
)

_BEGIN = (
    "BEGIN; SET LOCAL lock_timeout = '{seconds}s'; LOCK TABLE {events} IN EXCLUSIVE MODE; "
    "SELECT notification_id, received_at FROM {events} ORDER BY notification_id DESC LIMIT 1"
)
_INSERT_EVENTS = (
    "INSERT INTO {events} (notification_id, originator_id, originator_version, topic, state, received_at) "
    "SELECT * FROM unnest(%b::bigint[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[], %b::bigint[])"
)
_INSERT_COMMANDS = (
    "INSERT INTO commands (command, position, digest) SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::bytea[])"
)
_INSERT_SEQS = (
    "INSERT INTO device_seqs AS d SELECT %b, range_agg(int8range(n, n + 1)) FROM unnest(%b::bigint[]) n "
    "ON CONFLICT (device) DO UPDATE SET seen = d.seen + excluded.seen"
)
_KNOWN = (
    "SELECT c.command, e.originator_id, e.originator_version, c.position, c.digest FROM commands c "
    "JOIN {events} e ON e.notification_id = c.position WHERE c.command = ANY(%b::uuid[])"
)
_STREAMS = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM {events} "
    "WHERE originator_id = ANY(%b::uuid[]) ORDER BY originator_id, originator_version"
)
_PAGE = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM {events} "
    "WHERE notification_id > %b AND notification_id <= %b {narrowed} ORDER BY notification_id LIMIT %b"
)
