"""Nothing on a screen breaks the policy of content, and the language that was chosen stays."""

from playwright.sync_api import Page, expect

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server

SCREENS = ["", "all", "form/new/platsbesok", "form/new/fotpatrull", "form/new/orossamtal", "mine", "pledge", "help"]


def test_nothing_on_any_screen_breaks_the_content_policy(on_duty: object, screen: Page):
    said: list[str] = []
    screen.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    screen.on("pageerror", lambda error: said.append(str(error)))
    for name in SCREENS:
        screen.evaluate("screen => { location.hash = '#/' + screen }", name)
        screen.wait_for_timeout(100)
    assert said == []


def test_english_is_chosen_once_and_spoken_after_a_relaunch_without_coverage(station: Server, phone: Phone):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        hands.open_tab(page, "Hjälp")
        page.get_by_role("radio", name="English").check()
        expect(page.locator("h1")).to_have_text("Help")
    with phone.switched_on() as context:
        context.set_offline(True)
        page = context.pages[0]
        page.goto(station.url + "/app")
        expect(page.get_by_role("heading", name="New activity")).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "en"
