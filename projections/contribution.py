"""What a member's own records became: which promises count them, how much of each figure they are, which do not yet.

A member's own are the activities that they recorded or were crew of. One patrol is one activity, whoever was along, so
each of them sees the same one; minutes are never multiplied by the crew. Nobody else's records are told apart, and
nothing compares one member with another.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, or_, select

from backend.domain.calendar import Period
from backend.domain.pledge import Commitment
from backend.domain.rule import Cadence, Coverage, Rule, Status
from backend.domain.words import Label
from projections.activities import done
from projections.answers import Done, Figure, RuleFigure
from projections.coverage import Share
from projections.figures import span
from projections.fulfilment import Question
from projections.matching import Condition, believed, parts
from projections.visits import Part


class RulePart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rule's part: `value` of the figure's `total` over the same days, both in the unit that `of` names.

    Of a cadence they are periods that were kept; of a coverage minutes (or activities), `high` of them where the need
    was. `total` is absent where it is not known, and not told where it is small and about people. `counted` of one's
    activities count, `crew` of them recorded by a colleague, `merged` of them one visit with another record and counted
    once with it. `not_yet` lack something.
    """

    rule: int
    type: str
    of: str
    name: Label | None = None
    value: int
    total: Figure | None = None
    high: int | None = None
    counted: int
    crew: int = 0
    merged: int = 0
    not_yet: tuple[Done, ...] = ()
    figure: RuleFigure


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that looks at one's records, and how it stands as a whole."""

    pledge: str
    pledge_title: str
    commitment: str
    title: str
    text: str
    owner: tuple[str, ...]
    status: Status
    last: date
    parts: tuple[RulePart, ...]


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of [first, last], as of the end of `last`.

    `recorded` and `crew` are the activities one recorded oneself, and those of colleagues that one was part of;
    `counted` of all of them count for a promise, `not_yet` for none yet, and `elsewhere` no promise looks at.
    """

    first: date
    last: date
    recorded: int
    crew: int
    counted: int
    not_yet: int
    elsewhere: int
    withdrawn: int
    promises: tuple[Kept, ...]


def contribution(asked: Sequence[Question], member: UUID, first: date) -> Contribution:
    """What the member's records from `first` became in the pledges asked about, which are asked as of one day."""
    every = [q for q in asked if q.pledge.first <= q.as_of and q.pledge.last >= first]
    rows = _rows(asked[0], member, first) if asked else []
    own = [row for row in rows if not row.withdrawn]
    counted, waiting = set[UUID](), set[UUID]()
    promises: list[Kept] = []
    for question in every:
        for promise in question.pledge.commitments:
            found = list(_looked_at(question, promise, member, first, {row.kind for row in own}))
            for one in found:
                counted |= {p.row.activity for p in one.mine if not p.lacks}
                waiting |= {p.row.activity for p in one.mine if p.lacks}
            if found:
                promises.append(_kept(question, promise, member, found))
    ids = {row.activity for row in own}
    return Contribution(
        first=first,
        last=asked[0].as_of if asked else first,
        recorded=sum(row.member == member for row in own),
        crew=sum(row.member != member for row in own),
        counted=len(counted & ids),
        not_yet=len((waiting - counted) & ids),
        elsewhere=len(ids - counted - waiting),
        withdrawn=len({row.activity for row in rows if row.withdrawn}),
        promises=tuple(promises),
    )


class _Looked(msgspec.Struct, frozen=True):
    """A rule by its number, the days it is asked about, and the member's own of what it looks at."""

    number: int
    days: Period
    mine: list[Part]


def _kept(asked: Question, promise: Commitment, member: UUID, found: Iterable[_Looked]) -> Kept:
    figures = asked.figures(promise, asking=False)
    return Kept(
        pledge=asked.pledge.code,
        pledge_title=asked.pledge.title,
        commitment=promise.code,
        title=promise.title,
        text=promise.text,
        owner=promise.owner,
        status=figures.status,
        last=asked.pledge.last,
        parts=tuple(_told(asked, promise, figures.rules[one.number], member, one) for one in found),
    )


def _mine(asked: Question, member: UUID) -> Condition:
    c = asked.reading.t.activities.c
    return or_(c.member == member, c.crew.like(f"%;{member};%"))


