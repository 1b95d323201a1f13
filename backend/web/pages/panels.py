"""A rule as its panel on the commitment's page: the figure large, what it is held against, and its picture."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from backend.domain.calendar import Period
from backend.web import plots
from backend.web.pages.amounts import amount, counted, plain
from backend.web.pages.change import would_change
from backend.web.pages.course import Course, course_table, letters, way, weeks_left
from backend.web.pages.reported import judgement_lines, step_line
from backend.web.pages.rows import SMALL, Glance, last_told, to_day, verdict
from backend.web.pages.sheet import (
    Ask,
    Fact,
    GapLine,
    Key,
    Notice,
    Picture,
    RuleSheet,
    TableSheet,
)
from backend.web.pages.speaking import Organisation, organisation, status_word
from backend.web.pages.spread import level_picture
from backend.web.pages.tabling import reached_table, step_table, trend_table
from backend.web.pages.tongue import DASH, Tongue
from projections.answers import Part, RuleFigure

MANY = 10
"""From so many left on, how many a week it takes says something."""


class Matter(Struct, frozen=True, kw_only=True):
    """What a panel is about: one rule of a commitment, seen as of `today`.

    `evidence` is where its files lie and `erased` those that are gone, `csv` where its table does.
    """

    number: int
    figure: RuleFigure
    name: str
    owners: tuple[str, ...]
    time: Period
    today: date
    several: bool
    course: Course | None = None
    notes: tuple[Notice, ...] = ()
    asks: tuple[Ask, ...] = ()
    basis_href: str = ""
    evidence: str = ""
    erased: frozenset[UUID] = frozenset()
    csv: str = ""


def panel(t: Tongue, m: Matter) -> RuleSheet:
    """The panel of a rule."""
    figure = m.figure
    big, of, worded = _big(t, m)
    return RuleSheet(
        number=m.number,
        heading=m.name,
        big=big,
        of=of,
        worded=worded,
        status=figure.status,
        word=word_for(t, figure),
        facts=tuple(_facts(t, m)),
        reading=figure.reading or "",
        notes=m.notes,
        picture=_picture(t, m),
        steps=tuple(step_line(t, s, m.today, m.evidence, m.erased) for s in figure.steps or ()),
        gaps=tuple(
            GapLine(
                period=t.period(g.period, m.today),
                days=_days(t, g.period, figure.parts or (), m.today),
                reason=g.reason or "",
            )
            for g in figure.gaps or ()
        ),
        judgements=tuple(judgement_lines(t, figure, m.today, m.evidence, m.erased)),
        asks=m.asks,
        basis_href=m.basis_href,
        change=would_change(t, figure, m.today),
    )


def word_for(t: Tongue, figure: RuleFigure) -> str:
    """The state's word; what happens when called for says so."""
    if figure.type == "on-demand" and figure.status == "ongoing":
        return t._("Vid behov")
    return status_word(t, figure.status)


def _big(t: Tongue, m: Matter) -> tuple[str, str, bool]:
    """(figure, of what, whether it is words)."""
    figure = m.figure
    if figure.type == "stated":
        told = last_told(figure)
        if told:
            return verdict(t, told.verdict or ""), t.period(told.period, m.today), True
        return DASH, Glance(t, figure, m.name, m.today, m.time.last).under(), False
    if figure.type == "milestone" and figure.steps:
        done = sum(s.status == "done" for s in figure.steps)
        return t.number(done), t._("av %(all)s steg", all=len(figure.steps)), False
    if figure.type == "cadence" and figure.periods:
        return t.number(figure.covered or 0), _of_periods(t, figure), False
    if figure.type == "coverage" and (share := plain(figure.value)) is not None:
        return t.percent(share), t._("av minuterna") if figure.of == "minutes" else t._("av insatserna"), False
    if figure.value is None:
        return DASH, Glance(t, figure, m.name, m.today, m.time.last).under(), False
    if figure.target is not None:
        return amount(t, figure.value), t._("av %(target)s", target=t.number(figure.target)), False
    number, _, unit = counted(t, figure, figure.value).partition(" ")
    return (number, unit, False) if plain(figure.value) is not None else (amount(t, figure.value), "", True)


def _every(figure: RuleFigure) -> str:
    """W for weeks, Q for quarters, M for months: what the periods of a cadence are."""
    code = figure.parts[0].period if figure.parts else ""
    return "W" if "-W" in code else "Q" if "-Q" in code else "M"


