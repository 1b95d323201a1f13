"""Copies of a log: taken while the server runs, looked through, and put in another's place in one step.

A copy is always an ordinary SQLite log, also of a log on PostgreSQL: any tool reads it, and it is restored on either.
Accounts share the log's database and are copied with it.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit
from uuid import UUID

import msgspec
import psycopg
import sqlalchemy as sa
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier

from backend.log.engine import create, engine
from backend.log.postgres import PostgresRecorder
from backend.log.shapes import Unavailable
from backend.log.sqlite import SQLiteRecorder

_SCHEMA = "faltlogg_restore"  # where PostgreSQL holds a log that is being made ready
_TABLES = ("stored_events", "commands", "devices", "device_seqs", "backups")
_AT_ONCE = 1_000  # rows


class BadCopy(ValueError):
    """The file is no log of ours, or is damaged."""


def save(url: str, to: Path, also: sa.MetaData) -> int:
    """Copy the log at `url`, and the tables `also` beside it, into the new file `to`; return its last position.

    Writers are not held up: the copy is one moment of the log. It is on disk and looked through before it has its name.
    Raises FileExistsError, BadCopy where what was written does not read back.
    """
    if to.exists():
        raise FileExistsError(f"{to} is there already")
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part.touch(mode=0o600)
    try:
        if url.startswith("sqlite:///"):
            _copy_file(Path(url.removeprefix("sqlite:///")), part)
        else:
            _from_postgres(url, part)
            _copy_tables(url, f"sqlite:///{part}", also)
        _settle(part)
        position = look_through(part)
        _on_disk(part)
        part.rename(to)
        _on_disk(to.parent)
    finally:
        part.unlink(missing_ok=True)
    return position


def look_through(file: Path) -> int:
    """Read a copy from end to end; return its last position. Raises BadCopy."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            told = copy.execute("PRAGMA integrity_check").fetchone()[0]
            position, first, events = copy.execute(
                "SELECT max(rowid), min(topic) FILTER (WHERE rowid = 1), count(*) FROM stored_events"
            ).fetchone()
    except sqlite3.Error as error:
        raise BadCopy(f"{file} is no copy of a log: {error}") from None
    if told != "ok":
        raise BadCopy(f"{file} is damaged: {told}")
    if not events or first != "epoch-began":
        raise BadCopy(f"{file} is no copy of a log: it does not begin with an epoch")
    return int(position)


@contextmanager
def beside(url: str, file: Path, also: sa.MetaData) -> Iterator[str]:
    """Load a copy beside the log at `url`; yields the URL where it can be opened and mended before `switch`."""
    if url.startswith("sqlite:///"):
        live = Path(url.removeprefix("sqlite:///"))
        live.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        staged = live.with_name(f"{live.name}.restore")
        _remove(staged)
        staged.touch(mode=0o600)
        try:
            _copy_file(file, staged)
            yield f"sqlite:///{staged}"
        finally:
            _remove(staged)
        return
    staging = _with_schema(url)
    _drop_schema(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(_SCHEMA)))
    try:
        _into_postgres(file, staging)
        _copy_tables(f"sqlite:///{file}", staging, also)
        yield staging
    finally:
        _drop_schema(url)


def switch(staged: str, url: str, also: sa.MetaData) -> None:
    """Put the log at `staged` in the place of that at `url`, in one transaction, also under a running server.

    Raises Unavailable where those who work on it do not let go of it; then it is what it was.
    """
    if url.startswith("sqlite:///"):
        source, live = Path(staged.removeprefix("sqlite:///")), Path(url.removeprefix("sqlite:///"))
        live.touch(mode=0o600)
        _settle(source)
        try:
            _copy_file(source, live)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise Unavailable(str(error)) from error
            _move_aside(live)  # what stands there is no database any more, so nobody works on it
            _copy_file(source, live)
        return
    names = [*_TABLES, *(table.name for table in also.sorted_tables)]
    for tries_left in (4, 3, 2, 1, 0):
        try:
            _switch_tables(url, names)
        except psycopg.errors.DeadlockDetected as error:  # with a request that holds one table and wants another
            if not tries_left:
                raise Unavailable(str(error)) from error
        except psycopg.OperationalError as error:
            raise Unavailable(str(error)) from error
        else:
            return


def _switch_tables(url: str, names: Sequence[str]) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL lock_timeout = '30s'")
        (home,) = connection.execute("SELECT current_schema()").fetchone() or ("public",)
        for name in names:
            table = Identifier(name)
            connection.execute(SQL("DROP TABLE IF EXISTS {} CASCADE").format(table))
        for name in names:
            table = Identifier(name)
            connection.execute(
                SQL("ALTER TABLE {}.{} SET SCHEMA {}").format(Identifier(_SCHEMA), table, Identifier(home))
            )


def _copy_file(source: Path, to: Path) -> None:
    """SQLite's own backup, all pages in one step: it holds up no writer of `source`, and is one transaction in `to`."""
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True, timeout=30)) as reading,
        closing(sqlite3.connect(to, timeout=30)) as writing,
    ):
        writing.execute("PRAGMA synchronous=FULL")
        reading.backup(writing, pages=-1)


