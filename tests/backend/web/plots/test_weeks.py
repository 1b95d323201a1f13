"""Need against presence: a bar for a week with minutes, a hollow one for a visit of unknown length, rings for need."""

from xml.etree import ElementTree as ET

import pytest

from backend.web.plots import Week, weeks

TOLD = [
    Week(name="44", minutes=120, visits=3, level="high"),
    Week(name="45", minutes=0, visits=1, level="medium"),
    Week(name="46", minutes=60, visits=1, level="low"),
    Week(name="47", minutes=0, visits=0),
]


def drawn(*told: Week) -> ET.Element:
    return ET.fromstring(weeks(told, name="w", title="Behov och besök", desc="5 besök."))


def classes(root: ET.Element, tag: str) -> list[str]:
    return [found.get("class") or "" for found in root.iter(tag)]


def test_minutes_are_bars_and_a_visit_of_unknown_length_a_hollow_one():
    root = drawn(*TOLD)
    bars = {r.get("class"): float(r.get("height") or 0) for r in root.iter("rect")}
    assert classes(root, "rect") == ["p-bar", "p-wait", "p-bar"]
    assert bars["p-wait"] > 0
    heights = [float(r.get("height") or 0) for r in root.iter("rect") if r.get("class") == "p-bar"]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.2)


def test_need_is_told_by_shape_and_its_absence_by_nothing():
    assert classes(drawn(*TOLD), "circle") == ["m-need", "m-core", "m-some", "m-few"]


def test_the_running_week_is_named_and_every_fourth_before_it():
    names = [t.text for t in drawn(*(Week(name=str(n), minutes=n, visits=1) for n in range(1, 27))).iter("text")]
    assert [n for n in names if n and int(n) in range(1, 27)][-7:] == ["2", "6", "10", "14", "18", "22", "26"]


@pytest.mark.parametrize("told", [[], [Week(name="1", minutes=0, visits=0)]])
def test_nothing_is_drawn_as_nothing(told: list[Week]):
    root = drawn(*told)
    assert classes(root, "rect") == []
    assert root.get("role") == "img"
