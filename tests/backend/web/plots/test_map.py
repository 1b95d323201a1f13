"""The map of places: north up, a town in a lens, every place a link, nothing on top of anything else."""

import math
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from backend.web.plots import Spot, places

TOWN = [
    Spot(
        code=f"torg-{i}",
        name=f"Torget {i}",
        latitude=57.755 + i / 1000,
        longitude=16.63 + i / 2000,
        count=i,
        zone="centrum",
    )
    for i in range(6)
]
AROUND = [
    Spot(code="gamleby", name="Gamleby", latitude=57.895, longitude=16.405, count=11, zone="norr"),
    Spot(code="edsbruk", name="Edsbruk", latitude=58.03, longitude=16.47, count=5, zone="norr"),
    Spot(code="ankarsrum", name="Ankarsrum", latitude=57.698, longitude=16.332, count=10, need=True, zone="vast"),
    Spot(code="loftahammar", name="Loftahammar", latitude=57.905, longitude=16.698, count=0, need=True, zone="norr"),
]


def drawn(*spots: Spot) -> ET.Element:
    svg = places(spots, {"centrum": "Västerviks stad"}, name="k", title="Platsbesök på 10 platser")
    assert svg is not None
    return ET.fromstring(svg)


def circles(root: ET.Element) -> dict[str, tuple[float, float, float]]:
    """Where each place is drawn, by its code, with its radius (the ring included)."""
    found = {}
    for link in root.iter("a"):
        rounds = [c for c in link if c.tag == "circle"]
        x, y = float(rounds[0].get("cx") or 0), float(rounds[0].get("cy") or 0)
        found[(link.get("href") or "").removeprefix("#plats-")] = x, y, max(float(c.get("r") or 0) for c in rounds)
    return found


def test_every_place_is_a_link_with_its_name_and_number():
    root = drawn(*TOWN, *AROUND)
    said = {"".join(link.itertext()) for link in root.iter("a")}
    assert said == {f"{s.name} {s.count}" for s in (*TOWN, *AROUND)}
    assert root.get("role") == "group"


def test_north_is_up_and_west_is_left():
    at = circles(drawn(*AROUND))
    assert at["edsbruk"][1] < at["gamleby"][1] < at["ankarsrum"][1]
    assert at["ankarsrum"][0] < at["gamleby"][0] < at["loftahammar"][0]


def test_a_town_is_drawn_in_a_lens_below():
    root = drawn(*TOWN, *AROUND)
    lens = next(r for r in root.iter("rect") if r.get("class") == "m-lens")
    at = circles(root)
    assert all(at[s.code][1] > float(lens.get("y") or 0) for s in TOWN)
    assert all(at[s.code][1] < float(lens.get("y") or 0) for s in AROUND)
    assert "Västerviks stad" in [t.text for t in root.iter("text")]


def test_a_high_need_has_a_dashed_ring_and_no_visit_an_empty_circle():
    root = drawn(*AROUND)
    rings = [c for c in root.iter("circle") if c.get("class") == "m-need"]
    empty = [c for c in root.iter("circle") if c.get("class") == "m-none"]
    assert (len(rings), len(empty)) == (2, 1)


@pytest.mark.parametrize("spread", [0.0, 0.0001, 0.01])
def test_no_circle_lies_on_another_however_close_the_places(spread):
    crowd = [
        Spot(
            code=f"p{i}", name=f"Plats {i}", latitude=57.7 + i * spread, longitude=16.6 - i * spread, count=9, need=True
        )
        for i in range(8)
    ]
    at = circles(drawn(*crowd))
    for (ax, ay, ar), (bx, by, br) in combinations(at.values(), 2):
        assert math.hypot(ax - bx, ay - by) >= ar + br - 1
    assert all(r <= x <= 420 - r and r <= y <= 320 - r for x, y, r in at.values())


def test_one_place_needs_no_map():
    assert places(TOWN[:1], {}, name="k", title="t") is None
