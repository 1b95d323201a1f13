"""Every page, in every state of it: axe finds nothing, nothing sticks out, Tab leads around, and paper takes it whole.

One visit sees it all: light and dark, at three widths, by keyboard, and on A4. No page is forgotten: what is visited is
held against the application's routes. Whether one answers with a page is seen, not written down: where its handler
names a template it does, and of another that hands out bytes the demonstration is asked.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect, Template
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser import doors, keys, looks, paper
from tests.browser.every_page import EVERY_PAGE, NO
from tests.browser.every_screen import ROUTES
from tests.browser.ways import Way
from tests.support.browser import window
from tests.support.office import opened
from tests.support.server import Server

VISITS = [(route, name) for route, states in {**EVERY_PAGE, "NO": NO}.items() for name in states]

SAMPLES = {
    "partnership": ["vastervik"],
    "pledge": ["vastervik-2026"],
    "commitment": ["platsbesok"],
    "number": ["1"],
    "week": ["2026-W27"],
    "code": ["ankarsrum"],
    "name": ["oversikt.csv", "regel-1.csv"],
    "form": ["json"],
    "path": ["site.css", "index.html"],
}
"""What may stand in an address; the account of a report is looked up."""
FOR_PROGRAMS = ("/api/", "/schema", "/health/", "/metrics")
OTHER_FILE = re.compile(r"\.(csv|json|atom|ics)$")


@pytest.fixture(scope="module")
def signed_in(browser: Browser, demonstration: Server) -> Iterator[Callable[[str], Page]]:
    """A page in a browser of one of the demonstration's members, by code; "" is somebody signed out."""
    contexts: dict[str, BrowserContext] = {}

    def of(member: str) -> Page:
        if member not in contexts:
            contexts[member] = window(browser)
            if member:
                doors.let_in(contexts[member], doors.link(demonstration, member))
        return contexts[member].new_page()

    yield of
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize(("route", "name"), VISITS, ids=[name for _, name in VISITS])
def test_nothing_is_wrong_with_the_page(route: str, name: str, signed_in: Callable[[str], Page], demonstration: Server):
    member, way = NO[name] if route == "NO" else EVERY_PAGE[route][name]
    page = signed_in(member)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = last_answer(page, way, demonstration)
    if route == "NO":
        assert answer.status >= 400
    else:
        assert answers(route, answer), f"{answer.request.method} {answer.url} is not {route}"
    assert page.locator("h1").count() == 1
    assert page.title().endswith(" – Fältlogg")
    faults = [*paper.faults(page), *looks.faults(page), *keys.faults(page)]
    assert not faults, "\n".join(faults)
    assert said == []
    page.close()


def last_answer(page: Page, way: Way, server: Server) -> Response:
    """Go there; what came of it at last."""
    documents: list[Response] = []

    def came(response: Response) -> None:
        if response.request.is_navigation_request() and response.request.redirected_to is None:
            documents.append(response)

    page.on("response", came)
    way(page, server)
    return documents[-1]


def answers(route: str, answer: Response) -> bool:
    """Whether the route is the one that answered, and with what was asked for."""
    method, path = route.split(" ")
    asked = re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), urlsplit(answer.url).path)
    return bool(asked) and answer.request.method == method and (answer.ok or method == "POST")


@pytest.fixture
def readers(demonstration: Server) -> Iterator[list[httpx.Client]]:
    """A lead and a coordinator of the demonstration, between whom nothing is closed."""
    clients = [doors.client(doors.link(demonstration, member)) for member in ("karin", "petra")]
    yield clients
    for client in clients:
        client.close()


def test_every_route_that_answers_with_a_page_is_visited(tmp_path: Path, readers: list[httpx.Client]):
    with opened(tmp_path) as office:
        pages = {
            f"{method} {path}"
            for path, handler in _routes(office.app.routes)
            for method in handler.http_methods - {"OPTIONS", "HEAD"}
            if _answers_with_a_page(method, path, handler, readers)
        }
    assert pages == {*EVERY_PAGE, *ROUTES}


def _routes(routes: list[Any]) -> Iterator[tuple[str, HTTPRouteHandler]]:
    for route in routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                yield re.sub(r":\w+}", "}", route.path_format), handler


def _answers_with_a_page(method: str, path: str, handler: HTTPRouteHandler, readers: list[httpx.Client]) -> bool:
    if path.startswith(FOR_PROGRAMS) or OTHER_FILE.search(path):
        return False
    given = handler.parsed_fn_signature.return_type
    if given.is_subclass_of(Template) or any(part.is_subclass_of(Template) for part in given.inner_types):
        return True
    if method != "GET" or given.is_subclass_of(Redirect):
        return False
    return "text/html" in _asked(path, readers).headers["content-type"]


def _asked(path: str, readers: list[httpx.Client]) -> httpx.Response:
    """What the route answers to whoever may ask; fails where no address of it is known."""
    account = re.search(r"/rapporter/vastervik-2026/([\w-]+)", readers[0].get("/rapporter/vastervik-2026").text)
    assert account is not None
    known = SAMPLES | {"account": [account[1]]}
    names = re.findall(r"{(\w+)}", path)
    for values in product(*(known[name] for name in names)):
        for reader in readers:
            answer = reader.get(path.format(**dict(zip(names, values, strict=True))), headers={"accept": "text/html"})
            if answer.is_success:
                return answer
    pytest.fail(f"nobody knows what {path} answers: SAMPLES lacks something that stands in its address")


def test_what_is_wrong_with_a_page_is_found(page: Page):
    page.set_content("""<html lang="sv"><title>Fel</title><main><h1>Fel</h1><p style="color: #ccc">Blekt</p>
        <div style="width: 500px">Bred</div><p style="width: 3em; overflow: hidden; white-space: nowrap">Avklippt</p>
        <button style="width: 20px; height: 20px" aria-label="Liten"></button></main></html>""")
    found = "\n".join([*looks.faults(page), *looks.too_small(page)])
    for fault in (
        "320 dark: color-contrast: p",
        "320 light: the page is 5",
        "sticks out: <div",
        "cut off: <p",
        "20 x 20",
    ):
        assert fault in found


def test_what_a_keyboard_cannot_do_is_found(page: Page):
    page.set_content("""<a href="#a" onfocus="this.nextElementSibling.focus()">Förbi</a> <a href="#b">Nästa</a>""")
    assert any('not at <a href="#a"' in fault for fault in keys.faults(page))
    page.set_content("""<a href="#a" style="outline: none">Osynlig</a> <a href="#b">Under</a>
        <div style="position: fixed; inset: 0 0 0 60px; background: #fff"></div>""")
    found = "\n".join(keys.faults(page))
    assert 'the focus does not show: <a href="#a"' in found
    assert 'covered: <a href="#b"' in found
    page.set_content("""<a href="#a">En</a> <input onkeydown="event.preventDefault()">""")
    assert any("Tab does not leave <input" in fault for fault in keys.faults(page))


def test_what_paper_does_not_take_is_found(page: Page):
    page.set_content("""<header><nav><a href="#a">Meny</a></nav></header>
        <p style="color: #fff; background: #000">Vitt</p>
        <style>@media print { summary { display: none } details::details-content { display: none } }</style>
        <details><summary>Mer</summary>Dolt</details><div style="width: 900px">Bred</div>
        <div style="break-before: page; height: 10px"></div><p style="break-before: page">Slut</p>""")
    found = "\n".join(paper.faults(page))
    for fault in ("pale: <p", "left out: <details", "not for paper: <nav", "sticks out: <div", "sheet 2 of 3 is empty"):
        assert fault in found
