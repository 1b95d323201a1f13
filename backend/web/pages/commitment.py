"""One promise as its page: each rule's panel, what lies behind one of them, and the same promise in other years."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from backend.domain.calendar import Period
from backend.domain.pledge import Commitment, PledgePublished
from backend.web.pages.amounts import amount, counted
from backend.web.pages.asking import question_at
from backend.web.pages.basis import Ground, basis
from backend.web.pages.course import Course
from backend.web.pages.panels import Matter, panel, word_for
from backend.web.pages.pledge import late_notice, name_of, time_of
from backend.web.pages.reporting import Reader
from backend.web.pages.rows import Glance, to_day
from backend.web.pages.seen import address
from backend.web.pages.sheet import Ask, Basis, CommitmentSheet, Forms, Link, Notice, YearLine
from backend.web.pages.speaking import status_word
from backend.web.pages.tabling import Tables, of_rule
from backend.web.pages.tongue import Tongue
from projections import pledges
from projections.answers import CommitmentFigures, RuleFigure
from projections.fulfilment import Question


class Shown(Struct, frozen=True, kw_only=True):
    """A promise as seen on a day. Lists go by rule, from 0.

    `courses` are the months of the rules that count, `late` how much came in after the day, `later` the figure with it.
    `carried` goes on in every link; `chosen` is the rule whose basis is shown. `erased` are files that are
    gone, `erase` is where whoever looks may erase others.
    """

    promise: Commitment
    figures: CommitmentFigures
    pledge: str
    pledge_title: str
    area_title: str
    here: str
    tables: Tables
    today: date
    now: bool
    carried: Mapping[str, str]
    time: Period
    courses: Mapping[int, Course]
    late: Mapping[int, int]
    later: Mapping[int, RuleFigure]
    asks: Mapping[int, tuple[Ask, ...]]
    chosen: int | None
    ground: Ground | None
    years: tuple[YearLine, ...]
    read: str
    notices: tuple[Notice, ...] = ()
    erased: frozenset[UUID] = frozenset()
    erase: str = ""


def commitment_sheet(r: Reader, s: Shown) -> CommitmentSheet:
    """The whole page."""
    t, figures = r.t, s.figures
    rules = tuple(panel(t, _matter(t, s, i, figure)) for i, figure in enumerate(figures.rules))
    decides = next(f for f in figures.rules if f.status == figures.status)
    return CommitmentSheet(
        title=s.promise.title,
        text=s.promise.text,
        area=s.promise.area,
        area_title=s.area_title,
        pledge_title=s.pledge_title,
        pledge_href=address(s.here.rpartition("/")[0], **s.carried),
        status=figures.status,
        word=word_for(t, decides),
        overall=t._("Löftet har flera delar. Läget bestäms av: %(what)s.", what=name_of(t, decides, figures)),
        rules=rules,
        years=s.years,
        basis=_basis(r, s),
        forms=Forms(action=s.here),
        notices=s.notices,
        read=s.read,
        erase=s.erase,
        chosen={"rule": str(s.chosen + 1)} if s.chosen is not None and len(rules) > 1 else {},
    )


def _matter(t: Tongue, s: Shown, i: int, figure: RuleFigure) -> Matter:
    several = len(s.figures.rules) > 1
    counts = s.promise.rule[i].counts
    href = ""
    if several and counts and i != s.chosen:
        href = address(s.here, **s.carried, rule=i + 1) + "#underlag"
    return Matter(
        number=i + 1,
        figure=figure,
        name=name_of(t, figure, s.figures),
        owners=s.promise.owner,
        time=time_of(s.time, figure, s.today),
        today=s.today,
        several=several,
        course=s.courses.get(i),
        notes=tuple(_notes(t, s, i, figure)),
        asks=s.asks.get(i, ()),
        basis_href=href,
        csv=s.tables.href(of_rule(i + 1)),
        evidence=f"/api/pledges/{s.pledge}/commitments/{s.promise.code}/evidence",
        erased=s.erased,
    )


def _notes(t: Tongue, s: Shown, i: int, figure: RuleFigure) -> list[Notice]:
    """What came in after the day, and what the figure is with it."""
    day = s.today.isoformat()
    notice = late_notice(
        t,
        s.late.get(i, 0),
        s.today,
        now=s.now,
        then_href=address(s.here, as_of=day),
        now_href=address(s.here, as_of=day, known="now"),
    )
    later = s.later.get(i)
    if later is None or later.value == figure.value or figure.type == "coverage":
        return [notice] if notice else []
    if notice is None:
        since = t._("Något har rättats, återtagits eller slagits ihop efter den %(day)s.", day=t.day(s.today))
        now_href = address(s.here, as_of=day, known="now")
        notice = Notice(text=since, href=now_href, word=t._("Visa som vi vet nu"))
    text = t._("%(late)s Med det är det %(figure)s.", late=notice.text, figure=amount(t, later.value))
    return [Notice(text=text, href=notice.href, word=notice.word)]


def _basis(r: Reader, s: Shown) -> Basis | None:
    if s.ground is None:
        return None
    counting = [i for i, rule in enumerate(s.promise.rule) if rule.counts]
    tabs = tuple(
        Link(
            href=address(s.here, **s.carried, rule=i + 1) + "#underlag",
            word=name_of(r.t, s.figures.rules[i], s.figures),
            here=i == s.chosen,
        )
        for i in counting
    )
    return basis(r, s.ground, tabs if len(tabs) > 1 else ())


def years(
    t: Tongue, asked: Question, published: Sequence[PledgePublished], pledge: str, commitment: str
) -> tuple[YearLine, ...]:
    """The same promise in its other pledges, later and earlier ones, with what each came to."""
    chain = [(pledge, commitment), *pledges.lineage(published, pledge, commitment)]
    later = [
        (p.pledge.code, c.code)
        for p in published
        for c in p.pledge.commitments
        if (pledge, commitment) in pledges.lineage(published, p.pledge.code, c.code)
    ]
    by_code = {p.pledge.code: p.pledge for p in published}
    lines = []
    for code, promise_code in [*later, *chain]:
        held = by_code.get(code)
        promise = next((c for c in held.commitments if c.code == promise_code), None) if held else None
        if held is None or promise is None:
            continue
        here = code == pledge
        other = asked if here else question_at(asked, code, min(held.last, asked.as_of))
        figures = other.figures(promise, asking=False)
        lines.append(
            _year(t, figures, held.first, held.last, other.as_of, "" if here else f"/uppfoljning/{code}/{promise_code}")
        )
    return tuple(lines)


def _year(t: Tongue, figures: CommitmentFigures, first: date, last: date, today: date, href: str) -> YearLine:
    main = next((f for f in figures.rules if f.type not in ("stated", "milestone")), figures.rules[0])
    value = ""
    if main.value is not None:
        said = counted(t, main, main.value) if main.type != "coverage" else Glance(t, main, "", today, last).main()
        to = to_day(t, main, today)
        value = f"{said}, {to}" if to else said if today >= last else t._("%(n)s hittills", n=said)
    name = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    decides = next(f for f in figures.rules if f.status == figures.status)
    node = "is-now" if not href else "is-done" if figures.status != "unreported" else ""
    return YearLine(
        name=name,
        text=figures.text,
        status=figures.status,
        word=word_for(t, decides) if decides is main else status_word(t, figures.status),
        node=node,
        value=value,
        href=href,
    )
