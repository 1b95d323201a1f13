"""A note or a reason that turns its own way of reading, as pasted numbers do, turns nothing that stands beside it."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import doors
from tests.browser.field import hands
from tests.support.server import Server

TURNS = "fel \u202eplats"

# Whether the letters of a text stand from left to right, where each line of it is one.
FORWARD = """element => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        let before = null;
        for (let i = 0; i < text.length; i += 1) {
            const letter = document.createRange();
            letter.setStart(text, i);
            letter.setEnd(text, i + 1);
            const at = letter.getBoundingClientRect();
            if (before && at.top < before.bottom && before.top < at.bottom && at.left < before.left) return false;
            before = at;
        }
    }
    return true;
}"""


def forward(place: Locator) -> bool:
    """Whether what is written there is read from left to right."""
    expect(place).to_be_visible()
    told: bool = place.evaluate(FORWARD)
    return told


def test_on_the_phone_only_the_words_themselves_are_turned(screen: Page):
    hands.record_visit(screen, "Ankarsrum", note=f"Ring {TURNS}")
    hands.send(screen, "1 av 1 skickad")
    hands.open_tab(screen, "Mina")
    hands.activity(screen, "Ankarsrum").get_by_role("link").click()
    assert not forward(screen.locator("dd", has_text="Ring"))
    assert forward(screen.locator("dt", has_text="Anteckning"))
    screen.get_by_role("button", name="Återta").click()
    screen.get_by_label("Varför återtar du den?").fill(TURNS)
    screen.get_by_role("button", name="Återta insatsen").click()
    hands.send(screen, "1 av 1 skickad")
    hands.activity(screen, "Ankarsrum").get_by_role("link").click()
    for told in screen.get_by_text("fel plats").all():
        assert forward(told)
    expect(screen.get_by_text("fel plats")).to_have_count(2)
    assert [a["report"]["note"] for a in hands.mine(screen)] == [f"Ring {TURNS}"]


def test_where_a_lead_reads_a_note_only_its_own_words_are_turned(station: Server, browser: Browser, screen: Page):
    hands.record_visit(screen, "Karstorp", note=f"Ring {TURNS}")
    hands.send(screen, "1 av 1 skickad")
    activity = hands.mine(screen)[0]["activity"]
    with browser.new_context(locale="sv-SE") as context:
        doors.let_in(context, hands.invite(station, name="Karin Ekdahl", role="lead"))
        page = context.new_page()
        page.goto(f"{station.url}/granskning/{activity}")
        page.get_by_label("Skäl att läsa").fill("Underlag till mötet.")
        page.get_by_role("button", name="Läs anteckningen").click()
        assert not forward(page.locator(".note-text"))
        for beside in (page.locator("#not"), page.locator("section.note .hint"), page.locator(".log.trail")):
            assert forward(beside)
