"""Every screen, in three themes and two widths: axe finds nothing, nothing sticks out, a glove hits everything."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server

SCREENS = ["", "all", "form/new/platsbesok", "form/new/fotpatrull", "form/new/orossamtal", "mine", "pledge", "help"]
TAP = 48  # CSS pixels

STICKS_OUT = """() => [...document.querySelectorAll('body *')]
    .filter(e => !e.closest('.sr, svg') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 80))"""
TOO_SMALL = """tap => [...document.querySelectorAll('a, button, input, summary, textarea')]
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < tap - .5 || box.height < tap - .5))
    .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)} ${html}`)"""


@pytest.mark.parametrize("theme", ["light", "dark", "natt"])
@pytest.mark.parametrize("width", [320, 390])
def test_every_screen(station: Server, phone: Phone, axe: Callable[[Page], list[str]], width: int, theme: str):
    with phone.page(width=width) as page:
        page.emulate_media(reduced_motion="reduce")  # or axe measures colours on their way
        hands.sign_in(page, hands.invite(station))
        hands.slip_past(page)
        hands.record_visit(page, "Ankarsrum", note=hands.PERSONAL_NUMBER)
        hands.send(page, "1 att rätta")
        page.evaluate("theme => localStorage.setItem('faltlogg theme', theme)", theme)
        page.reload()
        expect(page.locator(".tile.first")).to_be_visible()
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        for screen in SCREENS:
            page.evaluate("screen => { location.hash = '#/' + screen }", screen)
            page.wait_for_function("screen => document.querySelector('main').childElementCount > 0", arg=screen)
            assert axe(page) == [], screen
            assert page.evaluate(STICKS_OUT) == [], screen
            assert page.evaluate(TOO_SMALL, TAP) == [], screen


def test_nothing_on_any_screen_breaks_the_content_policy(on_duty: object, screen: Page):
    said: list[str] = []
    screen.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    screen.on("pageerror", lambda error: said.append(str(error)))
    for name in SCREENS:
        screen.evaluate("screen => { location.hash = '#/' + screen }", name)
        screen.wait_for_timeout(100)
    assert said == []


def test_english_is_chosen_once_and_spoken_after_a_relaunch_without_coverage(station: Server, phone: Phone):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        hands.open_tab(page, "Hjälp")
        page.get_by_role("radio", name="English").check()
        expect(page.locator("h1")).to_have_text("Help")
    with phone.switched_on() as context:
        context.set_offline(True)
        page = context.pages[0]
        page.goto(station.url + "/app")
        expect(page.get_by_role("heading", name="New activity")).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "en"
