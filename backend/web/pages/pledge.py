"""A pledge as its page and as its entry in the list: the tally, the areas, and one row for each commitment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from backend.domain.calendar import Period, local
from backend.domain.pledge import Partnership, Pledge
from backend.domain.rule import Status
from backend.web.pages.amounts import counted
from backend.web.pages.change import in_short
from backend.web.pages.course import Course, spark
from backend.web.pages.overview import overview_file, overview_table
from backend.web.pages.panels import word_for
from backend.web.pages.raising import raised
from backend.web.pages.rows import Glance
from backend.web.pages.seen import address
from backend.web.pages.sheet import AreaSheet, Link, Notice, PledgeSheet, Row, TableSheet, Tally
from backend.web.pages.speaking import STATUSES, short, status_word
from backend.web.pages.tongue import Tongue
from projections.answers import CommitmentFigures, Fulfilment, RuleFigure

FORMS = ("xlsx", "csv")
"""The files that figures can be taken away in."""
_SECOND = timedelta(seconds=1)
_COUNTING = ("count", "cadence", "trend", "coverage", "ongoing", "on-demand")


class View(Struct, frozen=True, kw_only=True):
    """A pledge as seen on a day; `ahead`: on one that has not been yet, of which nothing is to be raised.

    `courses` are the months of each commitment's first rule that counts; `carried` goes on in every link. `late` came
    in after the day, `lag` are log rows that the figures have not taken in yet, `changed` what
    the other organisation changed and one's own has not seen.
    """

    pledge: Pledge
    terms: Partnership
    answer: Fulfilment
    today: date
    asked_at: datetime
    now: bool
    carried: Mapping[str, str]
    courses: Mapping[str, Course] = {}
    only: str = ""
    ahead: bool = False
    late: int = 0
    lag: int = 0
    changed: tuple[Notice, ...] = ()


def pledge_sheet(t: Tongue, v: View) -> PledgeSheet:
    """The whole page of a pledge."""
    href = f"/uppfoljning/{v.pledge.code}"
    carried = dict(v.carried)
    shown = [c for c in v.answer.commitments if not v.only or c.status == v.only]
    areas = []
    for area in v.pledge.areas:
        rows = tuple(row(t, v, c) for c in shown if c.area == area.code)
        if rows:
            how_many = t.ngettext("%(n)s åtagande", "%(n)s åtaganden", len(rows))
            areas.append(AreaSheet(code=area.code, title=area.title, commitments=how_many, rows=rows))
    filtered = ""
    if v.only:
        filtered = t._(
            "Visar %(n)s av %(all)s åtaganden: %(status)s.",
            n=t.number(len(shown)),
            all=t.number(len(v.answer.commitments)),
            status=status_word(t, v.only).lower(),
        )
    return PledgeSheet(
        code=v.pledge.code,
        href=address(href, **carried),
        title=v.pledge.title,
        under=under(t, v.pledge, v.terms),
        commitments=t.ngettext("%(n)s åtagande", "%(n)s åtaganden", len(v.answer.commitments)),
        tally_name=tally_name(t, len(v.answer.commitments)),
        tally=tally(t, v.answer.commitments, href, carried, v.only),
        areas=tuple(areas),
        notices=tuple(_notices(t, v, href)),
        raised=raised(t, v.answer.commitments, href, carried, v.today)
        if v.pledge.time.holds(v.today) and not v.ahead
        else (),
        filtered=filtered,
        filter={"status": v.only} if v.only else {},
        whole=address(href, **carried),
        read=read_until(t, v.answer, v.asked_at, now=v.now),
        table=overview_table(
            t, _rows(areas), v.courses, address(f"{href}/tabell/oversikt.csv", **carried, status=v.only)
        ),
        downloads=tuple(
            Link(href=address(f"/api/export/fulfilment/{v.pledge.code}.{form}", **carried), word=form.upper())
            for form in FORMS
        ),
    )


def pledge_file(t: Tongue, v: View) -> TableSheet:
    """The overview's table, for a spreadsheet."""
    shown = [c for c in v.answer.commitments if not v.only or c.status == v.only]
    return overview_file(t, tuple(row(t, v, c) for c in shown), v.courses)


def _rows(areas: Sequence[AreaSheet]) -> tuple[Row, ...]:
    return tuple(row for area in areas for row in area.rows)


def card(t: Tongue, pledge: Pledge, terms: Partnership, commitments: Sequence[CommitmentFigures]) -> PledgeSheet:
    """A pledge in the list of pledges."""
    href = f"/uppfoljning/{pledge.code}"
    return PledgeSheet(
        code=pledge.code,
        href=href,
        title=pledge.title,
        under=under(t, pledge, terms),
        commitments=t.ngettext("%(n)s åtagande", "%(n)s åtaganden", len(commitments)),
        tally_name=tally_name(t, len(commitments)),
        tally=tally(t, commitments, href, {}, ""),
    )


def tally_name(t: Tongue, commitments: int) -> str:
    """What the row of counts is called."""
    return t.ngettext("%(n)s åtagande efter läge", "%(n)s åtaganden efter läge", commitments)


def under(t: Tongue, pledge: Pledge, terms: Partnership) -> str:
    """Who pledged, for how long, and when it was signed."""
    first = t.day(pledge.first, pledge.last)
    said = t._(
        "%(police)s och %(municipality)s. Gäller %(first)s till %(last)s",
        police=terms.police_area,
        municipality=terms.municipality,
        first=first,
        last=t.day(pledge.last),
    )
    if pledge.signed is None:
        return t._("%(said)s, utan datum för underskrift.", said=said)
    return t._("%(said)s, undertecknat %(day)s.", said=said, day=t.day(pledge.signed, pledge.last))


