"""Puts the page of one promise together: asks the views, and hands the answers on to be said."""

from collections.abc import Mapping
from uuid import UUID

from litestar.response import Template

from backend.domain.calendar import local
from backend.domain.member import Member, Role
from backend.domain.pledge import Commitment
from backend.domain.rule import Count, Coverage, Rule, Trend
from backend.house import House
from backend.web.pages.asking import chosen, may_open, names_in, question
from backend.web.pages.basis import LATEST, MOST, Ground, Sight
from backend.web.pages.commitment import Shown, commitment_sheet, years
from backend.web.pages.course import Course
from backend.web.pages.pledge import name_of, time_of
from backend.web.pages.reporting import Reader
from backend.web.pages.seen import address, kept, looked_at
from backend.web.pages.sheet import Ask, CommitmentSheet, Notice, Seen
from backend.web.pages.tabling import Tables
from backend.web.pages.telling import Typed, asks
from backend.web.pages.tongue import Tongue
from projections import pledges, trail
from projections.answers import CommitmentFigures, RuleFigure, StepTold
from projections.coverage import in_force
from projections.fulfilment import Question
from projections.told import owed
from projections.why import breakdown, late_for, why


class Looking:
    """Somebody looking at a promise: in a language, with a right, at an address."""

    def __init__(self, t: Tongue, house: House, member: Member, query: Mapping[str, str]) -> None:
        self.t, self.house, self.member, self.query = t, house, member, query
        self.real_today = local(house.now()).date()

    def may_tell(self, promise: Commitment) -> bool:
        """Whether the forms of the owner's coordinator are for them."""
        return Role.COORDINATOR in self.member.roles and self.member.organisation in promise.owner

    def promise(self, pledge: str, commitment: str) -> Commitment:
        """The promise itself, as it holds now. Raises Refused (`unknown-commitment`)."""
        with self.house.reading() as reading:
            asked = question(self.house, reading, self.member, pledge, self.real_today, "now")
            return asked.pledge.commitment(commitment)

    def steps(self, pledge: str, commitment: str) -> tuple[StepTold, ...]:
        """The steps that a promise has now. Raises Refused (`unknown-commitment`)."""
        with self.house.reading() as reading:
            asked = question(self.house, reading, self.member, pledge, self.real_today, "now")
            figures = asked.figures(asked.pledge.commitment(commitment))
        return next((f.steps for f in figures.rules if f.steps), ())


def promise_page(looking: Looking, pledge: str, commitment: str, typed: Typed | None = None) -> Template:
    """The page. `typed` is a form that comes back: where it was refused the answer is 422."""
    sheet, seen = promise_sheet(looking, pledge, commitment, typed)
    status = 422 if typed and typed.faults else 200
    return Template("commitment.html", context={"sheet": sheet, "seen": seen}, status_code=status)


def promise_sheet(
    looking: Looking, pledge: str, commitment: str, typed: Typed | None = None
) -> tuple[CommitmentSheet, Seen]:
    """Everything that the page says, and the day it looks at."""
    t, house, member, query = looking.t, looking.house, looking.member, looking.query
    here = f"/uppfoljning/{pledge}/{commitment}"
    seen, today, known = looked_at(t, query, here, house.now())
    with house.reading() as reading:
        asked = question(house, reading, member, pledge, today, known)
        promise = asked.pledge.commitment(commitment)
        figures = asked.figures(promise)
        number = chosen(promise, query.get("rule", ""))
        shows = {"rule": str(number + 1)} if number is not None and len(promise.rule) > 1 else {}
        tables = Tables(path=here, query=kept(seen, query) | shows)
        broken = {i: breakdown(asked, commitment, i) for i in _drawn(figures, number)}
        courses = {
            i: Course(
                time=time_of(asked.pledge.time, figures.rules[i], today),
                today=today,
                by_month=found.by_month,
                before=found.a_year_before,
                share=figures.rules[i].type == "coverage",
                levels=found.by_level,
            )
            for i, found in broken.items()
        }
        late, later = _late(looking, asked, promise, figures) if today < looking.real_today else ({}, {})
        behind = why(asked, commitment, number) if number is not None else None
        listed = (*behind.counted[:LATEST], *behind.not_yet[:MOST], *behind.withdrawn[:MOST]) if behind else ()
        reader = Reader(t, asked.catalogue, names_in(t, house, member, listed))
        ground = None
        if behind is not None and number is not None:
            ground = Ground(
                why=behind,
                breakdown=broken[number],
                course=courses[number],
                what=name_of(t, figures.rules[number], figures),
                sight=Sight(today=today, may_open=may_open(member, listed), partnership=member.partnership),
                all_href=address(f"{here}/insatser", **kept(seen, query), rule=number + 1),
                tables=tables,
                levels=_levels(asked, promise.rule[number]),
            )
        published = pledges.pledges(reading, member.partnership)
        shown = Shown(
            promise=promise,
            figures=figures,
            pledge=pledge,
            pledge_title=asked.pledge.title,
            area_title=next((a.title for a in asked.pledge.areas if a.code == promise.area), promise.area),
            here=here,
            tables=tables,
            today=today,
            now=seen.now,
            carried=kept(seen, query),
            time=asked.pledge.time,
            courses=courses,
            late=late,
            later=later,
            asks=_asks(looking, asked, promise, figures, typed),
            chosen=number,
            ground=ground,
            years=years(t, asked, published, pledge, commitment),
            read=_read(t, asked),
            notices=_notices(looking),
            erased=_gone(asked, promise),
            erase=_erase(looking, promise, pledge),
        )
    return commitment_sheet(reader, shown), seen


