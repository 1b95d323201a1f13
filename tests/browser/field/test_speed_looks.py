"""Shifts, patrols and findings with letters twice as large, on a phone on its side, and by keyboard."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import looks
from tests.browser.field import evening, hands
from tests.support.browser import window
from tests.support.server import Server

LARGE = "document.documentElement.style.fontSize = '200%'"
USUAL = "document.documentElement.style.fontSize = ''"


@pytest.fixture
def page(station: Server, browser: Browser) -> Iterator[Page]:
    """The field app of an officer with a colleague, in a window as wide as a phone."""
    hands.invite(station, "Jonas Berg")
    context = window(browser, width=looks.PHONE)
    page = context.new_page()
    hands.sign_in(page, hands.invite(station))
    yield page
    context.close()


def test_with_letters_twice_as_large_nothing_is_cut_off(page: Page):
    def large(page: Page) -> list[str]:
        page.evaluate(LARGE)
        found = looks.spilled(page)
        page.evaluate(USUAL)
        return found

    faults = _through(page, large)
    assert not faults, "\n".join(faults)


def test_on_a_phone_on_its_side_nothing_is_cut_off(page: Page):
    page.set_viewport_size({"width": 740, "height": 360})
    faults = _through(page, looks.spilled)
    assert not faults, "\n".join(faults)


def test_a_patrol_goes_by_keyboard_alone(page: Page):
    evening.patrol(page)
    enter(page, page.get_by_role("button", name="Starta", exact=True))
    expect(page.get_by_text("Pågår sedan")).to_be_visible()
    enter(page, page.locator(".here .btn").first)
    expect(page.locator(".log.walk .is-now")).to_contain_text("start")
    enter(page, page.get_by_role("button", name="Paus"))
    enter(page, page.get_by_role("button", name="Fortsätt"))
    enter(page, page.get_by_role("button", name="Avsluta"))
    expect(page.locator("#report")).to_be_visible()
    enter(page, page.locator(".dock").get_by_role("button"))
    expect(page.locator(".dock").get_by_role("alert")).to_contain_text("hur länge")  # it was over in a moment
    enter(page, page.get_by_role("group", name="Hur länge i allt").get_by_role("button", name="Fem minuter längre"))
    enter(page, page.locator(".dock").get_by_role("button"))
    expect(page.locator(".saved")).to_contain_text("Fotpatrull")
    enter(page, page.locator(".saved").get_by_role("button", name="Ångra"))
    expect(page.locator(".saved")).to_contain_text("Ångrat")


def enter(page: Page, pressed: Locator) -> None:
    """Go there by keyboard, and press Enter."""
    pressed.focus()
    page.keyboard.press("Enter")


def _through(page: Page, look: Callable[[Page], list[str]]) -> list[str]:
    """What is wrong with each screen of an evening, as `look` sees it."""
    found = []
    for screen in evening.WAYS:
        screen(page)
        found += [f"{screen.__name__}: {fault}" for fault in look(page)]
    return found
