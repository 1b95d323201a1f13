"""Features of municipalities' own tools become needs of listed places; one that does not fit harms no other."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from backend.domain.catalogue import Catalogue, CataloguePublished
from backend.domain.place import Place
from backend.domain.situation import Need
from backend.existing.situations import ReadSituations, situations_of
from tests.backend.existing.spreadsheets import catalogue

HIGH = {"week": "2026-W19", "level": "high"}
SQUARE = [[[16.5, 57.5], [16.7, 57.5], [16.7, 57.7], [16.5, 57.7], [16.5, 57.5]]]
HOLE = [[16.59, 57.59], [16.61, 57.59], [16.61, 57.61], [16.59, 57.61], [16.59, 57.59]]


@pytest.fixture
def listed() -> Catalogue:
    """Two places a hundred metres apart, a third far away, and one without coordinates."""
    made = catalogue()
    entries = next(iter(made.sources.values()))
    places = (
        Place(code="torget", name="Torget", latitude=57.6, longitude=16.6),
        Place(code="skolan", name="Skolan", latitude=57.601, longitude=16.6),
        Place(code="ankarsrum", name="Ankarsrum", latitude=57.7, longitude=16.33),
        Place(code="okand", name="Okänd vik"),
    )
    made.take(
        CataloguePublished(
            partnership="vastervik",
            source="kinds",
            entries=msgspec.structs.replace(entries, place=places),
            received_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )
    return made


def feature(kind: str | None = None, at: Any = None, **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": at} if kind else None
    return {"type": "Feature", "geometry": geometry, "properties": {**HIGH, **properties}}


def read(listed: Catalogue, *features: Any, usual: str | None = None) -> ReadSituations:
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return situations_of(text.encode(), "lage.geojson", listed, usual=usual)


def taken(file: ReadSituations) -> list[str]:
    return [need.place for needs in file.weeks.values() for need in needs]


@pytest.mark.parametrize("named", [{"place": "torget"}, {"plats": "Torget"}, {"Namn": "TORGET"}, {"kod": "torget"}])
def test_a_feature_is_matched_by_code_or_name_whatever_its_geometry(listed: Catalogue, named: dict[str, str]):
    file = read(listed, feature("Point", [0, 0], **named))
    assert (taken(file), file.faults, file.moved) == (["torget"], [], ())


def test_a_point_is_the_nearest_listed_place_and_it_is_said(listed: Catalogue):
    file = read(listed, feature("Point", [16.6, 57.6008], name="Skolområdet"))
    assert taken(file) == ["skolan"]
    assert file.moved == ("objekt 1 (”Skolområdet”, som inte finns i listan) läses som Skolan, efter var det ligger",)


def test_a_feature_without_a_name_is_read_by_where_it_lies_alone(listed: Catalogue):
    assert read(listed, feature("Point", [16.6, 57.6008])).moved == ("objekt 1 läses som Skolan, efter var det ligger",)


def test_a_polygon_is_every_listed_place_in_it_but_not_in_its_holes(listed: Catalogue):
    assert sorted(taken(read(listed, feature("Polygon", SQUARE)))) == ["skolan", "torget"]
    around = feature("MultiPolygon", [[*SQUARE, HOLE], [[[16, 57.6], [16.5, 57.6], [16.5, 57.8], [16, 57.8]]]])
    assert taken(read(listed, around)) == ["ankarsrum"]


@pytest.mark.parametrize(
    ("bad", "column", "reason"),
    [
        (feature("Point", [16.0, 57.0]), "geometry", "ingen listad plats ligger inom 300 meter"),
        (feature("Polygon", [[[1, 1], [2, 1], [2, 2]]]), "geometry", "ingen listad plats ligger i ytan"),
        (feature("Point", [593000, 6390000]), "geometry", "koordinaterna ska vara grader (WGS 84)"),
        (feature("Point", ["a", "b"]), "geometry", "koordinaterna går inte att läsa"),
        (feature("Point", [16]), "geometry", "koordinaterna går inte att läsa"),
        (feature("Polygon", [[1, 2], [3, 4]]), "geometry", "koordinaterna går inte att läsa"),
        (feature("Polygon", None), "geometry", "koordinaterna går inte att läsa"),
        (feature("MultiPolygon", 7), "geometry", "koordinaterna går inte att läsa"),
        (feature("Point", [10**400, 1]), "geometry", "koordinaterna går inte att läsa"),
        (feature("LineString", [[16, 57], [17, 58]]), "geometry", "ska vara Point, Polygon eller MultiPolygon"),
        (feature(), "geometry", "saknas, och platsen är inte namngiven"),
        (feature(place="Atlantis"), "place", "finns inte i listan"),
        (feature(place="torget", level="värst"), "level", "finns inte i listan"),
        (feature(place="torget", problems=["trolldom"]), "problems", "finns inte i listan"),
    ],
)
def test_a_bad_feature_is_named_with_its_field_and_harms_no_other(
    listed: Catalogue, bad: dict[str, Any], column: str, reason: str
):
    file = read(listed, feature(place="ankarsrum"), bad, feature(week="2026-W20", place="skolan"))
    assert [(f.row, f.column, f.reason) for f in file.faults] == [(2, column, reason)]
    assert file.weeks == {"2026-W20": (Need(place="skolan", level="high"),)}
    assert file.partial == {"2026-W19": (Need(place="ankarsrum", level="high"),)}


@pytest.mark.parametrize("bad", [7, {"type": "Feature"}, {"properties": []}])
def test_a_feature_without_properties_is_a_fault_and_the_others_wait_for_somebody(listed: Catalogue, bad: object):
    file = read(listed, feature(place="torget"), bad)
    assert [(f.row, f.column) for f in file.faults] == [(2, "properties")]
    assert (file.weeks, list(file.partial)) == ({}, ["2026-W19"])


def test_the_week_may_be_told_beside_the_file(listed: Catalogue):
    bare = {"type": "Feature", "geometry": None, "properties": {"plats": "Torget", "behov": "högt"}}
    file = read(listed, bare, feature(place="skolan"), usual="2026-W21")
    assert {week: [n.place for n in needs] for week, needs in file.weeks.items()} == {
        "2026-W19": ["skolan"],
        "2026-W21": ["torget"],
    }
