"""Every screen of the field app, in every state of it: axe finds nothing, a glove hits everything, Tab leads around.

One visit sees it all: in three themes, at three widths, by keyboard, and on A4.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import doors, keys, looks, paper
from tests.browser.every_screen import CLOSED, OF_AN_EVENING, OF_AN_OFFICER, OF_THE_MUNICIPALITY, SCREENS
from tests.browser.field import hands
from tests.support.browser import window
from tests.support.server import Server

SOURCES = Path(__file__).parents[2] / "pwa" / "src"


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


@pytest.mark.parametrize("name", OF_AN_OFFICER)
def test_nothing_is_wrong_with_the_screen(officer: Page, name: str):
    part, way = OF_AN_OFFICER[name]
    way(officer)
    assert wrong(officer, part) == []


@pytest.mark.parametrize("kind", OF_THE_MUNICIPALITY)
def test_nothing_is_wrong_with_a_form_of_the_municipality(outreach_worker: Page, kind: str):
    part, way = OF_THE_MUNICIPALITY[kind]
    way(outreach_worker)
    expect(outreach_worker.locator("#report")).to_be_visible()
    assert wrong(outreach_worker, part) == []


def test_nothing_is_wrong_with_any_screen_of_an_evening(browser: Browser, demonstration: Server):
    context = window(browser, width=looks.PHONE)
    page = context.new_page()
    hands.sign_in(page, hands.invite(demonstration, "Vera Lund"))
    faults = []
    for name, (part, way) in OF_AN_EVENING.items():
        way(page)
        faults += [f"{name}: {fault}" for fault in wrong(page, part)]
    assert not faults, "\n".join(faults)
    context.close()


@pytest.mark.parametrize("member", CLOSED)
def test_nothing_is_wrong_with_the_app_where_it_is_closed(member: str, browser: Browser, demonstration: Server):
    context = window(browser, width=looks.PHONE)
    if member:
        doors.let_in(context, doors.link(demonstration, member))
    page = context.new_page()
    page.goto(demonstration.url + "/app")
    expect(page.get_by_role("heading", name=CLOSED[member])).to_be_visible()
    assert wrong(page, "ClosedScreen") == []
    context.close()


def test_every_screen_of_the_app_is_visited():
    assert {path.stem for path in SOURCES.rglob("*Screen.svelte")} == SCREENS


def wrong(page: Page, part: str) -> list[str]:
    """What is wrong with the screen that is shown, which that part draws, in every look."""
    assert page.locator("h1").count() == 1
    assert drawn_by(page) == part
    return [*paper.faults(page), *keys.faults(page), *looks.faults_in_the_field(page)]


def drawn_by(page: Page) -> str:
    """The part that draws what is shown: by the address, where nothing stands in its way."""
    if page.locator("body.locked").count():
        return "LockScreen" if page.locator(".people").count() else "ChooseScreen"
    if not page.locator("nav, .bar .back").count():
        return "ClosedScreen"
    screen, _, more = page.evaluate("location.hash").removeprefix("#/").partition("/")
    named = {"": "home", "mine": "activity" if more else "mine"}.get(screen, screen)
    return f"{named.title()}Screen"
