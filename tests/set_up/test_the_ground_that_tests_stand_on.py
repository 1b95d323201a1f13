"""A throw-away PostgreSQL, a browser with axe, a phone that remembers: what all other tests take for granted."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import pytest
from playwright.sync_api import Page

from tests.support.browser import Phone
from tests.support.postgres import Databases

GOOD = '<!doctype html><html lang="sv"><title>Sida</title><main><h1>Rubrik</h1><p>Text</p></main></html>'
BAD = '<!doctype html><html><title></title><img src="x.png"></html>'


class Pages(BaseHTTPRequestHandler):
    """Two pages under a strict policy, one of them with faults."""

    def do_GET(self):
        content = (BAD if self.path == "/bad" else GOOD).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing: the test's output is about the test."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("localhost", 0), Pages) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield f"http://localhost:{served.server_address[1]}"
        served.shutdown()
        thread.join()


def test_every_database_is_empty_and_ones_own(postgres: Databases):
    first, second = postgres.fresh(), postgres.fresh()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE mine (id int)")
    with psycopg.connect(second) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_a_test_may_run_on_both_kinds_of_database(database_url: str):
    assert database_url.startswith(("sqlite:///", "postgresql://"))


def test_axe_finds_what_is_wrong_under_a_strict_policy(page: Page, address: str, axe: Callable[[Page], list[str]]):
    page.goto(f"{address}/bad")
    broken = {line.partition(":")[0] for line in axe(page)}
    assert {"html-has-lang", "image-alt", "document-title"} <= broken


def test_axe_finds_nothing_on_a_good_page(page: Page, address: str, axe: Callable[[Page], list[str]]):
    page.goto(address)
    assert axe(page) == []


def test_a_phone_remembers_over_a_relaunch_and_can_be_offline(phone: Phone, address: str):
    with phone.page() as page:
        page.goto(address)
        page.evaluate("localStorage.setItem('note', 'kept')")
    with phone.switched_on() as context:
        page = context.pages[0]
        page.goto(address)
        assert page.evaluate("localStorage.getItem('note')") == "kept"
        context.set_offline(True)
        assert page.evaluate(f"fetch('{address}').then(() => 'answered', () => 'cut off')") == "cut off"


def test_the_browser_is_swedish(page: Page, address: str):
    page.goto(address)
    assert page.evaluate("new Date('2026-07-01T12:00:00Z').toLocaleString()") == "2026-07-01 14:00:00"


def test_text_has_a_font_and_so_a_size(page: Page, address: str):
    page.goto(address)
    assert page.locator("h1").is_visible()
