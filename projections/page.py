"""What one page of the log becomes: rows, gathered before any is written; an event that cannot be taken leaves none.

`World` is what the events of a page are read against: each partnership's catalogue as it stood then.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, or_, select, update

from backend.domain.catalogue import Catalogue, CatalogueEvent
from backend.domain.events import Event
from backend.domain.report import Report
from backend.log import Recorded
from projections.store import Views
from projections.tables import FOREVER, Tables, codes

Row = list[Any]

# The columns of `activities`, in order (tables.py).
(
    PARTNERSHIP, KIND, DAY, ACTIVITY, VERSION, BELIEVED_FROM, BELIEVED_TO, WITHDRAWN, ORGANISATION, MEMBER, DEVICE,
    OCCURRED_AT, MINUTE, MINUTES, PEOPLE, PLACES, ZONES, ZONE, WALK, PROBLEM, ACTIONS, SUITS, JOINT, CREW, ANSWERS,
    RESULTS, NOTE_VERSION, RECORDED_AT, RECEIVED_AT, SKEW, SEQ, PAIRED,
) = range(32)  # fmt: skip

_PAST = ("partnership", "kind", "activity", "version", "organisation", "places", "note_version", "paired")
_AT = (PARTNERSHIP, KIND, ACTIVITY, VERSION, ORGANISATION, PLACES, NOTE_VERSION, PAIRED)
_ASK = 5_000  # ids in one question, well under what either database takes


class World:
    """What is known at a position, apart from rows: catalogues, who acts for whom, and the streams held back."""

    def __init__(self) -> None:
        self.catalogues: dict[str, Catalogue] = {}
        self.organisations: dict[tuple[str, UUID], str] = {}  # of a member, by (partnership, member)
        self.held: set[UUID] = set()
        self.decided: dict[UUID, str] = {}  # the ISO week of each decision
        self.merged: dict[UUID, set[UUID]] = {}  # which activities were said to be one visit, each way
        self.visits: dict[UUID, UUID] = {}  # the visit that an activity shares with others
        self._suits: dict[tuple[str, str | None, tuple[str, ...]], bool | None] = {}

    def catalogue(self, partnership: str) -> Catalogue:
        """The partnership's catalogue so far; an empty one where none was published."""
        found = self.catalogues.get(partnership)
        if found is None:
            found = self.catalogues[partnership] = Catalogue()
        return found

    def zone(self, partnership: str, place: str) -> str | None:
        """The zone that a place lies in now."""
        listed = self.catalogue(partnership).places.get(place)
        return listed.zone if listed else None

    def suits(self, partnership: str, report: Report) -> bool | None:
        """Whether an action suits the problem, by the catalogue as it is now (`Catalogue.suits`)."""
        asked = (partnership, report.problem, report.actions)
        try:
            return self._suits[asked]
        except KeyError:
            found = self._suits[asked] = self.catalogue(partnership).suits(report)
            return found

    def learn(self, event: CatalogueEvent) -> None:
        """What a source brings to a partnership's catalogue now, or what was changed of its places."""
        self.catalogue(event.partnership).take(event)
        self._suits.clear()

    def join(self, one: UUID, other: UUID) -> None:
        """Two activities are one visit from now on."""
        self.merged.setdefault(one, set()).add(other)
        self.merged.setdefault(other, set()).add(one)

    def part(self, one: UUID, other: UUID) -> None:
        """They are two."""
        self.merged.get(one, set()).discard(other)
        self.merged.get(other, set()).discard(one)

    def regroup(self, touched: tuple[UUID, UUID]) -> list[tuple[UUID, UUID | None]]:
        """The activities whose visit is another since, with the visit they share now; None where it is theirs alone."""
        changed: list[tuple[UUID, UUID | None]] = []
        for start in touched:
            whole, edge = {start}, [start]
            while edge:
                new = self.merged.get(edge.pop(), set()) - whole
                whole |= new
                edge += new
            visit = min(whole, key=lambda activity: activity.bytes) if len(whole) > 1 else None
            for activity in sorted(whole, key=lambda activity: activity.bytes):
                if self.visits.get(activity) != visit:
                    changed.append((activity, visit))
                    if visit is None:
                        del self.visits[activity]
                    else:
                        self.visits[activity] = visit
        return changed

    @classmethod
    def load(cls, connection: Connection, t: Tables) -> "World":
        """The world as a set of tables left it."""
        world = cls()
        for (body,) in connection.execute(select(t.catalogues.c.body).order_by(t.catalogues.c.position)):
            world.learn(msgspec.json.decode(body, type=CatalogueEvent))
        members = select(t.members).order_by(t.members.c.position)
        for row in connection.execute(members):
            if row.organisation:
                world.organisations[row.partnership, row.member] = row.organisation
        decided = select(t.decisions.c.decision, t.decisions.c.week).where(t.decisions.c.week != "")
        world.decided.update((row.decision, row.week) for row in connection.execute(decided))
        world.held.update(connection.execute(select(t.quarantine.c.stream)).scalars())
        for row in connection.execute(select(t.pairs).order_by(t.pairs.c.position)):
            (world.join if row.same else world.part)(row.one, row.other)
        shared = select(t.visits.c.activity, t.visits.c.visit).where(t.visits.c.believed_to == FOREVER)
        world.visits.update((row.activity, row.visit) for row in connection.execute(shared))
        return world


