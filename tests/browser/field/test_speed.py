"""Slower than a paper note, and nobody uses it: taps are counted, and what a launch takes is told."""

import re
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from backend.web.field_app import FIELD
from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server

MOST_TAPS = 4
SLOWER = 4  # times: a mid-range phone beside this machine

COUNT_TAPS = """() => {
    window.taps = 0; window.keys = 0;
    addEventListener('click', event => { if (event.detail > 0) window.taps += 1; }, true);
    addEventListener('keydown', () => { window.keys += 1; }, true);
}"""


def test_a_visit_at_the_suggested_place_takes_at_most_four_taps_and_no_typing(
    station: Server, on_duty: BrowserContext, screen: Page
):
    screen.goto(station.url + "/app")
    expect(screen.locator(".tile.first")).to_contain_text("Ankarsrum är närmast")
    screen.evaluate(COUNT_TAPS)
    screen.locator(".tile.first").click()
    expect(screen.locator("#ask-place").get_by_role("radio", name="Ankarsrum")).to_be_checked()
    screen.locator(".dock").get_by_role("button").click()
    expect(screen.locator(".saved")).to_contain_text("Platsbesök, Ankarsrum")
    assert 0 < screen.evaluate("window.taps") <= MOST_TAPS
    assert screen.evaluate("window.keys") == 0


def test_without_a_position_the_place_is_one_tap_more(
    station: Server, phone: Phone, relaunched: Callable[[], AbstractContextManager[Page]]
):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        hands.record_visit(page, "Gunnebo")
    with relaunched() as page:
        page.context.clear_permissions()
        page.evaluate(COUNT_TAPS)
        page.get_by_role("link", name="Platsbesök", exact=True).click()
        page.locator("#ask-place .chip", has_text="Gunnebo").click()
        page.locator(".dock").get_by_role("button").click()
        expect(page.locator(".saved")).to_contain_text("Platsbesök, Gunnebo")
        assert 0 < page.evaluate("window.taps") <= MOST_TAPS
        assert page.evaluate("window.keys") == 0


def test_the_same_as_last_time_is_two_taps(screen: Page):
    hands.record_visit(screen, "Gunnebo")
    screen.evaluate(COUNT_TAPS)
    screen.get_by_role("link", name="Samma som sist").click()
    screen.locator(".dock").get_by_role("button").click()
    expect(screen.locator(".saved")).to_contain_text("Platsbesök, Gunnebo")
    assert screen.evaluate("window.taps") == 2
    hands.send(screen, "2 av 2 skickade")
    assert [a["report"]["problem"] for a in hands.mine(screen)] == ["otrygg-plats", "otrygg-plats"]


def test_what_was_just_saved_is_undone_with_one_press_and_counts_no_more(screen: Page):
    hands.record_visit(screen, "Ankarsrum")
    screen.locator(".saved").get_by_role("button", name="Ångra").click()
    expect(screen.locator(".saved")).to_contain_text("Ångrat")
    hands.send(screen, "1 av 1 skickad")
    assert [(a["withdrawn"], a["version"]) for a in hands.mine(screen)] == [(True, 2)]


def test_the_press_that_undoes_is_offered_for_ten_seconds(screen: Page):
    screen.clock.install()
    screen.reload()
    expect(screen.locator(".tile.first")).to_be_visible()
    hands.record_visit(screen, "Ankarsrum")
    undo = screen.locator(".saved").get_by_role("button", name="Ångra")
    screen.clock.run_for(9_000)
    expect(undo).to_be_visible()
    screen.clock.run_for(2_000)
    expect(undo).to_have_count(0)
    expect(screen.locator(".saved").get_by_role("link", name="Visa")).to_be_visible()


def test_a_pinned_kind_comes_first_also_after_a_relaunch(
    station: Server, phone: Phone, relaunched: Callable[[], AbstractContextManager[Page]]
):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        hands.record_visit(page, "Gunnebo")
        page.get_by_role("link", name=re.compile("^Alla")).click()
        pin = page.get_by_role("button", name="Fäst Trafikkontroll överst")
        pin.click()
        expect(pin).to_have_attribute("aria-pressed", "true")
    with relaunched() as page:
        expect(page.locator(".tile.first")).to_contain_text("Trafik")


@pytest.mark.parametrize("coverage", [True, False], ids=["online", "offline"])
def test_what_a_launch_takes_is_told(
    station: Server, on_duty: BrowserContext, screen: Page, coverage: bool, capsys: pytest.CaptureFixture[str]
):
    on_duty.set_offline(not coverage)
    devtools = on_duty.new_cdp_session(screen)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    took = []
    for _ in range(5):
        screen.goto("about:blank")
        screen.goto(station.url + "/app", wait_until="commit")
        screen.locator(".tile.first").wait_for()
        took.append(screen.evaluate("performance.now()"))
    say(capsys, f"launch to usable at a {SLOWER}th of the speed, {'with' if coverage else 'without'} coverage:")
    say(capsys, f"  {sorted(took)[2]:.0f} ms (of five: {', '.join(f'{ms:.0f}' for ms in sorted(took))})")
    if coverage:
        for asset in sorted(FIELD.rglob("*.*")):
            if asset.suffix in {".js", ".css", ".html"}:
                say(capsys, f"  {asset.name}: {asset.stat().st_size:,} bytes")
    assert screen.locator(".tile.first").is_visible()


def say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():  # a figure to be seen, not a limit: other tests share the machine
        sys.stdout.write(f"\n  {line}")
