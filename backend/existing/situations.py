"""A situation file: per ISO week, which places need what (WIRE.md, "a situation file"). CSV, XLSX or GeoJSON; the
command and the page read it with this.

A week is frozen once, for good. So a week with a fault in any of its rows is not among those to freeze: what could be
read of it is `partial`, for somebody to look at. Where a row does not tell its week no week is whole.
"""

import re
from pathlib import Path
from typing import Any

import msgspec

from backend.domain.calendar import week
from backend.domain.catalogue import Catalogue
from backend.domain.situation import Need, as_now
from backend.existing import cells
from backend.existing.cells import Words
from backend.existing.faults import Bad, Fault, fault
from backend.existing.geojson import Features, read_features
from backend.existing.places import PlaceWords
from backend.existing.sheets import LARGEST, Row, read_bytes, table_of

COLUMNS: dict[str, tuple[str, ...]] = {
    "week": ("vecka",),
    "place": ("plats",),
    "level": ("nivå", "behov"),
    "problems": ("problem", "problembild"),
}
_LEVELS = Words([("low", "låg"), ("low", "lågt"), ("medium", "medel"), ("high", "hög"), ("high", "högt")])
_WEEK = re.compile(r"(\d{4})-?[WV](\d{1,2})", re.IGNORECASE)
Weeks = dict[str, tuple[Need, ...]]


class ReadSituations(msgspec.Struct, frozen=True, kw_only=True):
    """The weeks that can be frozen, oldest first, what is wrong with the others, and the first row of every week.

    Places are those that stand now for what the file names. `partial` is what could be read of the weeks with a fault,
    `moved` what was taken by where it lies (GeoJSON), or for a place that is called something else now.
    """

    weeks: Weeks
    faults: list[Fault]
    first_row: dict[str, int]
    partial: Weeks = {}
    moved: tuple[str, ...] = ()


def read_situations(path: Path, catalogue: Catalogue) -> ReadSituations:
    """Read every row of a file; raises Unreadable where there is nothing to read."""
    return situations_of(read_bytes(path), path.name, catalogue)


def situations_of(
    data: bytes, name: str, catalogue: Catalogue, *, usual: str | None = None, largest: int = LARGEST
) -> ReadSituations:
    """The same, of what a file named `name` holds. Rows that tell no week are of the week `usual`, if it is given."""
    required = ("place", "level") if usual else ("week", "place", "level")
    places = PlaceWords(catalogue)
    if name.lower().endswith((".geojson", ".json")):
        read = read_features(data, COLUMNS, catalogue.places.values(), places)
    else:
        table = table_of(data, COLUMNS, required, largest=largest)
        read = Features(table.rows, {}, table.faults, [])
    problems = Words((p.code, p.label.sv) for p in catalogue.problems.values())
    weeks: dict[str, dict[str, Need]] = {}
    first_row: dict[str, int] = {}
    spoilt: set[str | None] = {None} if read.faults else set()
    faults = list(read.faults)
    for row in read.rows:
        if usual:
            row.cells.setdefault("week", usual)
        found, wrong = _read(row, places, problems)
        if misplaced := read.misplaced.get(row.number):
            wrong = [misplaced, *(w for w in wrong if w.column != "place")]
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
    read_weeks = {code: _as_now(needs, catalogue) for code, needs in sorted(weeks.items())}
    return ReadSituations(
        weeks={c: needs for c, needs in read_weeks.items() if not spoilt & {c, None}},
        faults=sorted(faults, key=lambda f: f.row),
        first_row=first_row,
        partial={c: needs for c, needs in read_weeks.items() if spoilt & {c, None}},
        moved=(*read.moved, *places.moved),
    )


def _as_now(needs: dict[str, Need], catalogue: Catalogue) -> tuple[Need, ...]:
    """The needs of the places that are there now; in the order of the file where none has become another."""
    if all(catalogue.stands_for(place) == place for place in needs):
        return tuple(needs.values())
    return as_now(needs.values(), catalogue.stands_for)


def _read(row: Row, places: PlaceWords, problems: Words) -> tuple[dict[str, Any], list[Fault]]:
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
