"""Tables as people keep them are opened as they are."""

from datetime import date, datetime
from pathlib import Path

import pytest

from backend.existing.faults import Unreadable
from backend.existing.sheets import Row, read_table
from tests.backend.existing.spreadsheets import csv_file, wall, xlsx_file

NAMES = {"kind": ("insatstyp",), "note": ("anteckning",), "when": ()}


def rows(path: Path) -> list[Row]:
    return read_table(path, NAMES, ("kind",)).rows


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_seen_from_the_head(tmp_path, separator):
    path = csv_file(tmp_path, separator.join(("kind", "note")), separator.join(("platsbesok", '"a;b,c"')))
    assert rows(path) == [Row(2, {"kind": "platsbesok", "note": "a;b,c"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_swedish_letters_are_read_in_every_usual_encoding(tmp_path, encoding):
    path = csv_file(tmp_path, "kind;note", "platsbesok;Överum på kvällen", encoding=encoding)
    assert rows(path) == [Row(2, {"kind": "platsbesok", "note": "Överum på kvällen"})]


def test_columns_are_known_by_their_swedish_names_and_in_any_case(tmp_path):
    assert rows(csv_file(tmp_path, " Insatstyp ;ANTECKNING", "a;b")) == [Row(2, {"kind": "a", "note": "b"})]


def test_empty_lines_are_passed_over_and_rows_keep_the_spreadsheets_numbers(tmp_path):
    assert rows(csv_file(tmp_path, "", "kind;note", "", ";;", "a;", "")) == [Row(5, {"kind": "a"})]


def test_excels_own_word_for_the_separator_is_heeded(tmp_path):
    assert rows(csv_file(tmp_path, "sep=,", "kind,note", "a,b"))[0].cells == {"kind": "a", "note": "b"}


def test_a_line_break_inside_a_cell_does_not_shift_the_rows(tmp_path):
    assert [r.number for r in rows(csv_file(tmp_path, "kind;note", 'a;"x\ny"', "b;"))] == [2, 3]


def test_more_cells_than_columns_is_a_fault_of_that_row_only(tmp_path):
    table = read_table(csv_file(tmp_path, "kind;note", "a;b;c", "d;e"), NAMES, ("kind",))
    assert [f.row for f in table.faults] == [2]
    assert [r.number for r in table.rows] == [3]


def test_quotes_that_do_not_match_are_a_fault_of_that_row(tmp_path):
    table = read_table(csv_file(tmp_path, "kind;note", 'a;"b"c', "d;e"), NAMES, ("kind",))
    assert [f.row for f in table.faults] == [2]
    assert table.rows == [Row(3, {"kind": "d", "note": "e"})]


def test_an_unknown_column_stops_the_whole_file_and_is_named(tmp_path):
    with pytest.raises(Unreadable, match="minutr"):
        rows(csv_file(tmp_path, "kind;minutr", "a;20"))


@pytest.mark.parametrize(
    ("lines", "said"),
    [((), "tom"), (("a;b", "c;d"), "namnge"), (("kind;kind",), "två gånger"), (("note",), "insatstyp saknas")],
)
def test_a_head_that_cannot_be_used_is_said(tmp_path, lines, said):
    with pytest.raises(Unreadable, match=said):
        rows(csv_file(tmp_path, *lines))


def test_what_is_no_table_is_unreadable(tmp_path):
    path = tmp_path / "bild.csv"
    for data in (b"kind\x00\x01", b"PK\x03\x04nothing", b"\xff\xfeab\x00"):
        path.write_bytes(data)
        with pytest.raises(Unreadable):
            rows(path)
    with pytest.raises(Unreadable):
        rows(tmp_path / "finns-inte.csv")


def test_dates_in_a_workbook_are_dates_and_times_are_times(tmp_path):
    path = xlsx_file(
        tmp_path,
        ("kind", "when"),
        ("a", wall(2026, 5, 4, 20, 30)),
        ("b", wall(2026, 5, 4)),
        ("c", date(2026, 5, 4)),
        ("d", wall(2026, 5, 4)),
        (None, None),
        ("e", 20.0),
        formats={"B3": "yyyy-mm-dd", "B4": "yyyy-mm-dd", "B5": "yyyy-mm-dd hh:mm"},
    )
    told = {row.cells["kind"]: row.cells["when"] for row in rows(path)}
    assert told == {
        "a": wall(2026, 5, 4, 20, 30),
        "b": date(2026, 5, 4),
        "c": date(2026, 5, 4),
        "d": wall(2026, 5, 4),
        "e": 20.0,
    }
    assert isinstance(told["d"], datetime)
    assert [row.number for row in rows(path)] == [2, 3, 4, 5, 7]
