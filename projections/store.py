"""Where the read side lives: an SQLite file of its own, or a schema of its own on PostgreSQL. Never backed up.

There are two sets of tables, and `sets` says which one is live. A reader asks that first and then stays in one
transaction, so it sees one set at one position, also while the other is rebuilt and the two change places.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import msgspec
import psycopg
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    Uuid,
    create_engine,
    event,
    func,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateSchema, DropTable

from backend.log import Unavailable
from backend.log.ahead import write_ahead
from projections.tables import Moment, Tables

SCHEMA = "views"
_OPTIONS = (
    "-c synchronous_commit=off -c enable_hashjoin=off -c enable_mergejoin=off -c max_parallel_workers_per_gather=0"
)
_POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]
_REFUSED = (sqlite3.IntegrityError, sqlite3.DataError, psycopg.IntegrityError, psycopg.DataError, OverflowError)
SUFFIXES = ("a", "b")
NOWHERE = UUID(int=0)
_OPENING = 0x66616C74  # names the lock of whoever creates what is missing
_BUSY = 10_000  # milliseconds to wait for another process's page


class NotReady(Exception):
    """No set of tables can be read yet: they are being built, at first or for code that needs other columns."""


class Unstorable(Exception):
    """The database refuses a row for what it holds; the name of its reason, never the row."""


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """How far one set of tables has come. `code` names the columns and the logic that its rows were made by.

    `at` is when the last event it holds was received; `live`: this is the set that is read.
    """

    suffix: str
    epoch: UUID
    position: int
    code: str
    at: datetime | None
    live: bool


class Reading:
    """One consistent look at the live set, for as long as its transaction lasts. `t` holds the tables."""

    def __init__(self, connection: Connection, tables: Tables, stand: Stand) -> None:
        self.connection, self.t, self.stand = connection, tables, stand

    @property
    def position(self) -> int:
        """The last log position that the rows know of."""
        return self.stand.position

    def opaque(self, position: int) -> str:
        """A name for a position that tells nobody how much was recorded: equal for equal positions, and no more."""
        digest = hashlib.blake2b(position.to_bytes(8), digest_size=12, key=self.stand.epoch.bytes)
        return digest.hexdigest()


def shape(tables: Tables) -> str:
    """A short name for the columns of all tables: another name cannot be read by this code."""
    every = [(t.name.removesuffix(tables.suffix), c) for t in tables.metadata.sorted_tables for c in t.columns]
    named = "\n".join(f"{table}{c.name} {c.type!r} {c.nullable}" for table, c in every)
    return hashlib.blake2b(named.encode(), digest_size=6).hexdigest()


class Views:
    """The read side's database. `open` creates what is missing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.schema = None if engine.dialect.name == "sqlite" else SCHEMA
        self.sets = _sets(self.schema)
        self.tables = {suffix: Tables(suffix, self.schema) for suffix in SUFFIXES}
        self.shape = shape(self.tables["a"])

    @classmethod
    def open(cls, url: str, *, pool: int = 10) -> Self:
        """`sqlite:///views.db` or `postgresql://…` (a schema of its own beside the log).

        `pool`: connections at most. Raises Unavailable where there is no database or it does not answer.
        """
        views = cls(_engine(url, pool))
        try:
            views._make()
        except DatabaseError as error:
            views.close()
            raise Unavailable(str(error.orig)) from error
        return views

    def _make(self) -> None:
        with self.writing() as connection:
            if self.schema:  # one process at a time; SQLite has locked already
                connection.execute(select(func.pg_advisory_xact_lock(_OPENING)))
                connection.execute(CreateSchema(self.schema, if_not_exists=True))
            self.sets.metadata.create_all(connection)
            if not self.stands(connection):
                empty = {"epoch": NOWHERE, "position": 0, "code": "", "at": None, "live": False}
                connection.execute(insert(self.sets), [{"suffix": suffix, **empty} for suffix in SUFFIXES])

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def read(self) -> Iterator[Reading]:
        """The live set, as it is now and stays for this reader. Raises NotReady."""
        with self.engine.connect() as connection:
            stand = next((s for s in self.stands(connection) if s.live), None)
            if stand is None or not stand.code.startswith(self.shape):
                raise NotReady
            yield Reading(connection, self.tables[stand.suffix], stand)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that writes, or nothing."""
        options: dict[str, Any] = {"writes": True}
        if self.schema:  # who waited for another process's page must see what it wrote
            options["isolation_level"] = "READ COMMITTED"
        with self.engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection

    def stands(self, connection: Connection, *, hold: bool = False) -> list[Stand]:
        """How far both sets have come; `hold`: no other process moves either before this transaction ends."""
        asked = select(self.sets).order_by(self.sets.c.suffix)
        return [Stand(**row._mapping) for row in connection.execute(asked.with_for_update() if hold else asked)]  # noqa: SLF001

    def held(self, connection: Connection, suffix: str) -> Stand:
        """How far one set has come; no other process moves it before this transaction ends."""
        row = connection.execute(select(self.sets).where(self.sets.c.suffix == suffix).with_for_update()).one()
        return Stand(**row._mapping)  # noqa: SLF001

    def empty(self, connection: Connection, suffix: str) -> None:
        """Drop the tables of a set that nobody reads."""
        for table in self.tables[suffix].metadata.sorted_tables:
            connection.execute(DropTable(table, if_exists=True))
        connection.execute(update(self.sets).where(self.sets.c.suffix == suffix).values(position=0, code=""))

    def settle(self, connection: Connection, suffix: str) -> None:
        """Once many rows have come in: make the late indexes, put what is counted together side by side, analyse.

        A partnership's page is then as quick among three hundred others as alone.
        """
        t = self.tables[suffix]
        made = {index["name"] for index in inspect(connection).get_indexes(t.activities.name, self.schema)}
        if {index.name for index in t.late if index.table is t.activities} <= made:
            return  # another process was here first
        if t.clustered:
            connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        else:
            connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
            connection.exec_driver_sql("SET LOCAL default_statistics_target = 10")
        for index in t.late:
            index.create(connection)
            if index.name == f"{t.activities.name}_counted" and self._shared(connection, t):
                connection.exec_driver_sql(f"CLUSTER {t.activities.fullname} USING {index.name}")
        for table in t.metadata.sorted_tables:
            connection.exec_driver_sql(f"ANALYZE {table.fullname}")

    def _shared(self, connection: Connection, t: Tables) -> bool:
        """Whether several partnerships lie among each other."""
        partnership = t.activities.c.partnership
        first, last = connection.execute(select(func.min(partnership), func.max(partnership))).one()
        return bool(first != last)

    def write(self, connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
        """Add many rows, each with a value for every column, in order and as the database keeps it (UUIDs as UUID).

        Raises Unstorable where one of them cannot stand there.
        """
        raw: Any = connection.connection.driver_connection
        try:
            if connection.dialect.name == "sqlite":
                statement, uuids = _sqlite_insert(table)
                raw.executemany(statement, [_hexed(row, uuids) for row in rows])
            else:
                into = f"COPY {table.fullname} FROM STDIN (FORMAT BINARY)"
                with raw.cursor() as cursor, cursor.copy(into) as copy:
                    copy.set_types(_postgres_types(table))
                    for row in rows:
                        copy.write_row(row)
        except _REFUSED as error:
            raise Unstorable(type(error).__name__) from None


def _sets(schema: str | None) -> Table:
    return Table(
        "sets",
        MetaData(schema=schema),
        Column("suffix", String, primary_key=True),
        Column("epoch", Uuid, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("code", String, nullable=False),
        Column("at", Moment, nullable=True),
        Column("live", Boolean, nullable=False),
    )


@lru_cache(maxsize=64)
def _sqlite_insert(table: Table) -> tuple[str, tuple[int, ...]]:
    """The statement, and which of its columns hold a UUID, which SQLite keeps as 32 hex digits."""
    marks = ", ".join("?" * len(table.columns))
    uuids = tuple(i for i, column in enumerate(table.columns) if isinstance(column.type, Uuid))
    return f"INSERT INTO {table.name} VALUES ({marks})", uuids  # noqa: S608 — our own table


@lru_cache(maxsize=64)
def _postgres_types(table: Table) -> list[str]:
    """What PostgreSQL calls each column's type; a binary COPY converts nothing."""
    return [c.type.compile(_POSTGRES).lower().partition("(")[0] for c in table.columns]


def _hexed(row: Sequence[Any], uuids: tuple[int, ...]) -> list[Any]:
    hexed = list(row)
    for i in uuids:
        if hexed[i] is not None:
            hexed[i] = hexed[i].hex
    return hexed


def _engine(url: str, pool: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, poolclass=QueuePool, pool_size=pool, max_overflow=0, hide_parameters=True)
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_began)
        return engine
    # A reader keeps one snapshot. The rows are disposable and commit with their position: no need to wait for the disk.
    # Every question is of one partnership, has its index, and finds little: a plan by the average over all partnerships
    # would rather compare everything in it with everything.
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=pool,
        max_overflow=0,
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        connect_args={"options": _OPTIONS},
    )


def _sqlite_connected(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    connection.execute(f"PRAGMA busy_timeout={_BUSY}")
    write_ahead(connection)
    for pragma in ("synchronous=NORMAL", "cache_size=-64000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_began(connection: Connection) -> None:
    # What checks before it writes must lock first: a deferred transaction could fail at the write (FACTS).
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
