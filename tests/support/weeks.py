"""The weekly situation and its decisions as a browser fills them in: pages, forms, and the words of a page."""

import html
import re
from typing import Any

import httpx

LIST, WEEK = "/lagesbild", "/lagesbild/2026-W19"
BEFORE, NEXT = "/lagesbild/2026-W18", "/lagesbild/2026-W20"
DECIDED = {"what": "Fler pass vid skolan på fredagar.", "where": "plats:ankarsrum", "owner": "polisen+kommunen"}


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


def hand_in(client: httpx.Client, content: str, name: str, week: str = "") -> httpx.Response:
    """Hand in a file of one week or several, for a look at it."""
    fields = {"_csrf": token(client.get(LIST)), "week": week}
    return client.post(LIST, data=fields, files={"file": (name, content.encode())})


def whole(page: httpx.Response) -> str:
    """What the button that freezes every whole week of a file hands in."""
    return html.unescape(re.findall(r'name="given" value="([^"]*)"', page.text)[-1])


def words(page: httpx.Response) -> str:
    """The words of a page as they are read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def decide(client: httpx.Client, path: str = BEFORE, **fields: str) -> httpx.Response:
    page = client.get(path)
    ids = re.findall(r'name="decision" value="([^"]+)"', page.text)
    return client.post(path, data={"_csrf": token(page), "do": "decide", "decision": ids[-1], **DECIDED, **fields})


def follow(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    page = client.get(path)
    decision = re.search(r'id="b-([^"]+)"', page.text)
    assert decision is not None
    return client.post(path, data={"_csrf": token(page), "do": "follow", "decision": decision[1], **fields})
