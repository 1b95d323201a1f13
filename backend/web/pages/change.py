"""What would change a status, in a sentence or two: so many more by when, which periods, which steps."""

from datetime import date

from backend.web.pages.amounts import counted
from backend.web.pages.speaking import first_up, status_word
from backend.web.pages.tongue import Tongue
from projections.answers import Change, RuleFigure


def would_change(t: Tongue, figure: RuleFigure, today: date) -> str:
    """Everything that would, the nearest first; empty where nothing is said."""
    told = [_sentence(t, figure, change, today) for change in figure.would_change or ()]
    return " ".join(sentence for sentence in told if sentence)


def in_short(t: Tongue, figure: RuleFigure, today: date) -> str:
    """`4 till senast 30 juni`: as much as there is room for in a row; empty where the row says it already."""
    counts = figure.type in ("count", "trend", "coverage", "cadence")
    for change in figure.would_change or () if counts else ():
        if change.more is None or change.by is None or (change.without and not change.periods):
            continue
        more, day = _so_many(t, figure, change.more, short=True), t.day(change.by, today)
        if change.periods:
            period = t.period(change.periods[0], today)
            return t._("%(period)s: %(more)s till senast %(day)s", period=period, more=more, day=day)
        return t._("%(more)s till senast %(day)s", more=more, day=day)
    return ""


def _sentence(t: Tongue, figure: RuleFigure, change: Change, today: date) -> str:
    match figure.type:
        case "count" | "trend":
            return _more(t, figure, change, today)
        case "cadence":
            return _turn(t, figure, change, today)
        case "coverage" if change.more is not None:
            more = _so_many(t, figure, change.more)
            return t._(
                "%(more)s till där behovet är högt, och inget på annat håll, så når andelen riktmärket.", more=more
            )
        case "milestone":
            return _steps(t, figure, change, today)
        case "stated":
            return _words(t, change, today)
    return ""


def _more(t: Tongue, figure: RuleFigure, change: Change, today: date) -> str:
    if change.more is None or change.by is None:
        return ""
    said = {"more": _so_many(t, figure, change.more), "day": t.day(change.by, today)}
    said["status"] = status_word(t, change.to).lower()
    if change.without:
        return t._("Utan %(more)s till senast %(day)s blir läget %(status)s.", **said)
    return t._("%(more)s till senast %(day)s, så är läget %(status)s.", **said)


def _turn(t: Tongue, figure: RuleFigure, change: Change, today: date) -> str:
    named = t.listed([t.period(code, today) for code in change.periods])
    if change.by is None or change.more is None:
        return t._(
            "%(periods)s uteblev. Bara det som gjordes då och registreras i efterhand ändrar det.",
            periods=first_up(named),
        )
    more, day = t.number(change.more), t.day(change.by, today)
    return t._("%(period)s behöver %(more)s till senast %(day)s.", period=first_up(named), more=more, day=day)


def _steps(t: Tongue, figure: RuleFigure, change: Change, today: date) -> str:
    if not change.steps:
        return t._("Först behöver ägaren sätta stegen.")
    labels = {s.code: t.label(s.label) for s in figure.steps or ()}
    steps = t.listed([t.quoted(labels[code]) for code in change.steps if code in labels])
    status = status_word(t, change.to).lower()
    if change.without and change.by:
        day = t.day(change.by, today)
        return t._("%(steps)s klart senast %(day)s, annars blir läget %(status)s.", steps=steps, day=day, status=status)
    return t._("%(steps)s klart, så är läget %(status)s.", steps=steps, status=status)


def _words(t: Tongue, change: Change, today: date) -> str:
    named = t.listed([t.period(code, today) for code in change.periods])
    if change.by is None:
        return t._("Ägarens bedömning av %(periods)s saknas, och ändrar läget när den kommer.", periods=named)
    day = t.day(change.by, today)
    return t._("Nästa bedömning, %(period)s, redovisas senast %(day)s.", period=named, day=day)


def _so_many(t: Tongue, figure: RuleFigure, more: int, *, short: bool = False) -> str:
    """`4`, `40 minuter`. Of days it is said what is in them: `2 dagar till` would be read as time that is left."""
    if figure.of == "days":
        return t.number(more) if short else t.ngettext("%(n)s dag med insats", "%(n)s dagar med insats", more)
    return counted(t, figure, more)
