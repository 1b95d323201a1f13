"""A rule as a question to the database: which activities it looks at, what each is worth, and what each still lacks.

Every figure and every list of what stands behind it are this one question, with or without a sum (RULES.md, "What
counts").
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, not_, or_, select

from backend.domain.calendar import local
from backend.domain.catalogue import Catalogue
from backend.domain.rule import Rule
from projections import pledges
from projections.series import Mark
from projections.store import Reading
from projections.tables import Tables
from projections.visits import Part, at_position, settled

Condition = ColumnElement[bool]
_ASK = 5_000  # ids in one question


class Moment(msgspec.Struct, frozen=True):
    """When a question is asked for: up to which day, and up to which log position (DESIGN.md, decision 4).

    `then` is the last position received before the day ended. What lies after `day` is future only if it was in the
    log by then.
    """

    day: date
    position: int
    then: int


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of somebody's promise over some days, by the partnership's catalogue at the time."""

    partnership: str
    owner: tuple[str, ...]
    rule: Rule
    first: date
    last: date
    catalogue: Catalogue

    @property
    def narrowed_to(self) -> frozenset[str] | None:
        """The listed places that a filter on place or zone leaves; None where there is no such filter."""
        if not self.rule.places and not self.rule.zones:
            return None
        codes = set(self.places or self.catalogue.places)
        if self.rule.zones:
            codes &= set(self.lying)
        return self.meant(codes)

    @property
    def places(self) -> tuple[str, ...]:
        """Every code that stands for a place the rule names, what was merged since included."""
        return self.catalogue.spellings(self.rule.places)

    @property
    def lying(self) -> tuple[str, ...]:
        """The codes of the places in the zones that the rule names, as they lie by the catalogue of the time."""
        return self.catalogue.lying_in(self.rule.zones)

    def meant(self, places: Iterable[str]) -> frozenset[str]:
        """The places that some codes stand for: one where two were merged."""
        return frozenset(self.catalogue.stands_for(place) for place in places)


def moment(reading: Reading, as_of: date, known: str) -> Moment:
    """`as_of` in either reading: as it was known `then`, or as it is known `now`."""
    then = pledges.position_of(reading, as_of)
    return Moment(as_of, reading.position if known == "now" else then, then)


def last_month_end(day: date) -> date:
    """The last day of a month that has ended when `day` has."""
    if (day + timedelta(days=1)).day == 1:
        return day
    return day.replace(day=1) - timedelta(days=1)


def at_month_end(reading: Reading, at: Moment) -> Moment:
    """The last month end before: all that is told of another organisation's sensitive work (DESIGN.md, decision 10)."""
    day = last_month_end(at.day)
    then = pledges.position_of(reading, day)
    if at.position == at.then or reading.stand.at is None:
        return Moment(day, then, then)
    heard = last_month_end(local(reading.stand.at).date() - timedelta(days=1))
    return Moment(day, max(then, pledges.position_of(reading, heard)), then)


# The parts of the question.


def _any(column: Any, codes: Sequence[str]) -> Condition:
    return or_(*(column.like(f"%;{code};%") for code in codes))


def _present(t: Tables, party: str) -> Condition:
    c = t.activities.c
    return or_(c.organisation == party, c.joint.like(f"%;{party};%"))


def _whose(t: Tables, owner: Sequence[str], *, joint: bool) -> Condition:
    """Recorded by an owner, or joint with one; `joint`: with all owners, or one owner and another party."""
    if not joint:
        return or_(*(_present(t, o) for o in owner))
    if len(owner) > 1:
        return and_(*(_present(t, o) for o in owner))
    c = t.activities.c
    return and_(_present(t, owner[0]), or_(c.organisation != owner[0], c.joint != ""))


def _within(column: Any, hours: str) -> Condition:
    """Local start, half-open, over midnight where it ends before it begins. What has only a day matches no hour."""
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in hours.split("-"))
    if start == end:
        return column.is_not(None)  # type: ignore[no-any-return]
    if start < end:
        return and_(column >= start, column < end)
    return or_(column >= start, column < end)


