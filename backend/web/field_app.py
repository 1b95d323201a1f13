"""Serves the field app as Vite built it (`/app/…`), and the files that the pages look like (`/static/…`)."""

from pathlib import Path, PurePosixPath
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from backend.web.errors import Denied
from backend.web.guards import unasked
from backend.web.shelf import Shelf

FIELD = Path(__file__).parent / "field"
STATIC = Path(__file__).parent / "static"
_WORKER = "worker.js"

field = Shelf(FIELD)
static = Shelf(STATIC)


class FieldAppController(Controller):
    """The shell looks the same to everybody; what it shows comes from the API."""

    path = "/app"
    include_in_schema = False

    @get(["/", "/{path:path}"], sync_to_thread=False, who=unasked)
    def serve(self, request: Request[Any, Any, Any], path: FromPath[str] = "") -> Response[bytes]:
        """A file of the app, or its front page for an address that the app itself understands."""
        name = path.strip("/") or "index.html"
        headers = {"service-worker-allowed": "/app"} if name == _WORKER else None
        found = field.hand_out(name, request, headers)
        if found is None and not PurePosixPath(name).suffix:
            found = field.hand_out("index.html", request)
        if found is None:
            raise Denied("not-found")
        return found


class StaticController(Controller):
    """Styles and marks of the pages."""

    path = "/static"
    include_in_schema = False

    @get("/{path:path}", sync_to_thread=False, who=unasked)
    def serve(self, request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
        """A file; kept for ever where it is asked for by its digest (`Shelf.address`)."""
        found = static.hand_out(path.strip("/"), request)
        if found is None:
            raise Denied("not-found")
        return found


@get("/", who=unasked, include_in_schema=False, sync_to_thread=False)
def front_door() -> Redirect:
    """Whoever comes to the bare address is led on; the follow-up knows what to do with somebody signed out."""
    return Redirect("/uppfoljning")