def _of_periods(t: Tongue, figure: RuleFigure) -> str:
    n = figure.periods or 0
    return {
        "W": t.ngettext("av %(n)s vecka", "av %(n)s veckor", n),
        "Q": t.ngettext("av %(n)s kvartal", "av %(n)s kvartal", n),
        "M": t.ngettext("av %(n)s månad", "av %(n)s månader", n),
    }[_every(figure)]


def _facts(t: Tongue, m: Matter) -> list[Fact]:
    figure, found = m.figure, list[Fact]()
    value, ended = plain(figure.value), m.today >= m.time.last
    if figure.type == "count" and value is not None and not ended:
        if figure.expected is not None:
            found.append(Fact(term=t._("Väntat vid jämn takt"), value=t.number(int(figure.expected))))
        if figure.forecast:
            f = figure.forecast
            aside = f"({t.number(f.low)}{DASH}{t.number(f.high)})" if f.low is not None and f.high is not None else ""
            day = t.day(m.time.last, m.today)
            found.append(Fact(term=t._("Prognos %(day)s", day=day), value=t.number(f.value), aside=aside))
        if figure.target is not None and value < figure.target:
            found.append(_left(t, figure.target - value, m))
    if figure.type == "trend" and figure.baseline is not None and value is not None:
        found.append(Fact(term=t._("Samma tid förut"), value=t.number(figure.baseline)))
        more = value - figure.baseline
        found.append(
            Fact(
                term=t._("Skillnad"), value=f"{'+' if more > 0 else ''}{t.number(more)}".replace("-", "\N{MINUS SIGN}")
            )
        )
    if figure.type == "coverage":
        if figure.of_total is not None:
            total = (
                t.ngettext("%(n)s minut", "%(n)s minuter", figure.of_total)
                if figure.of == "minutes"
                else t.number(figure.of_total)
            )
            found.append(Fact(term=t._("I allt"), value=total))
        if figure.target is not None:
            found.append(Fact(term=t._("Riktmärke"), value=t.percent(figure.target)))
    if to := to_day(t, figure, m.today):
        found.append(Fact(term=t._("Siffran går"), value=to))
    found += _unsure(t, figure)
    if len(figure.by_organisation or {}) > 1:
        found += [
            Fact(term=t._("Varav %(who)s", who=organisation(t, code)), value=amount(t, part))
            for code, part in (figure.by_organisation or {}).items()
        ]
    if m.number == 1:
        found += [
            Fact(term=t._("Ägare") if i == 0 else "", value=Organisation(t, code), owner=code)
            for i, code in enumerate(m.owners)
        ]
    return found


def _unsure(t: Tongue, figure: RuleFigure) -> list[Fact]:
    """What may count, or may count once."""
    found = []
    if figure.not_yet:
        found.append(Fact(term=t._("Räknas inte än"), value=t.number(figure.not_yet), href="#inte-an"))
    if figure.unanswered:
        twice = t.ngettext("%(n)s par räknas som två", "%(n)s par räknas som två", figure.unanswered)
        found.append(Fact(term=t._("Kanske samma besök"), value=twice))
    return found


def _left(t: Tongue, left: float, m: Matter) -> Fact:
    weeks = weeks_left(m.today, m.time.last)
    pace = t._("%(pace)s i veckan", pace=t.number(round(left / weeks, 1))) if weeks >= 1 and left >= MANY else ""
    return Fact(term=t._("Kvar"), value=t.number(left), aside=f"({pace})" if pace else "")


def _picture(t: Tongue, m: Matter) -> Picture | None:
    figure = m.figure
    glance = Glance(t, figure, m.name, m.today, m.time.last)
    match figure.type:
        case "count" if _draws(m) and m.course:
            return _forecast(t, m, m.course)
        case "cadence":
            keys = (Key(mark="bar", word=t._("gjort")), Key(mark="gap", word=t._("uteblev")))
            headings = {"W": t._("Vecka för vecka"), "Q": t._("Kvartal för kvartal"), "M": t._("Månad efter månad")}
            return Picture(
                heading=headings[_every(figure)],
                under=glance.under(),
                plot=glance.plot(wide=True),
                shape="",
                legend=keys,
                table=_parts_table(t, m),
            )
        case "trend" if figure.value is not None and figure.baseline is not None:
            mark = "behind" if figure.status in ("behind", "missed") else "bar"
            keys = (Key(mark=mark, word=t._("nu")), Key(mark="lastbar", word=t._("samma tid förut")))
            plot, under = glance.plot(), glance.under()
            return Picture(
                heading=t._("Mot samma tid förut"),
                under=under,
                plot=plot,
                legend=keys,
                table=trend_table(t, figure, m.name, m.csv),
            )
        case "milestone":
            steps = figure.steps or ()
            states = {s.code: step_line(t, s, m.today, "").state.partition(",")[0] for s in steps}
            table = step_table(t, steps, states, m.name, m.csv) if steps else None
            return Picture(heading=t._("Steg för steg"), under=glance.under(), plot=glance.plot(), table=table)
        case "coverage" if figure.value is not None and m.course:
            return level_picture(t, figure, m.course.levels, m.number, m.csv)
        case "stated":
            return Picture(
                heading=t._("Ägarens ord"), under=t._("Vad ägaren själv säger om det som inte går att räkna.")
            )
        case "count" if figure.parts:
            return Picture(heading=t._("Period för period"), plot=glance.plot(), table=_parts_table(t, m))
        case "count" if glance.plot():
            table = reached_table(t, figure, m.name, m.csv)
            return Picture(heading=t._("Hur långt det har kommit"), plot=glance.plot(), table=table)
    return None


