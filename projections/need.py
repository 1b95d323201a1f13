"""What each place needs, and who has been there: the latest situation against the visits of the last weeks.

Need comes from situations that were frozen, presence from activities that tell a place. Kinds that concern a person,
and kinds that a pledge counts on demand, are never part of it: nobody is ranked by them, nor sent out for them.

    with house.reading() as reading:
        for place in needs(reading, "vastervik", as_of=today, viewer="polisen"):
            place.level, place.problems, place.days, place.visits, place.minutes
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, or_, select

from backend.domain.calendar import end_of, week_code
from backend.domain.catalogue import Catalogue
from backend.domain.rule import OnDemand
from backend.domain.situation import Level, Need, as_now
from projections import pledges
from projections.matching import believed
from projections.store import Reading
from projections.visits import at_position

WEEKS = 4
"""So many weeks, the one of `as_of` included by its days so far, are "lately"."""

LONGER = 12
"""So many weeks back the visits of the other organisation are counted where one's own are few."""

RANK: dict[str | None, int] = {"high": 0, "medium": 1, "low": 2, None: 3}


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen situation: its ISO week (`2026-W19`), when and by which organisation it was frozen, what it says."""

    week: str
    frozen_at: datetime
    organisation: str
    needs: dict[str, Need] = {}


class PlaceNeed(msgspec.Struct, frozen=True, kw_only=True):
    """One listed place that is still offered.

    `level` (`low`, `medium`, `high`) and `problems` (codes) are those of the latest situation, `week` the ISO week it
    is for; None and empty where that situation does not name the place, or there is none. `visits` and `minutes` are
    those of both organisations in the last weeks asked for, each visit once; `elsewhere` of the visits are the other
    organisation's alone. `last` is the last day that the viewer's own organisation was there, `days` how many days
    ago; None: never. (When the other organisation was there is not told, only how often.)
    """

    place: str
    name: str
    zone: str | None
    level: Level | None
    problems: tuple[str, ...]
    week: str | None
    visits: int
    minutes: int
    elsewhere: int
    last: date | None
    days: int | None


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """One visit to one place. `minutes` are those spent at the place, None where nobody told; `minute` is of the day.

    Records that were merged are one stay: the longest stands for it, `organisations` are all that recorded it.
    """

    place: str
    day: date
    minute: int | None
    minutes: int | None
    kind: str
    problem: str | None
    actions: tuple[str, ...]
    organisations: tuple[str, ...]


def needs(
    reading: Reading,
    partnership: str,
    *,
    as_of: date,
    viewer: str,
    weeks: int = WEEKS,
    catalogue: Catalogue | None = None,
    back_to: date = date.min,
) -> list[PlaceNeed]:
    """Every place on offer: the greatest need first, then the longest since one's own last visit, then by name.

    By what is known now, up to the end of `as_of`. `viewer` is the reader's organisation; `catalogue` saves reading it.
    One's own last visit is looked for back to the day `back_to`.
    """
    listed = catalogue or pledges.catalogue(reading, partnership)
    now = latest(reading, partnership, as_of)
    first = as_of - timedelta(days=7 * weeks - 1)
    lately: dict[str, list[Stay]] = {}
    kinds = of_presence(reading, partnership, listed)
    for stay in stays(reading, partnership, first, as_of, kinds=kinds, catalogue=listed):
        lately.setdefault(stay.place, []).append(stay)
    said = meant(now.needs, listed) if now else {}
    last = _last(reading, partnership, (back_to, as_of), viewer, kinds, listed)
    found = []
    for code in sorted(listed.offered["place"]):
        place, need, there = listed.places[code], said.get(code), lately.get(code, ())
        been = last.get(code)
        found.append(
            PlaceNeed(
                place=code,
                name=place.name,
                zone=place.zone,
                level=need.level if need else None,
                problems=need.problems if need else (),
                week=now.week if now and need else None,
                visits=len(there),
                minutes=sum(stay.minutes or 0 for stay in there),
                elsewhere=sum(viewer not in stay.organisations for stay in there),
                last=been,
                days=(as_of - been).days if been else None,
            )
        )
    return sorted(found, key=lambda p: (RANK[p.level], p.last or date.min, p.name))


def elsewhere(
    reading: Reading, partnership: str, *, as_of: date, viewer: str, catalogue: Catalogue, weeks: int = LONGER
) -> dict[str, int]:
    """By place: the visits of the last weeks in which the viewer's organisation had no part. How many, never when."""
    first = as_of - timedelta(days=7 * weeks - 1)
    kinds = of_presence(reading, partnership, catalogue)
    found: dict[str, int] = {}
    for stay in stays(reading, partnership, first, as_of, kinds=kinds, catalogue=catalogue):
        if viewer not in stay.organisations:
            found[stay.place] = found.get(stay.place, 0) + 1
    return found


