"""What a meeting wants first, told from an account: what to raise, the areas, the week's places, what was decided.

The Friday meeting agrees on what comes first: what is late, and where nobody has been. The council (OBRÅ) sees area by
area how it goes.
"""

from collections import Counter

from msgspec import Struct

from backend.web.pages.change import in_short
from backend.web.pages.deciding import DecisionLine, told_line
from backend.web.pages.raising import matter
from backend.web.pages.sheet import TableSheet
from backend.web.pages.speaking import STATUSES, status_word
from backend.web.pages.tongue import Tongue
from projections.account import PledgeAccount

MEETINGS = ("friday", "obra")


class Line(Struct, frozen=True, kw_only=True):
    """One thing to raise of a promise."""

    code: str
    title: str
    text: str


class Decisions(Struct, frozen=True, kw_only=True):
    """Decisions under a heading; `nothing` is said where there is none."""

    id: str
    heading: str
    lines: tuple[DecisionLine, ...]
    nothing: str


class Meeting(Struct, frozen=True, kw_only=True):
    """`areas` for the council, `week` for the Friday meeting; `nothing` is said where there is nothing to raise.

    `decisions` are None where the account was frozen before decisions went along.
    """

    lines: tuple[Line, ...]
    nothing: str
    areas: TableSheet | None = None
    week: TableSheet | None = None
    under: str = ""
    decisions: tuple[Decisions, ...] | None = None


def meeting(t: Tongue, given: PledgeAccount) -> Meeting | None:
    """What is told first to a meeting; None where the account is for another occasion."""
    if given.occasion not in MEETINGS:
        return None
    friday = given.occasion == "friday"
    return Meeting(
        lines=_lines(t, given),
        nothing=t._("Inget är efter eller för sent."),
        areas=None if friday else _areas(t, given),
        week=_week(t, given) if friday else None,
        under=_situation(t, given) if friday else "",
        decisions=_decisions(t, given),
    )


def _decisions(t: Tongue, given: PledgeAccount) -> tuple[Decisions, ...] | None:
    """What became of what was open, and what the meeting of the week decided."""
    if given.meeting is None:
        return None
    lines = [
        tuple(told_line(t, one, given.as_of) for one in told) for told in (given.meeting.before, given.meeting.decided)
    ]
    week = t.period(given.meeting.week, given.as_of)
    return (
        Decisions(
            id="b-h", heading=t._("Vad blev det av besluten"), lines=lines[0], nothing=t._("Inga beslut att följa upp.")
        ),
        Decisions(
            id="d-h",
            heading=t._("Beslut %(week)s", week=week),
            lines=lines[1],
            nothing=t._("Inget beslut är inskrivet."),
        ),
    )


def _lines(t: Tongue, given: PledgeAccount) -> tuple[Line, ...]:
    """What is missed first, then what is behind, then what is not told."""
    found = []
    for promise in given.commitments:
        for figure in promise.rules:
            late = figure.type == "stated" and figure.status == "unreported"
            text = t._("skulle ha redovisats i ord") if late else matter(t, figure, given.as_of)
            if text:
                if change := in_short(t, figure, given.as_of):
                    text = t._("%(matter)s, %(change)s", matter=text, change=change)
                order = STATUSES.index(figure.status)
                found.append((order, Line(code=promise.code, title=promise.title, text=text)))
    worst = {"missed": 0, "behind": 1, "unreported": 2}
    return tuple(line for order, line in sorted(found, key=lambda f: worst.get(STATUSES[f[0]], 3)))


def _areas(t: Tongue, given: PledgeAccount) -> TableSheet:
    """Area by area, how many promises have which state."""
    states = [s for s in STATUSES if given.counts.get(s)]
    rows = []
    for area in given.areas:
        counts = Counter(c.status for c in given.commitments if c.area == area.code)
        if counts:
            rows.append((area.title, *(t.number(counts[s]) if counts[s] else "" for s in states)))
    return TableSheet(
        caption=t._("Löftesområdena, antal löften i varje läge"),
        heads=(t._("Löftesområde"), *(status_word(t, s) for s in states)),
        rows=tuple(rows),
        worded=True,
    )


def _week(t: Tongue, given: PledgeAccount) -> TableSheet | None:
    if given.week is None or not given.week.places:
        return None
    first, last = t.day(given.week.first, given.as_of), t.day(given.week.last, given.as_of)
    return TableSheet(
        caption=t._("Besök %(first)s till %(last)s där behovet är högt", first=first, last=last),
        heads=(t._("Plats"), t._("Besök")),
        rows=tuple((place.name, t.number(place.visits)) for place in given.week.places),
    )


def _situation(t: Tongue, given: PledgeAccount) -> str:
    if given.week is None:
        return t._("Ingen lägesbild är beslutad.")
    week = t.period(given.week.situation, given.as_of)
    if not given.week.places:
        return t._("Lägesbilden för %(week)s nämner ingen plats med högt behov.", week=week)
    never = [place.name for place in given.week.places if not place.visits]
    if not never:
        return t._("Alla platser med högt behov i lägesbilden för %(week)s har fått besök.", week=week)
    places = t.listed(never)
    return t._("Inget besök i %(places)s, där behovet är högt i lägesbilden för %(week)s.", places=places, week=week)
