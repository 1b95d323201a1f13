"""The plot of a promise in an account, with its caption and the table that says the same."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from backend.web import plots
from backend.web.pages.rows import Glance
from backend.web.pages.sheet import TableSheet
from backend.web.pages.speaking import first_up
from backend.web.pages.tongue import DASH, Tongue
from backend.web.plots.dots import MOST
from projections.account import OpenFigure, PledgeAccount, Promise


class Drawn(Struct, frozen=True, kw_only=True):
    """A plot, what stands under it, what it says (`alt`), and its numbers."""

    plot: Markup
    caption: str
    alt: str
    table: TableSheet


def drawn(t: Tongue, given: PledgeAccount, promise: Promise, figure: OpenFigure) -> Drawn | None:
    """The plot that belongs to the rule's type; None where one would hint at a target that nobody promised."""
    name = t.label(figure.label) if figure.label else promise.title
    at = _Rule(t, given, figure, Glance(t, figure, name, given.as_of, given.last), name)
    match figure.type:
        case "count" if isinstance(figure.value, int) and figure.target and figure.target <= MOST:
            return at.count(figure.value, int(figure.target))
        case "cadence" if figure.periods:
            return at.cadence()
        case "trend" if isinstance(figure.value, int | float) and figure.baseline is not None:
            return at.trend(figure.value, figure.baseline)
        case "milestone" if figure.steps:
            return at.milestone()
        case "coverage" if isinstance(figure.value, int | float):
            return at.coverage(figure.value)
    return None


class _Rule:
    def __init__(self, t: Tongue, given: PledgeAccount, figure: OpenFigure, glance: Glance, name: str) -> None:
        self.t, self.given, self.figure, self.glance, self.name = t, given, figure, glance, name

    def _drawn(
        self, plot: Markup | None, caption: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]
    ) -> Drawn | None:
        if plot is None:
            return None
        told = {
            "cadence": self.t._("%(what)s, period för period", what=self.name),
            "milestone": self.t._("%(what)s, steg för steg", what=self.name),
        }
        words = told.get(self.figure.type)
        table = TableSheet(caption=words or self.name, heads=heads, rows=tuple(rows), worded=bool(words))
        return Drawn(plot=plot, caption=caption, alt=self.glance.said(), table=table)

    def count(self, value: int, target: int) -> Drawn | None:
        t, figure, ended = self.t, self.figure, self.given.as_of >= self.given.last
        expected = None if ended else figure.expected
        plot = plots.dots(value, target, expected, self.glance.said())
        told = {"done": t.number(value), "left": t.number(max(target - value, 0))}
        caption = t._("%(done)s är gjorda, %(left)s är kvar. Romben visar var vi borde vara nu.", **told)
        if ended:
            caption = t._("%(done)s är gjorda, %(left)s blev inte av.", **told)
        rows = [(t._("Gjort"), told["done"]), (t._("Lovat"), t.number(target))]
        if expected is not None:
            rows.append((t._("Väntat vid den här tiden"), t.number(int(expected))))
        if ahead := figure.forecast:
            band = ahead.low is not None and ahead.high is not None and ahead.low < ahead.high
            between = f" ({t.number(ahead.low or 0)}{DASH}{t.number(ahead.high or 0)})" if band else ""
            rows.append((t._("Prognos till slutet"), f"{t.number(ahead.value)}{between}"))
        return self._drawn(plot, caption, (t._("Vad"), t._("Antal")), rows)

    def cadence(self) -> Drawn | None:
        t, words = self.t, {"covered": self.t._("gjort"), "gap": self.t._("uteblev")}
        rows = [
            (first_up(t.period(p.period, self.given.as_of)), words[p.status])
            for p in self.figure.parts or ()
            if p.status in words
        ]
        caption = t._("En ruta är en period. Kryss betyder att den uteblev.")
        return self._drawn(self.glance.plot(wide=True), caption, (t._("Period"), t._("Läge")), rows)

    def trend(self, value: float, before: float) -> Drawn | None:
        t = self.t
        rows = [(t._("Nu"), t.number(value)), (t._("Samma tid förut"), t.number(before))]
        caption = t._("Överst det som är gjort, under det samma tid förut.")
        return self._drawn(self.glance.plot(), caption, (t._("När"), t._("Antal")), rows)

    def milestone(self) -> Drawn | None:
        t, day = self.t, self.given.as_of
        states = {
            "not-begun": t._("Inte påbörjat"),
            "under-way": t._("Pågår"),
            "partly": t._("Delvis klart"),
            "done": t._("Klart"),
        }
        rows = []
        for step in self.figure.steps or ():
            when = step.on if step.status == "done" and step.on else step.due
            rows.append((t.label(step.label), states[step.status], t.day(when, day) if when else DASH))
        heads = (t._("Steg"), t._("Läge"), t._("Klart eller ska vara klart"))
        return self._drawn(self.glance.plot(), first_up(self.glance.main()), heads, rows)

    def coverage(self, share: float) -> Drawn | None:
        t = self.t
        rows = [
            (t._("Där behovet är störst"), t.percent(share)),
            (t._("På andra platser"), t.percent(1 - share)),
        ]
        caption = t._("Delen av stapeln som är fylld lades där behovet är störst.")
        return self._drawn(self.glance.plot(), caption, (t._("Var"), t._("Andel")), rows)
