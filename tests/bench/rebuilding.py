"""Events per second: our views built anew from the log, against the event sourcing library's own projection runner.

The runner takes one event per transaction on PostgreSQL: a row and where it has come to. Ours builds every view there
is, on SQLite and on PostgreSQL, a page of the log per transaction.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL

from backend.house import House
from backend.settings import Settings
from tests.bench.figures import Target, ratios, side_by_side
from tests.bench.year import PARTNERSHIP, Clock, furnish, record
from tests.support.postgres import Databases
from tests.support.server import Server

AT_LEAST = 50.0
_WITHIN = 120.0  # seconds
Say = Callable[[str], None]


class Visit(Aggregate):
    """As small as an aggregate can be and still say what our activity says."""

    @event("Recorded")
    def __init__(self, kind: str, place: str, minutes: int, occurred_at: str) -> None:
        self.kind, self.place, self.minutes, self.occurred_at = kind, place, minutes, occurred_at


class Visits(Application):  # type: ignore[type-arg]
    """The library's application, with nothing added."""


class VisitRows(PostgresTrackingRecorder):
    """One row per event; tracking in the same transaction, as the library's own examples do it."""

    def __init__(self, datastore: PostgresDatastore, **given: Any) -> None:
        super().__init__(datastore, **given)
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS visit_rows "
                "(id uuid PRIMARY KEY, kind text, place text, minutes integer, occurred_at text)"
            ).format()
        )

    def add(self, visit: Any, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO visit_rows VALUES (%s, %s, %s, %s, %s)",
                (visit.originator_id, visit.kind, visit.place, visit.minutes, visit.occurred_at),
                prepare=True,
            )


class VisitsSeen(Projection[VisitRows]):
    """Trivially small; remembers when it was done with each event."""

    name = "visits_seen"

    def __init__(self, view: VisitRows) -> None:
        super().__init__(view)
        self.done: list[float] = []

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.add(domain_event, tracking)
        self.done.append(time.perf_counter())


def measured(say: Say, databases: Databases, *, ours: int, theirs: int) -> Iterator[Target]:
    """Rebuild so many events of ours, and let the runner take so many of the library's."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        _full(Path(folder) / "sqlite", None, ours) as on_sqlite,
        _full(Path(folder) / "postgres", databases.fresh(), ours) as on_postgres,
    ):
        runner = _Runner(databases.fresh(), theirs)
        sqlite, postgres, library = side_by_side(
            [lambda: _rebuilt(on_sqlite), lambda: _rebuilt(on_postgres), runner.run]
        )
    say(
        f"  {ours:,} events of ours into every view, {theirs:,} of the library's into one; events/s, min – median – max"
    )
    say(f"    ours on SQLite                           {sqlite}")
    say(f"    ours on PostgreSQL                       {postgres}")
    say(f"    ProjectionRunner on PostgreSQL           {library}")
    say(f"    ratio, ours on SQLite                    {ratios(sqlite, library)}")
    say(f"    ratio, ours on PostgreSQL                {ratios(postgres, library)}")
    yield Target(
        name="rebuild on PostgreSQL, of the library's runner", measured=ratios(postgres, library), at_least=AT_LEAST
    )
    yield Target(name="rebuild on SQLite, of the library's runner", measured=ratios(sqlite, library), at_least=AT_LEAST)


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


class _Runner:
    """The library as its documentation has it, on one database."""

    def __init__(self, url: str, events: int) -> None:
        parts = urlsplit(url)
        self.url = url
        self.env = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": parts.path.lstrip("/"),
            "POSTGRES_HOST": parts.hostname or "",
            "POSTGRES_PORT": str(parts.port or 5432),
            "POSTGRES_USER": parts.username or "",
            "POSTGRES_PASSWORD": parts.password or "",
        }
        self.events = events
        numbers = count()
        application = Visits(env=self.env)
        for start in range(0, events, 500):
            some = range(min(500, events - start))
            application.save(
                *(Visit("platsbesok", "ankarsrum", next(numbers) % 180, "2026-05-04T20:30:00+02:00") for _ in some)
            )
        application.close()

    def run(self) -> float:
        with psycopg.connect(self.url) as connection:
            connection.execute(f"DROP TABLE IF EXISTS visit_rows, {VisitsSeen.name}_tracking")
        with ProjectionRunner(
            application_class=Visits, projection_class=VisitsSeen, view_class=VisitRows, env=self.env
        ) as runner:
            runner.wait(self.events, timeout=_WITHIN)
            done: list[float] = runner.projection.done  # type: ignore[attr-defined]
        return (self.events - 1) / (done[-1] - done[0])  # without the time it takes to begin
