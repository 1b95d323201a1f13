"""An activities file: one row per activity, read into the report a phone would have sent (WIRE.md, "an activities
file").

Codes are written as in the catalogue; a Swedish label that stands for one code only will do. A row without `id` gets
one from what it says and from which of several equal rows it is: two equal rows are two visits, the same file again
adds nothing, and a row more is one visit more. A note is no part of that: it would outlive its erasure.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid5

import msgspec

from backend.desk.letters import NOTE_LENGTH, free_text
from backend.domain.activity import cut
from backend.domain.catalogue import Catalogue
from backend.domain.refusal import Refused
from backend.domain.report import Report
from backend.existing import cells
from backend.existing.cells import Words
from backend.existing.faults import Bad, Fault, fault
from backend.existing.places import PlaceWords
from backend.existing.sheets import Cell, Row, read_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": (),
    "kind": ("insatstyp", "typ", "aktivitet", "insats"),
    "occurred_at": ("tid", "datum", "tidpunkt", "när"),
    "organisation": ("huvudman",),
    "place": ("plats",),
    "stops": ("stopp", "platser"),
    "zone": ("zon", "område"),
    "minutes": ("minuter",),
    "people": ("personer", "antal personer"),
    "problem": ("problembild",),
    "actions": ("åtgärder", "åtgärd"),
    "joint": ("tillsammans med", "gemensamt med"),
    "crew": ("kollegor",),
    "results": ("resultat",),
    "answers": ("svar",),
    "note": ("anteckning",),
}
"""The columns in the order they are exported in, each with the other words for it."""

_ORGANISATIONS = Words([("polisen", "Polisen"), ("kommunen", "Kommunen")])
_LIST_AT_MOST, _STOPS_AT_MOST = 20, 100
_T = TypeVar("_T")
_ROWS = UUID("0e6b2f52-3c0f-5f5b-9f0a-6d1c6f0b7a55")


class ReadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that can be recorded.

    `by_day`: only its day is known. `id` is None where the file names none: see `numbered`.
    """

    number: int
    organisation: str
    report: Report
    by_day: bool
    id: UUID | None = None
    note: str | None = None

    def content(self, partnership: str) -> bytes:
        """What the row says, without its note: equal for equal rows, however they are spelled."""
        report = msgspec.structs.replace(self.report, occurred_at=self.report.occurred_at.astimezone(UTC))
        return _CANON.encode((partnership, self.organisation, report, self.by_day))


_CANON = msgspec.json.Encoder(order="deterministic")


def numbered(content: bytes, occurrence: int) -> UUID:
    """The id of the `occurrence`-th (from 0) of the rows that say `content`."""
    return uuid5(_ROWS, f"{content.decode()}#{occurrence}")


class ReadFile(msgspec.Struct, frozen=True):
    """What a file holds: the rows that can be recorded, what is wrong with the others, and how many rows there were.

    `moved` says which places are called, or are, something else now. A row keeps the code it names: the figures know
    what stands for it, and the same file read in before the change is still the same.
    """

    rows: list[ReadRow]
    faults: list[Fault]
    total: int
    moved: tuple[str, ...] = ()


def read_activities(
    path: Path,
    catalogue: Catalogue,
    *,
    crew_known: Callable[[Iterable[UUID]], set[UUID]] = set,
    confirmed: Collection[str] = (),
) -> ReadFile:
    """Read every row; raises Unreadable where there is nothing to read.

    `crew_known` tells which ids are members here; `confirmed` what may stand in notes (`domain/citizen.py`).
    """
    table = read_table(path, COLUMNS, ("kind", "occurred_at", "organisation"))
    reader = _Reader(catalogue, crew_known, confirmed)
    rows: list[ReadRow] = []
    faults = list(table.faults)
    taken: dict[UUID, int] = {}
    for row in table.rows:
        read = reader.read(row)
        if isinstance(read, list):
            faults += read
        elif read.id is not None and taken.setdefault(read.id, row.number) != row.number:
            faults.append(fault(row.number, "id", f"samma id står redan på rad {taken[read.id]}", read.id))
        else:
            rows.append(read)
    total = len(table.rows) + len(table.faults)
    return ReadFile(rows, sorted(faults, key=lambda f: f.row), total, reader.places.moved)


