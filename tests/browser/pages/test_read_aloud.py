"""The public account as a screen reader tells it: what stands in the accessibility tree, and in which order."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser

from backend.domain.pack import read_pack
from tests.browser.looks import SHOW_ALL
from tests.support.browser import window
from tests.support.office import PACKS
from tests.support.server import Server

PROMISES = read_pack((PACKS / "vastervik-2026.toml").read_bytes()).pledge
LINE = re.compile(
    r"""^(?P<indent>\s*)- '?(?P<role>[a-z]+)(?: "(?P<name>(?:[^"\\]|\\.)*)")?(?: \[level=(?P<level>\d)\])?"""
)
"""A line of what Playwright tells of the tree: `  - heading "25 löften" [level=2]`."""


class Said:
    """One thing that is told: what it is, its name, and how deep it lies."""

    def __init__(self, line: re.Match[str]) -> None:
        self.depth, self.role, self.name = len(line["indent"]) // 2, line["role"], line["name"] or ""
        self.level = int(line["level"] or 0)


@pytest.fixture(scope="module")
def told(browser: Browser, demonstration: Server) -> Iterator[list[Said]]:
    context = window(browser)
    page = context.new_page()
    page.goto(f"{demonstration.url}/oppet/vastervik/vastervik-2026")
    page.evaluate(SHOW_ALL)
    lines = page.locator("body").aria_snapshot().splitlines()
    yield [Said(found) for line in lines if (found := LINE.match(line))]
    context.close()


def test_it_begins_with_a_way_past_the_banner_and_has_each_landmark_once(told: list[Said]):
    outermost = [(s.role, s.name) for s in told if s.depth == 0]
    assert outermost == [("link", "Till innehållet"), ("banner", ""), ("main", ""), ("contentinfo", "")]


def test_headings_tell_every_promise_and_what_became_of_it_in_the_order_of_the_pledge(told: list[Said]):
    headings = [s for s in told if s.role == "heading"]
    assert [s.level for s in headings].count(1) == 1
    assert all(after.level <= before.level + 1 for before, after in pairwise(headings))
    assert [s.name for s in headings if s.level == 3] == [
        c.title for area in PROMISES.areas for c in PROMISES.commitments if c.area == area.code
    ]
    assert [s.name for s in headings if s.level == 4] == ["Lovat", "Gjort", "Blev inte av"] * len(PROMISES.commitments)


def test_no_graphic_is_without_a_name_that_says_its_figures(told: list[Said]):
    drawn = [s.name for s in told if s.role == "img"]
    assert len(drawn) > 5
    assert all(re.search(r"\d", name) for name in drawn)


def test_every_plot_is_followed_by_its_table_with_a_caption_and_heads(told: list[Said]):
    tables = [s for s in told if s.role == "table"]
    assert len(tables) == len([s for s in told if s.role == "img"])
    assert all(s.name for s in tables)
    assert len([s for s in told if s.role == "caption"]) == len(tables)
    assert all(s.name for s in told if s.role in ("columnheader", "rowheader"))


def test_every_link_has_a_name_of_its_own(told: list[Said]):
    links = [s.name for s in told if s.role == "link"]
    assert all(links)
    assert len(links) == len(set(links))
