"""Every plot of a commitment as a table, and each table as a file: the same cells, so the same figures."""

import re
from collections.abc import Mapping

from msgspec import Struct

from backend.export import Table, Value
from backend.web.pages.amounts import amount
from backend.web.pages.seen import address
from backend.web.pages.sheet import Bars, CommitmentSheet, Heat, Places, TableSheet
from backend.web.pages.tongue import DASH, NB, Tongue
from projections.answers import RuleFigure, StepTold

_NUMBER = re.compile(rf"^[+\N{{MINUS SIGN}}-]?\d[\d{NB}]*(,\d+)?$")


class Tables(Struct, frozen=True, kw_only=True):
    """Where a commitment's tables lie as files; `query` is the day, the reading and the rule that the page shows."""

    path: str
    query: Mapping[str, str]

    def href(self, name: str) -> str:
        """The address of one of them."""
        return address(f"{self.path}/tabell/{name}.csv", **self.query)


def of_rule(number: int) -> str:
    """What the table of a rule's own plot is called."""
    return f"regel-{number}"


def trend_table(t: Tongue, figure: RuleFigure, what: str, href: str) -> TableSheet:
    """Now against the same time before."""
    rows = (
        (t._("Nu"), amount(t, figure.value)),
        (t._("Samma tid förut"), amount(t, figure.baseline)),
    )
    return TableSheet(caption=what, heads=(t._("Tid"), t._("Antal")), rows=rows, href=href)


def reached_table(t: Tongue, figure: RuleFigure, what: str, href: str) -> TableSheet:
    """Done, expected by now, promised."""
    rows = [(t._("Gjort"), amount(t, figure.value))]
    if figure.expected is not None:
        rows.append((t._("Väntat vid jämn takt"), t.number(int(figure.expected))))
    if figure.target is not None:
        rows.append((t._("Mål"), t.number(figure.target)))
    return TableSheet(caption=what, heads=(t._("Vad"), t._("Antal")), rows=tuple(rows), href=href)


def step_table(t: Tongue, steps: tuple[StepTold, ...], states: Mapping[str, str], what: str, href: str) -> TableSheet:
    """Each step, how far it has come, and the day it was to be done and was."""
    rows = tuple(
        (
            t.label(s.label),
            states[s.code],
            s.due.isoformat() if s.due else DASH,
            s.on.isoformat() if s.on else DASH,
        )
        for s in steps
    )
    heads = (t._("Steg"), t._("Läge"), t._("Skulle vara klart"), t._("Blev klart"))
    return TableSheet(caption=what, heads=heads, rows=rows, href=href, worded=True)


def every_table(t: Tongue, sheet: CommitmentSheet) -> dict[str, TableSheet]:
    """All tables of a commitment's page, by name."""
    found = {of_rule(rule.number): rule.picture.table for rule in sheet.rules if rule.picture and rule.picture.table}
    if b := sheet.basis:
        if b.months:
            found["manader"] = b.months.table
        if b.actions:
            found["atgarder"] = _bars(t, b.actions, t._("Åtgärd"))
        if b.organisations:
            found["organisationer"] = _bars(t, b.organisations, t._("Organisation"))
        if b.places:
            found["platser"] = _places(b.places)
        if b.heat:
            found["veckan"] = _heat(t, b.heat)
        if b.around:
            found["fore-och-efter"] = b.around
    return found


def _bars(t: Tongue, bars: Bars, head: str) -> TableSheet:
    return TableSheet(
        caption=head, heads=(head, t._("Antal")), rows=tuple((str(bar.word), bar.count) for bar in bars.lines)
    )


def _places(places: Places) -> TableSheet:
    return TableSheet(caption=places.caption, heads=tuple(h.word for h in places.heads), rows=places.rows)


def _heat(t: Tongue, heat: Heat) -> TableSheet:
    """A row for each weekday, a column for each hour, from 06 to 05 the morning after."""
    hours = tuple(f"{(6 + i) % 24:02d}" for i in range(24))
    rows = tuple((day.name, *(str(cell.count) for cell in day.cells)) for day in heat.days)
    return TableSheet(caption=heat.caption, heads=(t._("Dag"), *hours), rows=rows)


def as_file(name: str, table: TableSheet) -> Table:
    """The table for a spreadsheet: numbers as numbers, and nothing where there is no figure."""
    return Table(name=name, columns=table.heads, rows=[[_cell(cell) for cell in row] for row in table.rows])


def _cell(said: str) -> Value:
    if said == DASH:
        return None
    if _NUMBER.match(said):
        bare = said.replace(NB, "").replace("\N{MINUS SIGN}", "-").replace(",", ".")
        return float(bare) if "." in bare else int(bare)
    return said.replace(NB, " ")
