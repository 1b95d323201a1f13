"""Opens a table as people keep them: CSV with comma, semicolon or tab, in UTF-8, UTF-16 or Windows-1252, and XLSX.

Rows are numbered as the spreadsheet numbers them; empty lines are passed over. Column names are looked up without
regard to case and in Swedish too. A column that means nothing to us makes the whole file unreadable: whoever wrote
`minuter` as `minutr` must not lose a year's minutes in silence.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

import msgspec
from openpyxl import load_workbook

from backend.existing.faults import Fault, Unreadable

Cell = str | int | float | bool | datetime | date | time
"""A cell with something in it. An XLSX cell that holds a date without an hour is a `date`."""

LARGEST = 200_000_000  # bytes, unpacked: some million rows
_SEPARATORS = (";", ",", "\t")


class Row(msgspec.Struct, frozen=True):
    """One line of the table: the spreadsheet's number, and the cells that are not empty, by column."""

    number: int
    cells: dict[str, Cell]


class Table(msgspec.Struct, frozen=True):
    """A table's columns and rows. `faults` are lines that could not be taken apart into cells."""

    columns: tuple[str, ...]
    rows: list[Row]
    faults: list[Fault]


def read_table(path: Path, names: Mapping[str, Sequence[str]], required: Sequence[str]) -> Table:
    """Read a CSV or XLSX file. `names` maps each column to the other words for it. Raises Unreadable."""
    return table_of(read_bytes(path), names, required)


def table_of(
    data: bytes, names: Mapping[str, Sequence[str]], required: Sequence[str], *, largest: int = LARGEST
) -> Table:
    """The same, of a file's content; `largest` in bytes, unpacked."""
    lines = _xlsx(data, largest) if data[:4] == b"PK\x03\x04" else _csv(data, names)
    meaning = {_plain(word): column for column, words in names.items() for word in (column, *words)}
    columns: list[str | None] | None = None
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, line in lines:
        if isinstance(line, str):
            faults.append(Fault(row=number, reason=line))
        elif columns is None:
            if any(cell is not None for cell in line):
                columns = _columns(line, meaning, names, required)
        elif (row := _row(number, line, columns)) is None:
            faults.append(Fault(row=number, reason="raden har fler celler än det finns kolumner"))
        elif row.cells:
            rows.append(row)
    if columns is None:
        raise Unreadable("Filen är tom.")
    return Table(tuple(c for c in columns if c), rows, faults)


def read_bytes(path: Path) -> bytes:
    """The file's content; raises Unreadable."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable("Filen är för stor. Dela den.")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"Filen går inte att öppna: {error.strerror}.") from None


def decoded(data: bytes) -> str:
    """Text from bytes as Swedish spreadsheets write them; raises Unreadable."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("Filen är varken CSV eller XLSX: teckenkodningen går inte att läsa.")


def _plain(word: object) -> str:
    return " ".join(str(word).split()).casefold()


def _columns(
    line: Sequence[Cell | None], meaning: Mapping[str, str], names: Mapping[str, Sequence[str]], required: Sequence[str]
) -> list[str | None]:
    unknown = [str(cell) for cell in line if cell is not None and _plain(cell) not in meaning]
    found = [None if cell is None else meaning.get(_plain(cell)) for cell in line]
    told = [c for c in found if c]
    every = ", ".join(_called(column, names) for column in names)
    if not told:
        raise Unreadable(f"Första raden ska namnge kolumnerna: {every}.")
    if unknown:
        shown = ", ".join(f"”{name[:40]}”" for name in unknown)
        raise Unreadable(f"Okänd kolumn: {shown}. Ta bort den, eller kalla den något av: {every}.")
    if len(set(told)) < len(told):
        raise Unreadable(f"Kolumnen {_called(next(c for c in told if told.count(c) > 1), names)} finns två gånger.")
    if missing := [_called(c, names) for c in required if c not in told]:
        raise Unreadable(f"Kolumnen {', '.join(missing)} saknas.")
    return found


def _called(column: str, names: Mapping[str, Sequence[str]]) -> str:
    """A column as whoever keeps a Swedish sheet calls it: the first other word for it, if there is one."""
    return next(iter(names[column]), column)


def _row(number: int, line: Sequence[Cell | None], columns: Sequence[str | None]) -> Row | None:
    """None where something stands to the right of the last named column, or below a column without a name."""
    cells: dict[str, Cell] = {}
    for i, cell in enumerate(line):
        if cell is None:
            continue
        column = columns[i] if i < len(columns) else None
        if column is None:
            return None
        cells[column] = cell
    return Row(number, cells)


_Lines = Iterator[tuple[int, Sequence[Cell | None] | str]]
"""Line by line: its number and its cells, or what is wrong with it."""


def _csv(data: bytes, names: Mapping[str, Sequence[str]]) -> _Lines:
    text = decoded(data)
    separator = None
    if told := re.match(r"sep=(.)\r?\n", text):  # Excel's own way of saying so
        separator, text = told[1], text[told.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator(text, names), strict=True)
    number = 0
    while True:
        number += 1
        try:
            line = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, "citattecknen på raden går inte ihop"
        else:
            yield number, [cell.strip() or None for cell in line]


def _separator(text: str, names: Mapping[str, Sequence[str]]) -> str:
    """What splits the first line that says anything into the most words we know."""
    known = {_plain(word) for column, words in names.items() for word in (column, *words)}
    head = next((line for line in text.splitlines() if line.strip(" ;,\t")), "")
    return max(_SEPARATORS, key=lambda s: sum(_plain(w.strip(' "')) in known for w in head.split(s)))


def _xlsx(data: bytes, largest: int) -> _Lines:
    """The first sheet that has anything in it. Formulas are read as the values that were saved with them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > largest:
                raise Unreadable("Filen är för stor när den packas upp. Dela den.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that do not concern a reader
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                sheet.reset_dimensions()  # type: ignore[union-attr] # read-only sheets have it; some programs write them wrong, and rows would be cut off
                lines = [[_value(c) for c in row] for row in sheet.iter_rows()]
                if any(cell is not None for line in lines for cell in line):
                    return iter(list(enumerate(lines, start=1)))
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001 - a broken archive fails in as many ways as there are parts in it
        raise Unreadable(f"Filen går inte att läsa som XLSX ({type(error).__name__}).") from None
    return iter(())


def _value(cell: object) -> Cell | None:
    value = getattr(cell, "value", None)
    match value:
        case None:
            return None
        case str():
            return value.strip() or None
        case datetime():
            shape = str(getattr(cell, "number_format", "")).lower()
            return value.date() if value.time() == time() and "h" not in shape else value
        case bool() | int() | float() | date() | time():
            return value
    return str(value)
