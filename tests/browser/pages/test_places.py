"""Places are changed in a real browser without script: a click on the map is a place's position."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser import doors
from tests.support.browser import window
from tests.support.server import Server


def saved(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("Det står nu i loggen.")


def test_a_place_is_added_pointed_at_and_merged_without_script(browser: Browser, demonstration: Server):
    for width, side in ((1280, 560), (390, 280)):
        context = window(browser, width=width, java_script=False)
        doors.let_in(context, doors.link(demonstration, "petra"))
        page = context.new_page()
        page.goto(f"{demonstration.url}/platser")
        page.get_by_label("Namn", exact=True).fill(f"Kajen {side}")
        page.get_by_role("button", name="Lägg till platsen").click()
        expect(page.get_by_role("status")).to_contain_text("Platsen finns nu.")

        picture = page.locator(".point-map input:visible")
        box = picture.bounding_box()
        assert box is not None
        assert (round(box["width"]), round(box["height"])) == (side, side)
        picture.click(position={"x": side / 2, "y": side / 4})
        pointed = re.compile(r"mitt=([\d.]+)%2C([\d.]+)&hojd=([\d.]+)")
        expect(page).to_have_url(pointed)
        asked = pointed.search(page.url)
        assert asked is not None
        north = float(asked[1]) + float(asked[3]) / 4
        typed = page.get_by_label("Latitud och longitud")
        expect(typed).to_have_value(re.compile(rf"^{north:.3f}"))
        page.get_by_role("button", name="Spara läget").click()
        saved(page)
        expect(page.get_by_label("Latitud och longitud")).to_have_value(re.compile(rf"^{north:.3f}"))

        page.get_by_label("Den plats som blir kvar").select_option("Stora torget")
        page.get_by_role("button", name="Visa vad som ändras").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Slå ihop Kajen {side} med Stora torget")
        page.get_by_role("button", name="Ja, slå ihop").click()
        saved(page)
        expect(page.get_by_text("Ihopslagen med Stora torget, som också räknar")).to_be_visible()
        page.get_by_role("link", name="Vad som hänt med platsen").click()
        expect(page.get_by_text(f"Kajen {side} är nu Stora torget")).to_be_visible()
        context.close()
