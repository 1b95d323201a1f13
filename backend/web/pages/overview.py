"""The plots of a pledge's overview as one table: each commitment's figure, its state and its months."""

from collections.abc import Mapping

from backend.web.pages.amounts import amount
from backend.web.pages.course import Course
from backend.web.pages.sheet import Row, TableSheet
from backend.web.pages.tongue import DASH, Tongue


def overview_table(t: Tongue, rows: tuple[Row, ...], courses: Mapping[str, Course], href: str) -> TableSheet:
    """As a page has room for: the months in words."""
    cells = tuple(
        (row.title, ", ".join((row.main, *row.under)), row.word, _months(t, courses.get(row.code))) for row in rows
    )
    heads = (t._("Åtagande"), t._("Siffra"), t._("Läge"), t._("Månad för månad"))
    return TableSheet(caption=t._("Åtagandena som tabell"), heads=heads, rows=cells, href=href, worded=True)


def overview_file(t: Tongue, rows: tuple[Row, ...], courses: Mapping[str, Course]) -> TableSheet:
    """As a spreadsheet has room for: a column for each month."""
    months = next((c.months for c in courses.values()), [])
    named = (t._("Åtagande"), t._("Siffra"), t._("Läge"), t._("Vad som ändrar läget"))
    heads = (*named, *(f"{m.first:%Y-%m}" for m in months))
    cells = []
    for row in rows:
        course = courses.get(row.code)
        told = [amount(t, course.value(m)) if course else DASH for m in months]
        cells.append((row.title, ", ".join((row.main, *row.under)), row.word, row.change or DASH, *told))
    return TableSheet(caption=t._("Åtagandena som tabell"), heads=heads, rows=tuple(cells))


def _months(t: Tongue, course: Course | None) -> str:
    if course is None:
        return DASH
    told = [(m, v) for m in course.months if (v := course.value(m)) is not None]
    return ", ".join(f"{t.month_short(m.first)} {amount(t, v)}" for m, v in told) or DASH
