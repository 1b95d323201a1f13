"""Shifts, patrols and findings, in every look, with letters twice as large, on a phone on its side, and by keyboard."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import looks
from tests.browser.field import hands
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


def go(page: Page, address: str, shown: str) -> None:
    page.evaluate("address => { location.hash = '#/' + address }", address)
    expect(page.get_by_text(shown).first).to_be_visible()


def shift(page: Page) -> None:
    go(page, "shift", "Vilka jobbar du med?")
    page.get_by_role("checkbox", name="Jonas Berg").first.check()


def shift_that_goes_on(page: Page) -> None:
    page.get_by_role("button", name="Starta passet").click()
    expect(page.get_by_role("region", name="Pågående pass")).to_be_visible()


def just_saved(page: Page) -> None:
    hands.record_visit(page, "Ankarsrum")


def review(page: Page) -> None:
    go(page, "shift", "Registrerat under passet")
    page.get_by_role("region", name="Lägg till vid").get_by_role("button").first.click()
    expect(page.get_by_role("button", name="Spara 1 insats")).to_be_visible()


def patrol(page: Page) -> None:
    go(page, "patrol/fotpatrull", "Inget spår sparas.")


def patrol_that_goes_on(page: Page) -> None:
    page.get_by_role("button", name="Starta", exact=True).click()
    page.locator(".here .btn").first.click()
    expect(page.locator(".log.walk .is-now")).to_contain_text("start")


def paused(page: Page) -> None:
    page.get_by_role("button", name="Paus").click()
    expect(page.get_by_text("Paus sedan")).to_be_visible()


def ended(page: Page) -> None:
    page.get_by_role("button", name="Avsluta").click()
    page.get_by_role("link", name="Tillbaka till Fotpatrull").click()
    page.get_by_role("button", name="Släng patrullen").click()
    expect(page.get_by_text("Släng den?")).to_be_visible()


def first_screen(page: Page) -> None:
    go(page, "", "Fotpatrull sedan")


def pinned(page: Page) -> None:
    go(page, "all", "De du fäster")
    page.get_by_role("button", name="Fäst Platsbesök överst").click()


def findings(page: Page) -> None:
    hands.open_form(page, "platsbesok")
    page.get_by_label("Anteckning").fill("Erik Johansson, ABC 123, 070-174 06 10, 19121212-1212")
    page.get_by_label("Anteckning").blur()
    expect(page.locator("#note-found")).to_contain_text("personnummer")


def fast_ways(page: Page) -> None:
    go(page, "help", "Så går det fort")


# One after the other, as an evening goes.
SCREENS = [
    shift,
    shift_that_goes_on,
    just_saved,
    review,
    patrol,
    patrol_that_goes_on,
    paused,
    ended,
    first_screen,
    pinned,
    findings,
    fast_ways,
]


def test_nothing_is_wrong_with_any_screen_of_an_evening(page: Page):
    faults = _through(page, looks.faults_in_the_field)
    assert not faults, "\n".join(faults)


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
    patrol(page)
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
    for screen in SCREENS:
        screen(page)
        found += [f"{screen.__name__}: {fault}" for fault in look(page)]
    return found
