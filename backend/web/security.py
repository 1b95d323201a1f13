"""What every answer says about itself, and what a request must show before it may change anything.

A request that a browser makes on behalf of another site is turned away by where it says it comes from
(`Sec-Fetch-Site`, else `Origin`), and by something another site cannot send: a form token bound to the session, or a
content type or header that needs the browser's permission. Bearer tokens are never sent by a browser on its own and
need neither.
"""

import hmac
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import Request
from litestar.types import Message, Scope

from backend.web.errors import Denied

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
HTTPS_ONLY = "max-age=31536000"
_PLAIN = [(k.encode(), v.encode()) for k, v in {**HEADERS, "cache-control": "no-store"}.items()]
_SECURED = [*_PLAIN, (b"strict-transport-security", HTTPS_ONLY.encode())]

BODY_LIMIT = 1_000_000  # bytes
FORM_WITH_FILE = 40_000_000
"""Bytes of a form with a file: more than it keeps, so that the form can come back and say why beside its field."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""})
"""Content types that any site's form can post without asking; the empty one is a post without a body."""
OWN_HEADER = "x-faltlogg"


async def harden(message: Message, scope: Scope) -> None:
    """Put the security headers on every answer; what has no cache rule of its own is not kept by anybody."""
    if message["type"] != "http.response.start":
        return
    said = {name.lower() for name, _ in message["headers"]}
    wanted = _SECURED if scope.get("scheme") == "https" else _PLAIN
    message["headers"] = [*message["headers"], *(header for header in wanted if header[0] not in said)]


def from_here(request: Request[Any, Any, Any]) -> bool:
    """Whether one of our own pages asks, as the browser says; True for what says nothing (not a browser)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.headers.get("host")
    return True


async def check_origin(request: Request[Any, Any, Any], token: str | None) -> None:
    """Refuse a change that another site may have asked for. `token`: what the session's forms carry, if any."""
    if request.method in SAFE_METHODS:
        return
    if not from_here(request):
        raise Denied("cross-site")
    if token is None or OWN_HEADER in request.headers:
        return
    if request.content_type[0] in FORMS:
        given = (await request.form()).get("_csrf", "")
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), token.encode()):
            raise Denied("form-expired")
