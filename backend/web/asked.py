"""What may stand in the query of an address, each with its bounds, so that nothing else reaches the views."""

from datetime import date
from typing import Annotated, Literal

from litestar.params import QueryParameter

from backend.domain.calendar import YEARS, may_be
from backend.web.errors import Denied

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
