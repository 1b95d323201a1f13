"""Ways through an evening with a shift and a patrol, one after the other."""

from playwright.sync_api import Page, expect

from tests.browser.field import hands


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
    page.get_by_label("Anteckning").fill("Erik Johansson, ABC 123, 070-174 06 10, 900107-2388, 19121212-1212")
    page.get_by_label("Anteckning").blur()
    expect(page.locator("#note-found")).to_contain_text("personnummer")


def fast_ways(page: Page) -> None:
    go(page, "help", "Så går det fort")


WAYS = [
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
