"""What a thumb does in the field app, so that the tests can say what they mean."""

import re
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Geolocation, Page, expect

from tests.support.server import Server

ANKARSRUM: Geolocation = {"latitude": 57.70, "longitude": 16.33}
"""Where the phones of these tests are."""


def invite(server: Server, name: str = "Anna Lind", organisation: str = "polisen", role: str = "field") -> str:
    """The address of a new member's sign-in link."""
    told = server.command(
        "invite", "--partnership", "vastervik", "--organisation", organisation, "--role", role, "--name", name
    )
    return server.url + "/in/" + told.strip().splitlines()[-1].rpartition("/in/")[2]


def sign_in(page: Page, link: str, pin: str | None = None) -> None:
    """Open the link, press its button, and wait until the app can start without a server.

    `pin` is chosen where the phone asks for one: as soon as several members share it.
    """
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(ANKARSRUM)
    page.goto(link)
    page.get_by_role("main").get_by_role("button").click()
    if pin is not None:
        choose_pin(page, pin)
    expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.keys().then(names => names.length === 1)")


def enter_pin(page: Page, pin: str) -> None:
    """Press the digits."""
    for digit in pin:
        page.locator(".keys").get_by_role("button", name=digit, exact=True).click()


def choose_pin(page: Page, pin: str) -> None:
    """Choose a PIN on the screen that asks for one."""
    expect(page.locator("h1")).to_have_text("Välj pinkod")
    enter_pin(page, pin)
    expect(page.get_by_text("En gång till")).to_be_visible()
    enter_pin(page, pin)


def unlock(page: Page, name: str, pin: str) -> None:
    """Choose who one is on the lock screen, and enter the PIN."""
    page.get_by_role("radio", name=name).check()
    enter_pin(page, pin)


def open_form(page: Page, kind: str) -> None:
    """Go to the form of a kind, by its code."""
    page.evaluate("kind => { location.hash = `#/form/new/${kind}` }", kind)
    expect(page.locator("#report")).to_be_visible()


def open_tab(page: Page, name: str) -> None:
    """Press one of the four tabs, and see that it is shown."""
    tab = page.get_by_role("navigation").get_by_role("link", name=name, exact=True)
    tab.click()
    expect(tab).to_have_attribute("aria-current", "page")


def save(page: Page) -> None:
    """Press the button that saves, and see that it is saved."""
    page.locator(".dock").get_by_role("button", name=re.compile("Spara")).click()
    expect(page.locator(".saved")).to_contain_text("Sparat på telefonen")


def record_visit(page: Page, place: str, note: str = "") -> None:
    """Record a place visit from the first screen to the last."""
    open_form(page, "platsbesok")
    choose_place(page, place)
    page.get_by_role("radio", name="Otrygg plats").check()
    page.get_by_role("checkbox", name="Synlighet").check()
    if note:
        page.get_by_label("Anteckning").fill(note)
    save(page)


def choose_place(page: Page, place: str) -> None:
    """Choose a place, from the suggestions or from the whole list."""
    suggested = page.locator("#ask-place").get_by_role("radio", name=place)
    if suggested.count() == 0:
        page.get_by_role("button", name="Annan plats").click()
        page.get_by_label("Sök plats").fill(place)
        page.get_by_role("button", name=place, exact=True).click()
    suggested.check()


def send(page: Page, told: str) -> None:
    """Press "Skicka nu", unless the app was quicker and the button is gone, and see that the sync line says `told`."""
    expect(page.locator(".sync")).to_be_visible()
    page.evaluate("document.querySelector('.sync button')?.click()")
    expect(page.locator(".sync")).to_contain_text(told)


def activity(page: Page, title: str) -> Any:
    """The row of an own activity under Mina."""
    return page.locator(".log.mine > li", has_text=title)


def mine(page: Page) -> list[dict[str, Any]]:
    """The member's own activities as the server tells them."""
    told = page.evaluate("fetch('/api/mine?limit=200').then(answer => answer.json())")
    activities: list[dict[str, Any]] = told["activities"]
    return activities


PERSONAL_NUMBER = "{nummer}"
"""What stands for a personal number in a note that `slip_past` lets through."""

# In the page itself: what a browser tells of a body that goes by way of a service worker is not always the whole of it.
SLIP = """([mark, number]) => {
    const send = window.fetch;
    const slip = body => body.replace(mark, number);
    window.fetch = (address, how) => send(address, how?.body ? {...how, body: slip(how.body)} : how);
}"""


def slip_past(page: Page, number: str = "19121212-1212") -> None:
    """Let notes reach the server as an app that does not look into them would send them: with a personal number.

    Until the page is loaded anew.
    """
    page.evaluate(SLIP, [PERSONAL_NUMBER, number])


GATE = """() => {
    const send = window.fetch;
    window.fetch = async (address, how) => {
        const gate = String(address).endsWith('/api/sync') ? sessionStorage.getItem('gate') : null;
        if (gate === 'shut') throw new TypeError('Failed to fetch');
        const answer = await send(address, how);
        if (gate === 'one way') throw new TypeError('Failed to fetch');
        if (gate !== 'cut off') return answer;
        return new Response((await answer.text()).slice(0, 40), {headers: answer.headers});
    };
}"""
Gate = Literal["open", "shut", "one way", "cut off"]


def gate(context: BrowserContext, how: Gate) -> None:
    """What becomes of batches from now on: none leaves the phone, no answer comes back, or the first bytes of one.

    The open pages are told, and those that are loaded in their windows later. In the pages themselves, since a browser
    may let what goes by way of a service worker past whoever stands between it and the network.
    """
    context.add_init_script(f"({GATE})()")
    for page in context.pages:
        page.evaluate("how => sessionStorage.setItem('gate', how)", how)
        page.evaluate(GATE)