class _Reader:
    """Reads rows against one catalogue. Retired codes are understood: it happened."""

    def __init__(
        self, catalogue: Catalogue, crew_known: Callable[[Iterable[UUID]], set[UUID]], confirmed: Collection[str]
    ) -> None:
        self.catalogue, self.crew_known, self.places = catalogue, crew_known, PlaceWords(catalogue)
        self.words: Mapping[str, Words] = {
            "kind": Words((k.code, k.label.sv) for k in catalogue.kinds.values()),
            "problem": Words((c.code, c.label.sv) for c in catalogue.problems.values()),
            "actions": Words((c.code, c.label.sv) for c in catalogue.actions.values()),
            "joint": Words((c.code, c.label.sv) for c in catalogue.parties.values()),
            "zone": Words((z.code, z.name) for z in catalogue.zones.values()),
        }
        self.cell: Mapping[str, Callable[[Cell], Any]] = {
            "id": _id,
            "organisation": lambda c: _ORGANISATIONS.code(cells.text(c)),
            "occurred_at": cells.moment,
            "minutes": lambda c: cells.whole(c, 1_440),
            "people": lambda c: cells.whole(c, 10_000),
            "results": _results,
            "note": lambda c: _note(c, confirmed),
            "stops": self._stops,
            "crew": self._crew,
            "actions": lambda c: self._codes("actions", c),
            "joint": lambda c: self._codes("joint", c),
            "place": lambda c: self.places.code(cells.text(c)),
            **{name: self._code(name) for name in ("kind", "zone", "problem")},
        }

    def read(self, row: Row) -> ReadRow | list[Fault]:
        """The row, or everything that is wrong with it."""
        found: dict[str, Any] = {}
        faults: list[Fault] = []
        for column, cell in sorted(row.cells.items(), key=lambda told: told[0] != "kind"):
            if column == "answers" and "kind" not in found:
                continue  # the questions are the kind's
            try:
                found[column] = self._answers(cell, found["kind"]) if column == "answers" else self.cell[column](cell)
            except Bad as bad:
                faults.append(fault(row.number, column, str(bad), cell))
        faults += [
            Fault(row=row.number, column=column, reason="saknas")
            for column in ("kind", "occurred_at", "organisation")
            if column not in row.cells
        ]
        return faults or self._whole_row(row, found)

    def _whole_row(self, row: Row, found: dict[str, Any]) -> ReadRow | list[Fault]:
        id_, organisation, note = found.pop("id", None), found.pop("organisation"), found.pop("note", None)
        found["occurred_at"], by_day = found["occurred_at"]
        if "joint" in found:
            found["joint"] = [party for party in found["joint"] if party != organisation]
        try:
            report = msgspec.convert(found, Report)
            kind = self.catalogue.check(report, note=note is not None, organisation=organisation)
        except msgspec.ValidationError as error:
            column = str(error).partition("`$.")[2].partition("`")[0].partition("[")[0] or None
            return [fault(row.number, column, "går inte att läsa", row.cells.get(column or ""))]
        except Refused as refused:
            column = (refused.field or "").removeprefix("report.").partition("[")[0].partition(".")[0]
            said = Refused(refused.code, column, **refused.detail).message()
            return [fault(row.number, column, said, row.cells.get(column))]
        by_day = by_day or kind.by_day
        # Cut before the row gets its id and its digest: an hour that is not to be kept is not to be found in them.
        report = cut(report, by_day=by_day)
        return ReadRow(number=row.number, id=id_, organisation=organisation, report=report, by_day=by_day, note=note)

    def _code(self, column: str) -> Callable[[Cell], str]:
        return lambda cell: self.words[column].code(cells.text(cell))

    def _codes(self, column: str, cell: Cell) -> list[str]:
        codes = list(dict.fromkeys(self.words[column].code(word) for word in cells.listed(cell)))
        return _at_most(codes, _LIST_AT_MOST)

    def _stops(self, cell: Cell) -> list[dict[str, Any]]:
        """`ankarsrum=40;gamleby=20`, or without minutes; a place may come back."""
        stops = []
        for part in cells.listed(cell):
            place, sign, minutes = part.partition("=")
            stop: dict[str, Any] = {"place": self.places.code(place)}
            if sign:
                stop["minutes"] = cells.whole(minutes, 1_440)
            stops.append(stop)
        return _at_most(stops, _STOPS_AT_MOST)

    def _crew(self, cell: Cell) -> list[UUID]:
        crew = list(dict.fromkeys(_id(part) for part in cells.listed(cell)))
        if set(crew) - self.crew_known(crew):
            raise Bad("ska vara id för medlemmar i samverkan")
        return _at_most(crew, _LIST_AT_MOST)

    def _answers(self, cell: Cell, kind: str) -> dict[str, str]:
        """By the kind's own questions; a question or an answer may be written as its label."""
        asked = self.catalogue.kinds[kind].question
        questions = Words((q.code, q.label.sv) for q in asked)
        choices = {q.code: Words((c.code, c.label.sv) for c in q.choices) for q in asked}
        found: dict[str, str] = {}
        for name, value in cells.named(cell):
            question = questions.code(name)
            if found.setdefault(question, answer := choices[question].code(value)) != answer:
                raise Bad("har två svar på samma fråga")
        return found


def _id(cell: Cell) -> UUID:
    try:
        return UUID(cells.text(cell))
    except ValueError:
        raise Bad("ska vara ett UUID, eller tomt") from None


def _results(cell: Cell) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, value in cells.named(cell):
        if name in found:
            raise Bad("har två värden med samma namn")
        found[name] = cells.whole(value, 10_000)
    return found


def _note(cell: Cell, confirmed: Collection[str]) -> str | None:
    try:
        return free_text(cells.text(cell), "note", NOTE_LENGTH, confirmed, by_phone=True)
    except Refused as refused:
        raise Bad(_mended(refused)) from None


def _mended(refused: Refused) -> str:
    """What is wrong with a note, and how it is mended in a file: the words for phones would have it sent again."""
    said = refused.message().split(". ", 1)[0]
    if refused.code == "personal-number":
        return f"{said}. Ta bort det ur filen och läs in den igen."
    if refused.code == "confirm":
        return f"{said}. Ta bort det ur filen, eller läs in den med --confirmed."
    return refused.message()


def _at_most(values: list[_T], most: int) -> list[_T]:
    if len(values) > most:
        raise Bad(f"har fler än {most} värden")
    return values
