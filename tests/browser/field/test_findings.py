"""What points at a citizen is told before saving: a personal number is refused, the rest kept by a deliberate yes."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.field import hands


def fill(page: Page, note: str) -> None:
    hands.open_form(page, "platsbesok")
    hands.choose_place(page, "Ankarsrum")
    page.get_by_label("Anteckning").fill(note)
    page.locator(".dock").get_by_role("button").click()


def test_a_note_with_a_personal_number_is_not_saved_and_says_why(on_duty: BrowserContext, screen: Page):
    on_duty.set_offline(True)
    fill(screen, "Talade med 19121212-1212")
    expect(screen.locator(".dock").get_by_role("alert")).to_contain_text("personnummer")
    expect(screen.get_by_label("Anteckning")).to_be_focused()
    expect(screen.locator("#note-found").get_by_role("checkbox")).to_have_count(0)
    screen.get_by_label("Anteckning").fill("Talade med en förbipasserande.")
    expect(screen.locator("#note-found")).to_have_text("")
    hands.save(screen)


def test_a_telephone_number_stays_only_where_its_writer_says_so(screen: Page):
    fill(screen, "Växeln nås på 070-174 06 10.")
    expect(screen.locator(".dock").get_by_role("alert")).to_contain_text("bekräfta")
    screen.locator("#note-found .chip").click()
    hands.save(screen)
    hands.send(screen, "1 av 1 skickad")
    assert [a["report"]["note"] for a in hands.mine(screen)] == ["Växeln nås på 070-174 06 10."]


def test_a_personal_number_with_a_wrong_check_digit_is_asked_about(screen: Page):
    fill(screen, "Händelse 900107-2388 hos larmcentralen.")
    expect(screen.locator("#note-found")).to_contain_text("ett nummer som liknar ett personnummer")
    expect(screen.locator("#note-found").get_by_role("checkbox")).to_have_count(1)
    screen.locator("#note-found .chip").click()
    hands.save(screen)
    hands.send(screen, "1 av 1 skickad")
    assert [a["report"]["note"] for a in hands.mine(screen)] == ["Händelse 900107-2388 hos larmcentralen."]


def test_what_an_older_app_did_not_ask_about_comes_back_and_is_mended(screen: Page):
    hands.slip_past(screen, "900107-2388")
    hands.record_visit(screen, "Ankarsrum", note=f"Talade med {hands.PERSONAL_NUMBER}")
    hands.send(screen, "1 att rätta")
    hands.open_tab(screen, "Mina")
    row = hands.activity(screen, "Ankarsrum")
    expect(row).to_contain_text("ser ut att innehålla ett nummer som liknar ett personnummer")
    row.get_by_role("link", name="Rätta").click()
    screen.get_by_label("Anteckning").fill("Talade med 900107-2388")
    screen.locator(".dock").get_by_role("button").click()
    expect(screen.locator(".dock").get_by_role("alert")).to_contain_text("bekräfta")
    screen.locator("#note-found .chip").click()
    hands.save(screen)
    hands.send(screen, "1 av 1 skickad")
    assert [a["report"]["note"] for a in hands.mine(screen)] == ["Talade med 900107-2388"]


def test_a_likely_name_in_a_reason_is_pointed_out_when_its_writer_goes_on(screen: Page):
    hands.record_visit(screen, "Ankarsrum")
    hands.open_tab(screen, "Mina")
    hands.activity(screen, "Ankarsrum").get_by_role("link").click()
    screen.get_by_role("button", name="Återta").click()
    screen.get_by_label("Varför återtar du den?").fill("Dubblett, Erik Johansson skrev den")
    screen.get_by_label("Varför återtar du den?").blur()
    expect(screen.locator("#reason-found")).to_contain_text("ett namn")
    screen.get_by_role("button", name="Återta insatsen").click()
    expect(screen.get_by_role("alert")).to_contain_text("bekräfta")
    screen.get_by_role("button", name="dubblett").click()
    screen.get_by_role("button", name="Återta insatsen").click()
    expect(hands.activity(screen, "Ankarsrum")).to_contain_text("Återtagen av dig: dubblett.")
