"""The event sourcing library's own way to fill views on PostgreSQL: its projection runner, an event per transaction.

Twice: over our events, filling our views with our own code for one event; and over its own, with one row for each,
which is as little as a view can be.
"""

import time
from collections.abc import Sequence
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Mapper, StoredEvent, Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL

from backend.house import House
from backend.log import Recorded
from backend.log.mapper import to_event, to_stored
from projections.page import World
from projections.store import SUFFIXES

_WITHIN = 120.0  # seconds
_AT_ONCE = 500  # events stored in one go


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


class OneRowEach:
    """The runner over so many of the library's events, each one row in one table."""

    def __init__(self, url: str, events: int) -> None:
        self.url, self.env, self.events = url, _environment(url), events
        numbers = count()
        application = Visits(env=self.env)
        for start in range(0, events, _AT_ONCE):
            some = range(min(_AT_ONCE, events - start))
            application.save(
                *(Visit("platsbesok", "ankarsrum", next(numbers) % 180, "2026-05-04T20:30:00+02:00") for _ in some)
            )
        application.close()

    def run(self) -> float:
        """Fill the table anew; events per second."""
        with psycopg.connect(self.url) as connection:
            connection.execute(f"DROP TABLE IF EXISTS visit_rows, {VisitsSeen.name}_tracking")
        return _events_per_second(Visits, VisitsSeen, VisitRows, self.env, self.events)


class _OurMapper(Mapper):  # type: ignore[type-arg]
    """Decodes as our log does."""

    def to_domain_event(self, stored: StoredEvent) -> Any:
        found, fault = to_event(stored.topic, bytes(stored.state))
        return Recorded(
            position=getattr(stored, "id", 0),
            stream=stored.originator_id,  # type: ignore[arg-type]
            version=stored.originator_version,
            topic=stored.topic,
            event=found,
            fault=fault,
        )


class OurEvents(Application):  # type: ignore[type-arg]
    """The library's application, with our events in it."""

    def construct_mapper(self, transcoder: Any = None) -> Any:
        return _OurMapper(transcoder=transcoder)


class OurViews(Projection[PostgresTrackingRecorder]):
    """Our views, by our own code for one event; remembers when it was done with each."""

    name = "our_views"
    house: House  # whose views they are
    suffix: str  # of the set to fill

    def __init__(self, view: PostgresTrackingRecorder) -> None:
        super().__init__(view)
        self.done: list[float] = []
        self.world = World()

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        views, follower = self.house.views, self.house.follower
        with views.writing() as connection:
            follower._apply(connection, views.tables[self.suffix], self.world, [domain_event])
            raw: Any = connection.connection.driver_connection
            with raw.cursor() as cursor:
                self.view._insert_tracking(cursor, tracking)
        self.done.append(time.perf_counter())


class EveryView:
    """The runner over a house's events, each into every view. `url`: the house's database, where tracking stands too.

    The transactions commit as our own rebuild's do, without waiting for the disk.
    """

    def __init__(self, house: House, url: str) -> None:
        self.house, self.url, self.env = house, url, _environment(url)
        ours = house.log.page(0, house.log.head())
        self.events = len(ours)
        application = OurEvents(env=self.env)
        for start in range(0, self.events, _AT_ONCE):
            application.recorder.insert_events(_stored(ours[start : start + _AT_ONCE]))
        application.close()

    def run(self) -> float:
        """Fill a set of tables anew, with every index it is read by; events per second."""
        views, suffix = self.house.views, SUFFIXES[0]
        with views.writing() as connection:
            views.empty(connection, suffix)
            views.tables[suffix].metadata.create_all(connection)
        with psycopg.connect(self.url) as connection:
            connection.execute(f"DROP TABLE IF EXISTS {OurViews.name}_tracking")
        OurViews.house, OurViews.suffix = self.house, suffix
        return _events_per_second(OurEvents, OurViews, PostgresTrackingRecorder, self.env, self.events)


def _events_per_second(application: Any, projection: Any, view: Any, env: dict[str, str], events: int) -> float:
    """From the first event to the last, without the time it takes to begin."""
    with ProjectionRunner(
        application_class=application, projection_class=projection, view_class=view, env=env
    ) as runner:
        runner.wait(events, timeout=_WITHIN)
        done: list[float] = runner.projection.done  # type: ignore[attr-defined]
    return (events - 1) / (done[-1] - done[0])


def _stored(events: Sequence[Recorded]) -> list[StoredEvent]:
    return [to_stored(e.stream, e.version, e.event) for e in events if e.event is not None]


def _environment(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.lstrip("/"),
        "POSTGRES_HOST": parts.hostname or "",
        "POSTGRES_PORT": str(parts.port or 5432),
        "POSTGRES_USER": parts.username or "",
        "POSTGRES_PASSWORD": parts.password or "",
    }
