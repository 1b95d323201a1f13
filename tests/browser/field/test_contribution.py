"""What became of one's own records, under the promises on the phone: asked of the server, and never kept."""

from typing import Any, cast
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.field import hands
from tests.support.browser import Phone, window
from tests.support.server import Server


def test_a_record_is_seen_as_part_of_its_promise_while_there_is_a_line(station: Server, phone: Phone):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        hands.record_visit(page, "Ankarsrum")
        hands.send(page, "1 av 1 skickad")
        page.evaluate("location.hash = '#/pledge'")
        own = page.get_by_role("region", name="Ditt bidrag")
        expect(own).to_contain_text("av dina 1 insatser i år räknas")
        promise = page.get_by_role("listitem").filter(has_text="Minst hundra platsbesök")
        expect(promise.get_by_text("Av dig: 1 av 1 insatser")).to_be_visible()
        page.evaluate("location.hash = '#/'")
        page.context.set_offline(True)
        page.evaluate("location.hash = '#/pledge'")
        expect(page.get_by_role("heading", name="Minst hundra platsbesök")).to_be_visible()
        expect(own).to_have_count(0)


def many(route: Route) -> None:
    """The member's one activity as if there were as many as the server tells at once."""
    (one,) = route.fetch().json()["activities"]
    route.fulfill(json={"activities": [one | {"activity": str(uuid4())} for _ in range(200)]})


def test_what_does_not_count_yet_is_said_before_and_after_it_is_saved_until_it_is_corrected(
    on_duty: BrowserContext, screen: Page, browser: Browser
):
    lacking = "Räknas inte än mot Minst hundra platsbesök: problembild och åtgärd saknas."
    hands.open_form(screen, "platsbesok")
    hands.choose_place(screen, "Ankarsrum")
    expect(screen.locator(".dock")).to_contain_text(lacking)
    hands.save(screen)
    expect(screen.locator(".saved")).to_contain_text(lacking)
    hands.send(screen, "1 av 1 skickad")

    elsewhere = window(browser, width=390)  # another phone of the same member: it has sent nothing, and all is sent
    elsewhere.route("**/api/mine?*", many)
    elsewhere.add_cookies(cast(Any, on_duty.cookies()))
    second = elsewhere.new_page()
    second.goto(screen.url.partition("#")[0])
    expect(second.locator(".sync")).to_contain_text("200 av 200 skickade")
    expect(second.locator(".sync")).not_to_contain_text("Inget är skickat")
    hands.open_tab(second, "Mina")
    expect(second.get_by_role("radio", name="De 200 senaste")).to_be_checked()
    hands.open_tab(second, "Löftet")
    expect(second.get_by_role("link", name="Se vad som saknas under Ditt bidrag på webben")).to_have_attribute(
        "href", "/bidrag"
    )
    twice = second.get_by_role("listitem").filter(has=second.get_by_role("heading", name="SSPF", exact=True))
    expect(twice.get_by_text("Medborgarlöfte 2026")).to_have_count(1)
    expect(twice.get_by_text("Samverkansöverenskommelse 2025–2027")).to_have_count(1)
    elsewhere.close()

    screen.locator(".saved").get_by_role("link", name="Visa").click()
    expect(screen.get_by_text(lacking)).to_be_visible()
    screen.get_by_role("link", name="Rätta").click()
    screen.get_by_role("radio", name="Otrygg plats").check()
    expect(screen.locator(".dock")).to_contain_text("platsbesök: åtgärd saknas.")
    screen.get_by_role("checkbox", name="Synlighet").check()
    expect(screen.locator(".dock")).to_contain_text("Kan räknas mot: Minst hundra platsbesök")
    screen.get_by_role("button", name="fel uppgift").click()
    hands.save(screen)
    expect(screen.locator(".saved")).not_to_contain_text("Räknas inte än")
