"""Two officers may have recorded one visit: both are asked, and either can take a yes back."""

from playwright.sync_api import Browser, expect

from tests.browser.field import hands
from tests.support.browser import Phone, window
from tests.support.server import Server


def test_two_records_of_one_visit_are_merged_by_a_yes_and_parted_again(station: Server, phone: Phone, browser: Browser):
    elsewhere = window(browser, width=390)
    jonas = elsewhere.new_page()
    hands.sign_in(jonas, hands.invite(station, "Jonas Berg"))
    hands.record_visit(jonas, "Ankarsrum")
    hands.send(jonas, "1 av 1 skickad")
    elsewhere.close()
    with phone.page() as anna:
        hands.sign_in(anna, hands.invite(station))
        hands.record_visit(anna, "Ankarsrum")
        hands.send(anna, "1 av 1 skickad")
        anna.reload()
        anna.get_by_role("region", name="Är det samma besök?").get_by_role("link", name="Svara").click()
        asked = anna.get_by_role("region", name="Är det samma besök?")
        expect(asked).to_contain_text("Jonas Berg har registrerat samma")
        asked.get_by_role("button", name="Ja, samma").click()
        expect(asked).to_contain_text("Räknas som ett besök.")
        asked.get_by_role("button", name="Ångra").click()
        expect(asked).to_contain_text("Räknas som två besök.")
        anna.reload()
        expect(anna.locator("h1")).to_have_text("Mina insatser")
        expect(anna.locator(".log.mine")).to_be_visible()
        expect(asked).to_have_count(0)
