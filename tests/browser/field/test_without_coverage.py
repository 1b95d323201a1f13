"""What an officer does without coverage is on the phone, survives a relaunch, and reaches the server once."""

import contextlib
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server

Relaunched = Callable[[], AbstractContextManager[Page]]


def test_three_visits_recorded_corrected_and_withdrawn_offline_arrive_as_they_ended(
    station: Server, phone: Phone, relaunched: Relaunched
):
    with phone.switched_on() as context:
        page = context.pages[0]
        hands.sign_in(page, hands.invite(station))
        context.set_offline(True)
        for place in ("Ankarsrum", "Gunnebo", "Karstorp"):
            hands.record_visit(page, place)
        expect(page.locator(".sync")).to_contain_text("0 av 3 skickade")

    with relaunched() as page:
        expect(page.locator(".sync")).to_contain_text("3 väntar på telefonen")
        hands.open_tab(page, "Mina")
        hands.activity(page, "Gunnebo").get_by_role("link").click()
        page.get_by_role("link", name="Rätta").click()
        page.get_by_role("button", name="Fem minuter längre").click()
        page.get_by_role("button", name="fel tid").click()
        hands.save(page)
        hands.open_tab(page, "Mina")
        hands.activity(page, "Karstorp").get_by_role("link").click()
        page.get_by_role("button", name="Återta").click()
        page.get_by_role("button", name="dubblett").click()
        page.get_by_role("button", name="Återta insatsen").click()
        expect(hands.activity(page, "Gunnebo")).to_contain_text("Rättelsen på telefonen")
        expect(hands.activity(page, "Karstorp")).to_contain_text("Återtagen av dig: dubblett.")

    with phone.page() as page:
        page.goto(station.url + "/app")
        expect(page.locator(".sync")).to_contain_text("3 av 3 skickade")
        told = {a["report"]["place"]: (a["version"], a["withdrawn"], a["report"]["minutes"]) for a in hands.mine(page)}
        assert told == {"ankarsrum": (1, False, 20), "gunnebo": (2, False, 25), "karstorp": (2, True, 20)}


def test_what_was_saved_right_after_signing_in_is_there_when_the_browser_was_killed(
    station: Server, phone: Phone, relaunched: Relaunched
):
    with contextlib.suppress(Error), phone.switched_on() as context:
        page = context.pages[0]
        hands.sign_in(page, hands.invite(station))
        context.set_offline(True)
        hands.record_visit(page, "Ankarsrum")
        phone.kill()
    with relaunched() as page:
        expect(page.locator(".sync")).to_contain_text("1 väntar på telefonen")
        hands.open_tab(page, "Mina")
        expect(hands.activity(page, "Ankarsrum")).to_be_visible()


def test_an_answer_lost_on_the_way_records_nothing_twice(on_duty: BrowserContext, screen: Page):
    hands.gate(on_duty, "one way")
    hands.record_visit(screen, "Ankarsrum")
    expect(screen.locator(".sync")).to_contain_text("Inget svar från servern")
    expect(screen.locator(".sync")).to_contain_text("0 av 1 skickade")
    hands.gate(on_duty, "open")
    hands.send(screen, "1 av 1 skickad")
    assert [(a["version"], a["report"]["place"]) for a in hands.mine(screen)] == [(1, "ankarsrum")]


def test_the_app_starts_and_records_with_the_server_dead(start_server: Callable[..., Server], phone: Phone):
    server = start_server()
    with phone.page() as page:
        hands.sign_in(page, hands.invite(server))
        server.kill()
        page.goto(server.url + "/app")
        hands.record_visit(page, "Ankarsrum")
        expect(page.locator(".sync")).to_contain_text(re.compile(r"Inget svar från servern \d\d:\d\d"))
        server.start()
        hands.send(page, "1 av 1 skickad")


def test_a_report_is_saved_within_a_tenth_of_a_second(on_duty: BrowserContext, screen: Page):
    on_duty.set_offline(True)
    took = []
    for _ in range(5):
        hands.open_form(screen, "platsbesok")
        hands.choose_place(screen, "Ankarsrum")
        # From the press to the words, on the phone's own clock.
        took.append(
            screen.evaluate(
                """async () => {
                    const from = performance.now();
                    document.querySelector('.dock [type=submit]').click();
                    while (!document.querySelector('.saved')) await new Promise(requestAnimationFrame);
                    return performance.now() - from;
                }"""
            )
        )
    assert sorted(took)[2] < 100, took


def test_signing_out_keeps_what_is_unsent_for_the_next_time(station: Server, on_duty: BrowserContext, screen: Page):
    hands.gate(on_duty, "shut")
    hands.record_visit(screen, "Ankarsrum")
    hands.open_tab(screen, "Hjälp")
    screen.get_by_role("button", name="Logga ut").click()
    expect(screen.get_by_role("heading", name="Be om en ny länk")).to_be_visible()
    expect(screen.get_by_text("1 insats väntar på telefonen.")).to_be_visible()
    hands.sign_in(screen, hands.invite(station, "Jonas Berg"), pin="482913")
    hands.gate(on_duty, "open")
    hands.open_tab(screen, "Hjälp")
    expect(screen.get_by_text("Anna Lind: 1 väntar på telefonen")).to_be_visible()
    hands.open_tab(screen, "Mina")
    expect(screen.get_by_text("Här kommer dina insatser.")).to_be_visible()
