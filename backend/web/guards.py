"""Who may call a route. Every route says so with `who=…`; one that does not is closed (DESIGN.md, "Who may")."""

import hmac
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.handlers import BaseRouteHandler

from backend.accounts import Acting
from backend.domain.member import Member, Role
from backend.web.asked import check_names
from backend.web.errors import Denied
from backend.web.security import check_origin


@dataclass(frozen=True)
class Who:
    """A rule for who may call: `known` for somebody signed in, `near` for this machine or a token's bearer."""

    roles: frozenset[Role] | None = None
    known: bool = False
    near: bool = False
    looks: bool = True
    """Whether the caller is looked up at all: the shell of the field app and its files look the same to everybody."""


def may(*roles: Role) -> Who:
    """Members with any of these roles in the membership they act in."""
    return Who(roles=frozenset(roles), known=True)


anyone = Who()
"""Whoever asks; the page may still know who it is."""

unasked = Who(looks=False)
"""Whoever asks, and nobody looks who: files, health."""

signed_in = Who(known=True)
"""Any member, whatever their roles."""

loopback_or_token = Who(near=True)
"""This machine itself, or the bearer of a token."""


async def check(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The one guard of the whole app."""
    if "\x00" in connection.scope["path"] or b"%00" in connection.scope["query_string"]:
        raise Denied("unreadable", detail="NUL")  # PostgreSQL keeps no such text
    who = handler.opt.get("who")
    if not isinstance(who, Who):
        raise Denied("forbidden")
    session = connection.scope.get("auth")
    if who.near and not (_on_this_machine(connection) or _bears_token(connection)):
        raise Denied("forbidden")
    if who.known:
        member = connection.scope.get("user")
        if session is None:
            raise Denied("signed-out")
        if not isinstance(member, Member) or (who.roles is not None and not who.roles & member.roles):
            raise Denied("forbidden")
    check_names(connection, handler)
    if isinstance(connection, Request):
        await check_origin(connection, connection.scope.get("state", {}).get("form_token"))


def _bears_token(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """A program's token, or the one that the settings give to whoever collects figures."""
    acting, kept = connection.scope.get("auth"), connection.app.state.get("metrics_token")
    if isinstance(acting, Acting) and acting.token:
        return True
    given = connection.headers.get("authorization", "").removeprefix("Bearer ")
    return kept is not None and hmac.compare_digest(given.encode(), kept.encode())


def _on_this_machine(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """A peer on loopback that speaks for itself: a reverse proxy on this machine says for whom it asks."""
    if any(connection.headers.get(name) for name in ("x-forwarded-for", "forwarded", "x-real-ip")):
        return False
    try:
        return connection.client is not None and ip_address(connection.client.host).is_loopback
    except ValueError:
        return False