def _gone(asked: Question, promise: Commitment) -> frozenset[UUID]:
    """The files of the promise that are erased."""
    if not owed(promise):
        return frozenset()
    return trail.erased_evidence(asked.reading, asked.partnership, asked.pledge.code, promise.code)


def _erase(looking: Looking, promise: Commitment, pledge: str) -> str:
    """Where files of the promise are erased, for those who may, while there is one of their own."""
    house, own = looking.house, looking.member.organisation
    if not looking.may_tell(promise) or not owed(promise):
        return ""
    files = house.erasure_desk.files(looking.member.partnership, pledge, promise.code)
    there = any(file.organisation == own and not file.erased for file in files)
    return f"/gallra/underlag/{pledge}/{promise.code}" if there else ""


def _levels(asked: Question, rule: Rule) -> Mapping[str, str]:
    """What the latest situation says of each place, where the rule is about all of them."""
    return in_force(asked.pictures)[-1].levels if asked.pictures and _wants_everywhere(rule) else {}


def _wants_everywhere(rule: Rule) -> bool:
    """Whether a rule promises something for all places alike, so that one of high need may be said to be without."""
    narrowed = rule.places or rule.zones or rule.problems or rule.joint
    return isinstance(rule, Count | Coverage | Trend) and not narrowed


def _drawn(figures: CommitmentFigures, number: int | None) -> list[int]:
    """The rules that are drawn from their months or levels, and the one whose basis is shown."""
    return [i for i, f in enumerate(figures.rules) if f.type in ("count", "coverage") or i == number]


def _late(
    looking: Looking, asked: Question, promise: Commitment, figures: CommitmentFigures
) -> tuple[dict[int, int], dict[int, RuleFigure]]:
    """How much of each rule came in after the day, and each figure with it."""
    late = {i: late_for(asked, promise.code, i) for i, rule in enumerate(promise.rule) if rule.counts}
    if asked.known == "now":
        return late, {}
    wiser = question(looking.house, asked.reading, looking.member, asked.pledge.code, asked.as_of, "now")
    return late, {i: wiser.figure(promise, promise.rule[i]) for i in late}


def _asks(
    looking: Looking, asked: Question, promise: Commitment, figures: CommitmentFigures, typed: Typed | None
) -> dict[int, tuple[Ask, ...]]:
    """The forms, where whoever looks may tell and looks at today."""
    if not looking.may_tell(promise) or asked.as_of != looking.real_today:
        return {}
    return {i: asks(looking.t, promise, i + 1, figure, asked.as_of, typed) for i, figure in enumerate(figures.rules)}


def _read(t: Tongue, asked: Question) -> str:
    row = t.number(asked.at.position)
    return t._("Läst fram till loggens rad %(row)s. Läget %(day)s.", row=row, day=t.day(asked.as_of))


def _notices(looking: Looking) -> tuple[Notice, ...]:
    if "told" in looking.query:
        return (Notice(text=looking.t._("Sparat. Det står nu i loggen.")),)
    return ()