def believed(t: Tables, position: int) -> Condition:
    """Rows that were believed at a position."""
    c = t.activities.c
    return and_(c.believed_from <= position, c.believed_to > position)


def withdrawn(t: Tables, position: int) -> Condition:
    """The last rows of what had been withdrawn at a position."""
    c = t.activities.c
    return and_(c.withdrawn, c.believed_to <= position)


def matches(t: Tables, scope: Scope, at: Moment, *, gone: bool = False) -> list[Condition]:
    """Which activities the rule looks at, what still lacks something included; `gone`: of those withdrawn instead."""
    c, rule = t.activities.c, scope.rule
    found: list[Condition] = [
        c.partnership == scope.partnership,
        c.day >= scope.first,
        c.day <= scope.last,
        withdrawn(t, at.position) if gone else believed(t, at.position),
        or_(c.day <= at.day, c.believed_from <= at.then),
        _whose(t, scope.owner, joint=rule.joint),
    ]
    if rule.kinds:
        found.append(c.kind.in_(rule.kinds))
    if rule.problems:
        found.append(c.problem.in_(rule.problems))
    if rule.places:
        found.append(_any(c.places, scope.places))
    if rule.zones:
        found.append(or_(c.zone.in_(rule.zones), *(c.places.like(f"%;{code};%") for code in scope.lying)))
    if rule.actions:
        found.append(_any(c.actions, rule.actions))
    found.extend(_any(c.answers, [f"{question}={a}" for a in answers]) for question, answers in rule.answers.items())
    if rule.hours:
        found.append(_within(c.minute, rule.hours))
    return found


def lacking(t: Tables, rule: Rule) -> dict[str, Condition]:
    """For each field that the rule needs: that it is empty."""
    c = t.activities.c
    empty: dict[str, Condition] = {
        "minutes": c.minutes.is_(None),
        "place": c.places == "",
        "stops": c.places == "",
        "zone": c.zones == "",
        "joint": c.joint == "",
        "crew": c.crew == "",
        "problem": c.problem.is_(None),
        "actions": c.actions == "",
        "people": c.people.is_(None),
        "answers": c.answers == "",
        "results": c.results == "",
        "note": c.note_version.is_(None),
    }
    return {field: empty[field] for field in rule.needs}


def amount(t: Tables, scope: Scope) -> ColumnElement[int]:
    """What one activity is worth, in the unit that `of` names. Minutes are never multiplied by the crew."""
    c, of = t.activities.c, scope.rule.of
    if of == "minutes":
        return func.coalesce(_minutes(t, scope), 0)
    if of == "people":
        return func.coalesce(c.people, 0)
    if of.startswith("results."):
        r = t.results.c
        named = select(r.count).where(
            r.activity == c.activity, r.version == c.version, r.name == of.removeprefix("results.")
        )
        return func.coalesce(named.scalar_subquery(), 0)
    return literal(1)


def _minutes(t: Tables, scope: Scope) -> ColumnElement[int]:
    """Of the stops where a place filter is on, else of the whole."""
    c, s, rule = t.activities.c, t.stops.c, scope.rule
    if not rule.places and not rule.zones:
        return c.minutes
    there = [s.activity == c.activity, s.version == c.version]
    if rule.places:
        there.append(s.place.in_(scope.places))
    if rule.zones:
        there.append(s.place.in_(scope.lying))
    walked = select(func.sum(s.minutes)).where(*there).scalar_subquery()
    apart = and_(c.walk, or_(c.zone.is_(None), c.zone.not_in(rule.zones)))  # not all of it in a zone asked for
    return case((apart, walked), else_=c.minutes)


# The questions.


