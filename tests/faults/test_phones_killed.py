"""A phone's browser or its server is killed at a random moment while it hands in, again and again.

Every report that the screen called saved is at the server in the end, once.
"""

import contextlib
import os
import random
import time
from collections import Counter
from collections.abc import Callable

from playwright.sync_api import Error, Page, expect

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server

TIMES = int(os.environ.get("FALTLOGG_KILLS", "20"))
"""`make faults` kills two hundred times."""
REPORTS = 2
LONGEST = 0.25  # seconds between the last save and the kill: a hand-in is under way, or has just ended


def record(page: Page, note: str) -> None:
    """Record a visit here and now; returns when the screen calls it saved."""
    hands.open_form(page, "platsbesok")
    page.locator("#ask-place").get_by_role("radio", name="Ankarsrum").check()
    page.get_by_role("radio", name="Otrygg plats").check()
    page.get_by_role("checkbox", name="Synlighet").check()
    page.get_by_label("Anteckning").fill(note)
    hands.save(page)


def test_no_report_that_the_screen_called_saved_is_lost_or_doubled(start_server: Callable[..., Server], phone: Phone):
    chance = random.Random(20260504)
    server = start_server()
    saved: list[str] = []
    with phone.page() as page:
        hands.sign_in(page, hands.invite(server))
    for life in range(TIMES):
        with contextlib.suppress(Error), phone.page() as page:  # a killed browser cannot be closed
            page.goto(server.url + "/app")
            for number in range(REPORTS):
                note = f"Besök {life} {number}"
                record(page, note)
                saved.append(note)
            time.sleep(chance.random() * LONGEST)
            if life % 2:
                phone.kill()
            else:
                server.kill()
        if server.process is None:
            server.start()
    assert len(saved) == TIMES * REPORTS
    with phone.page() as page:
        page.goto(server.url + "/app")
        expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()
        hands.send(page, f"{len(saved)} av {len(saved)} skickade")
        told = page.evaluate("fetch('/api/mine?limit=1000').then(answer => answer.json())")["activities"]
    assert Counter(one["report"]["note"] for one in told) == Counter(saved)
    assert {one["version"] for one in told} == {1}
