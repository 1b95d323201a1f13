"""On a phone of 360 × 640 the first kinds can be pressed where one stands, and no word is torn."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import looks
from tests.browser.field import hands
from tests.support.browser import window
from tests.support.server import Server

SMALL = {"width": 360, "height": 640}

# What is pressed in its middle, under nothing and without scrolling.
WITHIN_REACH = """() => [...document.querySelectorAll('.tile')].filter(tile => {
    const box = tile.getBoundingClientRect();
    const at = down => document.elementFromPoint(box.x + box.width / 2, box.y + down);
    return tile.contains(at(4)) && tile.contains(at(box.height - 4));
}).map(tile => tile.innerText.split('\\n')[0])"""


@pytest.fixture
def small(station: Server, browser: Browser) -> Iterator[Page]:
    """A small phone that a lead has signed in on: nobody's kinds have longer names."""
    context = window(browser, width=SMALL["width"])
    page = context.new_page()
    page.set_viewport_size({"width": SMALL["width"], "height": SMALL["height"]})
    hands.sign_in(page, hands.invite(station, "Karin Ekdahl", role="lead"))
    yield page
    context.close()


def home(page: Page) -> None:
    """Go to the first screen."""
    page.evaluate("location.hash = '#/'")
    expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()


def test_the_first_kinds_are_within_reach_when_something_waits_when_there_are_drafts_and_when_signed_out(small: Page):
    small.context.set_offline(True)
    hands.record_visit(small, "Ankarsrum")
    expect(small.locator(".sync")).to_contain_text("Nytt försök")
    assert small.evaluate(WITHIN_REACH)[:2] == ["Platsbesök", "Samma som sist"]
    for kind in ("platsbesok", "medborgardialog"):
        hands.open_form(small, kind)
        small.get_by_label("Anteckning").fill("Halvskrivet")
        expect(small.get_by_text("Utkast sparat")).to_be_visible()
    home(small)
    expect(small.get_by_text("2 utkast")).to_be_visible()
    assert small.evaluate(WITHIN_REACH)[:2] == ["Platsbesök", "Samma som sist"]
    small.context.clear_cookies()
    small.context.set_offline(False)
    hands.send(small, "Be den som bjöd in dig om en ny länk")
    assert small.evaluate(WITHIN_REACH)[:2] == ["Platsbesök", "Samma som sist"]


def test_no_word_is_torn_on_the_first_screen_or_beside_another_button(small: Page):
    faults = looks.torn(small)
    small.evaluate("location.hash = '#/all'")
    pin = small.get_by_role("button", name="Fäst Myndighetsgemensam kontroll överst")
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "true")
    small.get_by_role("button", name="Fäst Platsbesök överst").click()
    home(small)
    expect(small.get_by_role("link", name="gemensam")).to_be_visible()
    faults += looks.torn(small)
    hands.slip_past(small)
    hands.record_visit(small, "Ankarsrum", note=f"Talade med {hands.PERSONAL_NUMBER}")
    hands.send(small, "1 att rätta")
    hands.open_tab(small, "Mina")
    hands.activity(small, "Ankarsrum").get_by_role("heading").get_by_role("link").click()
    expect(small.get_by_role("button", name="Ta bort från telefonen")).to_be_visible()
    faults += looks.torn(small)
    small.evaluate("document.documentElement.style.fontSize = '200%'")
    faults += [*looks.torn(small, "h1, .dock"), *looks.spilled(small)]
    assert faults == []
