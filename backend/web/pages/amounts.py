"""A figure in words: how many of what, of how many, and until when."""

from datetime import date

from backend.web.pages.tongue import DASH, Tongue
from projections.answers import Figure, Hidden, RuleFigure


def amount(t: Tongue, value: Figure | None) -> str:
    """`57`, `Färre än 5`, or a dash where there is no figure."""
    if value is None:
        return DASH
    if isinstance(value, Hidden):
        return t._("Färre än %(n)s", n=value.fewer_than)
    return t.number(value)


def counted(t: Tongue, rule: RuleFigure, value: Figure | None) -> str:
    """The same with its unit: `31 deltagare`, `2 dagar`; activities have none of their own."""
    if not isinstance(value, int | float):
        return amount(t, value)
    of = rule.of
    if of == "minutes":
        return t.ngettext("%(n)s minut", "%(n)s minuter", value)
    if of == "people":
        return t.ngettext("%(n)s deltagare", "%(n)s deltagare", value)
    if of == "places":
        return t.ngettext("%(n)s plats", "%(n)s platser", value)
    if of == "days":
        return t.ngettext("%(n)s dag", "%(n)s dagar", value)
    return t.number(value)


def plain(value: Figure | None) -> float | None:
    """The number to draw; None for what is absent or hidden."""
    return float(value) if isinstance(value, int | float) else None


def late(t: Tongue, due: date, today: date) -> str:
    """`15 dagar sen`."""
    return t.ngettext("%(n)s dag sen", "%(n)s dagar sen", (today - due).days)
