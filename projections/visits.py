"""One visit, several records (RULES.md, "What counts"): who belongs together at each position, and who may.

`pairs` holds every answer to "samma besök?"; `visits` which activities were one visit, and between which positions.
Three records merged two and two are one visit. A visit is called by the smallest id in it. What concerns a person is
never part of one.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, String, and_, case, not_, or_, select, type_coerce

from backend.domain.calendar import end_of, midnight
from backend.domain.catalogue import Catalogue
from backend.domain.visit import FORUM, NEAR, VisitEvent, VisitsMerged, VisitsParted, pair
from backend.log import Recorded
from projections.page import Page, Takes
from projections.store import Reading
from projections.tables import FOREVER, Tables, codes, micros

LOGIC = 1
"""Raise it when the same events make other rows."""

Pair = tuple[UUID, UUID]
_NONE = Catalogue()
"""A list in which every place is one of its own."""


# Taking events in.


def _answered(page: Page, at: Recorded, event: VisitEvent) -> None:
    one, other = event.pair
    same = isinstance(event, VisitsMerged)
    answered = [at.position, event.partnership, one, other, same, event.by, event.organisation]
    page.add("pairs", [*answered, micros(event.received_at)])
    page.paired.update(event.pair)
    page.world.join(one, other) if same else page.world.part(one, other)
    for activity, visit in page.world.regroup(event.pair):
        page.visit(activity, visit, at.position)


TAKES: Takes = {VisitsMerged: _answered, VisitsParted: _answered}


# Counting once.


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """An activity that a rule looks at: what it is worth, and what keeps it from counting yet.

    `counts`: it stands for its visit in the figure, `credits`: in its organisation's part of it. `also` are the other
    organisations that recorded the same visit.
    """

    row: Any
    amount: int
    lacks: tuple[str, ...]
    counts: bool = True
    credits: bool = True
    also: tuple[str, ...] = ()


P = TypeVar("P", bound=Part)


def at_position(t: Tables, position: int) -> tuple[FromClause, Any]:
    """Activities with the visit they were part of at a position, and its column; NULL for one of its own."""
    v, a = t.visits.c, t.activities.c
    then = and_(v.activity == a.activity, v.believed_from <= position, v.believed_to > position, a.minute.is_not(None))
    return t.activities.outerjoin(t.visits, then), v.visit.label("visit")


def settled(parts: Sequence[P]) -> list[P]:
    """The same parts, those of one visit together at the place of the first, each visit counting once."""
    together: dict[UUID, list[P]] = {}
    for part in parts:
        together.setdefault(part.row.visit or part.row.activity, []).append(part)
    return [part for group in together.values() for part in (_once(group) if len(group) > 1 else group)]


def _once(group: Sequence[P]) -> list[P]:
    """The longest stands for the visit, and each organisation's longest for it; the visit needs a thing told once."""
    come = [p for p in group if "future" not in p.lacks]
    ready = any(not p.lacks for p in group)
    stands = come if ready else group
    longest = min(stands, key=_order)
    of_each = {
        o: min((p for p in stands if p.row.organisation == o), key=_order) for o in {p.row.organisation for p in stands}
    }
    return [
        msgspec.structs.replace(
            p,
            lacks=() if ready and p in come else p.lacks,
            counts=p is longest,
            credits=p is of_each.get(p.row.organisation),
            also=tuple(sorted({other.row.organisation for other in group} - {p.row.organisation})),
        )
        for p in group
    ]


def _order(part: Part) -> Any:
    return -part.amount, part.row.occurred_at, part.row.activity.bytes


# Asking.

State = Literal["open", "merged", "parted"]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """As whoever recorded `mine` is asked: "samma besök?" `place` is one that both share."""

    mine: UUID
    other: UUID
    kind: str
    place: str | None
    occurred_at: Any
    state: State
    organisation: str
    member: UUID


def answers(reading: Reading, partnership: str, position: int = FOREVER) -> dict[Pair, bool]:
    """The last answer of each pair by a position: whether it was one visit."""
    c = reading.t.pairs.c
    asked = select(c.one, c.other, c.same).where(c.partnership == partnership, c.position <= position)
    return {(row.one, row.other): row.same for row in reading.connection.execute(asked.order_by(c.position))}


def unanswered(
    reading: Reading,
    partnership: str,
    position: int,
    first: date,
    last: date,
    kinds: Collection[str],
    catalogue: Catalogue = _NONE,
) -> dict[Pair, str]:
    """The pairs of some kinds in [first, last] that may be one visit, by what was believed at a position, and nobody
    has said; each with its kind. `catalogue` knows which places are one.
    """
    a = reading.t.activities.alias("a")
    days = [
        a.c.partnership == partnership,
        a.c.kind.in_(kinds),
        a.c.day >= first,
        a.c.day <= last,
        a.c.occurred_at >= midnight(first),
        a.c.occurred_at < end_of(last),
    ]
    near = _candidates(reading, a, days, position, catalogue, both=False, days=(first, last))
    said = answers(reading, partnership, position) if near else {}
    found = {two: row.kind for row in near if (two := pair(row.activity, row.other)) not in said}
    if not found:
        return found
    asked = _visits_of(reading.t, {activity for two in found for activity in two}, position)
    visit: dict[UUID, UUID] = {row.activity: row.visit for row in reading.connection.execute(asked)}
    return {two: kind for two, kind in found.items() if visit.get(two[0], two[0]) != visit.get(two[1], two[1])}


