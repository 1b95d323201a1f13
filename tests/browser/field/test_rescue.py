"""What a phone could not send reaches the log by another way, once: in a rescue file, or again after a restore."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from backend.log import Log
from backend.settings import Settings
from tests.browser import doors
from tests.browser.field import hands
from tests.support.browser import Phone, window
from tests.support.server import Server

ARRIVED = """async count => {
    const told = await fetch('/api/mine?limit=200').then(answer => answer.json());
    return told.activities.length >= count;
}"""
"""Whether the server has as many of the member's activities."""


def told(page: Page) -> Counter[tuple[str, str, int]]:
    """The member's activities at the server, each by its place, note and version."""
    return Counter((a["report"]["place"], a["report"].get("note", ""), a["version"]) for a in hands.mine(page))


def recorded(server: Server) -> int:
    """How many times an activity was recorded, by the log itself."""
    log = Log.open(Settings.read(server.environment).database)
    try:
        return sum(one.topic == "activity-recorded" for one in log.page(0, 1_000))
    finally:
        log.close()


def test_a_lead_hands_in_what_a_phone_cannot_send_and_the_phone_doubles_nothing_later(
    station: Server, phone: Phone, browser: Browser, tmp_path: Path
):
    with phone.switched_on() as context:
        page = context.pages[0]
        hands.sign_in(page, hands.invite(station, "Anna Lind"))
        hands.gate(context, "shut")
        hands.record_visit(page, "Ankarsrum", "Lugnt vid skolan.")
        hands.record_visit(page, "Gunnebo", "Lampan är trasig.")
        expect(page.locator(".sync")).to_contain_text("0 av 2 skickade")
        hands.open_tab(page, "Hjälp")
        with page.expect_download() as download:
            page.get_by_role("button", name="Spara fil med 2 brev").click()
        file = tmp_path / download.value.suggested_filename
        assert re.fullmatch(r"faltlogg-vastervik-\d{4}-\d\d-\d\d\.json", file.name)
        download.value.save_as(file)
        assert hands.mine(page) == []

        office = window(browser)
        doors.let_in(office, hands.invite(station, "Petra Ek", role="lead"))
        desk = office.new_page()
        desk.goto(station.url + "/radda")
        desk.get_by_label("Filen från telefonen").set_input_files(file)
        desk.get_by_role("button", name="Lämna in").click()
        expect(desk.get_by_role("heading", level=1)).to_have_text("Brev från Anna Lind är inlämnade")
        expect(desk.get_by_role("status")).to_contain_text(re.compile(r"Sparade\s*2"))

        arrived = Counter({("ankarsrum", "Lugnt vid skolan.", 1): 1, ("gunnebo", "Lampan är trasig.", 1): 1})
        assert told(page) == arrived
        for activity in hands.mine(page):
            desk.goto(f"{station.url}/granskning/{activity['activity']}")
            trail = desk.locator("ol.trail")
            expect(trail).to_contain_text("Anna Lind")
            expect(trail).to_contain_text("Lämnades in från en räddningsfil av Petra Ek.")
        office.close()

        hands.gate(context, "open")
        hands.open_tab(page, "Hem")
        hands.send(page, "2 av 2 skickade")
        assert told(page) == arrived
        assert recorded(station) == 2


def test_after_a_restore_the_phone_hands_in_again_by_itself_what_the_server_lost(
    start_server: Callable[..., Server], phone: Phone, tmp_path: Path
):
    server = start_server()
    log, keys = tmp_path / "here" / "log.sqlite", tmp_path / "there" / "keys.sqlite"
    with phone.switched_on() as context:
        page = context.pages[0]
        hands.sign_in(page, hands.invite(server))
        hands.record_visit(page, "Ankarsrum", "Före kopian.")
        hands.send(page, "1 av 1 skickad")
        server.command("backup", "--log", str(log), "--keys", str(keys))
        hands.record_visit(page, "Gunnebo", "Efter kopian.")
        hands.record_visit(page, "Karstorp", "Sist av allt.")
        hands.send(page, "3 av 3 skickade")
        context.set_offline(True)
        hands.record_visit(page, "Ankarsrum", "Aldrig skickat.")

        assert recorded(server) == 3
        server.command("restore", "--log", str(log))
        assert recorded(server) == 1

        context.set_offline(False)
        page.goto(server.url + "/app")
        page.wait_for_function(ARRIVED, arg=4)
        expect(page.locator(".sync")).to_contain_text("4 av 4 skickade")
        assert told(page) == {
            ("ankarsrum", "Före kopian.", 1): 1,
            ("gunnebo", "Efter kopian.", 1): 1,
            ("karstorp", "Sist av allt.", 1): 1,
            ("ankarsrum", "Aldrig skickat.", 1): 1,
        }
        assert recorded(server) == 4
