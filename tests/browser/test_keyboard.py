"""The whole journey with a keyboard and nothing else."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import doors, keys
from tests.browser.field import hands
from tests.support.browser import window
from tests.support.server import Server

PLEDGE = "/uppfoljning/vastervik-2026"


@pytest.fixture
def open_link(browser: Browser, demonstration: Server) -> Iterator[Callable[..., Page]]:
    """Open a member's sign-in link in a browser of their own."""
    contexts = []

    def begin(member: str, width: int = 1280) -> Page:
        contexts.append(window(browser, width=width))
        page = contexts[-1].new_page()
        page.goto(doors.link(demonstration, member))
        return page

    yield begin
    for context in contexts:
        context.close()


ALL_SENT = re.compile(r"(\d+) av \1 skickad")
"""Her demonstration may have something of the same day, by the hour at which this runs."""


def test_a_visit_is_recorded_corrected_and_withdrawn_without_a_mouse(open_link: Callable[..., Page]):
    page = open_link("anna", width=390)
    keys.press(page, page.get_by_role("main").get_by_role("button", name="Logga in"))
    expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()

    keys.press(page, page.locator(".tile", has_text=re.compile("^ ?Platsbesök")).first)
    announced(page, "Platsbesök")
    if not page.get_by_role("radio", name="Ankarsrum").count():
        keys.press(page, page.get_by_role("button", name="Annan plats"))
        page.keyboard.type("Ankars")  # the search has the focus
        keys.press(page, page.get_by_role("button", name="Ankarsrum", exact=True))
        expect(page.get_by_role("radio", name="Ankarsrum")).to_be_focused()
    else:
        keys.choose(page, page.get_by_role("radio", name="Ankarsrum"))
    keys.press(page, page.get_by_role("button", name="Fem minuter tidigare"), "Space")
    keys.press(page, page.get_by_role("button", name="Fem minuter längre"))
    keys.choose(page, page.get_by_role("radio", name="Otrygg plats"))
    keys.press(page, page.get_by_role("checkbox", name="Synlighet"), "Space")
    keys.reach(page, page.get_by_label("Anteckning"))
    page.keyboard.type("Mörkt vid stationen.")
    keys.press(page, page.get_by_role("button", name="Spara på telefonen"))
    expect(page.locator(".saved")).to_contain_text("Platsbesök, Ankarsrum")
    announced(page, "Fältlogg")
    expect(page.get_by_role("status", name="Vad som är skickat")).to_contain_text(ALL_SENT)

    keys.press(page, page.get_by_role("navigation").get_by_role("link", name="Mina"))
    announced(page, "Mina insatser")
    keys.press(page, newest(page))
    announced(page, "Platsbesök, Ankarsrum")
    keys.press(page, page.get_by_role("link", name="Rätta"))
    announced(page, "Rätta: Platsbesök")
    keys.press(page, page.get_by_role("button", name="Fem minuter längre"))
    keys.press(page, page.get_by_role("button", name="fel tid"))
    keys.press(page, page.get_by_role("button", name="Spara rättelsen på telefonen"))
    announced(page, "Fältlogg")

    keys.press(page, page.get_by_role("navigation").get_by_role("link", name="Mina"))
    keys.press(page, newest(page))
    keys.press(page, page.get_by_role("button", name="Återta"))
    keys.reach(page, page.get_by_label("Varför återtar du den?"), back=not before(page, "#reason-text"))
    page.keyboard.type("dubblett")
    keys.press(page, page.get_by_role("button", name="Återta insatsen"))
    announced(page, "Mina insatser")
    expect(page.locator(".log.mine li").first).to_contain_text("Återtagen av dig: dubblett.")
    expect(page.get_by_role("status", name="Vad som är skickat")).to_contain_text(ALL_SENT)
    [mine] = [one for one in hands.mine(page) if one["version"] == 3]
    assert mine["withdrawn"]


def test_a_figure_is_followed_to_its_trail_without_a_mouse(open_link: Callable[..., Page], demonstration: Server):
    page = open_link("karin")
    keys.press(page, page.get_by_role("main").get_by_role("button", name="Logga in"))
    expect(page).to_have_url(demonstration.url + "/app")
    page.goto(demonstration.url + "/uppfoljning")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    keys.press(page, page.get_by_role("link", name="Medborgarlöfte 2026"))
    expect(page.locator("h1")).to_have_text("Medborgarlöfte 2026")

    keys.reach(page, page.get_by_label("Läget den"))
    page.keyboard.press("Control+A")
    page.keyboard.type("2026-06-30")
    keys.choose(page, page.get_by_label("som vi vet nu"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"as_of=2026-06-30&known=now"))

    keys.press(page, page.get_by_role("link", name="Minst hundra platsbesök"))
    expect(page.locator("h1")).to_have_text("Minst hundra platsbesök")
    why = page.get_by_role("region", name=re.compile("^Varför"))
    keys.press(page, why.get_by_role("link").first)
    expect(page.get_by_role("heading", name="Vad som hänt")).to_be_visible()

    page.goto(demonstration.url + "/granskning?action=note-read")
    keys.press(page, page.locator(".log.deeds a").first)
    expect(page.get_by_role("heading", name="Vad som hänt")).to_be_visible()
    keys.reach(page, page.get_by_label("Skäl att läsa"))
    page.keyboard.type("Underlag till fredagsmötet")
    keys.press(page, page.get_by_role("button", name="Läs anteckningen"))
    expect(page.locator(".note-text")).not_to_be_empty()
    keys.press(page, page.get_by_role("button", name="Logga ut"))
    expect(page.locator("h1")).to_have_text("Du är inte inloggad")


def test_a_step_is_told_without_a_mouse_and_a_refusal_is_found_without_one(
    open_link: Callable[..., Page], demonstration: Server
):
    page = open_link("maria")
    keys.press(page, page.get_by_role("main").get_by_role("button", name="Logga in"))
    expect(page).to_have_url(demonstration.url + "/uppfoljning")
    page.goto(f"{demonstration.url}{PLEDGE}/vagledning-mot-vald")
    keys.press(page, page.locator("summary", has_text="Redovisa ett steg"))
    keys.choose(page, page.get_by_role("radio", name="Klart", exact=True))
    keys.press(page, page.get_by_role("button", name="Spara steget"))
    fault = page.get_by_text("Skriv vilken dag steget blev klart.")
    expect(fault).to_be_visible()
    expect(page.get_by_label("Dagen det blev klart")).to_have_attribute("aria-invalid", "true")
    keys.reach(page, page.get_by_label("Dagen det blev klart"))
    page.keyboard.type("2026-06-15")
    keys.reach(page, page.get_by_label("Vad som är gjort"))
    page.keyboard.type("Remissen har gått.")
    keys.press(page, page.get_by_role("button", name="Spara steget"))
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator(".log.steps")).to_contain_text("Remissen har gått.")


def newest(page: Page):
    """The link of the first activity in the list of one's own."""
    return page.locator(".log.mine h3 a").first


def before(page: Page, selector: str) -> bool:
    """Whether what the selector names comes after what has the focus."""
    return bool(
        page.evaluate(
            "s => Boolean(document.activeElement.compareDocumentPosition(document.querySelector(s)) & 4)", selector
        )
    )


def announced(page: Page, title: str) -> None:
    """Whoever cannot see that the screen has changed is taken to its heading, and the window is called by it."""
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("h1")).to_be_focused()
    expect(page).to_have_title(re.compile(f"^{re.escape(title)}( – Fältlogg)?$"))
