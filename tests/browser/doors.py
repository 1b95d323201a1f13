"""How members come in where a test is about something else: a link, a cookie, or a client of HTTP."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import BrowserContext

from backend.accounts import Accounts
from backend.domain.demonstration import PARTNERSHIP, member_id
from backend.settings import Settings
from backend.web.session import COOKIE
from tests.support.server import Server


def link(server: Server, member: str) -> str:
    """The address of a new sign-in link for one of the demonstration's members, by their code (`anna`, `lars` …)."""
    accounts = Accounts.at(Settings.read(server.environment).database)
    try:
        secret = accounts.link(member_id(member), PARTNERSHIP, now=datetime.now(UTC))
    finally:
        accounts.close()
    return f"{server.url}/in/{secret}"


def session(link: str) -> str:
    """The secret of the session that a link begins."""
    parts = urlsplit(link)
    answer = httpx.post(link, headers={"origin": f"{parts.scheme}://{parts.netloc}"})
    assert answer.status_code == 303, answer.text
    return answer.headers["set-cookie"].partition(f"{COOKIE}=")[2].partition(";")[0]


def let_in(context: BrowserContext, link: str) -> None:
    """Sign a browser in without showing it the door."""
    # A `__Host-` cookie is set from https alone, but for a browser localhost is as safe when it is sent.
    safe = urlsplit(link)._replace(scheme="https", path="/").geturl()
    context.add_cookies([{"name": COOKIE, "value": session(link), "url": safe, "secure": True}])


def client(link: str) -> httpx.Client:
    """A client that a link has signed in."""
    parts = urlsplit(link)
    return client_with(session(link), f"{parts.scheme}://{parts.netloc}")


def client_with(session: str, url: str) -> httpx.Client:
    """A client in a session. It sends the cookie itself: to httpx, as not to browsers, localhost is not secure."""
    headers = {"cookie": f"{COOKIE}={session}", "origin": url, "x-faltlogg": "1"}
    return httpx.Client(base_url=url, headers=headers, timeout=60)
