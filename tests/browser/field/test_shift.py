"""A shift: its crew is carried by what is recorded in it, and its end is when the rest is filled in."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server


def begin(page: Page, *colleagues: str) -> None:
    """Start a shift from the first screen."""
    page.get_by_role("link", name="Starta pass").click()
    for colleague in colleagues:
        page.get_by_role("checkbox", name=colleague).check()
    page.get_by_role("button", name="Starta passet").click()
    expect(page.get_by_role("region", name="Pågående pass")).to_be_visible()


def test_what_is_recorded_in_a_shift_carries_its_crew(station: Server, phone: Phone):
    hands.invite(station, "Jonas Berg")
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        begin(page, "Jonas Berg")
        expect(page.get_by_role("region", name="Pågående pass")).to_contain_text("med Jonas B., inga insatser än")
        hands.record_visit(page, "Ankarsrum")
        expect(page.get_by_role("region", name="Pågående pass")).to_contain_text("med Jonas B., en insats")
        hands.send(page, "1 av 1 skickad")
        colleagues = page.evaluate("fetch('/api/field').then(answer => answer.json())")["colleagues"]
        jonas = next(one["id"] for one in colleagues if one["name"] == "Jonas Berg")
        assert [a["report"]["crew"] for a in hands.mine(page)] == [[jonas]]


def test_several_visits_are_filled_in_at_the_end_of_a_shift_by_tapping_alone(on_duty: BrowserContext, screen: Page):
    begin(screen)
    screen.get_by_role("region", name="Pågående pass").get_by_role("link", name="Avsluta").click()
    expect(screen.get_by_text("Inget är registrerat än.")).to_be_visible()
    for place in ("Ankarsrum", "Gunnebo"):
        add(screen, place)
    screen.get_by_role("group", name="När: Platsbesök, Gunnebo").get_by_role("button").first.click()
    screen.get_by_role("group", name="Hur länge: Platsbesök, Gunnebo").get_by_role("button").last.click()
    screen.get_by_role("button", name="Avsluta passet").click()
    expect(screen.get_by_role("alert")).to_contain_text("Spara eller ta bort")
    screen.get_by_role("button", name="Spara 2 insatser på telefonen").click()
    expect(screen.get_by_text("2 insatser sparade på telefonen.")).to_be_visible()
    screen.get_by_role("button", name="Avsluta passet").click()
    expect(screen.get_by_role("link", name="Starta pass")).to_be_visible()
    hands.send(screen, "2 av 2 skickade")
    assert {a["report"]["place"]: a["report"]["minutes"] for a in hands.mine(screen)} == {
        "ankarsrum": 20,
        "gunnebo": 25,
    }


def test_what_is_laid_out_and_the_shift_are_there_after_a_relaunch(station: Server, phone: Phone):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        begin(page)
        page.evaluate("location.hash = '#/shift'")
        add(page, "Ankarsrum")
        expect(page.get_by_role("button", name="Spara 1 insats på telefonen")).to_be_visible()
        page.wait_for_timeout(200)
    with phone.page() as page:
        page.goto(station.url + "/app")
        page.get_by_role("region", name="Pågående pass").get_by_role("link").click()
        page.get_by_role("button", name="Spara 1 insats på telefonen").click()
        expect(page.get_by_text("1 insats sparad på telefonen.")).to_be_visible()
        expect(page.locator(".log.mine")).to_contain_text("Ankarsrum")


def add(page: Page, place: str) -> None:
    """Press a place, from those suggested or from the whole list."""
    suggested = page.get_by_role("region", name="Lägg till vid").get_by_role("button", name=place, exact=True)
    if suggested.count():
        suggested.click()
        return
    page.get_by_role("button", name="Annan plats").click()
    page.get_by_role("button", name=place, exact=True).click()
