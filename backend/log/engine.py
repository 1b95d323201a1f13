"""SQLAlchemy engines for the small tables beside the log: accounts, keys, erasures."""

from pathlib import Path

import sqlalchemy as sa

from backend.log.ahead import write_ahead
from backend.log.shapes import Unavailable

_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


def engine(url: str, *, connections: int = 16) -> sa.Engine:
    """An engine for `sqlite:///path` (folder and file are made, for the owner's eyes only) or `postgresql://…`.

    On SQLite a commit is durable and what is deleted is overwritten. A fault never quotes what was to be stored.
    """
    if not url.startswith("sqlite:///"):
        _, _, rest = url.partition("://")
        return sa.create_engine(
            f"postgresql+psycopg://{rest}", pool_size=connections, pool_pre_ping=True, hide_parameters=True
        )
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    made = sa.create_engine(url, pool_size=connections, connect_args={"timeout": 5}, hide_parameters=True)

    @sa.event.listens_for(made, "connect")
    def _durable(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        write_ahead(cursor)
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return made


def create(made: sa.Engine, tables: sa.MetaData) -> None:
    """Make the tables that are not there, also when several processes do. Where it fails the engine is disposed of.

    Raises Unavailable where there is no database or it does not answer.
    """
    try:
        with made.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if made.dialect.name == "sqlite" else ONE_AT_A_TIME)
            tables.create_all(connection)
    except sa.exc.DatabaseError as error:
        made.dispose()
        raise Unavailable(str(error.orig)) from error
    except BaseException:
        made.dispose()
        raise


ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7065767)"
"""PostgreSQL's own IF NOT EXISTS fails when two processes create the same table at once."""
