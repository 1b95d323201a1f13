"""A file may name a place as it was called, or by one that has become another: it is the place that it is now."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from backend.domain.catalogue import Catalogue
from backend.domain.place import PlaceMerged, PlaceRenamed
from backend.domain.situation import Need
from backend.existing.activities import ReadFile, read_activities
from backend.existing.situations import read_situations
from tests.backend.existing.spreadsheets import catalogue, csv_file

THEN = datetime(2026, 2, 1, tzinfo=UTC)
HEAD = "kind;occurred_at;organisation;place;stops"


def renamed(name: str = "Torget vid kyrkan") -> Catalogue:
    made = catalogue()
    made.take(PlaceRenamed(partnership="vastervik", code="stora-torget", name=name, received_at=THEN, by=UUID(int=1)))
    return made


def merged() -> Catalogue:
    made = catalogue()
    made.take(
        PlaceMerged(partnership="vastervik", code="stora-torget", into="ankarsrum", received_at=THEN, by=UUID(int=1))
    )
    return made


def visits(folder: Path, known: Catalogue, *lines: str) -> ReadFile:
    return read_activities(csv_file(folder, HEAD, *(f"platsbesok;2026-05-04 20:30;polisen;{x}" for x in lines)), known)


def test_a_visit_at_a_renamed_place_is_read_by_its_old_name_and_it_is_said(tmp_path):
    file = visits(tmp_path, renamed(), "Stora torget;", "torget vid kyrkan;", "stora-torget;", ";stora torget=10")
    assert file.faults == []
    assert [row.report.place or row.report.stops[0].place for row in file.rows] == ["stora-torget"] * 4
    assert file.moved == ("”Stora torget” är nu Torget vid kyrkan", "”stora torget” är nu Torget vid kyrkan")


def test_a_visit_at_a_merged_place_keeps_its_code_so_that_the_same_file_stays_the_same(tmp_path):
    before, after = (visits(tmp_path, known, "Stora torget;", "stora-torget;") for known in (catalogue(), merged()))
    assert (before.rows, before.moved) == (after.rows, ())
    assert after.moved == ("”Stora torget” är nu Ankarsrum", "”stora-torget” är nu Ankarsrum")


def test_a_name_that_another_place_has_now_is_that_place(tmp_path):
    made = renamed()
    made.take(
        PlaceRenamed(partnership="vastervik", code="ankarsrum", name="Stora torget", received_at=THEN, by=UUID(int=1))
    )
    file = visits(tmp_path, made, "Stora torget;")
    assert [row.report.place for row in file.rows] == ["ankarsrum"]
    assert file.moved == ()


def test_a_name_that_two_places_have_had_is_neither(tmp_path):
    made = renamed()
    for name in ("Stora torget", "Ankarsrum"):
        made.take(PlaceRenamed(partnership="vastervik", code="ankarsrum", name=name, received_at=THEN, by=UUID(int=1)))
    (fault,) = visits(tmp_path, made, "Stora torget;").faults
    assert (fault.column, fault.reason) == ("place", "finns inte i listan")


def test_what_looks_like_somebodys_is_not_repeated_where_a_place_is_read_by_its_old_name(tmp_path):
    made = renamed("Hos Anna Andersson")
    made.take(
        PlaceRenamed(partnership="vastervik", code="stora-torget", name="Torget", received_at=THEN, by=UUID(int=1))
    )
    assert visits(tmp_path, made, "Hos Anna Andersson;").moved == ("En plats är nu Torget",)


def test_a_week_names_the_places_that_are_there_now_and_of_two_the_higher_level(tmp_path):
    weeks = csv_file(
        tmp_path, "week;place;level;problems", "2026-W19;stora-torget;high;ordning", "2026-W19;ankarsrum;low;ordning"
    )
    file = read_situations(weeks, merged())
    assert file.faults == []
    assert file.weeks == {"2026-W19": (Need(place="ankarsrum", level="high", problems=("ordning",)),)}
    assert file.moved == ("”stora-torget” är nu Ankarsrum",)


def test_geojson_names_a_place_as_it_was_called(tmp_path):
    path = tmp_path / "lage.geojson"
    properties = {"week": "2026-W19", "namn": "Stora torget", "level": "high"}
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": properties}]})
    )
    file = read_situations(path, renamed())
    assert file.weeks == {"2026-W19": (Need(place="stora-torget", level="high"),)}
    assert file.moved == ("”Stora torget” är nu Torget vid kyrkan",)
