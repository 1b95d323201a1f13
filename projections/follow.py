"""Pulls what is new in the log into every view, a page per transaction, exactly once.

A set of tables knows its (epoch, position, code). Another epoch or other code fills the other set from the beginning
and then switches, so that figures never fall to zero. An event that cannot be taken goes to quarantine, and what
follows in its stream waits with it. Several processes may follow: whoever holds the set's row applies the next page
after the position that stands there.
"""

import contextlib
import gc
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.schema import CreateTable

from backend.domain.activity import ActivityCorrected, ActivityWithdrawn
from backend.domain.calendar import end_of, local
from backend.domain.epoch import EpochBegan
from backend.domain.note import NoteErased, NoteRead
from backend.domain.visit import VisitsMerged, VisitsParted
from backend.log import Recorded
from projections import activities, decisions, pledges, revised, trail, visits
from projections.page import Page, Take, World
from projections.store import NotReady, Stand, Unstorable, Views
from projections.tables import ORIGIN, Tables

_log = logging.getLogger(__name__)

VIEWS = (trail, pledges, activities, visits, decisions, revised)
"""Every view, in the order in which they take an event: the trail looks at an activity before its row is closed."""

_PAGE = 10_000  # events in one transaction
_GLANCE = 0.1
_LEFT_AFTER = 60.0  # seconds after a switch, when every reader of the old set has left
_TICK = 0.02  # seconds between two looks at how far another process has come


class Source(Protocol):
    """As much of the log as the follower reads."""

    @property
    def epoch(self) -> UUID: ...
    def head(self) -> int: ...
    def page(self, after: int, limit: int) -> list[Recorded]: ...


def _takes() -> dict[type, tuple[Take, ...]]:
    found: dict[type, tuple[Take, ...]] = {EpochBegan: ()}
    for view in VIEWS:
        for event, take in view.TAKES.items():
            found[event] = (*found.get(event, ()), take)
    return found


TAKES = _takes()


