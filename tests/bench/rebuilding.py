"""Events per second: our views built anew from the log, against the event sourcing library's own projection runner.

The runner takes one event per transaction on PostgreSQL. Ours builds every view there is, on SQLite and on PostgreSQL,
a page of the log per transaction. The runner fills the same views by the same code; and, as the least that anybody
could ask of it, one table with one row for each event.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.house import House
from backend.settings import Settings
from tests.bench.figures import Target, ratios, side_by_side
from tests.bench.runner import EveryView, OneRowEach
from tests.bench.year import PARTNERSHIP, Clock, furnish, record
from tests.support.postgres import Databases
from tests.support.server import Server

AT_LEAST = 50.0
Say = Callable[[str], None]


def measured(say: Say, databases: Databases, *, ours: int, theirs: int) -> Iterator[Target]:
    """Rebuild so many events of ours, and let the runner take so many."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        _full(Path(folder) / "sqlite", None, ours) as on_sqlite,
        _full(Path(folder) / "postgres", databases.fresh(), ours) as on_postgres,
        _full(Path(folder) / "runner", (same := databases.fresh()), theirs) as fewer,
    ):
        every, one = EveryView(fewer, same), OneRowEach(databases.fresh(), theirs)
        sqlite, postgres, runner, least = side_by_side(
            [lambda: _rebuilt(on_sqlite), lambda: _rebuilt(on_postgres), every.run, one.run]
        )
    say(f"  {ours:,} events by us, {every.events:,} by the library's ProjectionRunner on PostgreSQL; events/s,")
    say("  min – median – max")
    say(f"    every view, ours on SQLite               {sqlite}")
    say(f"    every view, ours on PostgreSQL           {postgres}")
    say(f"    every view, the runner                   {runner}")
    say(f"    ratio, ours on SQLite                    {ratios(sqlite, runner)}")
    say(f"    ratio, ours on PostgreSQL                {ratios(postgres, runner)}")
    say(f"    one row for each event, the runner       {least}")
    say(f"    ratio, every view of ours on SQLite      {ratios(sqlite, least)}")
    say(f"    ratio, every view of ours on PostgreSQL  {ratios(postgres, least)}")
    yield Target(
        name="rebuild on PostgreSQL, of the same by the library's runner",
        measured=ratios(postgres, runner),
        at_least=AT_LEAST,
    )


@contextmanager
def _full(folder: Path, database: str | None, events: int) -> Iterator[House]:
    folder.mkdir()
    clock = Clock()
    with House(Settings.read(Server(folder, database=database).environment), now=clock) as house:
        furnish(house)
        record(house, clock, {PARTNERSHIP: events}, lambda *_: None)
        yield house


def _rebuilt(house: House) -> float:
    began = time.perf_counter()
    position = house.follower.rebuild()
    return position / (time.perf_counter() - began)
