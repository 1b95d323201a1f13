"""Where minutes or activities were spent, by the need there was: the picture of a coverage."""

from collections.abc import Mapping

from backend.web import plots
from backend.web.pages.needing import level_word
from backend.web.pages.sheet import Picture, TableSheet
from backend.web.pages.tongue import Tongue
from projections.answers import RuleFigure


def level_picture(t: Tongue, figure: RuleFigure, levels: Mapping[str, int], number: int, href: str = "") -> Picture:
    """A bar for each level, the greatest need first; what no situation named stands last. `href`: its table's file."""
    minutes = figure.of == "minutes"
    whole = sum(levels.values()) or 1
    words = {code: level_word(t, code) if code else t._("Inte med, eller på väg") for code in levels}
    amounts = {code: t._("%(n)s min", n=t.number(n)) if minutes else t.number(n) for code, n in levels.items()}
    shares = {code: t.percent(n / whole) for code, n in levels.items()}
    said = [f"{words[code]}: {amounts[code]}, {shares[code]}" for code in levels]
    heading = t._("Var minuterna lades") if minutes else t._("Var insatserna gjordes")
    under = t._("Efter behovet i den lägesbild som gällde då. Löftet gäller de fyllda.")
    return Picture(
        heading=heading,
        under=under,
        shape="",
        plot=plots.levels(
            [
                plots.Part(level=code, word=words[code], share=n / whole, said=f"{amounts[code]}, {shares[code]}")
                for code, n in levels.items()
            ],
            name=f"l{number}",
            title=heading,
            desc=". ".join(said),
        ),
        table=TableSheet(
            caption=heading,
            heads=(t._("Behov"), t._("Minuter") if minutes else t._("Antal"), t._("Andel")),
            rows=tuple((words[code], t.number(levels[code]), shares[code]) for code in levels),
            href=href,
        ),
    )