def meant(said: Mapping[str, Need], catalogue: Catalogue) -> dict[str, Need]:
    """What is said of each place, by the places that stand for those named; of two merged, the greater need and the
    problems of both.
    """
    return {need.place: need for need in as_now(said.values(), catalogue.stands_for)}


def of_presence(reading: Reading, partnership: str, catalogue: Catalogue) -> frozenset[str]:
    """The kinds that count as having been somewhere: none that concerns a person, none that a pledge has on demand."""
    on_demand = {
        kind
        for published in pledges.pledges(reading, partnership)
        for commitment in published.pledge.commitments
        for rule in commitment.rule
        if isinstance(rule, OnDemand)
        for kind in rule.kinds
    }
    return frozenset(code for code, kind in catalogue.kinds.items() if not kind.sensitive and code not in on_demand)


# Situations.


def latest(reading: Reading, partnership: str, as_of: date) -> Situation | None:
    """The situation for the latest week, of those frozen by the end of a day; None where there is none."""
    frozen = [s for s in situations(reading, partnership) if s.frozen_at < end_of(as_of)]
    return situation(reading, partnership, max(s.week for s in frozen)) if frozen else None


def situations(reading: Reading, partnership: str) -> list[Situation]:
    """Every frozen situation by week, the latest first, without what it says."""
    c = reading.t.situations.c
    asked = select(c.week, c.frozen_at, c.organisation).where(c.partnership == partnership).order_by(c.week.desc())
    return [
        Situation(week=row.week, frozen_at=row.frozen_at, organisation=row.organisation)
        for row in reading.connection.execute(asked)
    ]


def high_by_week(reading: Reading, partnership: str, catalogue: Catalogue) -> dict[str, int]:
    """How many places each frozen situation says have a high need; merged ones are one."""
    t = reading.t
    c, n = t.situations.c, t.needs.c
    same = and_(n.partnership == c.partnership, n.position == c.position, n.level == "high")
    asked = select(c.week, n.place).select_from(t.situations.join(t.needs, same)).where(c.partnership == partnership)
    high: dict[str, set[str]] = {}
    for row in reading.connection.execute(asked):
        high.setdefault(row.week, set()).add(catalogue.stands_for(row.place))
    return {week: len(places) for week, places in high.items()}


def situation(reading: Reading, partnership: str, week: str) -> Situation | None:
    """A week's situation with what it says of each place; None where none was frozen."""
    t = reading.t
    c = t.situations.c
    row = reading.connection.execute(select(t.situations).where(c.partnership == partnership, c.week == week)).first()
    if row is None:
        return None
    n = t.needs.c
    said = select(n.place, n.level, n.problems).where(n.partnership == partnership, n.position == row.position)
    return Situation(
        week=week,
        frozen_at=row.frozen_at,
        organisation=row.organisation,
        needs={
            need.place: Need(place=need.place, level=need.level, problems=need.problems)
            for need in reading.connection.execute(said)
        },
    )


def made_by(
    reading: Reading, partnership: str, kind: str, first: date, last: date, *, upto: int | None = None
) -> dict[str, dict[str, date]]:
    """By ISO week of some days: the organisations that recorded an activity of a kind, or took part in one, and the
    first day of theirs.

    By what is known now, or was known `upto` a log position.
    """
    t = reading.t
    c = t.activities.c
    asked = select(c.day, c.organisation, c.joint).where(
        c.partnership == partnership,
        c.kind == kind,
        c.day >= first,
        c.day <= last,
        believed(t, reading.position if upto is None else upto),
    )
    found: dict[str, dict[str, date]] = {}
    for row in reading.connection.execute(asked):
        of_week = found.setdefault(week_code(row.day), {})
        for organisation in (row.organisation, *row.joint):
            of_week[organisation] = min(row.day, of_week.get(organisation, row.day))
    return found


