"""Nästa plats: one press from the suggestion to its form, without coverage, and nobody goes twice a night."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.field import hands


def suggested(page: Page) -> str:
    """The place that the first screen suggests."""
    said = page.get_by_role("region", name="Nästa plats").get_by_role("link").first
    expect(said).to_contain_text("Nästa plats: ")
    words = said.inner_text().replace("\n", "")
    found = re.match(r"\s*Nästa plats: (.*?)(Inget besök på ett år|\d+ dagar sedan|Senast i)", words)
    assert found is not None
    return found[1].strip()


def test_a_suggestion_is_one_press_from_its_form_and_not_made_twice_a_night(on_duty: BrowserContext, screen: Page):
    place = suggested(screen)
    on_duty.set_offline(True)
    screen.get_by_role("region", name="Nästa plats").get_by_role("link").first.click()
    expect(screen.locator("#ask-place").get_by_role("radio", name=place)).to_be_checked()
    screen.get_by_role("radio", name="Otrygg plats").check()
    screen.get_by_role("checkbox", name="Synlighet").check()
    hands.save(screen)

    hint = screen.get_by_role("region", name="Nästa plats").get_by_role("link").first
    expect(hint).not_to_contain_text(f"Nästa plats: {place}")
    after = suggested(screen)
    screen.get_by_role("link", name="Fler").click()
    expect(screen.locator("h1")).to_have_text("Nästa plats")
    rows = screen.locator("ol.rows").get_by_role("link")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text(after)
    expect(screen.locator("ol.rows")).not_to_contain_text(place)
    expect(screen.get_by_text("Föreslås inte mer i natt")).to_contain_text(place)
    expect(screen.get_by_text("Så räknas:")).to_be_visible()
