"""The form is made from the catalogue, for whatever kind there is."""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server


@pytest.mark.parametrize("organisation", ["polisen", "kommunen"])
def test_every_kind_can_be_recorded_from_its_form_and_is_kept(station: Server, phone: Phone, organisation: str):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station, organisation=organisation))
        kinds = page.evaluate("fetch('/api/field').then(answer => answer.json())")["kinds"]
        assert len(kinds) > 10
        for kind in kinds:
            hands.open_form(page, kind["code"])
            for question in page.locator("fieldset[id^='ask-answers']").all():
                question.get_by_role("radio").first.check()
            if "stops" in kind["requires"] + kind["allows"]:
                page.locator("#ask-stops").get_by_role("button", name="Ankarsrum").click()
            elif "place" in kind["requires"]:
                hands.choose_place(page, "Ankarsrum")
            if "zone" in kind["requires"]:
                page.locator("#ask-zone").get_by_role("radio").first.check()
            for count in page.locator("input[inputmode=numeric]").all():
                count.fill("3")
            for field in ("problem", "actions", "joint", "crew"):
                if field in kind["requires"]:
                    page.locator(f"#ask-{field}").locator("input").first.check()
            hands.save(page)
        hands.send(page, f"{len(kinds)} av {len(kinds)} skickade")


def test_a_concern_talk_tells_its_day_and_nothing_of_the_hour(on_duty: BrowserContext, screen: Page):
    sent: list[Request] = []
    screen.on("request", lambda request: sent.append(request) if request.url.endswith("/api/sync") else None)
    hands.open_form(screen, "orossamtal")
    expect(screen.get_by_role("button", name="Fem minuter tidigare")).to_have_count(0)
    for question in screen.locator("fieldset[id^='ask-answers']").all():
        question.get_by_role("radio").first.check()
    hands.save(screen)
    hands.send(screen, "1 av 1 skickad")
    letter = json.loads(sent[0].post_data or "")["letters"][0]
    assert letter["report"]["occurred_at"][11:19] == "12:00:00"
    assert letter["recorded_at"] == letter["report"]["occurred_at"]
    assert not {"place", "stops", "zone", "crew"} & letter["report"].keys()
    # The time bits of a UUID of version 7 are milliseconds: these tell noon as well.
    assert letter["activity"][:13] == letter["command"][:13]


def test_a_refused_note_is_shown_with_its_reason_and_mended_under_the_same_activity(screen: Page):
    hands.slip_past(screen)
    hands.record_visit(screen, "Ankarsrum", note=f"Talade med {hands.PERSONAL_NUMBER}")
    hands.send(screen, "1 att rätta")
    hands.open_tab(screen, "Mina")
    row = hands.activity(screen, "Ankarsrum")
    expect(row).to_contain_text("Avvisad")
    expect(row).to_contain_text("personnummer")
    expect(row).to_contain_text("Inget har gått förlorat.")
    row.get_by_role("link", name="Rätta").click()
    expect(screen.get_by_label("Anteckning")).to_have_value(f"Talade med {hands.PERSONAL_NUMBER}")
    screen.get_by_label("Anteckning").fill("Talade med en förbipasserande.")
    hands.save(screen)
    hands.send(screen, "1 av 1 skickad")
    assert [(a["version"], a["report"]["note"]) for a in hands.mine(screen)] == [(1, "Talade med en förbipasserande.")]


def test_a_refused_place_is_called_what_the_form_calls_it_and_mending_leads_there(screen: Page):
    screen.evaluate(
        """() => {
            const send = window.fetch;
            const astray = body => body.replace('"place":"ankarsrum"', '"place":"atlantis"');
            window.fetch = (address, how) => send(address, how?.body ? {...how, body: astray(how.body)} : how);
        }"""
    )
    hands.record_visit(screen, "Ankarsrum")
    hands.send(screen, "1 att rätta")
    hands.open_tab(screen, "Mina")
    row = hands.activity(screen, "Ankarsrum")
    expect(row).to_contain_text("Det som är valt under ”Plats” finns inte i listan.")
    expect(row).not_to_contain_text("report.")
    row.get_by_role("link", name="Rätta").click()
    expect(screen.locator("#ask-place:focus-within")).to_have_count(1)
    expect(screen.locator(".dock").get_by_role("alert")).to_contain_text("”Plats”")
    hands.choose_place(screen, "Gunnebo")
    hands.save(screen)
    hands.send(screen, "1 av 1 skickad")
    assert [a["report"]["place"] for a in hands.mine(screen)] == ["gunnebo"]


