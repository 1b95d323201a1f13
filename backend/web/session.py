"""Signing in by a one-time link, signing out, and finding out who asks.

A link is opened twice: reading its address shows a button and uses nothing up, because mail programs and chats fetch
addresses to preview them; pressing the button uses the link. Its secret stands in the address for want of another
place, and is nowhere logged.
"""

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.middleware import ASGIMiddleware
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect, Template
from litestar.types import ASGIApp, Receive, Scope, Send

from backend.accounts import SESSION_LIVES, Accounts, Acting
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.house import House
from backend.web.errors import Denied
from backend.web.guards import Who, anyone, may, signed_in, unasked

COOKIE = "__Host-faltlogg"
IN_THE_FIELD = frozenset({Role.FIELD, Role.LEAD})
_SEE_OTHER: Final = 303


class Identify(ASGIMiddleware):
    """Looks up the session or the token that a request carries, where its route wants to know."""

    def __init__(self, accounts: Accounts, now: Callable[[], datetime]) -> None:
        self.accounts, self.now = accounts, now

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Put who acts in `auth` and their membership in `user`; None for somebody signed out."""
        scope["auth"] = scope["user"] = None
        who = scope["route_handler"].opt.get("who")
        if isinstance(who, Who) and who.looks:
            await self._look(scope)
        await next_app(scope, receive, send)

    async def _look(self, scope: Scope) -> None:
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        kind, _, token = connection.headers.get("authorization", "").partition(" ")
        acting: Acting | None = None
        if kind.lower() == "bearer":
            acting = await sync_to_thread(self.accounts.token, token.strip(), now=self.now())
        elif secret := token.strip() if kind.lower() == "session" else connection.cookies.get(COOKIE):
            acting = await self._session(secret)
            if acting is not None:
                scope["state"]["form_token"] = form_token(secret)
        if acting is not None:
            scope["auth"], scope["user"] = acting, acting.member

    async def _session(self, secret: str) -> Acting | None:
        """Who it stands for. What may wait for a network or for a disk does so in a thread."""
        now = self.now()
        if not self.accounts.at_hand:
            return await sync_to_thread(self.accounts.session, secret, now=now)
        found = self.accounts.look(secret, now=now)
        if found is not None and found.rested:
            await sync_to_thread(self.accounts.used, secret, now=now)
        return found.acting if found is not None else None


def form_token(secret: str) -> str:
    """The `_csrf` value of a session's forms: tells nothing about the secret that it is bound to."""
    return hmac.digest(secret.encode(), b"form", "sha256").hex()


def home(member: Member) -> str:
    """Where somebody begins: those in the field with the field app, others with the follow-up or with the members."""
    if IN_THE_FIELD & member.roles:
        return "/app"
    return "/admin" if member.roles == {Role.ADMIN} else "/uppfoljning"


def session_of(request: Request[Any, Any, Any]) -> str:
    """The secret of the session that asks: a phone's own names it in a header, a browser in its cookie."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "session" else request.cookies.get(COOKIE, "")


class Moved(msgspec.Struct, frozen=True):
    """A session that has left the browser's cookie; None where there was none in it."""

    session: str | None


class PhoneSessionController(Controller):
    """POST /api/session."""

    path = "/api/session"

    @post(status_code=200, who=may(*IN_THE_FIELD), sync_to_thread=False)
    def move(
        self,
        request: Request[Any, Any, Any],
        member: NamedDependency[Member],
        of: Annotated[UUID, QueryParameter(name="member")],
    ) -> Response[Moved]:
        """Hand the cookie's session to a phone that seals it with what is `member`'s own, and empty the cookie.

        On a phone that several share, each member so has a session that only they can open. Nothing is handed out for
        a session that is another member's.
        """
        secret = request.cookies.get(COOKIE)
        if not secret or request.headers.get("authorization"):
            return Response(Moved(None))
        if of != member.id:
            raise Refused("other-member")
        return Response(Moved(secret), cookies=[cookie("", 0)])


class SessionController(Controller):
    """In and out."""

    include_in_schema = False

    @get("/in", who=anyone, sync_to_thread=False)
    def signed_out(self, request: Request[Any, Any, Any]) -> Template | Redirect:
        """Where one lands signed out: how to get a link."""
        if request.auth is not None:
            return Redirect(home(request.user), status_code=_SEE_OTHER)
        return Template("in.html")

    @get("/in/{secret:str}", who=unasked, sync_to_thread=True)
    def door(self, secret: FromPath[str], house: NamedDependency[House]) -> Template:
        """One button, where the link would let somebody in. Looking uses nothing up."""
        if not house.accounts.link_opens(secret, now=house.now()):
            raise Denied("link-used")
        return Template("link.html")

    @post("/in/{secret:str}", who=unasked, sync_to_thread=True)
    def enter(self, secret: FromPath[str], house: NamedDependency[House]) -> Response[None]:
        """Use the link up and begin a session."""
        session = house.accounts.enter(secret, now=house.now())
        acting = house.accounts.session(session, now=house.now()) if session else None
        if session is None or acting is None:
            raise Denied("link-used")
        return Response(
            None, status_code=_SEE_OTHER, headers={"location": home(acting.member)}, cookies=[cookie(session)]
        )

    @post("/ut", who=anyone, sync_to_thread=True)
    def leave(self, request: Request[Any, Any, Any], house: NamedDependency[House]) -> Response[None]:
        """End the session, here and in the browser."""
        secret = session_of(request)
        if secret:
            house.accounts.sign_out(secret)
        # A phone's own session ends alone: the cookie may be somebody else's.
        emptied = [cookie("", 0)] if secret == request.cookies.get(COOKIE, "") else []
        return Response(None, status_code=_SEE_OTHER, headers={"location": "/in"}, cookies=emptied)

    @post("/samverkan/{partnership:str}", who=signed_in, sync_to_thread=True)
    def switch(
        self, partnership: FromPath[str], request: Request[Any, Any, Any], house: NamedDependency[House]
    ) -> Response[None]:
        """Act in another of one's own memberships."""
        secret = request.cookies.get(COOKIE, "")
        acting = house.accounts.switch(secret, partnership, now=house.now()) if secret else None
        if acting is None:
            raise Denied("not-found")
        return Response(None, status_code=_SEE_OTHER, headers={"location": home(acting.member)})


def cookie(secret: str, lives: int = int(SESSION_LIVES.total_seconds())) -> Cookie:
    """The session cookie. `__Host-`: of this host alone, over TLS (or to localhost) alone, for every path."""
    return Cookie(key=COOKIE, value=secret, path="/", secure=True, httponly=True, samesite="lax", max_age=lives)
