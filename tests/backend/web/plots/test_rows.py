"""The small plots, held against the look they were drawn from."""

import re
from xml.etree import ElementTree as ET

import pytest

from backend.web import plots

SAID = "57 av 100 platsbesök, 50 väntat den 30 juni"


def numbers(svg: str, element: str, css: str) -> list[dict[str, str]]:
    return [dict(n.attrib) for n in ET.fromstring(svg).iter() if n.tag == element and n.get("class") == css]


def test_a_bullet_is_as_long_as_what_was_done():
    svg = plots.bullet(57, 100, 49.6, SAID)
    (bar,) = numbers(svg, "rect", "p-bar")
    (track,) = numbers(svg, "rect", "p-track")
    assert (bar["x"], bar["width"], track["width"]) == ("4", "92.9", "163")
    assert numbers(svg, "path", "p-target")[0]["d"] == "M167 9V31"
    assert numbers(svg, "path", "p-nowline")[0]["d"] == "M84.8 6V31"


def test_more_than_promised_still_fits_and_the_target_shows_through():
    svg = plots.bullet(180, 100, None, SAID)
    (bar,) = numbers(svg, "rect", "p-bar")
    assert float(bar["x"]) + float(bar["width"]) == pytest.approx(180, abs=0.1)
    assert numbers(svg, "path", "p-halo")
    assert not numbers(svg, "path", "p-now")


def test_nothing_done_has_no_bar():
    assert not numbers(plots.bullet(0, 100, 10, SAID), "rect", "p-bar")


def test_a_small_target_has_a_block_for_each():
    svg = plots.blocks(2, 4, 2, "2 av 4 träffar")
    assert [b["x"] for b in numbers(svg, "rect", "p-bar")] == ["4", "39"]
    assert [b["x"] for b in numbers(svg, "rect", "p-wait")] == ["74", "109"]
    assert numbers(svg, "path", "p-nowline")[0]["d"] == "M71.5 6V31"


def test_a_missed_week_is_taller_hollow_and_crossed():
    svg = plots.cells([i not in (7, 23) for i in range(26)], "24 av 26 veckor")
    gaps = numbers(svg, "rect", "p-gap")
    assert [(g["x"], g["y"], g["height"]) for g in gaps] == [("51.9", "8", "24"), ("161.5", "8", "24")]
    assert len(numbers(svg, "path", "p-x")) == 2
    assert len(numbers(svg, "rect", "p-bar")) == 24


@pytest.mark.parametrize("weeks", [1, 12, 31, 53, 104])
def test_a_row_of_cells_stays_inside_its_plot(weeks):
    cells = numbers(plots.cells([True] * weeks, "veckor"), "rect", "p-bar")
    last = cells[-1]
    assert len(cells) == min(weeks, 53)
    assert float(last["x"]) + float(last["width"]) <= 180.1


def test_a_late_step_is_a_ring_with_a_stroke():
    svg = plots.steps(["done", "late", "waiting", "waiting"], 1.35, "1 av 4 steg")
    assert [c["cx"] for c in numbers(svg, "circle", "p-dot")] == ["14"]
    assert [c["cx"] for c in numbers(svg, "circle", "p-late")] == ["66"]
    assert [c["cx"] for c in numbers(svg, "circle", "p-wait")] == ["118", "170"]
    assert numbers(svg, "path", "p-now")


def test_a_share_has_a_stroke_only_where_the_promise_names_one():
    assert numbers(plots.share(0.62, 0.5, "62 %"), "path", "p-target")[0]["d"] == "M85.5 9V31"
    assert not numbers(plots.share(0.62, None, "62 %"), "path", "p-target")


def test_twins_compare_now_with_then_on_one_scale():
    svg = plots.twins(31, 35, "31, 35 samma tid 2025", behind=True)
    now, then = numbers(svg, "rect", "p-bar-behind")[0], numbers(svg, "rect", "p-lastbar")[0]
    assert float(now["width"]) / (float(then["width"]) + 1.5) == pytest.approx(31 / 35, abs=0.01)


def test_twins_without_anything_to_compare_with_show_only_now():
    svg = plots.twins(31, None, "31")
    assert numbers(svg, "rect", "p-bar")
    assert not numbers(svg, "rect", "p-lastbar")


def test_a_spark_stops_where_the_year_has_come():
    svg = plots.spark([8, 7, 9, 10, 12, 11] + [None] * 6, "Per månad, januari till juni: 8, 7, 9, 10, 12, 11")
    assert len(numbers(svg, "rect", "p-bar")) == 6
    assert len(numbers(svg, "path", "p-axis")) == 12
    assert numbers(svg, "path", "p-nowline")[0]["d"] == "M47 1V28"


@pytest.mark.parametrize(
    "svg",
    [
        plots.bullet(57, 100, 50, '"<57>" av 100'),
        plots.blocks(2, 4, 2, '"<57>" av 100'),
        plots.cells([True, False], '"<57>" av 100'),
        plots.steps(["done", "late"], 0.5, '"<57>" av 100'),
        plots.share(0.5, 0.5, '"<57>" av 100'),
        plots.twins(1, 2, '"<57>" av 100'),
        plots.spark([1, 2, None], '"<57>" av 100'),
    ],
)
def test_a_plot_is_an_image_that_says_its_figures(svg):
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == '"<57>" av 100'
    assert "style=" not in svg
    assert not re.search(r"fill=|stroke=", svg)
    assert not re.search(r"(width|height|r)=\"-", svg)