class Follower:
    """Keeps the views in step with the log.

    `catch_up` in one's own thread, `start` for a thread that does it, `rely` where another process does.
    """

    def __init__(
        self, log: Source, views: Views, *, page: int = _PAGE, poll: float = 1.0, glance: float = _GLANCE
    ) -> None:
        """Seconds between two looks at everything (`poll`), and at the log's head (`glance`), when no hint comes."""
        self.log, self.views = log, views
        self.code = ".".join((views.shape, *(str(view.LOGIC) for view in VIEWS)))
        self._size, self._poll, self._glance = page, poll, glance
        self._elsewhere = False
        self._one = threading.Lock()
        self._hint = threading.Event()
        self._moved = threading.Condition()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._switched = time.monotonic()
        self._worlds: dict[str, tuple[int, UUID, World]] = {}

    # In step with the log.

    def catch_up(self) -> int:
        """Apply everything the log holds now; return the position the live set has come to.

        Rebuilds where that is due.
        """
        with self._one:
            target = self._target()
            self._fill(target)
            if not self._stand(target).live:
                self._finish(target)
                self._fill(target)  # what came while the indexes were made
                if not self._stopping.is_set():
                    self._switch(target)
            self._tell()
            return self._stand(target).position

    def rebuild(self) -> int:
        """Fill the other set from the beginning and switch to it, whether or not that is due."""
        with self._one, self.views.writing() as connection:
            self._begin(connection, next(s.suffix for s in self.views.stands(connection, hold=True) if not s.live))
        return self.catch_up()

    def position(self) -> int:
        """How far the live set has come; 0 where there is none."""
        try:
            with self.views.read() as reading:
                return reading.position if reading.stand.epoch == self.log.epoch else 0
        except NotReady:
            return 0

    def lag(self) -> int:
        """How many log positions the live set is behind."""
        return max(0, self.log.head() - self.position())

    def quarantined(self) -> int:
        """How many events of the live set stand in quarantine; above 0 is an alarm."""
        try:
            with self.views.read() as reading:
                counted = select(func.count()).select_from(reading.t.quarantine)
                return int(reading.connection.execute(counted).scalar_one())
        except NotReady:
            return 0

    # In the background.

    def start(self) -> None:
        """Follow in a thread until `stop`."""
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self._thread.start()

    def rely(self) -> None:
        """Another process follows: here one only waits for it."""
        self._elsewhere = True

    def stop(self) -> None:
        """Let the page at hand finish and end the thread."""
        self._stopping.set()
        self._hint.set()
        if self._thread:
            self._thread.join()
            self._thread = None
        self._stopping.clear()

    def wake(self) -> None:
        """There is something new in the log. A hint: without it the next poll finds it."""
        self._hint.set()

    def wait_for(self, position: int, timeout: float = 1.0) -> int:
        """Wait, at most `timeout` seconds, until the live set has come to `position`; return how many it lacks."""
        if self._thread is None and not self._elsewhere:
            return max(0, position - self.catch_up())
        self.wake()
        until = time.monotonic() + timeout
        while (come := self.position()) < position and (left := until - time.monotonic()) > 0:
            with self._moved:
                self._moved.wait(min(left, _TICK))
        return max(0, position - come)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._hint.clear()
            try:
                come = self.catch_up()
                self._clear()
                self._rest(come)
            except Exception:  # noqa: BLE001 — a database that is away comes back
                _log.exception("the follower could not read or write; it tries again")
                self._hint.wait(self._poll)

    def _rest(self, come: int) -> None:
        """Until a hint comes, the log's head has moved on, or it is time to look at everything again.

        A moment at least unless somebody hints: a few large pages cost those who hand in less than many small ones.
        """
        until = time.monotonic() + self._poll
        while (left := until - time.monotonic()) > 0:
            if self._hint.wait(min(left, self._glance)) or self.log.head() != come:
                return

    def _tell(self) -> None:
        with self._moved:
            self._moved.notify_all()

    # One set of tables.

    def _stand(self, suffix: str) -> Stand:
        with self.views.engine.connect() as connection:
            return next(s for s in self.views.stands(connection) if s.suffix == suffix)

    def _fits(self, stand: Stand) -> bool:
        """Whether a set was made by this code from this log."""
        return stand.code == self.code and stand.epoch == self.log.epoch and stand.position <= self.log.head()

    def _target(self) -> str:
        """The set to fill: the one that was begun, else the live one, else a new beginning."""
        with self.views.writing() as connection:
            stands = {s.live: s for s in self.views.stands(connection, hold=True)}
            begun = stands[False]
            if self._fits(begun):
                return begun.suffix
            if True in stands and self._fits(stands[True]):
                return stands[True].suffix
            self._begin(connection, begun.suffix)
            return begun.suffix

    def _begin(self, connection: Connection, suffix: str) -> None:
        """Empty a set and let it start from the beginning, without the indexes that are quicker to make last."""
        self.views.empty(connection, suffix)
        t = self.views.tables[suffix]
        for table in t.metadata.sorted_tables:
            connection.execute(CreateTable(table))
            for index in table.indexes.difference(t.late):
                index.create(connection)
        self._move(connection, suffix, 0, None)
        self._worlds.pop(suffix, None)

    def _fill(self, suffix: str) -> None:
        with _no_collecting(), ThreadPoolExecutor(1) as reader:
            pages = _Ahead(self.log, self._size, reader)
            while not self._stopping.is_set() and self._apply_next(suffix, pages):
                self._tell()

    def _finish(self, suffix: str) -> None:
        """Do what a rebuild leaves for last."""
        with self.views.writing() as connection:
            self.views.held(connection, suffix)
            self.views.settle(connection, suffix)

    def _switch(self, suffix: str) -> None:
        """From here on everybody reads this set. The other fits nothing any longer, and goes when its readers have."""
        sets = self.views.sets
        with self.views.writing() as connection:
            connection.execute(update(sets).values(live=sets.c.suffix == suffix))
            connection.execute(update(sets).where(sets.c.suffix != suffix).values(code=""))
        self._switched = time.monotonic()

    def _clear(self) -> None:
        """Drop the set that was read before the last switch, once nobody can be reading it."""
        if time.monotonic() - self._switched < _LEFT_AFTER:
            return
        self._switched = float("inf")
        with self.views.writing() as connection:
            for stand in self.views.stands(connection, hold=True):
                if not stand.live and not stand.code and stand.position:
                    self.views.empty(connection, stand.suffix)

    def _move(self, connection: Connection, suffix: str, position: int, at: datetime | None) -> None:
        sets = self.views.sets
        stand = {"epoch": self.log.epoch, "position": position, "code": self.code, "at": at}
        connection.execute(update(sets).where(sets.c.suffix == suffix).values(stand))

    # One page.

    def _apply_next(self, suffix: str, pages: "_Ahead") -> bool:
        """Apply the page after the set's position; False where there is none."""
        with self.views.writing() as connection:
            stand = self.views.held(connection, suffix)
            page = pages.after(stand.position)
            if not page:
                return False
            t = self.views.tables[suffix]
            world = self._world(connection, t, stand)
            try:
                with connection.begin_nested():
                    self._apply(connection, t, world, page)
            except Unstorable:
                # One of them cannot be stored: find it, and let the others through.
                world = World.load(connection, t)
                for at in page:
                    world = self._apply_alone(connection, t, world, at)
            last = _received(page) or stand.at
            self._move(connection, suffix, page[-1].position, last)
        self._worlds[suffix] = (page[-1].position, self.log.epoch, world)
        return True

    def _world(self, connection: Connection, t: Tables, stand: Stand) -> World:
        """The world at the set's position: remembered where nobody else has moved the set since, else loaded."""
        position, epoch, world = self._worlds.pop(t.suffix, (-1, stand.epoch, World()))
        return world if (position, epoch) == (stand.position, stand.epoch) else World.load(connection, t)

    def _apply_alone(self, connection: Connection, t: Tables, world: World, at: Recorded) -> World:
        try:
            with connection.begin_nested():
                self._apply(connection, t, world, [at])
        except Unstorable as refused:
            world = World.load(connection, t)
            page = Page(world)
            _quarantine(page, at, f"cannot be stored: {refused}")
            page.write(connection, self.views, t)
        return world

    def _apply(self, connection: Connection, t: Tables, world: World, events: Sequence[Recorded]) -> None:
        page = Page(world)
        page.remember(connection, t, _building_on(events))
        for at in events:
            if at.event is None:
                _quarantine(page, at, at.fault or "cannot be decoded")
            elif world.held and at.stream in world.held:
                _quarantine(page, at, "follows an event in quarantine")
            else:
                page.begin()
                try:
                    for take in TAKES[type(at.event)]:
                        take(page, at, at.event)
                except Exception as error:  # noqa: BLE001 — whatever it is, the rest goes on
                    page.undo()
                    _quarantine(page, at, f"cannot be taken: {type(error).__name__}")
        _days(connection, t, events)
        page.write(connection, self.views, t)


