"""The core journey in WebKitGTK, where there is no Background Sync: as on an iPhone."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.field import hands
from tests.support import webkit
from tests.support.server import Server
from tests.support.webkit import Webkit

pytestmark = pytest.mark.browser

MINE = "return (await (await fetch('/api/mine?limit=200')).json()).activities"


def record(page: Webkit, place: str) -> None:
    """Record a place visit from the first screen to the last."""
    page.run("location.hash = '#/form/new/platsbesok'")
    page.press("#ask-place button", "Annan")
    page.press(".row-link", place)
    page.press("#ask-problem .chip", "Otrygg plats")
    page.press("#ask-actions .chip", "Synlighet")
    page.press(".dock [type=submit]", "Spara")
    page.shows("Sparat på telefonen")


def test_what_webkit_records_while_the_server_is_down_arrives_once_when_it_is_back(server: Server, tmp_path: Path):
    """Where there is a WebKitGTK to drive: `make test` installs one as root, and elsewhere says that it wants one."""
    found = webkit.browser()
    if found is None:
        return
    link = hands.invite(server).removeprefix(server.url)
    with webkit.tls_to(server.port, tmp_path) as address, webkit.driven(found, tmp_path / "webkit") as page:
        page.go(address + link)
        page.press("main button")
        page.shows("Ny insats")
        assert page.run("return isSecureContext && !('SyncManager' in window)")
        page.until("return (await navigator.serviceWorker.ready) && (await caches.keys()).length === 1")

        server.stop()
        page.go(address + "/app")
        record(page, "Ankarsrum")
        record(page, "Edsbruk")
        page.go(address + "/app")
        page.shows("0 av 2 skickade")

        server.start()
        page.go(address + "/app")
        page.shows("2 av 2 skickade")
        told: list[dict[str, Any]] = page.run(MINE)
        assert sorted((a["report"]["place"], a["version"], a["withdrawn"]) for a in told) == [
            ("ankarsrum", 1, False),
            ("edsbruk", 1, False),
        ]
