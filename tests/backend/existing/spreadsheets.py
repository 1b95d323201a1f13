"""Spreadsheets for the tests of `backend.existing`, and a catalogue to read them against."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook

from backend.domain.catalogue import BASE, Action, Catalogue, CataloguePublished, Choice, Entries, Kind, Question
from backend.domain.place import Place, Zone
from backend.domain.words import Label


def wall(*when: int) -> datetime:
    """A time as a spreadsheet has it: no zone."""
    return datetime(*when)  # type: ignore[arg-type] # noqa: DTZ001


def label(sv: str) -> Label:
    return Label(sv=sv, en=sv)


ENTRIES = Entries(
    kind=(
        Kind(
            code="platsbesok",
            label=label("Platsbesök"),
            recorded_by=("polisen",),
            requires=("place",),
            allows=("stops", "zone", "minutes", "people", "problem", "actions", "joint", "crew", "note"),
            question=(
                Question(code="trafik", label=label("Trafik?"), choices=(Choice(code="ja", label=label("Ja")),)),
            ),
            results={"brister": label("Brister")},
        ),
        Kind(code="orossamtal", label=label("Orossamtal"), recorded_by=("polisen",), sensitive=True),
        Kind(code="lagesbild", label=label("Lägesbild"), recorded_by=("kommunen", "polisen"), allows=("note",)),
    ),
    problem=(
        Choice(code="otrygg-plats", label=label("Otrygg plats")),
        Choice(code="ordning", label=label("Ordning")),
    ),
    action=(Action(code="synlighet", label=label("Synlighet")), Action(code="samtal", label=label("Samtal"))),
    party=(
        Choice(code="polisen", label=label("Polisen")),
        Choice(code="kommunen", label=label("Kommunen")),
    ),
    zone=(Zone(code="vast", name="Väst"),),
    place=(Place(code="ankarsrum", name="Ankarsrum", zone="vast"), Place(code="stora-torget", name="Stora torget")),
)


def catalogue() -> Catalogue:
    made = Catalogue()
    made.take(
        CataloguePublished(
            partnership="vastervik", source=BASE, entries=ENTRIES, received_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
    )
    return made


def csv_file(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "insatser.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def xlsx_file(folder: Path, *lines: Sequence[object], formats: dict[str, str] | None = None) -> Path:
    """`formats` gives cells (`B2`) their number format."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(list(line))
    for cell, shape in (formats or {}).items():
        sheet[cell].number_format = shape
    path = folder / "insatser.xlsx"
    book.save(path)
    return path