def _rows(asked: Question, member: UUID, first: date) -> Sequence[Any]:
    """The member's activities as believed then, and those withdrawn by then."""
    t, position = asked.reading.t, asked.at.position
    c = t.activities.c
    gone = and_(c.withdrawn, c.believed_to <= position)
    days = (c.day >= first, or_(c.day <= asked.as_of, c.believed_from <= asked.at.then))
    found = select(c.activity, c.kind, c.member, gone.label("withdrawn")).where(
        c.partnership == asked.partnership, *days, _mine(asked, member), or_(believed(t, position), gone)
    )
    return asked.reading.connection.execute(found).all()


def _looked_at(asked: Question, promise: Commitment, member: UUID, first: date, kinds: set[str]) -> Iterator[_Looked]:
    """Each rule that looks at any of the member's activities."""
    for number, rule in enumerate(promise.rule):
        if rule.counts and (not rule.kinds or kinds.intersection(rule.kinds)):
            days = span(rule, asked.pledge)
            days = Period(max(first, days.first), days.last, days.code)
            if days.first <= days.last and (mine := _of(asked, promise, rule, member, days)):
                yield _Looked(number, days, mine)


def _of(asked: Question, promise: Commitment, rule: Rule, member: UUID, days: Period) -> list[Part]:
    """The member's own of what a rule looks at; records of the same visits are needed to tell what they lack."""
    found: Sequence[Part]
    if isinstance(rule, Coverage):
        found = asked.shares(promise, rule, days)  # as the figure has them already
    else:
        scope = msgspec.structs.replace(asked.scope(promise, rule), first=days.first, last=days.last)
        where = or_(_mine(asked, member), asked.reading.t.activities.c.paired)
        found = parts(asked.reading, scope, asked.at, where)
    return [p for p in found if p.row.member == member or str(member) in p.row.crew]


def _told(asked: Question, promise: Commitment, figure: RuleFigure, member: UUID, at: _Looked) -> RulePart:
    rule, days = promise.rule[at.number], at.days
    ready = [p for p in at.mine if not p.lacks]
    value, total = _value(asked, promise, rule, ready), _total(asked, promise, rule, figure, days)
    if isinstance(rule, Cadence):
        kept = [p for p in figure.parts or () if p.status == "covered" and p.last >= days.first]
        value, total = sum(any(p.first <= one.row.day <= p.last for one in ready) for p in kept), len(kept)
    return RulePart(
        rule=at.number,
        type=rule.type,
        of=rule.of,
        name=rule.label,
        value=value,
        total=total,
        high=sum(p.high for p in _once(ready) if isinstance(p, Share)) if isinstance(rule, Coverage) else None,
        counted=len(ready),
        crew=sum(p.row.member != member for p in ready),
        merged=sum(p.row.visit is not None for p in ready),
        not_yet=tuple(done(p.row, amount=0, lacks=p.lacks, also=p.also) for p in at.mine if p.lacks),
        figure=figure,
    )


def _total(asked: Question, promise: Commitment, rule: Rule, figure: RuleFigure, days: Period) -> Figure | None:
    """The rule's figure over the same days."""
    if isinstance(rule, Coverage):
        return figure.of_total if days.first <= asked.pledge.first else None
    if figure.status == "unreported" or figure.lacks == "not-begun":
        return None
    case = asked.case(promise, rule, asked.series(promise, rule))
    return case.veil.value(days.first, min(days.last, asked.as_of))


def _value(asked: Question, promise: Commitment, rule: Rule, ready: Sequence[Part]) -> int:
    """What the member's own add up to, each visit once, by its longest record of theirs."""
    if rule.of == "days":
        return len({p.row.day for p in ready})
    if rule.of == "places":
        scope = asked.scope(promise, rule)
        only = scope.narrowed_to
        return len({place for p in ready for place in scope.meant(p.row.places) if only is None or place in only})
    return sum(p.amount for p in _once(ready))


def _once(ready: Sequence[Part]) -> list[Part]:
    visits: dict[UUID, Part] = {}
    for part in ready:
        visit = part.row.visit or part.row.activity
        if visit not in visits or part.amount > visits[visit].amount:
            visits[visit] = part
    return list(visits.values())