def _draws(m: Matter) -> bool:
    """Whether a course can be drawn: of counts that may be told, that add up, and of more than a handful."""
    figure = m.figure
    return (
        m.course is not None
        and not m.course.hidden
        and plain(figure.value) is not None
        and figure.of != "places"
        and (figure.target or 0) > SMALL
    )


def _forecast(t: Tongue, m: Matter, course: Course) -> Picture:
    figure, value = m.figure, plain(m.figure.value) or 0
    path = way(course, value, figure.target, figure.forecast)
    f, said = figure.forecast, {"value": t.number(value)}
    target = t.number(figure.target or 0)
    sentences = [t._("%(value)s den %(day)s.", value=said["value"], day=t.day(min(m.today, m.time.last)))]
    keys = [Key(mark="line", word=str(m.time.first.year))]
    if f:
        low, high = (f.low, f.high) if f.low is not None and f.high is not None else (f.value, f.value)
        said |= {"likely": t.number(f.value), "low": t.number(low), "high": t.number(high)}
        sentences.append(t._("Prognosen pekar på %(value)s vid slutet.", value=said["likely"]))
        if low < high:
            sentences.append(t._("Troligen mellan %(low)s och %(high)s.", low=said["low"], high=said["high"]))
        keys.append(Key(mark="forecast", word=t._("prognos")))
    if path.before:
        year, ended = str(m.time.first.year - 1), t.number(path.before[-1][1])
        keys.append(Key(mark="last", word=t._("%(year)s, slutade på %(n)s", year=year, n=ended)))
        sentences.append(t._("Året före blev det %(n)s.", n=ended))
    if figure.target is not None:
        sentences.append(t._("Målet är %(n)s.", n=target))
        keys.append(Key(mark="plan", word=t._("jämn takt")))
    over = m.today >= m.time.last
    heading = t._("På väg mot %(n)s", n=said["likely"]) if f else t._("Hur det gick") if over else t._("Hur det går")
    return Picture(
        heading=heading,
        shape="",
        plot=plots.forecast(
            path,
            letters(t, m.time),
            t._("Målet är %(n)s", n=target),
            figures=said,
            name=f"p{m.number}",
            title=t._("%(what)s, hittills och prognos", what=m.name) if f else t._("%(what)s, hittills", what=m.name),
            desc=" ".join(sentences),
        ),
        legend=tuple(keys),
        method=_method(t.label(f.said)) if f else None,
        table=_parts_table(t, m) if figure.parts else course_table(t, course, path, m.name, m.csv),
    )


def _method(said: str) -> Notice:
    """The method in one sentence, which begins by saying what it is."""
    lead, colon, text = said.partition(":")
    return Notice(lead=lead + colon, text=text.strip())


def _parts_table(t: Tongue, m: Matter) -> TableSheet | None:
    parts = m.figure.parts or ()
    if not parts:
        return None
    words = {"covered": t._("gjort"), "gap": t._("uteblev"), "open": t._("pågår")}
    return TableSheet(
        caption=t._("%(what)s, period för period", what=m.name),
        heads=(t._("Period"), t._("Antal"), t._("Läge")),
        rows=tuple(
            (
                t.period(p.period, m.today).capitalize(),
                amount(t, p.value),
                words.get(p.status) or status_word(t, p.status).lower(),
            )
            for p in parts
            if p.first <= m.today
        ),
        href=m.csv,
    )


def _days(t: Tongue, code: str, parts: Sequence[Part], today: date) -> str:
    """The days of a period: `8–14 juni`."""
    part = next((p for p in parts if p.period == code), None)
    if part is None:
        return ""
    first, last = t.day(part.first, today), t.day(part.last, today)
    return f"{first}{DASH}{last}"
