"""Whoever is turned away is heard out first: a connection closed while they still send would lose the answer."""

from typing import Any

from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

_REFUSED = 400
_PATIENCE = 10_000_000  # bytes; whoever sends more loses the answer


class HearOut(ASGIMiddleware):
    """Reads the rest of a body that is turned away, for its size or for who sends it."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on; where it is refused, let it come to its end before that is answered."""
        if scope.get("method") != "POST":
            await next_app(scope, receive, send)
            return
        more = True

        async def heard() -> Any:
            nonlocal more
            message = await receive()
            more = message["type"] == "http.request" and message.get("more_body", False)
            return message

        async def told(message: Any) -> None:
            if message["type"] == "http.response.start" and message["status"] >= _REFUSED:
                left = _PATIENCE
                while more and left > 0:
                    rest = await heard()
                    left -= len(rest["body"]) if rest["type"] == "http.request" else 0
            await send(message)

        await next_app(scope, heard, told)
