"""No page is forgotten: what `test_every_page` and `test_every_screen` visit is held against what there is.

Whether a route answers with a page is seen, not written down: where its handler names a template it does, and of
another that hands out bytes the demonstration is asked.
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect, Template

from tests.browser import doors
from tests.browser.every_page import EVERY_PAGE
from tests.browser.every_screen import ROUTES, SCREENS
from tests.support.office import opened
from tests.support.server import Server

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
SOURCES = Path(__file__).parents[2] / "pwa" / "src"


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


def test_every_screen_of_the_field_app_is_visited():
    assert {path.stem for path in SOURCES.rglob("*Screen.svelte")} == SCREENS


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