def levels_of(reading: Reading, partnership: str, place: str, catalogue: Catalogue) -> dict[str, Need | None]:
    """By ISO week of every frozen situation, oldest first: what it says of a place; None where it does not name it."""
    t = reading.t
    c, n = t.situations.c, t.needs.c
    codes = sorted(catalogue.spellings([place]))
    named = and_(n.partnership == c.partnership, n.position == c.position, n.place.in_(codes))
    asked = select(c.week, n.level, n.problems).select_from(t.situations.outerjoin(t.needs, named))
    found: dict[str, Need | None] = {}
    for row in reading.connection.execute(asked.where(c.partnership == partnership).order_by(c.week)):
        need = Need(place=place, level=row.level, problems=row.problems or ()) if row.level else None
        past = found.setdefault(row.week, need)
        if need and RANK[need.level] < RANK[past.level if past else None]:
            found[row.week] = need
    return found


# Presence.


def stays(
    reading: Reading,
    partnership: str,
    first: date,
    last: date,
    *,
    kinds: Collection[str],
    place: str | None = None,
    catalogue: Catalogue | None = None,
) -> list[Stay]:
    """The visits of [first, last] by what is known now, oldest first; only to one place where it is named.

    What was recorded at a place that was merged since is told of the one that stands for it; `catalogue` saves reading.
    """
    listed = catalogue or pledges.catalogue(reading, partnership)
    t = reading.t
    c = t.activities.c
    where = [
        c.partnership == partnership,
        c.kind.in_(sorted(kinds)),
        c.day >= first,
        c.day <= last,
        believed(t, reading.position),
        or_(*(c.places.like(f"%;{code};%") for code in listed.spellings([place]))) if place else c.places != "",
    ]
    walked = _walked(reading, where, listed)
    source, visit = at_position(t, reading.position)
    asked = select(t.activities, visit).select_from(source).where(*where).order_by(c.occurred_at, c.activity)
    together: dict[tuple[UUID, str], list[Stay]] = {}
    for row in reading.connection.execute(asked):
        at = walked.get((row.activity, row.version)) or dict.fromkeys(map(listed.stands_for, row.places), row.minutes)
        for code, minutes in at.items():
            if place is None or code == listed.stands_for(place):
                together.setdefault((row.visit or row.activity, code), []).append(_stay(row, code, minutes))
    return [_once(group) for group in together.values()]


def _walked(
    reading: Reading, where: Sequence[Any], catalogue: Catalogue
) -> dict[tuple[UUID, int], dict[str, int | None]]:
    """The minutes at each place of the patrols, by activity and version."""
    t = reading.t
    same = and_(t.stops.c.activity == t.activities.c.activity, t.stops.c.version == t.activities.c.version)
    asked = select(t.stops).join(t.activities, same).where(*where, t.activities.c.walk).order_by(t.stops.c.number)
    found: dict[tuple[UUID, int], dict[str, int | None]] = {}
    for row in reading.connection.execute(asked):
        at = found.setdefault((row.activity, row.version), {})
        code = catalogue.stands_for(row.place)
        before = at.get(code)
        at[code] = row.minutes if before is None else before + (row.minutes or 0)
    return found


def _stay(row: Any, place: str, minutes: int | None) -> Stay:
    return Stay(
        place=place,
        day=row.day,
        minute=row.minute,
        minutes=minutes,
        kind=row.kind,
        problem=row.problem,
        actions=row.actions,
        organisations=(row.organisation,),
    )


def _once(group: Sequence[Stay]) -> Stay:
    longest = max(group, key=lambda stay: stay.minutes or 0)
    if len(group) == 1:
        return longest
    return msgspec.structs.replace(longest, organisations=_sorted(o for stay in group for o in stay.organisations))


def _sorted(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))


def _last(
    reading: Reading,
    partnership: str,
    days: tuple[date, date],
    organisation: str,
    kinds: Collection[str],
    catalogue: Catalogue,
) -> dict[str, date]:
    """The last of the days, both included, that an organisation was at each place."""
    t = reading.t
    c = t.activities.c
    # The organisation is asked of the answer: by its index the database would look up each of its rows by itself.
    asked = select(c.places, c.organisation, func.max(c.day).label("day")).where(
        c.partnership == partnership,
        c.kind.in_(sorted(kinds)),
        c.day >= days[0],
        c.day <= days[1],
        c.places != "",
        believed(t, reading.position),
    )
    found: dict[str, date] = {}
    for row in reading.connection.execute(asked.group_by(c.places, c.organisation)):
        if row.organisation != organisation:
            continue
        for place in map(catalogue.stands_for, row.places):
            found[place] = max(row.day, found.get(place, row.day))
    return found
