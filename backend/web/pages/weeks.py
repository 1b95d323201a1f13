"""Puts the pages of weekly situations together: all weeks, one week with its decisions, what is about to be frozen."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from litestar.response import Template
from msgspec import Struct

from backend import export
from backend.desk.weeks import first_day
from backend.domain.calendar import Period, local, midnight, week, week_code
from backend.domain.catalogue import Catalogue
from backend.domain.decision import CLOSED
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.domain.situation import Need, afterwards, check_week
from backend.house import House
from backend.web.errors import Denied
from backend.web.pages import confirming
from backend.web.pages.afterwards import frozen_word, just_frozen, too_late
from backend.web.pages.asking import names_for
from backend.web.pages.deciding import decision_line, make_ask
from backend.web.pages.filling import Filling, filling, given
from backend.web.pages.needing import formerly, lines, map_of, unvisited, within
from backend.web.pages.reporting import Reader
from backend.web.pages.sheet import Link
from backend.web.pages.speaking import organisation
from backend.web.pages.telling import Typed
from backend.web.pages.tongue import Tongue
from projections import need, pledges
from projections.decisions import Decided, decisions
from projections.need import Situation, Stay
from projections.store import Reading

BACK = timedelta(weeks=4)
"""So far back one may turn the weeks, also where nothing is frozen."""
LATELY, MOST = 13, 160
"""As many weeks as the list shows at once, and on demand."""


class WeekLine(Struct, frozen=True, kw_only=True):
    """A week in the list: whether its situation is frozen, and what was decided in it; `awaits`: whose confirmation."""

    href: str
    word: str
    days: str
    state: str
    high: str
    decided: str
    awaits: str = ""


class Looking:
    """Somebody looking at situations, in a language, now."""

    def __init__(self, t: Tongue, house: House, member: Member, query: Mapping[str, str]) -> None:
        self.t, self.house, self.member, self.query = t, house, member, query
        self.today = local(house.now()).date()
        self.may = Role.COORDINATOR in member.roles

    def reader(self, catalogue: Catalogue, decided: list[Decided]) -> Reader:
        """Says things with the names that this member may see."""
        named = [d.event.member for d in decided if d.event.member]
        return Reader(self.t, catalogue, names_for(self.t, self.house, self.member, (), named))

    def why_not(self, code: str) -> Refused | None:
        """Why there may be no situation of a week, nor a decision; None where there may."""
        try:
            check_week(code, earliest=self.earliest, today=self.today)
        except Refused as no:
            return no
        return None

    @cached_property
    def earliest(self) -> date | None:
        return first_day(self.house.log, self.house.catalogues, self.member.partnership)

    def decided(self, reading: Reading) -> list[Decided]:
        return decisions(reading, self.member.partnership, unseal=self.house.vault.open)


def overview(looking: Looking, fault: str = "", typed: Mapping[str, str] | None = None) -> Template:
    """Every week, where need is without a visit, and the form that takes a file."""
    t, member, today = looking.t, looking.member, looking.today
    with looking.house.reading() as reading:
        catalogue = pledges.catalogue(reading, member.partnership)
        frozen = need.situations(reading, member.partnership)
        high = need.high_by_week(reading, member.partnership, catalogue)
        decided = looking.decided(reading)
        places = need.needs(reading, member.partnership, as_of=today, viewer=member.organisation, catalogue=catalogue)
        elsewhere = need.elsewhere(
            reading, member.partnership, as_of=today, viewer=member.organisation, catalogue=catalogue
        )
        every = [week(s.week) for s in frozen]
        awaited = confirming.awaited_in(reading, member.partnership, every)
        ahead = confirming.ahead_in(reading, member.partnership, every, today)
        waiting = [d for d in decided if d.outcome not in CLOSED]
        stays = _since(reading, member.partnership, catalogue, waiting, today)
    r = looking.reader(catalogue, waiting)
    now, coming = week_code(today), week_code(today + timedelta(days=7))
    codes = {s.week: s for s in frozen}
    shown = sorted({now, coming, *codes, *(d.event.week for d in decided)}, reverse=True)
    last = max((s.week for s in frozen), default="")
    awaits = {code: t._("räknas när veckan har kommit") for code in ahead}
    awaits |= {code: confirming.short(t, waits, member.organisation) for code, waits in awaited.items()}
    told = [
        _week_line(t, code, codes.get(code), high.get(code, 0), decided, today, awaits.get(code, ""))
        for code in shown[:MOST]
    ]
    context = {
        "lines": told[:LATELY],
        "older": told[LATELY:],
        "unvisited": unvisited(r, places, elsewhere),
        "weeks": t.number(need.WEEKS),
        "longer": t.number(need.LONGER),
        "last": t.period(last, today) if last else "",
        "saved": just_frozen(t, looking.query.get("veckor", ""), codes, today),
        "open": [decision_line(r, d, stays, today, may=False) for d in waiting],
        "now": Link(href=f"/lagesbild/{now}", word=t.period(now, today)),
        "frozen_now": now in codes,
        "may": looking.may,
        "fault": fault,
        "week": (typed or {}).get("week", now),
    }
    return Template("situations.html", context=context, status_code=422 if fault else 200)


def _since(
    reading: Reading, partnership: str, catalogue: Catalogue, decided: list[Decided], today: date
) -> list[Stay]:
    """The visits since the first of some decisions was made."""
    if not decided:
        return []
    first = min(local(d.event.received_at).date() for d in decided)
    kinds = need.of_presence(reading, partnership, catalogue)
    return need.stays(reading, partnership, first, today, kinds=kinds, catalogue=catalogue)


def _week_line(
    t: Tongue, code: str, frozen: Situation | None, high: int, decided: list[Decided], today: date, awaits: str
) -> WeekLine:
    period = week(code)
    made = sum(d.event.week == code for d in decided)
    return WeekLine(
        href=f"/lagesbild/{code}",
        word=t.period(code, today).capitalize(),
        days=_days(t, period, today),
        state=frozen_word(t, period, frozen.frozen_at, today)
        if frozen
        else t._("Inte fryst") if period.last >= today else t._("Saknas"),
        high=t.ngettext("%(n)s plats med högt behov", "%(n)s platser med högt behov", high) if frozen else "",
        decided=t.ngettext("%(n)s beslut", "%(n)s beslut", made) if made else "",
        awaits=awaits,
    )


def _days(t: Tongue, period: Period, today: date) -> str:
    return t._("%(first)s till %(last)s", first=t.day(period.first, today), last=t.day(period.last, today))


class _Week:
    """Everything that is known of one week. Raises Denied (`not-found`) where nothing is, nor can come to be."""

    def __init__(self, looking: Looking, code: str) -> None:
        self.why_not = looking.why_not(code)
        if self.why_not and self.why_not.code == "unknown-period":
            raise Denied("not-found")
        self.code, self.period = code, week(code)
        member, today = looking.member, looking.today
        with looking.house.reading() as reading:
            self.catalogue = pledges.catalogue(reading, member.partnership)
            self.frozen = need.situation(reading, member.partnership, code)
            known = [s.week for s in need.situations(reading, member.partnership)]
            self.oldest = min([*known, week_code(today - BACK)])
            self.before = next((w for w in known if w < code), None)
            past = need.situation(reading, member.partnership, self.before) if self.before else None
            self.past = need.meant(past.needs, self.catalogue) if past else {}
            self.said = need.meant(self.frozen.needs, self.catalogue) if self.frozen else {}
            self.formerly = formerly(self.catalogue, self.frozen.needs) if self.frozen else {}
            self.decided = looking.decided(reading)
            kinds = need.of_presence(reading, member.partnership, self.catalogue)
            self.earlier = [
                d for d in self.decided if d.event.week < code and not d.closed_before(midnight(self.period.first))
            ]
            self.made = [d for d in self.decided if d.event.week == code]
            self.known = {*known, *(d.event.week for d in self.decided)}
            if self.why_not and code not in self.known:
                raise Denied("not-found")
            first = min((local(d.event.received_at).date() for d in (*self.earlier, *self.made)), default=today)
            first = min(first, self.period.first)
            about_to = () if self.frozen else (member.organisation,)
            self.awaited = confirming.awaited(reading, member.partnership, self.period, *about_to)
            coming = confirming.ahead_in(reading, member.partnership, [self.period], today)
            self.ahead = coming.get(code, [])
            self.stays = need.stays(reading, member.partnership, first, today, kinds=kinds, catalogue=self.catalogue)
            self.now = {
                p.place: p
                for p in need.needs(
                    reading,
                    member.partnership,
                    as_of=min(today, self.period.last),
                    viewer=member.organisation,
                    catalogue=self.catalogue,
                )
            }

    @property
    def visits(self) -> list[Stay]:
        return within(self.stays, self.period.first, self.period.last)


def week_page(
    looking: Looking,
    code: str,
    *,
    typed: Typed | None = None,
    needs: Mapping[str, Need] | None = None,
    faults: Mapping[str, str] | None = None,
    loose: Mapping[str, tuple[str, ...]] | None = None,
) -> Template:
    """One week. `needs` (and `loose` problems) fill in the form instead of the week before's; `typed` is a form that
    comes back.
    """
    t, today, member, found = looking.t, looking.today, looking.member, _Week(looking, code)
    r = looking.reader(found.catalogue, found.decided)
    own = member.organisation if looking.may else ""
    told = [decision_line(r, d, found.stays, today, may=looking.may, typed=typed, own=own) for d in found.earlier]
    made = [decision_line(r, d, found.stays, today, may=looking.may, typed=typed, own=own) for d in found.made]
    form: Filling | None = None
    if looking.may and not found.frozen and not found.why_not:
        form = _form(looking, found, needs, faults, loose)
    ask, decision = (None, "")
    if looking.may and not found.why_not:
        colleagues = looking.house.accounts.members(member.partnership, member.organisation)
        ask, decision = make_ask(t, found.catalogue, [(p.id, p.name) for p, _ in colleagues], typed)
    counts: dict[str, int] = {}
    for stay in found.visits:
        counts[stay.place] = counts.get(stay.place, 0) + 1
    levels = {c: n.level for c, n in found.said.items()}
    word = t.period(code, today)
    context: dict[str, Any] = {
        "title": t._("Lägesbild %(week)s", week=word),
        "here": f"/lagesbild/{code}",
        "under": _under(t, found, today),
        "frozen": found.frozen is not None,
        "awaited": [
            *confirming.after(t, found.awaited, member.organisation),
            *confirming.ahead(t, found.ahead, today),
        ]
        if found.frozen
        else [],
        "too_late": too_late(t, found.period, looking.house.now()) if form else "",
        "confirm": looking.may and found.frozen and any(member.organisation in one.owner for one in found.awaited),
        "missed": found.frozen is None and found.period.last < today,
        "rows": lines(
            r, found.said, found.past if found.before else None, found.visits, found.now, formerly=found.formerly
        )
        if found.frozen
        else (),
        "before": t.period(found.before, today) if found.before else "",
        "map": map_of(
            t,
            found.catalogue,
            levels,
            counts,
            title=t._("Behov och besök %(week)s", week=word),
        )
        if found.frozen
        else None,
        "unvisited": [
            line
            for line in lines(r, found.said, None, found.visits)
            if line.level == "high" and line.visits == t.number(0)
        ]
        if found.period.first <= today
        else [],
        "told": told,
        "made": made,
        "form": form,
        "fault": (faults or {}).get("", "") if form is None else "",
        "ask": ask,
        "decision": decision,
        "may": looking.may,
        "saved": {
            "fryst": t._("Lägesbilden är fryst."),
            "bekraftad": t._("Lägesbilden är bekräftad.")
            if found.ahead
            else t._("Lägesbilden är bekräftad, och veckan räknas för ert löfte."),
            "sparat": t._("Sparat. Det står nu i loggen."),
            "gallrat": t._("Texten är gallrad."),
        }.get(looking.query.get("klar", ""), ""),
        "earlier_href": _neighbour(looking, found, -7) if code > found.oldest else "",
        "later_href": _neighbour(looking, found, 7),
    }
    return Template("situation.html", context=context, status_code=422 if typed or faults else 200)


def _under(t: Tongue, found: _Week, today: date) -> str:
    days = _days(t, found.period, today)
    if found.frozen is None:
        return t._("%(days)s. Inte fryst.", days=days)
    day, who = t.moment(found.frozen.frozen_at), organisation(t, found.frozen.organisation)
    if afterwards(found.period, found.frozen.frozen_at):
        return t._("%(days)s. Fryst i efterhand, %(at)s av %(who)s, och ändras inte mer.", days=days, at=day, who=who)
    return t._("%(days)s. Fryst %(at)s av %(who)s, och ändras inte mer.", days=days, at=day, who=who)


def _neighbour(looking: Looking, found: _Week, days: int) -> str:
    code = week_code(found.period.first + timedelta(days=days))
    return "" if looking.why_not(code) and code not in found.known else f"/lagesbild/{code}"


def _form(
    looking: Looking,
    found: _Week,
    needs: Mapping[str, Need] | None,
    faults: Mapping[str, str] | None,
    loose: Mapping[str, tuple[str, ...]] | None,
) -> Filling:
    t = looking.t
    empty = "tomt" in looking.query
    source = ""
    if needs is None and found.before and not empty:
        source = t._("Samma som %(week)s. Ändra det som är annorlunda.", week=t.period(found.before, looking.today))
    start = needs if needs is not None else {} if empty else found.past
    return filling(
        t,
        found.catalogue,
        start,
        found.past,
        source=source,
        empty_href=f"/lagesbild/{found.code}?tomt=1#fyll-i" if source else "",
        faults=faults,
        loose=loose,
    )


def reviewed(looking: Looking, code: str, needs: Mapping[str, Need]) -> Template:
    """What is about to be frozen, and what is different from the situation before."""
    t, found = looking.t, _Week(looking, code)
    r = looking.reader(found.catalogue, [])
    rows = lines(r, needs, found.past if found.before else None)
    changed, late = sum(bool(row.was) for row in rows), too_late(t, found.period, looking.house.now())
    context = {
        "title": t._("Lägesbild %(week)s", week=t.period(code, looking.today)),
        "here": f"/lagesbild/{code}",
        "rows": rows,
        "before": t.period(found.before, looking.today) if found.before else "",
        "changed": t.ngettext("%(n)s plats är ändrad.", "%(n)s platser är ändrade.", changed)
        if changed
        else t._("inget är ändrat."),
        "awaited": [*filter(None, [late]), *confirming.before(t, found.awaited)],
        "given": given(needs.values()),
    }
    return Template("review.html", context=context)


def week_table(looking: Looking, code: str) -> export.Table:
    """The week's places as a table: level, problems, visits and minutes; no rows where it is not frozen.

    Places that were merged since are one row, that names those it stands for in `formerly`.
    """
    found = _Week(looking, code)
    rows = []
    for place, said in sorted(found.said.items()):
        there = [s for s in found.visits if s.place == place]
        listed = found.catalogue.places.get(place)
        rows.append(
            (
                code,
                place,
                listed.name if listed else place,
                said.level,
                ";".join(said.problems),
                len(there),
                sum(s.minutes or 0 for s in there),
                ";".join(found.formerly.get(place, ())),
            )
        )
    return export.Table(
        name=code, columns=("week", "place", "name", "level", "problems", "visits", "minutes", "formerly"), rows=rows
    )
