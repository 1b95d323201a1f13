"""The weekly situation as a browser fills it in: its pages, its forms, and the words of a page."""

import html
import re
from typing import Any

import httpx

LIST, WEEK = "/lagesbild", "/lagesbild/2026-W19"
BEFORE, NEXT = "/lagesbild/2026-W18", "/lagesbild/2026-W20"


def token(page: httpx.Response) -> str:
    found = re.search(r'name="_csrf" value="([0-9a-f]+)"', page.text)
    assert found is not None
    return found[1]


def hidden(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None, page.text
    return html.unescape(found[1])


def post(client: httpx.Client, path: str, **fields: Any) -> httpx.Response:
    return client.post(path, data={"_csrf": token(client.get(path)), **fields})


def frozen(client: httpx.Client, path: str = WEEK, **levels: str) -> httpx.Response:
    """Fill in, look once more, freeze."""
    fields = {f"level:{place}": level for place, level in levels.items()}
    seen = post(client, path, do="look", **fields)
    assert seen.status_code == 200, seen.text
    return client.post(path, data={"_csrf": token(seen), "do": "freeze", "given": hidden(seen, "given")})


def words(page: httpx.Response) -> str:
    """The words of a page as they are read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