class Page:
    """Rows on their way into one set of tables."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        self.newest: dict[UUID, Row] = {}  # an activity's last version, whole or (from an earlier page) in part
        self.closed: list[dict[str, Any]] = []
        self.paired: set[UUID] = set()  # activities that somebody was asked about: their rows say so
        self._visits: dict[UUID, Row] = {}  # opened on this page, by activity
        self._visits_closed: list[dict[str, Any]] = []
        self._touched: list[list[Row]] = []

    def begin(self) -> None:
        """What is added from here on belongs to one more event."""
        self._touched.clear()

    def undo(self) -> None:
        """Take back the rows added since `begin`."""
        for rows in self._touched:
            rows.pop()

    def add(self, table: str, row: Row) -> None:
        """A row for one of the tables: a value for each column, in order, as the database keeps it."""
        rows = self.rows[table]
        rows.append(row)
        self._touched.append(rows)

    def close(self, activity: UUID, position: int, *, withdrawn: bool = False) -> None:
        """From `position` on the activity's last version is no longer believed."""
        past = self.newest[activity]
        if past[BELIEVED_FROM] is None:
            self.closed.append({"of": activity, "at": position, "gone": withdrawn})
        else:
            past[BELIEVED_TO], past[WITHDRAWN] = position, withdrawn

    def visit(self, activity: UUID, visit: UUID | None, position: int) -> None:
        """From `position` on an activity is part of `visit`, or a visit of its own."""
        past = self._visits.pop(activity, None)
        if past is None:
            self._visits_closed.append({"of": activity, "at": position})
        else:
            past[-1] = position
        if visit is not None:
            row = self._visits[activity] = [activity, visit, position, FOREVER]
            self.add("visits", row)

    def remember(self, connection: Connection, t: Tables, activities: set[UUID]) -> None:
        """Look up the last version of activities that began on an earlier page, as far as later events build on it."""
        asked = list(activities)
        c = t.activities.c
        for start in range(0, len(asked), _ASK):
            some = asked[start : start + _ASK]
            last = or_(c.believed_to == FOREVER, c.withdrawn)
            for found in connection.execute(select(*(c[name] for name in _PAST)).where(c.activity.in_(some), last)):
                row: Row = [None] * len(c)
                for at, value in zip(_AT, found, strict=True):
                    row[at] = value
                row[PLACES] = codes(row[PLACES])
                self.newest[row[ACTIVITY]] = row

    def write(self, connection: Connection, views: Views, t: Tables) -> None:
        """Write everything gathered, old versions closed before new ones are opened."""
        if self.closed:
            c = t.activities.c
            connection.execute(
                update(t.activities)
                .where(c.activity == bindparam("of"), c.believed_to == FOREVER)
                .values(believed_to=bindparam("at"), withdrawn=bindparam("gone")),
                self.closed,
            )
        if self._visits_closed:
            v = t.visits.c
            connection.execute(
                update(t.visits)
                .where(v.activity == bindparam("of"), v.believed_to == FOREVER)
                .values(believed_to=bindparam("at")),
                self._visits_closed,
            )
        for name, rows in self.rows.items():
            views.write(connection, getattr(t, name), rows)
        if self.paired:
            told = update(t.activities).where(t.activities.c.activity == bindparam("of")).values(paired=True)
            connection.execute(told, [{"of": activity} for activity in sorted(self.paired)])


Take = Callable[[Page, Recorded, Any], None]
"""How a view takes one event: (page, where it stands, the event itself).

Whatever it raises sends the stream to quarantine.
"""

Takes = dict[type[Event], Take]
