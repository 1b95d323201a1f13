"""Pages of the meeting, the lists and the accounts: Tab stops at everything, and on paper nothing is cut off."""

import pytest
from playwright.sync_api import Browser

from tests.browser import doors, keys, looks
from tests.support.browser import window
from tests.support.server import Server

A4 = 718  # CSS pixels between margins of a centimetre
PAGES = {
    "maria": [
        "/lagesbild",
        "/lagesbild/2026-W27",
        "/platser",
        "/platser/resecentrum",
        "/platser/ankarsrum/andra",
        "/larm",
        "/rapporter",
        "/rapporter/vastervik-2026",
        "/publicera",
    ],
    "karin": ["/admin", "/bidrag", "/luckor", "/radda"],
    "": ["/oppet", "/oppet/vastervik", "/oppet/vastervik/vastervik-2026"],
}


@pytest.mark.parametrize("member", PAGES)
def test_every_page_goes_by_keyboard_and_fits_a_sheet(member: str, browser: Browser, demonstration: Server):
    context = window(browser)
    if member:
        doors.let_in(context, doors.link(demonstration, member))
    page = context.new_page()
    for path in PAGES[member]:
        page.set_viewport_size({"width": looks.WIDE, "height": 800})
        page.emulate_media(media="screen")
        answer = page.goto(demonstration.url + path)
        assert answer is not None
        assert answer.ok, path
        wanted, found = keys.tab_stops(page)
        assert found == wanted, path
        page.emulate_media(media="print")
        page.set_viewport_size({"width": A4, "height": 1000})
        assert looks.spilled(page) == [], path
        assert not page.locator("nav[aria-label=Huvudmeny]").is_visible(), path
    context.close()
