"""Rows of a situation file become whole weeks."""

import json
from pathlib import Path

import pytest

from backend.domain.situation import Need
from backend.existing.faults import Unreadable
from backend.existing.situations import ReadSituations, read_situations
from tests.backend.existing.spreadsheets import catalogue, csv_file, xlsx_file


def read(folder: Path, *lines: str) -> ReadSituations:
    return read_situations(csv_file(folder, "week;place;level;problems", *lines), catalogue())


def told(file: ReadSituations) -> list[tuple[int, str | None, str | None]]:
    return [(f.row, f.column, f.value) for f in file.faults]


NEEDS = {
    "2026-W19": (Need(place="ankarsrum", level="high", problems=("ordning", "otrygg-plats")),),
    "2026-W20": (Need(place="ankarsrum", level="low"), Need(place="stora-torget", level="medium")),
}


def test_rows_are_gathered_by_week(tmp_path):
    file = read(
        tmp_path,
        "2026-W20;ankarsrum;low;",
        '2026-W19;ankarsrum;high;"ordning;otrygg-plats"',
        "2026-v20;Stora torget;medel;",
    )
    assert (file.weeks, file.faults) == (NEEDS, [])
    assert file.first_row == {"2026-W20": 2, "2026-W19": 3}
    assert list(file.weeks) == sorted(file.weeks)


def test_a_workbook_and_geojson_say_the_same(tmp_path):
    rows = [(week, n.place, n.level, ";".join(n.problems) or None) for week, needs in NEEDS.items() for n in needs]
    names = ("week", "place", "level", "problems")
    assert read_situations(xlsx_file(tmp_path, names, *rows), catalogue()).weeks == NEEDS
    path = tmp_path / "lage.geojson"
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [16.3, 57.7]},
            "properties": {
                "week": week,
                "place": n.place,
                "level": n.level,
                "problems": list(n.problems),
                "fill": "red",
            },
        }
        for week, needs in NEEDS.items()
        for n in needs
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert read_situations(path, catalogue()).weeks == NEEDS


def test_a_week_with_a_fault_is_left_out_whole_and_the_others_are_taken(tmp_path):
    file = read(
        tmp_path,
        "2026-W19;ankarsrum;high;",
        "2026-W19;atlantis;high;",
        "2026-W20;ankarsrum;värst;",
        "2026-W21;ankarsrum;low;",
    )
    assert list(file.weeks) == ["2026-W21"]
    assert told(file) == [(3, "place", "atlantis"), (4, "level", "värst")]


def test_nothing_is_taken_where_a_row_does_not_tell_its_week(tmp_path):
    file = read(tmp_path, "2026-W19;ankarsrum;high;", "2026-W54;stora-torget;high;", ";ankarsrum;low;")
    assert file.weeks == {}
    assert told(file) == [(3, "week", "2026-W54"), (4, "week", None)]


def test_a_place_stands_once_in_a_week(tmp_path):
    file = read(tmp_path, "2026-W19;ankarsrum;high;", "2026-W19;Ankarsrum;low;")
    assert (file.weeks, told(file)) == ({}, [(3, "place", "Ankarsrum")])


def test_week_53_is_of_the_years_that_have_one(tmp_path):
    assert list(read(tmp_path, "2026-W53;ankarsrum;high;").weeks) == ["2026-W53"]
    assert read(tmp_path, "2025-W53;ankarsrum;high;").weeks == {}


@pytest.mark.parametrize("content", ["{", "[]", '{"features": []}', "1"])
def test_what_is_no_geojson_is_unreadable(tmp_path, content):
    path = tmp_path / "lage.geojson"
    path.write_text(content)
    with pytest.raises(Unreadable):
        read_situations(path, catalogue())
