"""A situation file: per ISO week, which places need what (WIRE.md, "a situation file"). CSV, XLSX, or GeoJSON with
the same names as properties; its geometry is not used, since places are listed by name.

A week is frozen once, for good. So a week with a fault in any of its rows is left out whole, and where a row does not
tell its week nothing is taken at all.
"""

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from backend.domain.calendar import week
from backend.domain.catalogue import Catalogue
from backend.domain.situation import Need
from backend.existing import cells
from backend.existing.cells import Words
from backend.existing.faults import Bad, Fault, Unreadable, fault
from backend.existing.sheets import Row, Table, decoded, read_bytes, read_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "week": ("vecka",),
    "place": ("plats",),
    "level": ("nivå", "behov"),
    "problems": ("problem", "problembild"),
}
_LEVELS = Words([("low", "låg"), ("low", "lågt"), ("medium", "medel"), ("high", "hög"), ("high", "högt")])
_WEEK = re.compile(r"(\d{4})-?[WV](\d{1,2})", re.IGNORECASE)


class ReadSituations(msgspec.Struct, frozen=True):
    """The weeks that can be frozen, oldest first, what is wrong with the others, and the first row of every week."""

    weeks: dict[str, tuple[Need, ...]]
    faults: list[Fault]
    first_row: dict[str, int]


def read_situations(path: Path, catalogue: Catalogue) -> ReadSituations:
    """Read every row; raises Unreadable where there is nothing to read."""
    table = (
        _geojson(path)
        if path.suffix.lower() in (".geojson", ".json")
        else read_table(path, COLUMNS, ("week", "place", "level"))
    )
    places = Words((p.code, p.name) for p in catalogue.places.values())
    problems = Words((p.code, p.label.sv) for p in catalogue.problems.values())
    weeks: dict[str, dict[str, Need]] = {}
    first_row: dict[str, int] = {}
    spoilt: set[str | None] = {None} if table.faults else set()
    faults = list(table.faults)
    for row in table.rows:
        found, wrong = _read(row, places, problems)
        code = found.get("week")
        needs = weeks.setdefault(code, {}) if code else {}
        if code:
            first_row.setdefault(code, row.number)
        if not wrong and found["place"] in needs:
            wrong = [fault(row.number, "place", f"platsen står redan i {code}", row.cells["place"])]
        if wrong:
            faults += wrong
            spoilt.add(code)
        else:
            needs[found["place"]] = Need(place=found["place"], level=found["level"], problems=found.get("problems", ()))
    whole = {c: tuple(needs.values()) for c, needs in sorted(weeks.items()) if not spoilt & {c, None}}
    return ReadSituations(whole, sorted(faults, key=lambda f: f.row), first_row)


def _read(row: Row, places: Words, problems: Words) -> tuple[dict[str, Any], list[Fault]]:
    """What the row says, as far as it can be read, and what is wrong with the rest."""
    found: dict[str, Any] = {}
    wrong = [
        Fault(row=row.number, column=column, reason="saknas")
        for column in ("week", "place", "level")
        if column not in row.cells
    ]
    for column, cell in row.cells.items():
        try:
            match column:
                case "week":
                    found[column] = _week(cells.text(cell))
                case "place":
                    found[column] = places.code(cells.text(cell))
                case "level":
                    found[column] = _LEVELS.code(cells.text(cell))
                case _:
                    found[column] = tuple(dict.fromkeys(problems.code(word) for word in cells.listed(cell)))
        except Bad as bad:
            wrong.append(fault(row.number, column, str(bad), cell))
    return found, wrong


def _week(word: str) -> str:
    found = _WEEK.fullmatch("".join(word.split()))
    try:
        return week(f"{found[1]}-W{int(found[2]):02d}").code if found else week("").code
    except ValueError:
        raise Bad("ska vara en vecka som finns, till exempel 2026-W19") from None


def _geojson(path: Path) -> Table:
    """A FeatureCollection as a table: feature by feature, numbered from 1."""
    try:
        told = json.loads(decoded(read_bytes(path)))
    except (ValueError, RecursionError):
        raise Unreadable("Filen går inte att läsa som GeoJSON.") from None
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list) or not features:
        raise Unreadable("Filen är ingen FeatureCollection med innehåll.")
    rows, faults = [], []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            faults.append(Fault(row=number, reason="saknar properties"))
            continue
        told_here = {c: _cell(properties[c]) for c in COLUMNS if properties.get(c) not in (None, "", [])}
        rows.append(Row(number, dict(told_here)))
    return Table(tuple(COLUMNS), rows, faults)


def _cell(value: object) -> str:
    return ";".join(str(part) for part in value) if isinstance(value, list) else str(value)
