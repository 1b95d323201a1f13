"""One row per version of an activity, with the log positions between which it was believed.

A correction closes one row and opens the next; a withdrawal closes it. Days and minutes are those of Europe/Stockholm.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from backend.domain.activity import ActivityCorrected, ActivityRecorded, ActivityWithdrawn
from backend.domain.calendar import local
from backend.domain.report import Report, Stop
from backend.log import Recorded
from projections.answers import Done
from projections.page import NOTE_VERSION, PAIRED, Page, Row, Takes
from projections.store import Reading
from projections.tables import FOREVER, Tables, codes, micros

LOGIC = 2
"""Raise it when the same events make other rows."""


# Taking events in.


def _recorded(page: Page, at: Recorded, event: ActivityRecorded) -> None:
    _open(page, at, event, at.version if event.note else None)


def _corrected(page: Page, at: Recorded, event: ActivityCorrected) -> None:
    past = page.newest[at.stream]
    _open(page, at, event, past[NOTE_VERSION] if event.keeps_note else at.version if event.note else None)


def _withdrawn(page: Page, at: Recorded, _event: ActivityWithdrawn) -> None:
    page.close(at.stream, at.position, withdrawn=True)


TAKES: Takes = {ActivityRecorded: _recorded, ActivityCorrected: _corrected, ActivityWithdrawn: _withdrawn}


def stops_of(report: Report) -> tuple[Stop, ...]:
    """Where it was. The minutes of a single stop are the report's own, also where it is spelled as a list of one."""
    if not report.stops:
        return report.places()
    stops = report.stops if report.place is None else (Stop(place=report.place), *report.stops)
    if len(stops) == 1 and stops[0].minutes is None:
        return (Stop(place=stops[0].place, minutes=report.minutes),)
    return stops


def _open(page: Page, at: Recorded, event: ActivityRecorded | ActivityCorrected, note_version: int | None) -> None:
    report, handed = event.report, event.handed
    world = page.world
    began = local(report.occurred_at)
    stops = stops_of(report)
    zones = [world.zone(event.partnership, stop.place) for stop in stops]
    row: Row = [
        event.partnership,
        report.kind,
        began.date().isoformat(),
        at.stream,
        at.version,
        at.position,
        FOREVER,
        False,  # not withdrawn
        event.organisation,
        event.by,
        handed.device,
        micros(report.occurred_at),
        None if event.by_day else began.hour * 60 + began.minute,
        report.minutes,
        report.people,
        _once([stop.place for stop in stops]) if stops else "",
        _once([report.zone, *zones]) if report.zone else _once(zones) if zones else "",
        report.zone,
        len(stops) > 1,
        report.problem,
        codes(report.actions),
        world.suits(event.partnership, report) if report.problem else None,
        codes([party for party in report.joint if party != event.organisation]) if report.joint else "",
        codes(map(str, report.crew)) if report.crew else "",
        codes([f"{question}={answer}" for question, answer in report.answers.items()]) if report.answers else "",
        codes([f"{name}={count}" for name, count in report.results.items()]) if report.results else "",
        note_version,
        micros(handed.recorded_at),
        micros(event.received_at),
        handed.skew,
        handed.seq,
        at.version > 1 and page.newest[at.stream][PAIRED],
    ]
    if at.version > 1:
        page.close(at.stream, at.position)
    page.newest[at.stream] = row
    page.add("activities", row)
    for name, count in report.results.items():
        page.add("results", [at.stream, at.version, name, count])
    if len(stops) > 1:
        _walk(page, at, stops, zones)


def _once(given: Sequence[str | None]) -> str:
    """The codes that are there, each once, in order."""
    if len(given) == 1:
        return f";{given[0]};" if given[0] else ""
    return codes(dict.fromkeys(code for code in given if code))


def _walk(page: Page, at: Recorded, stops: Sequence[Stop], zones: Sequence[str | None]) -> None:
    """A patrol's stops, each with the minutes of its own."""
    for number, (stop, zone) in enumerate(zip(stops, zones, strict=True)):
        page.add("stops", [at.stream, at.version, number, stop.place, zone, stop.minutes])


# Asking.


def done(row: Any, *, amount: int = 1, lacks: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> Done:
    """A row of `activities` as its own organisation may read it."""
    return Done(
        activity=row.activity,
        version=row.version,
        kind=row.kind,
        day=row.day,
        minute=row.minute,
        occurred_at=row.occurred_at,
        organisation=row.organisation,
        member=row.member,
        crew=row.crew,
        places=row.places,
        zones=row.zones,
        minutes=row.minutes,
        people=row.people,
        problem=row.problem,
        actions=row.actions,
        suits=row.suits,
        joint=row.joint,
        answers=row.answers,
        results=row.results,
        note=row.note_version is not None,
        recorded_at=row.recorded_at,
        received_at=row.received_at,
        skew=row.skew,
        withdrawn=row.withdrawn,
        amount=amount,
        lacks=lacks,
        visit=getattr(row, "visit", None),
        also=also,
    )


def own(reading: Reading, partnership: str, member: UUID, *, limit: int = 200) -> list[Done]:
    """What a member recorded or took part in, newest first, what was withdrawn included."""
    c = reading.t.activities.c
    mine = or_(c.member == member, c.crew.like(f"%;{member};%"))
    asked = select(reading.t.activities).where(c.partnership == partnership, mine, _last(reading.t))
    asked = asked.order_by(c.occurred_at.desc(), c.activity).limit(limit)
    return [done(row) for row in reading.connection.execute(asked)]


def of_organisation(
    reading: Reading, partnership: str, organisation: str, *, first: date | None = None, last: date | None = None
) -> Iterator[Done]:
    """Everything an organisation has recorded and not withdrawn, oldest first, for lists and exports."""
    c = reading.t.activities.c
    asked = select(reading.t.activities).where(
        c.partnership == partnership, c.organisation == organisation, c.believed_to == FOREVER
    )
    if first:
        asked = asked.where(c.day >= first)
    if last:
        asked = asked.where(c.day <= last)
    for row in reading.connection.execute(asked.order_by(c.occurred_at, c.activity)).yield_per(1_000):
        yield done(row)


def one(reading: Reading, partnership: str, activity: UUID) -> Done | None:
    """An activity as it stands now, withdrawn or not; None where there is none in the partnership."""
    c = reading.t.activities.c
    asked = select(reading.t.activities).where(c.activity == activity, c.partnership == partnership, _last(reading.t))
    row = reading.connection.execute(asked).first()
    return None if row is None else done(row)


def _last(t: Tables) -> ColumnElement[bool]:
    """The last version of an activity: still believed, or withdrawn."""
    return or_(t.activities.c.believed_to == FOREVER, t.activities.c.withdrawn)
