"""Every screen of the field app, in three themes, at three widths: axe finds nothing, and a glove hits everything."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import doors, looks
from tests.browser.field import hands
from tests.support.browser import window
from tests.support.server import Server

Way = Callable[[Page], object]


@pytest.fixture(scope="module")
def officer(browser: Browser, demonstration: Server) -> Iterator[Page]:
    """The field app of an officer with something sent, something refused, something unsent and half a form."""
    context = window(browser, width=looks.PHONE)
    page = context.new_page()
    hands.sign_in(page, hands.invite(demonstration, "Eva Strand"))
    hands.slip_past(page)
    hands.record_visit(page, "Karstorp", note=f"Talade med {hands.PERSONAL_NUMBER}.")
    hands.record_visit(page, "Stora torget")
    hands.send(page, "att rätta")
    hands.gate(context, "shut")
    hands.record_visit(page, "Gunnebo")
    hands.open_form(page, "medborgardialog")
    page.get_by_label("Anteckning").fill("Halvskrivet")
    page.evaluate("location.hash = '#/'")
    expect(page.get_by_role("link", name="Fortsätt")).to_be_visible()
    yield page
    context.close()


@pytest.fixture(scope="module")
def outreach_worker(browser: Browser, demonstration: Server) -> Iterator[Page]:
    """The field app of somebody at the municipality."""
    context = window(browser, width=looks.PHONE)
    page = context.new_page()
    hands.sign_in(page, doors.link(demonstration, "sara"))
    yield page
    context.close()


def screen(address: str) -> Way:
    return lambda page: go(page, address)


def go(page: Page, address: str) -> None:
    """To a screen by its address, from wherever one is."""
    page.evaluate("location.hash = '#/help'")
    expect(page.locator("h1")).to_have_text("Hjälp")
    page.evaluate("address => { location.hash = '#/' + address }", address)
    if address != "help":
        expect(page.locator("h1")).not_to_have_text("Hjälp")


def just_saved(page: Page) -> None:
    hands.record_visit(page, "Ankarsrum")


def every_choice_shown(page: Page) -> None:
    go(page, "form/new/platsbesok")
    page.get_by_role("button", name="Annan plats").click()
    while (more := page.get_by_role("button", name=" till, ")).count():
        more.first.click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("radio", name="Otrygg plats").check()


def no_place_of_that_name(page: Page) -> None:
    go(page, "form/new/platsbesok")
    page.get_by_role("button", name="Annan plats").click()
    page.get_by_label("Sök plats").fill("Xyz")
    expect(page.get_by_text("Ingen plats heter")).to_be_visible()


def a_patrol_of_two_places(page: Page) -> None:
    go(page, "form/new/fotpatrull")
    for _ in range(2):
        page.locator("#ask-stops .chips .btn").first.click()


def saved_too_early(kind: str) -> Way:
    def way(page: Page) -> None:
        go(page, f"form/new/{kind}")
        if page.get_by_role("button", name="Börja om").is_visible():
            page.get_by_role("button", name="Börja om").click()
        page.locator(".dock").get_by_role("button").click()
        expect(page.locator(".dock").get_by_role("alert")).to_be_visible()

    return way


def row_of(page: Page, filter_: str, place: str) -> None:
    """Open the own activity at a place, among those shown by a filter."""
    go(page, "mine")
    page.get_by_role("radio", name=filter_).check()
    hands.activity(page, place).get_by_role("heading").get_by_role("link").first.click()
    expect(page.locator("dl.facts")).to_be_visible()


def shown_by(filter_: str) -> Way:
    def way(page: Page) -> None:
        go(page, "mine")
        page.get_by_role("radio", name=filter_).check()

    return way


def corrected_without_a_reason(page: Page) -> None:
    row_of(page, "Alla", "Stora torget")
    page.get_by_role("link", name="Rätta").click()
    page.get_by_role("button", name="Fem minuter längre").click()
    page.locator(".dock").get_by_role("button").click()
    expect(page.locator(".dock").get_by_role("alert")).to_be_visible()


def withdrawn_without_a_reason(page: Page) -> None:
    row_of(page, "Alla", "Stora torget")
    page.get_by_role("button", name="Återta").click()
    page.get_by_role("button", name="Återta insatsen").click()
    expect(page.get_by_role("alert")).to_be_visible()


SCREENS: dict[str, Way] = {
    "the first screen, with a draft": screen(""),
    "the first screen, just saved": just_saved,
    "all kinds": screen("all"),
    "a place visit": screen("form/new/platsbesok"),
    "a place visit, every choice shown": every_choice_shown,
    "a place visit, no such place": no_place_of_that_name,
    "a place visit, as the last one": screen("form/again/platsbesok"),
    "a foot patrol": a_patrol_of_two_places,
    "a foot patrol, saved too early": saved_too_early("fotpatrull"),
    "a concern talk": screen("form/new/orossamtal"),
    "a meeting, saved too early": saved_too_early("mote"),
    "a dialogue, half written": screen("form/new/medborgardialog"),
    "a kind that nobody knows": screen("form/new/xyz"),
    "own activities": screen("mine"),
    "own activities, unsent": shown_by("Kvar"),
    "own activities, refused": shown_by("Att rätta"),
    "an activity that was sent": lambda page: row_of(page, "Alla", "Stora torget"),
    "an activity that was refused": lambda page: row_of(page, "Att rätta", "Karstorp"),
    "an activity that is unsent": lambda page: row_of(page, "Kvar", "Gunnebo"),
    "an activity that is not here": screen("mine/00000000-0000-7000-8000-000000000000"),
    "a correction without a reason": corrected_without_a_reason,
    "a withdrawal without a reason": withdrawn_without_a_reason,
    "where to go next": screen("next"),
    "the pledge": screen("pledge"),
    "help": screen("help"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_is_wrong_with_the_screen(officer: Page, name: str):
    SCREENS[name](officer)
    assert_nothing_wrong(officer)


@pytest.mark.parametrize("kind", ["faltarpass", "grupptraff", "nattvandring", "lagesbild"])
def test_nothing_is_wrong_with_a_form_of_the_municipality(outreach_worker: Page, kind: str):
    go(outreach_worker, f"form/new/{kind}")
    expect(outreach_worker.locator("#report")).to_be_visible()
    assert_nothing_wrong(outreach_worker)


def test_nothing_is_wrong_with_the_app_for_somebody_who_records_nothing(browser: Browser, demonstration: Server):
    context = window(browser, width=looks.PHONE)
    doors.let_in(context, doors.link(demonstration, "lars"))
    the_app_is_closed(context, demonstration, "Ditt konto registrerar inga insatser")


def test_nothing_is_wrong_with_the_app_for_somebody_signed_out(browser: Browser, demonstration: Server):
    the_app_is_closed(window(browser, width=looks.PHONE), demonstration, "Öppna länken du fått")


def the_app_is_closed(context: BrowserContext, server: Server, told: str) -> None:
    page = context.new_page()
    page.goto(server.url + "/app")
    expect(page.get_by_role("heading", name=told)).to_be_visible()
    assert_nothing_wrong(page)
    context.close()


def assert_nothing_wrong(page: Page) -> None:
    assert page.locator("h1").count() == 1
    faults = looks.faults_in_the_field(page)
    assert not faults, "\n".join(faults)
