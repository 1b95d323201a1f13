"""What stands in addresses: logs of proxies, histories and screens over shoulders keep those."""

from playwright.sync_api import Browser, Request, expect

from tests.browser import doors
from tests.support.browser import window
from tests.support.server import Server

NOTE, REASON = "kanarieanteckning", "kanariefråga"


def test_no_address_says_what_was_typed_or_what_lets_somebody_in(demonstration: Server, browser: Browser):
    asked: list[str] = []
    context = window(browser)
    page = context.new_page()
    page.on("request", lambda request: asked.append(addressed(request)))
    link = doors.link(demonstration, "karin")
    page.goto(link)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()
    entered = len(asked)
    session = next(one["value"] for one in context.cookies() if "faltlogg" in one["name"])

    page.evaluate("location.hash = '#/form/new/platsbesok'")
    page.get_by_label("Anteckning").fill(NOTE)
    expect(page.get_by_role("status").filter(has_text="Utkast sparat")).to_be_visible()
    page.goto(demonstration.url + "/granskning?action=note-read")
    page.locator(".log.deeds a").first.click()
    page.get_by_label("Sk\u00e4l att l\u00e4sa").fill(REASON)
    page.get_by_role("button", name="L\u00e4s anteckningen").click()
    expect(page.locator(".note-text")).not_to_be_empty()
    expect(page.get_by_text(REASON)).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()

    assert len(asked) > entered > 2
    everything = "\n".join(asked)
    assert not [word for word in (NOTE, REASON, session) if word in everything]
    secret = link.rpartition("/")[2]
    assert secret not in "\n".join(asked[entered:])


def addressed(request: Request) -> str:
    """The address that was asked for and the one that asked."""
    return f"{request.url} {request.headers.get('referer', '')}"
