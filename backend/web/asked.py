"""What may stand in the query of an address, each with its bounds, so that nothing else reaches the views.

In the API a name that a route does not know is refused: a misspelt filter would otherwise be passed over, and
everything answered.
"""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter
from litestar.routes import HTTPRoute

from backend.domain.calendar import YEARS, may_be
from backend.domain.words import Label
from backend.web.errors import Denied
from backend.web.language import ASKED

CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Code = Annotated[str | None, QueryParameter(pattern=CODE, max_length=64)]
Day = Annotated[date | None, QueryParameter(description=f"A day in Sweden, `2026-06-30`, of the years {YEARS}.")]
Known = Annotated[Literal["then", "now"], QueryParameter(description="The log as it was on that day, or as it is.")]
Offset = Annotated[int, QueryParameter(ge=0, le=10_000_000)]
Position = Annotated[int | None, QueryParameter(ge=0, le=2**62)]


def within(day: date | None, field: str) -> date | None:
    """The day, if it lies where anybody could mean it; Denied `unreadable`."""
    if day is not None and not may_be(day):
        raise Denied("unreadable", field=field, detail=f"{field} {YEARS}")
    return day


_NAMES = "asks"


def name_queries(app: Litestar) -> None:
    """Let every route know the names that it and what it depends on ask for."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler, kwargs in route.route_handler_map.values():
                names = {query.field_alias for query in kwargs.expected_query_params}
                handler.opt[_NAMES] = names | set(handler.opt.get(_NAMES, ()))


def check_names(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Denied `unreadable` for a name that the API's route does not ask for. Pages take what they understand."""
    if not connection.scope["query_string"] or not connection.scope["path"].startswith("/api/"):
        return
    known = handler.opt.get(_NAMES, ())
    for name in connection.query_params:
        if name not in known and name != ASKED:
            listed = ", ".join(sorted(known))
            swedish, english = (f"; här finns {listed}", f", but {listed}") if known else ("", "")
            said = name[:100]
            detail = Label(
                f"{said} finns inte i den här adressen{swedish}", f"there is no {said} in this address{english}"
            )
            raise Denied("unreadable", field=said, detail=detail)
