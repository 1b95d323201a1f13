"""`/platser/{code}`: one place: what it has needed, who has been there and when, and what was decided about it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from markupsafe import Markup
from msgspec import Struct

from backend import export
from backend.domain.calendar import local, week_code, weeks
from backend.domain.catalogue import Catalogue
from backend.domain.member import Member, Role
from backend.domain.situation import Need
from backend.house import House
from backend.web import plots
from backend.web.errors import Denied
from backend.web.pages.asking import names_for
from backend.web.pages.basis import MOST, bars, heat
from backend.web.pages.deciding import decision_line
from backend.web.pages.environment import tongue_of
from backend.web.pages.needing import level_word, problems_words, since_words
from backend.web.pages.reporting import Reader
from backend.web.pages.sheet import Bars, Fact, TableSheet
from backend.web.pages.tongue import DASH, Tongue
from backend.web.pledges import READERS
from projections import need, pledges
from projections.decisions import Decided, decisions
from projections.need import PlaceNeed, Stay

WEEKS = 26
"""So many weeks, the running one last, are drawn."""


class PlaceWeek(Struct, frozen=True, kw_only=True):
    """One week at a place. `need` is None where the situation does not name the place; `said`: there is one."""

    code: str
    said: bool
    need: Need | None
    visits: int
    minutes: int


class Found(Struct, frozen=True, kw_only=True):
    """Everything that is known of a place, as one organisation may read it."""

    code: str
    today: date
    catalogue: Catalogue
    weeks: tuple[PlaceWeek, ...]
    stays: tuple[Stay, ...]
    now: PlaceNeed | None
    decided: tuple[Decided, ...]
    since: tuple[Stay, ...]


class OnePlacePage(Controller):
    """Read by everybody who follows the pledges."""

    path = "/platser/{code:str}"
    include_in_schema = False

    @get("/", sync_to_thread=True, who=READERS)
    def one(
        self,
        code: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """The page; a place that was merged leads to the one that stands for it."""
        found = _find(house, member, code)
        if found.code != code:
            return Redirect(f"/platser/{found.code}")
        return Template("place.html", context=_sheet(tongue_of(request), house, member, found))

    @get("/veckor.csv", sync_to_thread=True, who=READERS)
    def table(
        self, code: FromPath[str], house: NamedDependency[House], member: NamedDependency[Member]
    ) -> Response[bytes]:
        """Week for week: the level of need, its problems, visits and minutes."""
        found = _find(house, member, code)
        rows = [
            (
                w.code,
                w.need.level if w.need else None,
                ";".join(w.need.problems) if w.need else None,
                w.visits,
                w.minutes,
            )
            for w in found.weeks
        ]
        made = export.Table(name=found.code, columns=("week", "level", "problems", "visits", "minutes"), rows=rows)
        name = f'attachment; filename="plats-{found.code}.csv"'
        return Response(
            export.as_csv(made), media_type="text/csv", headers={"content-disposition": name}
        )


def _find(house: House, member: Member, code: str) -> Found:
    """Ask for everything at once. Raises Denied (`not-found`)."""
    today = local(house.now()).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    with house.reading() as reading:
        catalogue = pledges.catalogue(reading, member.partnership)
        if code not in catalogue.places:
            raise Denied("not-found")
        code = catalogue.stands_for(code)
        kinds = need.of_presence(reading, member.partnership, catalogue)
        decided = decisions(reading, member.partnership, unseal=house.vault.open, places=catalogue.spellings([code]))
        since = min([first, *(local(d.event.received_at).date() for d in decided)])
        told = need.stays(reading, member.partnership, since, today, kinds=kinds, place=code, catalogue=catalogue)
        said = need.levels_of(reading, member.partnership, code, catalogue)
        every = need.needs(reading, member.partnership, as_of=today, viewer=member.organisation, catalogue=catalogue)
    stays = [stay for stay in told if stay.day >= first]
    by_week: dict[str, list[Stay]] = {}
    for stay in stays:
        by_week.setdefault(week_code(stay.day), []).append(stay)
    return Found(
        code=code,
        today=today,
        catalogue=catalogue,
        weeks=tuple(
            PlaceWeek(
                code=w.code,
                said=w.code in said,
                need=said.get(w.code),
                visits=len(by_week.get(w.code, ())),
                minutes=sum(stay.minutes or 0 for stay in by_week.get(w.code, ())),
            )
            for w in weeks(first, monday + timedelta(days=6))
        ),
        stays=tuple(stays),
        now=next((place for place in every if place.place == code), None),
        decided=tuple(decided),
        since=tuple(told),
    )


def _sheet(t: Tongue, house: House, member: Member, found: Found) -> dict[str, Any]:
    today = found.today
    named = [d.event.member for d in found.decided if d.event.member]
    r = Reader(t, found.catalogue, names_for(t, house, member, (), named))
    place = found.catalogue.places[found.code]
    by_hour = Counter((s.day.isoweekday(), s.minute // 60) for s in found.stays if s.minute is not None)
    return {
        "title": place.name,
        "under": r.zone(place.zone) if place.zone else "",
        "here": f"/platser/{found.code}",
        "retired": found.now is None,
        "level": found.now.level or "" if found.now else "",
        "word": level_word(t, found.now.level if found.now else None),
        "facts": _facts(r, found),
        "plot": _plot(t, found, place.name),
        "table": _table(r, found, place.name),
        "heat": heat(t, by_hour),
        "problems": _bars(t, r.problem, (s.problem for s in found.stays if s.problem)),
        "actions": _bars(t, r.action, (a for s in found.stays for a in s.actions)),
        "decisions": [decision_line(r, d, found.since, today, may=False) for d in reversed(found.decided)],
        "visits": len(found.stays),
        "weeks": t.number(WEEKS),
        "manages": bool({Role.LEAD, Role.COORDINATOR, Role.ADMIN} & member.roles),
    }


def _facts(r: Reader, found: Found) -> tuple[Fact, ...]:
    t, now = r.t, found.now
    if now is None:
        return ()
    facts = [
        Fact(term=t._("Problem"), value=problems_words(r, now.problems) or DASH),
        Fact(term=t._("Er organisation var där senast"), value=since_words(t, now.days)),
        Fact(
            term=t._("Besök de senaste %(n)s veckorna", n=t.number(need.WEEKS)),
            value=t.number(now.visits),
        ),
        Fact(term=t._("Varav bara av den andra organisationen"), value=t.number(now.elsewhere)),
        Fact(term=t._("Minuter på platsen"), value=t.number(now.minutes)),
    ]
    return tuple(facts)


def _bars(t: Tongue, name: Any, codes: Iterable[str]) -> Bars | None:
    counts = Counter(codes).most_common(MOST)
    return Bars(lines=bars(t, [(name(code), n) for code, n in counts])) if counts else None


def _plot(t: Tongue, found: Found, name: str) -> Markup:
    told = [
        plots.Week(
            name=w.code[-2:].lstrip("0"),
            minutes=w.minutes,
            visits=w.visits,
            level=w.need.level if w.need else "",
        )
        for w in found.weeks
    ]
    high = [w for w in found.weeks if w.need and w.need.level == "high"]
    visits = t.ngettext("%(n)s besök", "%(n)s besök", len(found.stays))
    minutes = t.ngettext("%(n)s minut", "%(n)s minuter", sum(w.minutes for w in found.weeks))
    desc = t._(
        "%(visits)s och %(minutes)s på %(weeks)s veckor. Högt behov i %(high)s av dem, %(without)s utan besök.",
        visits=visits,
        minutes=minutes,
        weeks=t.number(len(found.weeks)),
        high=t.number(len(high)),
        without=t.number(sum(not w.visits for w in high)),
    )
    return plots.weeks(told, name="w", title=t._("Behov och besök: %(place)s", place=name), desc=desc)


def _table(r: Reader, found: Found, name: str) -> TableSheet:
    t = r.t
    return TableSheet(
        caption=t._("Behov och besök: %(place)s", place=name),
        heads=(t._("Vecka"), t._("Behov"), t._("Besök"), t._("Minuter")),
        rows=tuple(
            (
                t.period(w.code, found.today).capitalize(),
                level_word(t, w.need.level if w.need else None) if w.said else t._("ingen lägesbild"),
                t.number(w.visits),
                t.number(w.minutes),
            )
            for w in reversed(found.weeks)
        ),
    )
