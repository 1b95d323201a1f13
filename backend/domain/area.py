"""How far a point lies outside the area that a set of points spans: to notice one that was mistyped.

The area is their convex hull, drawn on a flat map around them: at the size of a municipality that is off by metres.
"""

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
"""Latitude and longitude, degrees, WGS 84."""

FEWEST = 3
"""Points that span an area at all."""

_DEGREE = 111.195  # kilometres of latitude
_Flat = tuple[float, float]


def outside(point: Point, others: Iterable[Point]) -> float:
    """Kilometres from a point to the area that the others span; 0.0 within it, and where they are too few."""
    known = list(others)
    if len(known) < FEWEST:
        return 0.0
    narrow = math.cos(math.radians(sum(latitude for latitude, _ in known) / len(known)))
    at, *flat = ((y * _DEGREE, x * narrow * _DEGREE) for y, x in (point, *known))
    corners = _hull(flat)
    edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    if len(corners) >= FEWEST and all(_turn(one, other, at) >= 0 for one, other in edges):
        return 0.0
    return min(_away(at, one, other) for one, other in edges)


def _hull(points: Iterable[_Flat]) -> list[_Flat]:
    """The corners of the convex hull, each after a turn to the same side (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < FEWEST:
        return ordered
    there, back = _chain(ordered), _chain(ordered[::-1])
    return [*there[:-1], *back[:-1]]


def _chain(ordered: Sequence[_Flat]) -> list[_Flat]:
    kept: list[_Flat] = []
    for point in ordered:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
            kept.pop()
        kept.append(point)
    return kept


def _turn(one: _Flat, other: _Flat, third: _Flat) -> float:
    return (other[0] - one[0]) * (third[1] - one[1]) - (other[1] - one[1]) * (third[0] - one[0])


def _away(at: _Flat, one: _Flat, other: _Flat) -> float:
    """From a point to the nearest of a line between two."""
    along = other[0] - one[0], other[1] - one[1]
    length = along[0] ** 2 + along[1] ** 2
    passed = (at[0] - one[0]) * along[0] + (at[1] - one[1]) * along[1]
    share = min(1.0, max(0.0, passed / length)) if length else 0.0
    return math.dist(at, (one[0] + share * along[0], one[1] + share * along[1]))
