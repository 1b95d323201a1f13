"""A GeoJSON FeatureCollection of needs as a table: what municipalities' own tools export.

A feature is matched to a listed place by code or name, as its properties tell it, and else by where it lies: a point by
the nearest listed place, a polygon by the listed places in it. The geometry itself is not kept. A feature that does not
fit is a fault with its field, and harms no other.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from backend.domain.place import Place
from backend.existing.faults import Bad, Fault, Unreadable, fault
from backend.existing.sheets import Cell, Row, decoded

NEAR = 300
"""Metres within which a point means a listed place."""

NAMED: tuple[str, ...] = ("place", "plats", "code", "kod", "name", "namn", "title")
"""Properties that may tell the place, the first that is listed."""

_DEGREE = 111_195.0  # metres of latitude


class Named(Protocol):
    """Who knows what places are called."""

    def known(self, word: str) -> str | None:
        """The code of the place that a word stands for; None for no place."""


Ring = Sequence[Sequence[float]]


class Features(msgspec.Struct, frozen=True):
    """Rows as of a table, feature by feature; `misplaced` are those whose place is not known, by row number.

    `faults` are features of which nothing can be read, `moved` what was taken by where it lies, in words.
    """

    rows: list[Row]
    misplaced: dict[int, Fault]
    faults: list[Fault]
    moved: list[str]


def read_features(data: bytes, names: Mapping[str, Sequence[str]], listed: Iterable[Place], words: Named) -> Features:
    """Feature by feature, numbered from 1; a polygon over several places is a row for each.

    `names` maps each column to the other words for it; `listed` are the places, `words` knows what they are called.
    Raises Unreadable.
    """
    try:
        told = json.loads(decoded(data))
    except (ValueError, RecursionError):
        raise Unreadable("Filen går inte att läsa som GeoJSON.") from None
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list) or not features:
        raise Unreadable("Filen är ingen FeatureCollection med innehåll.")
    places = list(listed)
    read = Features([], {}, [], [])
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            read.faults.append(Fault(row=number, column="properties", reason="saknas"))
            continue
        _take(read, number, properties, feature.get("geometry"), names, words, places)
    return read


def _take(
    read: Features,
    number: int,
    properties: dict[Any, Any],
    geometry: object,
    names: Mapping[str, Sequence[str]],
    words: Named,
    places: Sequence[Place],
) -> None:
    said = {str(n).strip().casefold(): _cell(value) for n, value in properties.items() if value not in (None, "", [])}
    cells: dict[str, Cell] = {}
    for column in names:
        if told := next((said[word] for word in (column, *names[column]) if word in said), None):
            cells[column] = told
    named = [said[name] for name in NAMED if name in said]
    if word := next((word for word in named if words.known(word)), None):
        read.rows.append(Row(number, {**cells, "place": word}))
        return
    try:
        found = _within(geometry, places)
    except Bad as bad:
        column, value = ("place", named[0]) if named and geometry is None else ("geometry", None)
        reason = "finns inte i listan" if column == "place" else str(bad)
        read.misplaced[number] = fault(number, column, reason, value)
        read.rows.append(Row(number, cells))
        return
    written = fault(number, "place", "", named[0]).value if named else None
    unknown = f" (”{written}”, som inte finns i listan)" if written else ""
    for place in found:
        read.rows.append(Row(number, {**cells, "place": place.code}))
        read.moved.append(f"objekt {number}{unknown} läses som {place.name}, efter var det ligger")


def _cell(value: object) -> str:
    return ";".join(str(part) for part in value) if isinstance(value, list) else str(value)


# Where a feature lies.


def _within(geometry: object, places: Sequence[Place]) -> list[Place]:
    """The listed places that a geometry means; raises Bad."""
    if not isinstance(geometry, dict):
        raise Bad("saknas, och platsen är inte namngiven")
    kind, given = geometry.get("type"), geometry.get("coordinates")
    lying = [(p, p.longitude, p.latitude) for p in places if p.longitude is not None and p.latitude is not None]
    try:
        match kind:
            case "Point":
                return [_nearest(_degrees(given), lying)]
            case "Polygon":
                areas = [_area(given)]
            case "MultiPolygon":
                areas = [_area(area) for area in given]  # type: ignore[union-attr]
            case _:
                raise Bad("ska vara Point, Polygon eller MultiPolygon")
    except (TypeError, ValueError, IndexError, OverflowError):
        raise Bad("koordinaterna går inte att läsa") from None
    inside = [p for p, x, y in lying if any(_holds(area, x, y) for area in areas)]
    if not inside:
        raise Bad("ingen listad plats ligger i ytan")
    return inside


def _degrees(given: object) -> tuple[float, float]:
    """(longitude, latitude); raises Bad for what are no degrees, TypeError and ValueError for what are no numbers."""
    if not isinstance(given, list) or any(isinstance(n, bool) or not isinstance(n, int | float) for n in given[:2]):
        raise ValueError(given)
    x, y = float(given[0]), float(given[1])
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise Bad("koordinaterna ska vara grader (WGS 84)")
    return x, y


def _area(given: object) -> list[list[tuple[float, float]]]:
    if not isinstance(given, list) or not given:
        raise ValueError(given)
    return [[_degrees(point) for point in ring] for ring in given]


def _nearest(at: tuple[float, float], lying: Sequence[tuple[Place, float, float]]) -> Place:
    away = [(_metres(at, (x, y)), p.code, p) for p, x, y in lying]
    if not away or min(away)[0] > NEAR:
        raise Bad(f"ingen listad plats ligger inom {NEAR} meter")
    return min(away)[2]


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    narrow = math.cos(math.radians((one[1] + other[1]) / 2))
    return _DEGREE * math.hypot((one[0] - other[0]) * narrow, one[1] - other[1])


def _holds(area: Sequence[Ring], x: float, y: float) -> bool:
    """Whether a point lies in an area: an outer ring and its holes."""
    return sum(_crosses(ring, x, y) for ring in area) % 2 == 1


def _crosses(ring: Ring, x: float, y: float) -> bool:
    inside = False
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside
