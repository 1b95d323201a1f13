"""Activities per second through a real server, against raw inserts of the same rows."""

import http.client
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from backend.house import House
from backend.settings import Settings
from tests.bench.figures import Spread, Target, ratios, side_by_side
from tests.bench.phones import CLIENTS, LETTERS, Phone, hand_in, signed_in
from tests.bench.raw import Raw, RawPostgres, RawSQLite
from tests.support.postgres import Databases
from tests.support.server import Server

AT_LEAST = 0.25
_CAUGHT_UP_WITHIN = 60.0  # seconds
Say = Callable[[str], None]


def on_sqlite(say: Say, *, requests: int) -> Iterator[Target]:
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        _served(Path(folder), None) as (server, phones),
        closing(RawSQLite(Path(folder) / "log.sqlite")) as raw,
    ):
        yield from _measured(say, "SQLite", server, phones, raw, requests)


def on_postgres(say: Say, databases: Databases, *, requests: int) -> Iterator[Target]:
    url = databases.fresh()
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        _served(Path(folder), url) as (server, phones),
        closing(RawPostgres(url)) as raw,
    ):
        yield from _measured(say, "PostgreSQL", server, phones, raw, requests)


@contextmanager
def _served(folder: Path, database: str | None) -> Iterator[tuple[Server, list[Phone]]]:
    server = Server(folder, database=database, port=None)
    with House(Settings.read(server.environment)) as house:
        for _ in house.furnish():
            pass
        phones = signed_in(house)
    try:
        yield server.start(), phones
    finally:
        server.stop()


def _measured(say: Say, where: str, server: Server, phones: list[Phone], raw: Raw, requests: int) -> Iterator[Target]:
    slowest: list[float] = []
    position = 0

    def through_http(notes: bool) -> float:
        nonlocal position
        position = _caught_up(server)
        load = hand_in(phones, server.port, requests, notes=notes, folder=server.data)
        _caught_up(server)
        slowest.append(load.slowest_ms)
        return load.kept / load.seconds

    def inserted() -> float:
        return raw.insert(*raw.stored(position))

    through_http(False)  # the first time pays for caches
    inserted()
    slowest.clear()
    plain, bare, noted, bare_noted = side_by_side(
        [lambda: through_http(False), inserted, lambda: through_http(True), inserted]
    )
    activities = CLIENTS * requests * LETTERS
    say(f"  {where}, {CLIENTS} clients, letters of {LETTERS}, {activities:,} activities a round; min – median – max")
    say(f"    without notes, activities/s              {plain}")
    say(f"    the same rows raw, {LETTERS} per commit         {bare}")
    say(f"    ratio                                    {ratios(plain, bare)}")
    say(f"    a note on every fifth, activities/s      {noted}")
    say(f"    the same rows raw                        {bare_noted}")
    say(f"    ratio                                    {ratios(noted, bare_noted)}")
    say(f"    slowest answer of a round, ms            {Spread(tuple(slowest))}")
    yield Target(
        name=f"activities/s through POST /api/sync on {where}, of raw inserts",
        measured=ratios(plain, bare),
        at_least=AT_LEAST,
    )


def _caught_up(server: Server) -> int:
    """Wait for the views, so that one round does not pay for another; the log's position."""
    until = time.monotonic() + _CAUGHT_UP_WITHIN
    while time.monotonic() < until:
        if _gauge(server, "views_lag") == 0:
            return _gauge(server, "log_position")
        time.sleep(0.1)
    raise RuntimeError("the views did not catch up with the log")


def _gauge(server: Server, name: str) -> int:
    with closing(http.client.HTTPConnection("localhost", server.port, timeout=10)) as connection:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    line = next(line for line in text.splitlines() if line.startswith(f"faltlogg_{name} "))
    return round(float(line.split()[1]))