class _Ahead:
    """Reads pages of the log: while one is being written already the next, as long as there is a whole one more."""

    def __init__(self, log: Source, size: int, reader: Executor) -> None:
        self._log, self._size, self._reader = log, size, reader
        self._next: tuple[int, Future[list[Recorded]]] | None = None

    def after(self, position: int) -> list[Recorded]:
        """The page after a position, read ahead or not."""
        ahead = self._next
        page = ahead[1].result() if ahead and ahead[0] == position else self._log.page(position, self._size)
        self._next = None
        if len(page) == self._size:
            last = page[-1].position
            self._next = last, self._reader.submit(self._log.page, last, self._size)
        return page


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """A page is tens of thousands of objects, none in a cycle; looking for them costs a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _quarantine(page: Page, at: Recorded, reason: str) -> None:
    """Hold an event back, and its stream from here on. The reason never quotes what the event holds."""
    _log.error("quarantine: position %d, stream %s, %s: %s", at.position, at.stream, at.topic, reason)
    page.world.held.add(at.stream)
    partnership = getattr(at.event, "partnership", None)
    page.add("quarantine", [at.position, at.stream, at.version, partnership, at.topic[:100], reason])


def _building_on(events: Sequence[Recorded]) -> set[UUID]:
    """The activities whose last version these events ask for, other than those recorded among them."""
    found: set[UUID] = set()
    for at in events:
        event = at.event
        if isinstance(event, ActivityCorrected | ActivityWithdrawn):
            found.add(at.stream)
        elif isinstance(event, NoteRead | NoteErased):
            found.add(event.activity)
        elif isinstance(event, VisitsMerged | VisitsParted):
            found.update(event.pair)
    return found.difference(at.stream for at in events if at.version == 1) if found else found


def _received(events: Sequence[Recorded]) -> datetime | None:
    return next((at.event.received_at for at in reversed(events) if at.event is not None), None)


def _days(connection: Connection, t: Tables, events: Sequence[Recorded]) -> None:
    """Remember the last position of each day of receipt. Times of receipt never decrease, so a new day is rare."""
    last: dict[date, int] = {}
    today, until = date.min, ORIGIN
    for at in events:
        if at.event is not None and at.event.received_at >= until:
            today = local(at.event.received_at).date()
            until = end_of(today)
        if today != date.min:
            last[today] = at.position
    if last:
        connection.execute(delete(t.days).where(t.days.c.day.in_(last)))
        connection.execute(insert(t.days), [{"day": day, "position": position} for day, position in last.items()])