def _settle(file: Path) -> None:
    """One file without a write-ahead log beside it."""
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def _remove(file: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _move_aside(file: Path) -> None:
    number = next(n for n in count(1) if not file.with_name(f"{file.name}.damaged-{n}").exists())
    for ending in ("", "-wal", "-shm"):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.rename(file.with_name(f"{file.name}.damaged-{number}{ending}"))


def _on_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


# PostgreSQL


def _with_schema(url: str) -> str:
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    query["options"] = f"{query.get('options', '')} -csearch_path={_SCHEMA}".strip()
    return urlunsplit(parts._replace(query=urlencode(query)))


def _drop_schema(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(_SCHEMA)))


_READ = {
    "stored_events": "SELECT notification_id, originator_id, originator_version, topic, state, received_at "
    "FROM stored_events ORDER BY notification_id",
    "commands": "SELECT command, position, digest FROM commands",
    "devices": "SELECT device, partnership, member FROM devices",
    "device_seqs": "SELECT device, array(SELECT ARRAY[lower(r), upper(r) - 1] FROM unnest(seen) r) FROM device_seqs",
    "backups": "SELECT position, taken_at FROM backups",
}


def _from_postgres(url: str, to: Path) -> None:
    recorder = SQLiteRecorder(to)
    try:
        recorder.create_table()
    finally:
        recorder.close()
    with closing(sqlite3.connect(to, isolation_level=None)) as copy, psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        copy.execute("BEGIN")
        for table, statement in _READ.items():
            with connection.cursor(f"copy_{table}", row_factory=tuple_row) as cursor:
                cursor.itersize = _AT_ONCE
                cursor.execute(statement)
                while rows := cursor.fetchmany(_AT_ONCE):
                    marks = ", ".join("?" * len(rows[0]))
                    copy.executemany(f"INSERT INTO {table} VALUES ({marks})", [_plain(row) for row in rows])  # noqa: S608
        copy.execute("COMMIT")


def _plain(row: Sequence[Any]) -> list[Any]:
    """As SQLite keeps it: ids as 16 bytes, intervals as JSON."""
    return [v.bytes if isinstance(v, UUID) else msgspec.json.encode(v) if isinstance(v, list) else v for v in row]


_COPY = {
    "stored_events": (
        "SELECT rowid, originator_id, originator_version, topic, state, received_at FROM stored_events ORDER BY rowid",
        "COPY stored_events (notification_id, originator_id, originator_version, topic, state, received_at) FROM STDIN",
    ),
    "commands": (
        "SELECT command, position, digest FROM commands",
        "COPY commands (command, position, digest) FROM STDIN",
    ),
    "devices": (
        "SELECT device, partnership, member FROM devices",
        "COPY devices (device, partnership, member) FROM STDIN",
    ),
    "device_seqs": (
        "SELECT device, seen FROM device_seqs",
        "COPY device_seqs (device, seen) FROM STDIN",
    ),
    "backups": (
        "SELECT position, taken_at FROM backups",
        "COPY backups (position, taken_at) FROM STDIN",
    ),
}
_IDS = ("originator_id", "command", "device", "member")


def _into_postgres(file: Path, url: str) -> None:
    recorder = PostgresRecorder(url)
    try:
        recorder.create_table()
    finally:
        recorder.close()
    with (
        closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy,
        psycopg.connect(url) as connection,
    ):
        for select, into in _COPY.values():
            rows = copy.execute(select)
            columns = [column[0] for column in rows.description]
            with connection.cursor() as cursor, cursor.copy(into) as writing:
                for row in rows:
                    writing.write_row([_typed(c, v) for c, v in zip(columns, row, strict=True)])
        connection.execute(
            "SELECT setval('stored_events_notification_id_seq', (SELECT max(notification_id) FROM stored_events))"
        )


def _typed(column: str, value: Any) -> Any:
    """As PostgreSQL keeps it."""
    if column in _IDS:
        return UUID(bytes=value)
    if column == "seen":
        spans = msgspec.json.decode(value, type=list[tuple[int, int]])
        return "{" + ",".join(f"[{first},{last + 1})" for first, last in spans) + "}"
    return value


def _copy_tables(source: str, to: str, tables: sa.MetaData) -> None:
    """The rows of SQLAlchemy's tables, from one database to another."""
    reading, writing = engine(source), engine(to)
    try:
        create(writing, tables)
        with reading.connect() as from_, writing.begin() as into:
            if not sa.inspect(from_).has_table(tables.sorted_tables[0].name):
                return
            for table in tables.sorted_tables:
                rows = from_.execution_options(yield_per=_AT_ONCE).execute(sa.select(table))
                for some in rows.mappings().partitions():
                    into.execute(table.insert(), [dict(row) for row in some])
    finally:
        reading.dispose()
        writing.dispose()
