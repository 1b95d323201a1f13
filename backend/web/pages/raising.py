"""What to raise at the next meeting: what is late, missing or fewer than it should be, worst first, in one line each.

What happens on demand is never raised, nor what nobody promised a pace for.
"""

from collections.abc import Mapping
from datetime import date

from backend.web.pages.amounts import late, plain
from backend.web.pages.seen import address
from backend.web.pages.sheet import Raised
from backend.web.pages.tongue import Tongue
from projections.answers import CommitmentFigures, RuleFigure

LINES = 8


def raised(
    t: Tongue, commitments: tuple[CommitmentFigures, ...], href: str, carried: Mapping[str, str], today: date
) -> tuple[Raised, ...]:
    """The lines, each with a link to its commitment; those that only await words are told together, last."""
    found: list[tuple[int, Raised]] = []
    awaited: set[str] = set()
    for c in commitments:
        for figure in c.rules:
            if figure.type == "stated" and figure.status == "unreported":
                awaited.add(c.code)
            elif text := matter(t, figure, today):
                order = ("missed", "behind", "unreported").index(figure.status)
                found.append((order, Raised(text=text, href=address(f"{href}/{c.code}", **carried), word=c.title)))
    lines = [line for _, line in sorted(found, key=lambda pair: pair[0])][:LINES]
    if awaited:
        word = t.ngettext("%(n)s åtagande", "%(n)s åtaganden", len(awaited))
        there = address(href, **carried, status="unreported")
        lines.append(Raised(text=t._("skulle ha redovisats i ord"), href=there, word=word, named=False))
    return tuple(lines)


def matter(t: Tongue, figure: RuleFigure, today: date) -> str:
    """What is wrong, after the commitment's name; empty where nothing is."""
    if figure.status not in ("missed", "behind", "unreported"):
        return ""
    match figure.type:
        case "cadence" if open_ := [g for g in figure.gaps or () if not g.reason]:
            return t._("%(period)s saknas, utan orsak", period=t.period(open_[-1].period, today))
        case "milestone" if overdue := [s for s in figure.steps or () if s.overdue and s.due]:
            step = overdue[0]
            return f"{t.label(step.label)}, {late(t, step.due, today)}" if step.due else ""
        case "milestone" if figure.lacks == "steps":
            return t._("ägaren har inte satt steg")
        case "trend" if figure.baseline is not None and (value := plain(figure.value)) is not None:
            fewer = figure.baseline - value
            return t._("%(n)s färre än samma tid förut", n=t.number(fewer)) if fewer > 0 else t._("inte fler än förut")
        case "count" if figure.expected is not None and (value := plain(figure.value)) is not None:
            return t._("%(n)s färre än väntat", n=t.number(int(figure.expected) - value))
    return ""
