"""How far outside an area a point lies."""

import pytest

from backend.domain.area import outside

CORNERS = [(57.0, 16.0), (57.0, 17.0), (58.0, 16.0), (58.0, 17.0), (57.5, 16.5)]


@pytest.mark.parametrize("point", [(57.5, 16.5), (57.1, 16.9), (57.0, 16.5), (58.0, 17.0)])
def test_within_the_area_and_on_its_edge_is_not_outside(point):
    assert outside(point, CORNERS) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("point", "kilometres"),
    [((58.5, 16.5), 55.6), ((56.5, 16.5), 55.6), ((57.5, 18.0), 59.7), ((58.5, 15.0), 81.6)],
)
def test_outside_is_told_from_the_nearest_edge_or_corner(point, kilometres):
    assert outside(point, CORNERS) == pytest.approx(kilometres, abs=0.5)


def test_the_order_of_the_points_means_nothing():
    assert outside((58.5, 15.0), CORNERS) == pytest.approx(outside((58.5, 15.0), CORNERS[::-1]))


def test_points_on_one_line_span_no_more_than_the_line():
    line = [(57.0, 16.0), (57.5, 16.0), (58.0, 16.0)]
    assert outside((57.5, 16.5), line) == pytest.approx(29.9, abs=0.5)
    assert outside((57.2, 16.0), line) == pytest.approx(0, abs=1e-9)


def test_too_few_points_span_nothing():
    assert outside((66.0, 20.0), CORNERS[:2]) == 0
    assert outside((66.0, 20.0), []) == 0
