"""What is written in one form is never lost to another: each way into a form keeps a draft of its own."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server

LONG = "Trasig belysning vid busshållplatsen och klotter på skylten. " * 8


def write(page: Page, note: str) -> None:
    """Write a note in the open form, and see that it is kept as a draft."""
    page.get_by_label("Anteckning").fill(note)
    expect(page.get_by_text("Utkast sparat")).to_be_visible()


def drafts(page: Page) -> Locator:
    """The drafts on the first screen."""
    return page.get_by_role("region", name="Utkast")


def unfold(page: Page, several: int) -> None:
    """See that so many drafts are left, and unfold them where they are folded."""
    if several > 1:
        page.get_by_text(f"{several} utkast", exact=True).click()
    expect(drafts(page)).to_have_count(several)


def home(page: Page) -> None:
    """Go to the first screen."""
    page.evaluate("location.hash = '#/'")
    expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()


def test_a_draft_outlives_a_report_that_repeats_the_last_one(
    station: Server, phone: Phone, relaunched: Callable[[], AbstractContextManager[Page]]
):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        hands.record_visit(page, "Ankarsrum")
        hands.open_form(page, "platsbesok")
        write(page, LONG)
    with relaunched() as page:
        expect(drafts(page)).to_have_count(1)
        page.get_by_role("link", name="Samma som sist").click()
        expect(page.get_by_label("Anteckning")).to_have_value("")
        write(page, "k")
        hands.save(page)
        expect(drafts(page)).to_have_count(1)
    with relaunched() as page:
        drafts(page).get_by_role("link", name="Fortsätt").click()
        expect(page.get_by_label("Anteckning")).to_have_value(LONG)


def test_a_form_that_repeats_the_last_report_is_there_when_one_comes_back_to_it(
    station: Server, phone: Phone, relaunched: Callable[[], AbstractContextManager[Page]]
):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        hands.record_visit(page, "Gunnebo")
        page.get_by_role("link", name="Samma som sist").click()
        write(page, LONG)
        home(page)
        page.get_by_role("link", name="Samma som sist").click()
        expect(page.get_by_label("Anteckning")).to_have_value(LONG)
    with relaunched() as page:
        expect(drafts(page)).to_contain_text("Platsbesök, Gunnebo")
        drafts(page).get_by_role("link", name="Fortsätt").click()
        expect(page.get_by_label("Anteckning")).to_have_value(LONG)
        hands.save(page)
        expect(drafts(page)).to_have_count(0)


def test_every_way_into_a_form_leaves_the_drafts_of_the_others_alone(on_duty: BrowserContext, screen: Page):
    hands.record_visit(screen, "Ankarsrum")
    again = str(screen.get_by_role("link", name="Samma som sist").get_attribute("href"))
    hands.open_tab(screen, "Mina")
    hands.activity(screen, "Ankarsrum").get_by_role("link").first.click()
    mend = str(screen.get_by_role("link", name="Rätta").get_attribute("href"))
    ways = ["#/form/new/platsbesok", "#/form/new/platsbesok/gunnebo", again, mend]
    for way in ways:
        screen.evaluate("way => { location.hash = way }", way)
        write(screen, f"Skrivet i {way}")
    for way in ways:
        screen.evaluate("way => { location.hash = way }", way)
        expect(screen.get_by_label("Anteckning")).to_have_value(f"Skrivet i {way}")
    home(screen)
    unfold(screen, len(ways))
    said = drafts(screen).all_inner_texts()
    assert sum("Rättelse: Platsbesök, Ankarsrum" in text for text in said) == 1, said
    assert sum("Platsbesök, Gunnebo" in text for text in said) == 1, said
    screen.reload()
    for left in range(len(ways), 0, -1):
        unfold(screen, left)
        link = drafts(screen).get_by_role("link", name="Fortsätt").first
        way = str(link.get_attribute("href"))
        link.click()
        expect(screen.get_by_label("Anteckning")).to_have_value(f"Skrivet i {way}")
        screen.get_by_role("button", name="Börja om").click()
        expect(screen.get_by_label("Anteckning")).to_have_value("")
        home(screen)
    expect(drafts(screen)).to_have_count(0)


def test_what_was_written_of_a_patrol_stays_when_the_patrol_goes_on(screen: Page):
    screen.evaluate("location.hash = '#/patrol/fotpatrull'")
    screen.get_by_role("button", name="Starta", exact=True).click()
    screen.locator(".here .btn").first.click()
    screen.get_by_role("button", name="Avsluta").click()
    write(screen, LONG)
    screen.get_by_role("link", name=re.compile("Tillbaka")).click()
    screen.get_by_role("button", name="Fortsätt").click()
    screen.locator(".here .btn").first.click()
    screen.wait_for_timeout(1100)  # a draft's time is as fine as a second
    screen.get_by_role("button", name="Avsluta").click()
    expect(screen.get_by_label("Anteckning")).to_have_value(LONG)
    expect(screen.locator("#ask-stops .stop")).to_have_count(2)


def test_a_report_of_a_patrol_that_is_gone_is_a_draft_like_any_other(screen: Page):
    screen.evaluate("location.hash = '#/form/patrol/fotpatrull'")
    write(screen, "Utan patrull")
    home(screen)
    drafts(screen).get_by_role("link", name="Fortsätt").click()
    expect(screen.get_by_label("Anteckning")).to_have_value("Utan patrull")


def test_what_is_withdrawn_leaves_no_draft_that_nothing_can_be_done_with(screen: Page):
    hands.record_visit(screen, "Ankarsrum")
    hands.open_tab(screen, "Mina")
    hands.activity(screen, "Ankarsrum").get_by_role("link").first.click()
    screen.get_by_role("link", name="Rätta").click()
    write(screen, "Halvskriven rättelse")
    home(screen)
    expect(drafts(screen)).to_contain_text("Rättelse: Platsbesök, Ankarsrum")
    hands.open_tab(screen, "Mina")
    hands.activity(screen, "Ankarsrum").get_by_role("link").first.click()
    screen.get_by_role("button", name="Återta").click()
    screen.get_by_role("button", name="dubblett").click()
    screen.get_by_role("button", name="Återta insatsen").click()
    expect(hands.activity(screen, "Ankarsrum")).to_contain_text("Återtagen av dig")
    home(screen)
    expect(drafts(screen)).to_have_count(0)
