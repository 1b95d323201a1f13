"""What stands behind a figure: the activities themselves, the figure taken apart, and what came in afterwards.

`amount` of all that is counted sums to the figure, because it is the same question without the sum.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import and_, exists, func, not_, or_, select

from backend.domain.calendar import Period, periods
from backend.domain.pledge import Commitment
from backend.domain.refusal import Refused
from backend.domain.rule import Coverage, Rule
from projections.activities import done
from projections.answers import Breakdown, Done, Figure, Hidden, Why
from projections.around import around
from projections.coverage import Share, by_level, by_organisation, share_of, shares
from projections.figures import Case, window
from projections.forecast import earlier
from projections.fulfilment import Question
from projections.hide import FLOOR
from projections.matching import Condition, Scope, believed, lacking, matches, parts
from projections.visits import Part

_YEAR = 380  # days of a year whose weeks are whole, and some more


def why(asked: Question, commitment: str, rule: int = 0) -> Why:
    """What stands behind the figure of rule number `rule` (from 0) of a commitment.

    Raises Refused (`unknown-commitment`, `unknown-rule`).
    """
    promise, counting = _chosen(asked, commitment, rule)
    if not counting.counts:
        return Why(figure=asked.figure(promise, counting), counted=(), not_yet=())
    if (every := asked.parted.get((commitment, rule))) is not None:
        mine = [_told(asked, part) for part in every if part.row.organisation == asked.viewer]
    else:
        own = asked.reading.t.activities.c.organisation == (asked.viewer or "")
        mine = [done for done in _done(asked, promise, counting, own) if done.organisation == asked.viewer]
    elsewhere, waiting = _elsewhere(asked, promise, counting)
    return Why(
        figure=asked.figure(promise, counting),
        counted=tuple(d for d in mine if not d.lacks),
        not_yet=tuple(d for d in mine if d.lacks),
        elsewhere=elsewhere,
        elsewhere_not_yet=waiting,
        withdrawn=_taken_back(asked, promise, counting),
    )


def breakdown(asked: Question, commitment: str, rule: int = 0) -> Breakdown:
    """The figure by month, place, organisation, action and hour; others' sensitive work only by month, veiled."""
    promise, counting = _chosen(asked, commitment, rule)
    days = window(counting, asked.pledge, asked.as_of)
    open_to_all = (not_(asked.theirs(counting)),) if asked.careful(counting) else ()
    every = _parts(asked, promise, counting, *open_to_all)
    if not open_to_all:
        asked.parted[commitment, rule] = every
    found = [p for p in every if not p.lacks]
    open_ = [_told(asked, p) for p in found if p.counts]
    told = [d for d in open_ if d.suits is not None]
    last_at: dict[str, date] = {}
    for row in (p.row for p in found if p.row.organisation == asked.viewer):
        for place in map(asked.catalogue.stands_for, row.places):
            last_at[place] = max(row.day, last_at.get(place, row.day))
    by_month, before, parted = _months(asked, promise, counting, days)
    return Breakdown(
        by_month=by_month,
        a_year_before=before,
        by_organisation=parted,
        by_place=_tally(place for d in open_ for place in d.places),
        last_at=last_at,
        by_action=_tally(action for d in open_ for action in d.actions),
        by_hour=dict(Counter((d.day.isoweekday(), d.minute // 60) for d in open_ if d.minute is not None)),
        by_level=by_level(p for p in found if isinstance(p, Share)) if isinstance(counting, Coverage) else {},
        suited=sum(bool(d.suits) for d in told),
        judged=len(told),
        all=len(open_),
        same_time_before=_same_time_before(asked, promise, counting, days) if before else None,
        around=around(
            ((place, p.row.day) for p in found for place in map(asked.catalogue.stands_for, p.row.places)),
            asked.pictures,
            days.first,
            min(days.last, asked.as_of),
        ),
    )


def _same_time_before(asked: Question, promise: Commitment, rule: Rule, days: Period) -> Figure | None:
    """The rule's figure a year earlier, to the same day; None of a share, and of a time that the year before is in."""
    if isinstance(rule, Coverage) or days.days > _YEAR:
        return None
    case = asked.case(promise, rule, asked.series(promise, rule, 1))
    first, until = earlier(days.first, 1), earlier(min(days.last, asked.as_of), 1)
    return case.veil.value(first, until) if case.recorded(until) else None


def late(asked: Question) -> int:
    """How many activities of the pledge's time, up to the day asked for, came in after it; not others' sensitive."""
    t = asked.reading.t
    c = t.activities.c
    found = [
        c.partnership == asked.partnership,
        c.day >= asked.pledge.first,
        c.day <= min(asked.as_of, asked.pledge.last),
        believed(t, asked.reading.position),
    ]
    if asked.sensitive:
        sensitive = c.kind.in_(asked.sensitive)
        found.append(not_(and_(sensitive, c.organisation != (asked.viewer or ""))))
    return _count(asked, [*found, _came_after(asked)])


def late_for(asked: Question, commitment: str, rule: int = 0) -> int:
    """The same, of what one rule counts."""
    promise, counting = _chosen(asked, commitment, rule)
    if not counting.counts:
        return 0
    t = asked.reading.t
    now = msgspec.structs.replace(asked.at, position=asked.reading.position)
    ready = [not_(empty) for empty in lacking(t, counting).values()]
    found = matches(t, _scope(asked, promise, counting), now)
    c = t.activities.c
    return _count(asked, [*found, *ready, c.day <= asked.as_of, not_(asked.theirs(counting)), _came_after(asked)])


def counts_towards(asked: Question, activity: UUID, kind: str) -> list[tuple[Commitment, bool]]:
    """The promises of a pledge that look at an activity, and whether it counts there or still lacks something."""
    found: list[tuple[Commitment, bool]] = []
    for promise in asked.pledge.commitments:
        looked = [
            one
            for rule in promise.rule
            if rule.counts and (not rule.kinds or kind in rule.kinds)
            for one in _done(asked, promise, rule, asked.reading.t.activities.c.activity == activity)
            if one.activity == activity
        ]
        if looked:
            found.append((promise, any(not one.lacks for one in looked)))
    return found


def _count(asked: Question, conditions: list[Condition]) -> int:
    found = select(func.count()).select_from(asked.reading.t.activities).where(*conditions)
    return int(asked.reading.connection.execute(found).scalar_one())


def _came_after(asked: Question) -> Condition:
    t = asked.reading.t
    first = t.activities.alias("first")
    same = and_(first.c.activity == t.activities.c.activity, first.c.version == 1)
    return exists(select(1).where(same, first.c.believed_from > asked.at.then))


def _chosen(asked: Question, commitment: str, rule: int) -> tuple[Commitment, Rule]:
    promise = asked.pledge.commitment(commitment)
    if not 0 <= rule < len(promise.rule):
        raise Refused("unknown-rule", "rule", detail=", ".join(str(number) for number in range(len(promise.rule))))
    return promise, promise.rule[rule]


def _scope(asked: Question, promise: Commitment, rule: Rule) -> Scope:
    days = window(rule, asked.pledge, asked.as_of)
    return msgspec.structs.replace(asked.scope(promise, rule), first=days.first, last=days.last)


def _done(asked: Question, promise: Commitment, rule: Rule, *where: Condition) -> list[Done]:
    """The activities that a rule looks at, with what each adds and what it lacks, and what they are one visit with."""
    together = or_(and_(*where), asked.reading.t.activities.c.paired)
    return [_told(asked, part) for part in _parts(asked, promise, rule, together)]


def _parts(asked: Question, promise: Commitment, rule: Rule, *where: Condition) -> Sequence[Part]:
    scope = _scope(asked, promise, rule)
    if isinstance(rule, Coverage):
        if not where:
            return asked.shares(promise, rule, Period(scope.first, scope.last, ""))
        return shares(asked.reading, scope, asked.at, asked.pictures, *where)
    return parts(asked.reading, scope, asked.at, *where)


def _taken_back(asked: Question, promise: Commitment, rule: Rule) -> tuple[Done, ...]:
    """One's own organisation's activities that the rule would look at, had they not been withdrawn."""
    t = asked.reading.t
    c = t.activities.c
    gone = matches(t, _scope(asked, promise, rule), asked.at, gone=True)
    found = select(t.activities).where(*gone, c.organisation == (asked.viewer or ""))
    rows = asked.reading.connection.execute(found.order_by(c.occurred_at.desc(), c.activity))
    return tuple(done(row, amount=0) for row in rows)


def _told(asked: Question, part: Part) -> Done:
    """What one's own organisation's part of the figure has from it, at the places that stand for those it names."""
    worth = part.high if isinstance(part, Share) else part.amount
    told = done(part.row, amount=worth if part.credits else 0, lacks=part.lacks, also=part.also)
    meant = tuple(dict.fromkeys(map(asked.catalogue.stands_for, told.places)))
    return told if meant == told.places else msgspec.structs.replace(told, places=meant)


def _months(
    asked: Question, promise: Commitment, rule: Rule, days: Period
) -> tuple[dict[str, Figure], dict[str, Figure], dict[str, Figure]]:
    """(by month, the same months a year before, by organisation)."""
    if isinstance(rule, Coverage):
        now, then = (_shares_by_month(asked, promise, rule, days, years=years) for years in (0, 1))
        return now, then, dict(by_organisation(asked.shares(promise, rule, days)))
    case = asked.case(promise, rule, asked.series(promise, rule, 1))
    parted = case.veil.by_organisation(days.first, min(days.last, asked.as_of)) or {}
    return _by_month(case, days, years=0), _by_month(case, days, years=1), parted


def _shares_by_month(
    asked: Question, promise: Commitment, rule: Coverage, days: Period, *, years: int
) -> dict[str, Figure]:
    """The share of each month; none of a month without anything to have a share of."""
    first, last = earlier(days.first, years), min(earlier(days.last, years), asked.as_of)
    if last < first:
        return {}
    months = periods("month", first, last)
    found: dict[str, list[Share]] = {month.code: [] for month in months}
    whole = Period(first, earlier(days.last, years), "")
    for one in asked.shares(promise, rule, whole):
        if first <= one.row.day <= last:
            found[f"{one.row.day:%Y-%m}"].append(one)
    told = {month: share_of(part) for month, part in found.items()}
    return {month: round(share, 4) for month, share in told.items() if share is not None}


def _elsewhere(asked: Question, promise: Commitment, rule: Rule) -> tuple[dict[str, Figure], int]:
    """How many activities of each other organisation count, and how many do not yet."""
    if isinstance(rule, Coverage):
        others = [p for p in _parts(asked, promise, rule) if p.row.organisation != asked.viewer and p.credits]
        tally = _tally(p.row.organisation for p in others if not p.lacks)
        return dict(tally), sum(bool(p.lacks) for p in others)
    days = window(rule, asked.pledge, asked.as_of)
    until = min(days.last, asked.as_of)
    counted = asked.series(promise, rule)
    case = asked.case(promise, rule, counted)
    hidden = case.veil.hidden(days.first, until)
    found: dict[str, Figure] = {}
    for organisation in sorted({*counted.organisations, *hidden} - {asked.viewer}):
        n = counted.only(organisation).activities(days.first, until)
        if organisation in hidden:
            found[organisation] = Hidden(FLOOR)
        elif n:
            found[organisation] = n
    own = counted.only(asked.viewer or "").waiting(days.first, days.last)
    return found, case.veil.waiting(days.first, days.last) - own


def _by_month(case: Case, days: Period, *, years: int) -> dict[str, Figure]:
    """Each month up to the day asked for; none of a time before anything was recorded."""
    first, last = earlier(days.first, years), earlier(days.last, years)
    if years == 0:
        last = min(last, case.as_of)
    if last < first or not case.recorded(last):
        return {}
    found: dict[str, Figure] = {}
    for month in periods("month", first, last):
        if case.recorded(month.last) and (value := case.veil.value(month.first, month.last)) is not None:
            found[month.code] = value
    return found


def _tally(given: Iterable[str]) -> dict[str, int]:
    """Counts by code, the largest first."""
    return dict(Counter(given).most_common())