def test_help_tells_what_waits_from_what_was_refused(on_duty: BrowserContext, screen: Page):
    hands.slip_past(screen)
    hands.record_visit(screen, "Ankarsrum", note=f"Talade med {hands.PERSONAL_NUMBER}")
    hands.send(screen, "1 att rätta")
    hands.open_tab(screen, "Hjälp")
    account = screen.get_by_role("region", name="Inloggning")
    rescue = screen.get_by_role("region", name="Räddningsfil")
    expect(account).to_contain_text("1 är avvisad och skickas när du har rättat den. Allt ligger kvar på telefonen.")
    expect(account).not_to_contain_text("när du loggar in igen")
    expect(rescue).to_contain_text("Inget väntar på att skickas. En insats är avvisad och följer inte med i filen.")
    on_duty.set_offline(True)
    hands.record_visit(screen, "Gunnebo")
    hands.open_tab(screen, "Hjälp")
    expect(account).to_contain_text("1 väntar på telefonen och skickas när du loggar in igen. 1 är avvisad")
    expect(rescue.get_by_role("button")).to_have_text("Spara fil med 1 brev")


def test_a_note_that_is_wiped_out_in_a_correction_is_gone(screen: Page):
    hands.record_visit(screen, "Ankarsrum", note="Trasig belysning.")
    hands.send(screen, "1 av 1 skickad")
    hands.open_tab(screen, "Mina")
    hands.activity(screen, "Ankarsrum").get_by_role("link").click()
    screen.get_by_role("link", name="Rätta").click()
    screen.get_by_label("Anteckning").fill("")
    screen.get_by_role("button", name="fel uppgift").click()
    hands.save(screen)
    hands.send(screen, "1 av 1 skickad")
    assert [(a["version"], a["report"].get("note")) for a in hands.mine(screen)] == [(2, None)]


def test_a_form_left_half_written_is_there_after_a_relaunch(station: Server, phone: Phone):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        hands.open_form(page, "platsbesok")
        page.get_by_label("Anteckning").fill("Halvskrivet")
        expect(page.get_by_text("Utkast sparat")).to_be_visible()
    with phone.page() as page:
        page.goto(station.url + "/app")
        page.get_by_role("link", name="Fortsätt").click()
        expect(page.get_by_label("Anteckning")).to_have_value("Halvskrivet")
        page.get_by_role("button", name="Börja om").click()
        expect(page.get_by_label("Anteckning")).to_have_value("")


def test_saving_too_early_says_what_is_missing_and_goes_there(screen: Page):
    hands.open_form(screen, "mote")
    screen.locator(".dock").get_by_role("button").click()
    expect(screen.locator(".dock").get_by_role("alert")).to_contain_text("Fyll i")
    expect(screen.locator("fieldset[id^='ask-answers']:focus-within")).to_have_count(1)
    expect(screen.locator(".saved")).to_have_count(0)


def test_the_whole_way_goes_by_keyboard(screen: Page):
    keys = screen.keyboard
    screen.locator(".tile.first").focus()
    keys.press("Enter")
    expect(screen.locator("h1")).to_be_focused()
    screen.locator("#ask-problem input").first.focus()
    keys.press("Space")
    keys.press("ArrowRight")
    expect(screen.get_by_role("radio", name="Ordning")).to_be_checked()
    keys.press("Space")
    expect(screen.get_by_role("radio", name="Ordning")).not_to_be_checked()
    screen.get_by_role("button", name="Fem minuter längre").focus()
    keys.press("Enter")
    expect(screen.locator("#ask-minutes output")).to_have_text("25 min")
    screen.locator(".dock").get_by_role("button").focus()
    keys.press("Enter")
    expect(screen.locator(".saved")).to_be_visible()
