"""The pages as they are used: without script, by keyboard alone, and with a form that is refused."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import doors
from tests.browser.looks import torn
from tests.support.browser import window
from tests.support.server import Server

PLEDGE = "/uppfoljning/vastervik-2026"
Looks = Callable[..., Page]


@pytest.fixture
def looks(browser: Browser, demonstration: Server) -> Iterator[Looks]:
    """`looks("maria", width=…)`: a page in a window of a member of the demonstration; None is somebody signed out."""
    opened = []

    def look(member: str | None, **about: object) -> Page:
        context = window(browser, **about)  # type: ignore[arg-type]
        opened.append(context)
        if member:
            doors.let_in(context, doors.link(demonstration, member))
        return context.new_page()

    yield look
    for context in opened:
        context.close()


def test_a_form_that_is_refused_comes_back_open_with_its_fault(demonstration: Server, looks: Looks):
    page = looks("maria", width=390)
    page.goto(f"{demonstration.url}{PLEDGE}/abc")
    page.get_by_text("Redovisa ett steg").click()
    page.get_by_label("Vad som är gjort").fill("Alla tolv är utbildade.")
    page.get_by_label("Klart", exact=True).check()
    page.get_by_label("Dagen det blev klart").fill("i våras")
    page.get_by_role("button", name="Spara steget").click()
    expect(page.get_by_text("Skriv dagen som 2026-06-30.")).to_be_visible()
    expect(page.get_by_label("Dagen det blev klart")).to_have_value("i våras")
    expect(page.get_by_label("Vad som är gjort")).to_have_value("Alla tolv är utbildade.")


def test_everything_works_without_script(demonstration: Server, looks: Looks):
    page = looks("maria", java_script=False)
    page.goto(f"{demonstration.url}{PLEDGE}")
    page.get_by_label("Läget den").fill("2026-06-30")
    page.get_by_label("som vi vet nu").check()
    page.get_by_role("button", name="Visa").click()
    expect(page).to_have_url(re.compile(r"as_of=2026-06-30&known=now"))
    page.get_by_role("link", name="Minst hundra platsbesök").click()
    expect(page).to_have_url(re.compile(r"/platsbesok\?as_of=2026-06-30&known=now"))
    expect(page.get_by_label("som vi vet nu")).to_be_checked()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Month by month")).to_be_visible()


def test_from_the_link_to_a_figures_trail_by_keyboard_alone(demonstration: Server, looks: Looks):
    page = looks(None)
    page.goto(doors.link(demonstration, "lars"))
    _press(page, "Logga in")
    _press(page, "Medborgarlöfte 2026")
    _press(page, "Minst hundra platsbesök")
    expect(page.get_by_role("heading", name="Minst hundra platsbesök")).to_be_visible()
    _press(page, "Visa alla")
    _press(page, "Stora torget")
    expect(page.get_by_role("heading", name="Vad som hänt")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Till innehållet"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def _press(page: Page, name: str) -> None:
    """Tab to what begins with these words, see that the focus shows, and press Enter."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.textContent.trim().startsWith(name)", name):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} cannot be reached")


def test_a_reported_step_is_called_something_else_without_script_and_keeps_its_report(
    demonstration: Server, looks: Looks
):
    page = looks("maria", java_script=False, width=390)
    here = f"{demonstration.url}{PLEDGE}/riskperioder"

    def write(words: str) -> str:
        page.goto(here)
        page.get_by_text("Ändra stegen").click()
        steps = page.get_by_label("Steg").last
        first, *rest = steps.input_value().splitlines()
        steps.fill("\n".join([words, *rest]))
        page.get_by_role("button", name="Spara stegen").click()
        return first

    page.goto(here)
    figure = page.locator(".big").first.inner_text()
    was = write("Sportlovsveckan")
    expect(page.get_by_role("heading", name="Så här blir det")).to_be_visible()
    expect(page.get_by_label("Heter nu ”Sportlovsveckan”")).to_be_checked()
    page.get_by_role("button", name="Ja, spara stegen").click()
    expect(page.get_by_text("Sparat. Det står nu i loggen.")).to_be_visible()
    expect(page.locator(".log.steps")).to_contain_text("Sportlovsveckan")
    assert page.locator(".big").first.inner_text() == figure
    write(was)
    expect(page.get_by_text("Sparat. Det står nu i loggen.")).to_be_visible()
    assert page.locator(".big").first.inner_text() == figure


def test_on_a_phone_no_word_is_torn_in_the_overview_and_no_status_leans_on_its_edge(
    demonstration: Server, looks: Looks
):
    page = looks("lars", width=360)
    page.goto(f"{demonstration.url}/uppfoljning")
    room = """() => [...document.querySelectorAll('.tally a')].map(cell => {
        const words = document.createRange();
        words.selectNodeContents(cell.querySelector('span'));
        return cell.getBoundingClientRect().right - words.getBoundingClientRect().right;
    })"""
    assert min(page.evaluate(room)) >= 6
    faults = torn(page)
    page.goto(f"{demonstration.url}/uppfoljning/vastervik-overenskommelse-2025-2027")
    assert [*faults, *torn(page, "h1")] == []


def test_the_promise_says_what_its_days_since_last_are_counted_from(demonstration: Server, looks: Looks):
    page = looks("lars")
    page.goto(f"{demonstration.url}{PLEDGE}/platsbesok")
    where = page.get_by_role("region", name="Var", exact=True)
    expect(where).to_contain_text("Dagar sen sist räknas från det senaste som räknas för det här löftet.")