def questions(
    reading: Reading, partnership: str, member: UUID, since: date, catalogue: Catalogue = _NONE
) -> list[Question]:
    """What a member is asked, or has been, of their own records since a day, the latest first. `catalogue` knows which
    places are one.
    """
    t = reading.t
    a, b = t.activities.alias("a"), t.activities.alias("b")
    mine = [a.c.partnership == partnership, a.c.member == member, a.c.occurred_at >= midnight(since)]
    said = answers(reading, partnership)
    found = {
        (row.activity, row.other): _question(row, said.get(pair(row.activity, row.other)), catalogue)
        for row in _candidates(reading, a, mine, FOREVER - 1, catalogue, both=True)
    }
    c = t.pairs.c
    told = and_(c.partnership == partnership, or_(c.one == a.c.activity, c.other == a.c.activity))
    with_it = and_(b.c.partnership == partnership, b.c.activity == case((c.one == a.c.activity, c.other), else_=c.one))
    asked = _both(a, b).distinct().select_from(a.join(t.pairs, told).join(b, with_it))
    asked = asked.where(*mine, *_believed(a, FOREVER - 1), *_believed(b, FOREVER - 1))
    for row in reading.connection.execute(asked):
        found[row.activity, row.other] = _question(row, said[pair(row.activity, row.other)], catalogue)
    return sorted(found.values(), key=lambda q: (q.occurred_at, q.other.bytes), reverse=True)


def answered_with(reading: Reading, partnership: str, activity: UUID) -> list[Pair]:
    """Every pair that an activity was ever asked about and answered."""
    c = reading.t.pairs.c
    asked = select(c.one, c.other).where(c.partnership == partnership, or_(c.one == activity, c.other == activity))
    return [(row.one, row.other) for row in reading.connection.execute(asked.distinct())]


def _question(row: Any, same: bool | None, catalogue: Catalogue) -> Question:
    shared = sorted(_shared(row, catalogue))
    return Question(
        mine=row.activity,
        other=row.other,
        kind=row.kind,
        place=shared[0] if shared else None,
        occurred_at=row.other_at,
        state="open" if same is None else "merged" if same else "parted",
        organisation=row.organisation,
        member=row.member,
    )


def _both(a: FromClause, b: FromClause) -> Select[Any]:
    return select(
        a.c.activity,
        b.c.activity.label("other"),
        a.c.kind,
        a.c.places,
        a.c.answers,
        b.c.places.label("other_places"),
        b.c.answers.label("other_answers"),
        b.c.occurred_at.label("other_at"),
        b.c.organisation,
        b.c.member,
    )


def _believed(a: FromClause, position: int) -> list[ColumnElement[bool]]:
    """With a time of day: what concerns a person has none."""
    return [a.c.believed_from <= position, a.c.believed_to > position, a.c.minute.is_not(None)]


def _candidates(
    reading: Reading,
    a: FromClause,
    which: Sequence[ColumnElement[bool]],
    position: int,
    catalogue: Catalogue,
    *,
    both: bool,
    days: tuple[date, date] | None = None,
) -> list[Any]:
    """Those of `which` with whatever may be the same visit (domain/visit.py); `both`: also with what began before it.

    The database looks for it by kind and time, by kind and day for meetings: an index for each. `days`, where `which`
    is narrowed to them, lets it begin with either of two meetings.
    """
    b = reading.t.activities.alias("b")
    apart = [
        *which,
        b.c.partnership == a.c.partnership,
        b.c.kind == a.c.kind,
        b.c.member != a.c.member,
        b.c.activity != a.c.activity,
        *_believed(a, position),
        *_believed(b, position),
    ]
    forum = f"%;{FORUM}=%"
    began, then = type_coerce(a.c.occurred_at, BigInteger), type_coerce(b.c.occurred_at, BigInteger)
    span = int(NEAR.total_seconds()) * 1_000_000
    one_place = [[codes([code]) for code in group] for group in catalogue.merged()]
    visits = _both(a, b).where(
        *apart,
        then >= (began - span if both else began),
        then <= began + span,
        not_(a.c.answers.like(forum)),
        not_(b.c.answers.like(forum)),
        or_(
            and_(a.c.places == b.c.places, a.c.places != ""),
            *(and_(type_coerce(a.c.places, String).in_(g), type_coerce(b.c.places, String).in_(g)) for g in one_place),
            a.c.walk,
            b.c.walk,
        ),
    )
    alike = [b.c.day == a.c.day, *((b.c.day >= days[0], b.c.day <= days[1]) if days else ())]
    meetings = _both(a, b).where(*apart, *alike, a.c.answers.like(forum), b.c.answers.like(forum))
    near = [row for row in reading.connection.execute(visits) if _shared(row, catalogue)]
    met = [row for row in reading.connection.execute(meetings) if _forum(row.answers) == _forum(row.other_answers)]
    return [*near, *met]


def _shared(row: Any, catalogue: Catalogue) -> set[str]:
    """The places that both records tell of, by the codes that stand for them now."""
    return {*map(catalogue.stands_for, row.places)} & {*map(catalogue.stands_for, row.other_places)}


def _forum(told: Iterable[str]) -> str:
    return next((answer for answer in told if answer.startswith(f"{FORUM}=")), "")


def _visits_of(t: Tables, activities: set[UUID], position: int) -> Select[Any]:
    c = t.visits.c
    return select(c.activity, c.visit).where(
        c.activity.in_(activities), c.believed_from <= position, c.believed_to > position
    )