def tally(
    t: Tongue, commitments: Sequence[CommitmentFigures], href: str, carried: Mapping[str, str], only: str
) -> tuple[Tally, ...]:
    """How many have each status; the one that filters now leads back to all."""
    counts = Counter(c.status for c in commitments)
    return tuple(
        Tally(
            status=status,
            word=status_word(t, status),
            count=t.number(counts[status]),
            href=address(href, **carried, status=None if status == only else status),
            here=status == only,
        )
        for status in STATUSES
    )


def read_until(t: Tongue, answer: Fulfilment, asked_at: datetime, *, now: bool) -> str:
    """How far the log was read; never a time that has not been."""
    moment = t.moment(min(answer.known if now else answer.known - _SECOND, asked_at))
    row_number = t.number(answer.position) if isinstance(answer.position, int) else answer.position
    return t._("Läst fram till loggens rad %(row)s, %(moment)s.", row=row_number, moment=moment)


def late_notice(t: Tongue, late: int, today: date, *, now: bool, then_href: str, now_href: str) -> Notice | None:
    """How much came in afterwards, and the way to the other reading."""
    if not late:
        return None
    day = t.day(today)
    if now:
        text = t.ngettext(
            "%(n)s insats kom in efter den %(day)s och räknas med här.",
            "%(n)s insatser kom in efter den %(day)s och räknas med här.",
            late,
            day=day,
        )
        return Notice(text=text, href=then_href, word=t._("Visa så som det var känt då"))
    text = t.ngettext(
        "%(n)s insats kom in efter den %(day)s.", "%(n)s insatser kom in efter den %(day)s.", late, day=day
    )
    return Notice(text=text, href=now_href, word=t._("Visa som vi vet nu"))


def _notices(t: Tongue, v: View, href: str) -> list[Notice]:
    day = v.today.isoformat()
    then_href = address(href, as_of=day, status=v.only)
    now_href = address(href, as_of=day, known="now", status=v.only)
    found = [late_notice(t, v.late, v.today, now=v.now, then_href=then_href, now_href=now_href)]
    if v.answer.rules_from > v.answer.known:
        since = t.day(local(v.answer.rules_from).date())
        found.append(Notice(text=t._("Reglerna lades in %(day)s. Siffrorna räknas efter dem ändå.", day=since)))
    if v.answer.incomplete:
        found.append(
            Notice(text=t._("Något i loggen går inte att läsa än och räknas inte. Siffrorna kan vara ofullständiga."))
        )
    if v.lag:
        found.append(
            Notice(
                text=t.ngettext(
                    "%(n)s rad i loggen är inte med i siffrorna än. Ladda om sidan om en stund.",
                    "%(n)s rader i loggen är inte med i siffrorna än. Ladda om sidan om en stund.",
                    v.lag,
                )
            )
        )
    return [*v.changed, *(notice for notice in found if notice)]


def row(t: Tongue, v: View, c: CommitmentFigures) -> Row:
    """One commitment, told by its first rule that counts; what decides its status is said where that is another."""
    first = next((f for f in c.rules if f.type in _COUNTING), c.rules[0])
    glance = Glance(t, first, name_of(t, first, c), v.today, v.pledge.last)
    course = v.courses.get(c.code)
    return Row(
        code=c.code,
        href=address(f"/uppfoljning/{v.pledge.code}/{c.code}", **v.carried),
        title=c.title,
        text=short(c.text),
        owners=c.owner,
        main=glance.main(),
        under=tuple(line for line in _under(t, v, c, first, glance) if line),
        plot=glance.plot(),
        spark=spark(t, course) if course else None,
        status=c.status,
        word=word_for(t, first) if c.status == first.status else status_word(t, c.status),
        change=in_short(t, next((f for f in c.rules if f.status == c.status), first), v.today),
    )


def _under(t: Tongue, v: View, c: CommitmentFigures, first: RuleFigure, glance: Glance) -> list[str]:
    lines = [glance.under()]
    second = next((f for f in c.rules if f is not first and f.type == "ongoing" and f.value is not None), None)
    if first.type == "ongoing" and first.value is not None:
        lines = [t.label(first.label) if first.label else "", glance.under()]
        if second:
            lines[1] = _second(t, second)
    if first.status != c.status:
        decides = next((f for f in c.rules if f.status == c.status), first)
        why = Glance(t, decides, name_of(t, decides, c), v.today, v.pledge.last).under()
        word = t._("bedömning") if decides.type == "stated" else name_of(t, decides, c)
        lines = [lines[0], t._("%(what)s: %(why)s", what=word, why=why)]
    return [glance.through(), *lines]


def _second(t: Tongue, figure: RuleFigure) -> str:
    if figure.of == "activities" and figure.label:
        return t._("%(what)s: %(why)s", what=t.label(figure.label), why=counted(t, figure, figure.value))
    return counted(t, figure, figure.value)


def name_of(t: Tongue, figure: RuleFigure, c: CommitmentFigures) -> str:
    """What a rule is called: by its label, or by its commitment."""
    return t.label(figure.label) if figure.label else c.title


def time_of(whole: Period, figure: RuleFigure, today: date) -> Period:
    """The time a figure is about: the pledge's, or the part of it that holds the day."""
    for part in figure.parts or ():
        if figure.type == "count" and part.first <= today <= part.last:
            return Period(part.first, part.last, part.period)
    return whole


def status_asked(given: str) -> Status | None:
    """The status that an address filters by; None for anything else."""
    return next((status for status in STATUSES if status == given), None)
