"""HEAD is answered as GET, without the body: links are looked at before they are followed, and caches ask first.

The framework answers a method that no handler names with 405. Here the request goes through everything that a GET goes
through, guards included, so that whoever may not read a page is told no in the same words.
"""

from typing import Any

from litestar import Litestar


class Heads(Litestar):
    """The app, asked for heads too."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand a HEAD on as a GET whose body goes nowhere."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await super().__call__(scope, receive, send)
            return

        async def bare(message: Any) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        asked: Any = {**scope, "method": "GET"}
        await super().__call__(asked, receive, bare)