def series(reading: Reading, scope: Scope, at: Moment, *where: Condition) -> list[Mark]:
    """What the rule looks at, by day, organisation and kind, with its sum; each visit once."""
    t = reading.t
    c = t.activities.c
    lacks = or_(*lacking(t, scope.rule).values()) if scope.rule.needs else None
    ready = case((lacks, 0), else_=1) if lacks is not None else literal(1)
    keys = [c.paired, c.day, c.organisation, c.kind, *([c.places] if scope.rule.of == "places" else ())]
    asked = select(*keys, ready.label("ready"), func.count().label("n"), func.sum(amount(t, scope)).label("amount"))
    asked = asked.where(*matches(t, scope, at), *where).group_by(*keys, "ready")
    only = scope.narrowed_to
    summed = reading.connection.execute(asked).all()
    plain = [
        Mark(
            day=day,
            organisation=organisation,
            kind=kind,
            ready=bool(ready_) and day <= at.day,
            ahead=bool(ready_) and day > at.day,
            n=n,
            amount=int(worth),
            places=frozenset(p for some in places for p in scope.meant(some) if only is None or p in only),
        )
        for paired, day, organisation, kind, *places, ready_, n, worth in summed
        if not paired
    ]
    if len(plain) == len(summed):
        return plain
    return [*plain, *(m for p in parts(reading, scope, at, c.paired, *where) for m in _marks(p, scope, only))]


def _marks(part: Part, scope: Scope, only: frozenset[str] | None) -> Iterator[Mark]:
    """What one record of a visit adds: to the figure, and to its organisation's part of it."""
    row, by_place = part.row, scope.rule.of == "places"
    mark = Mark(
        day=row.day,
        organisation=row.organisation,
        kind=row.kind,
        ready=not part.lacks,
        ahead=part.lacks == ("future",),
        n=1,
        amount=part.amount,
        places=frozenset(p for p in scope.meant(row.places) if by_place and (only is None or p in only)),
    )
    if part.counts:
        yield mark
        return
    if by_place:
        yield msgspec.structs.replace(mark, n=0, amount=0)  # distinct places are counted once in any case
    if part.credits:
        yield msgspec.structs.replace(mark, beside=True)


def parts(reading: Reading, scope: Scope, at: Moment, *where: Condition) -> list[Part]:
    """The same question without the sum, newest first, the records of a visit together and counting once."""
    return settled(
        [
            Part(row=row, amount=int(row.amount), lacks=lacks(row, scope.rule, at))
            for row in rows(reading, scope, at, *where)
        ]
    )


def lacks(row: Any, rule: Rule, at: Moment) -> tuple[str, ...]:
    """What keeps a row from counting yet."""
    empty = [field for field in rule.needs if getattr(row, f"lacks_{field}")]
    return (*empty, "future") if row.day > at.day else tuple(empty)


def rows(reading: Reading, scope: Scope, at: Moment, *where: Condition) -> Sequence[Row[Any]]:
    """Every activity that the rule looks at, newest first: every column, `visit`, `amount`, and a flag `lacks_…` for
    each need.
    """
    t = reading.t
    c = t.activities.c
    flags = [condition.label(f"lacks_{field}") for field, condition in lacking(t, scope.rule).items()]
    source, visit = at_position(t, at.position)
    asked: Select[Any] = select(t.activities, visit, amount(t, scope).label("amount"), *flags).select_from(source)
    asked = asked.where(*matches(t, scope, at), *where).order_by(c.occurred_at.desc(), c.activity)
    return reading.connection.execute(asked).all()


def among(reading: Reading, scope: Scope, at: Moment, activities: Collection[UUID]) -> set[UUID]:
    """Those of some activities that the rule counts."""
    c = reading.t.activities.c
    ready = [not_(empty) for empty in lacking(reading.t, scope.rule).values()]
    wanted, found = sorted(activities), set[UUID]()
    for start in range(0, len(wanted), _ASK):
        some = c.activity.in_(wanted[start : start + _ASK])
        found.update(
            reading.connection.execute(select(c.activity).where(*matches(reading.t, scope, at), *ready, some)).scalars()
        )
    return found


def recorded_from(reading: Reading, partnership: str, position: int, *where: Condition) -> date | None:
    """The first day that the partnership had recorded anything of, by what was believed at `position`."""
    t = reading.t
    c = t.activities.c
    found = select(func.min(c.day)).where(c.partnership == partnership, believed(t, position), *where)
    first: date | None = reading.connection.execute(found).scalar()
    return first
