"""What became of one's own records, under the promises on the phone: asked of the server, and never kept."""

from playwright.sync_api import expect

from tests.browser.field import hands
from tests.support.browser import Phone
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
