"""The map of places: north up, a town in a lens, every place a link, nothing on top of anything else."""

import math
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs

from backend.domain.pack import read_pack
from backend.web.plots import Spot, places

PACKS = Path(__file__).parents[4] / "backend" / "packs"

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
    Spot(code="ankarsrum", name="Ankarsrum", latitude=57.698, longitude=16.332, count=10, level="high", zone="vast"),
    Spot(code="loftahammar", name="Loftahammar", latitude=57.905, longitude=16.698, count=0, level="high", zone="norr"),
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
        found[(link.get("href") or "").removeprefix("/platser/")] = x, y, max(float(c.get("r") or 0) for c in rounds)
    return found


def test_every_place_is_a_link_with_its_name_and_number():
    root = drawn(*TOWN, *AROUND)
    said = {" ".join(t.text or "" for t in link.iter("text")) for link in root.iter("a")}
    assert said == {f"{s.name} {s.count}" for s in (*TOWN, *AROUND)}
    assert {link.get("href") for link in root.iter("a")} == {f"/platser/{s.code}" for s in (*TOWN, *AROUND)}
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


def test_what_is_drawn_of_a_place_is_said_of_it_too():
    root = drawn(Spot(code="a", name="A", latitude=57, longitude=16, count=3, said="A: 3, behov högt"), *AROUND)
    names = {link.get("href"): link.get("aria-label") for link in root.iter("a")}
    assert names["/platser/a"] == "A: 3, behov högt"
    assert names["/platser/gamleby"] == "Gamleby: 11"


def test_a_medium_need_has_a_thin_ring_and_a_low_one_none():
    spots = [
        Spot(code=level, name=level, latitude=57 + i, longitude=16, count=1, level=level)
        for i, level in enumerate(("low", "medium", "high"))
    ]
    links = drawn(*spots).iter("a")
    rings = {(a.get("href") or "")[9:]: [c.get("class") for c in a.iter("circle")][1:] for a in links}
    assert rings == {"low": [], "medium": ["m-some"], "high": ["m-need"]}


PHONE_LETTER, PHONE_LINE = 8.6, 15
"""A letter and a line of a name on a phone, in the map's own units: 16 of them high (pages.css), DejaVu's width."""


def boxes(root: ET.Element) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Where each line of a name stands on a phone."""
    found = []
    for label in root.iter("text"):
        if "m-name" not in (label.get("class") or ""):
            continue
        x, y, wide = float(label.get("x") or 0), float(label.get("y") or 0), len(label.text or "") * PHONE_LETTER
        left = x - {"end": wide, "middle": wide / 2}.get(label.get("text-anchor") or "", 0)
        found.append((label.text or "", (left, y - 12, left + wide, y - 12 + PHONE_LINE)))
    return found


def pack(name: str) -> list[Spot]:
    """The places of a real pack, every other one with a high need."""
    read = read_pack((PACKS / name).read_bytes())
    return [
        Spot(
            code=p.code,
            name=p.name,
            latitude=p.latitude,
            longitude=p.longitude,
            count=i % 4,
            level="high" if i % 2 else "medium",
            zone=p.zone,
        )
        for i, p in enumerate(read.entries.place)
        if p.latitude is not None and p.longitude is not None
    ]


@pytest.mark.parametrize("name", ["vastervik-2026.toml", "vingaker-2025-2026.toml"])
def test_no_name_lies_on_another_nor_on_a_circle_nor_outside_also_on_a_phone(name):
    root = drawn(*pack(name))
    height = float((root.get("viewBox") or "").split()[3])
    named, rounds = boxes(root), circles(root)
    assert len(named) >= len(rounds) - 1
    for (one, a), (other, b) in combinations(named, 2):
        assert min(a[2], b[2]) <= max(a[0], b[0]) or min(a[3], b[3]) <= max(a[1], b[1]), f"{one} on {other}"
    for word, (left, top, right, bottom) in named:
        assert left >= 0, word
        assert right <= 420, word
        assert top >= 0, word
        assert bottom <= height, word
        for x, y, r in rounds.values():
            dx, dy = max(left - x, 0, x - right), max(top - y, 0, y - bottom)
            assert math.hypot(dx, dy) >= r - 1.5, word


def test_a_high_need_has_a_dashed_ring_and_no_visit_an_empty_circle():
    root = drawn(*AROUND)
    rings = [c for c in root.iter("circle") if c.get("class") == "m-need"]
    empty = [c for c in root.iter("circle") if c.get("class") == "m-none"]
    assert (len(rings), len(empty)) == (2, 1)


@pytest.mark.parametrize("spread", [0.0, 0.0001, 0.01])
def test_no_circle_lies_on_another_however_close_the_places(spread):
    crowd = [
        Spot(
            code=f"p{i}",
            name=f"Plats {i}",
            latitude=57.7 + i * spread,
            longitude=16.6 - i * spread,
            count=9,
            level="high",
        )
        for i in range(8)
    ]
    at = circles(drawn(*crowd))
    for (ax, ay, ar), (bx, by, br) in combinations(at.values(), 2):
        assert math.hypot(ax - bx, ay - by) >= ar + br - 1
    assert all(r <= x <= 420 - r and r <= y <= 320 - r for x, y, r in at.values())


def test_one_place_needs_no_map():
    assert places(TOWN[:1], {}, name="k", title="t") is None


def test_in_a_crowd_names_stand_farther_away_and_each_is_there():
    done = {"resecentrum": 20, "stora-torget": 16, "karstorp": 13, "jenny": 6, "ljungheden": 6, "fiskaretorget": 5}
    town = [s for s in pack("vastervik-2026.toml") if s.code in {*done, "slottsholmen"}]
    crowd = [structs.replace(s, count=done.get(s.code, 3), level="", zone=None) for s in town]
    root = drawn(*crowd)
    assert len(crowd) == 7
    assert {word for word, _ in boxes(root)} >= {s.name for s in crowd if " " not in s.name}
    assert any(line.get("class") == "m-lead" for line in root.iter("path"))
