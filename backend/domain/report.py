"""What an officer claims was done: the same fields for every kind (WIRE.md, "A report")."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from backend.domain.words import Code, Named

LONGEST = 1440
"""A day and night: the most minutes of an activity in all."""
Minutes = Annotated[int, msgspec.Meta(ge=0, le=LONGEST)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class Stop(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One place a patrol passed, and for how many minutes."""

    place: Named
    minutes: Minutes | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An officer's claim about something done in the field, without its free text; its id is minted on the phone.

    `occurred_at` is when it began, as claimed, with the offset that was sent. `place` is shorthand for one stop.
    `minutes` is how long in all: it may exceed the sum of the stops, not the reverse. `joint` names parties
    present besides the recorder's own.
    """

    kind: Named
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)]
    minutes: Minutes | None = None
    place: Named | None = None
    stops: Annotated[tuple[Stop, ...], msgspec.Meta(max_length=100)] = ()
    zone: Named | None = None
    joint: Annotated[tuple[Named, ...], msgspec.Meta(max_length=20)] = ()
    crew: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=20)] = ()
    problem: Named | None = None
    actions: Annotated[tuple[Named, ...], msgspec.Meta(max_length=20)] = ()
    people: Count | None = None
    answers: dict[Code, Named] = {}
    results: dict[Code, Count] = {}

    def places(self) -> tuple[Stop, ...]:
        """Every stop, the shorthand included; the minutes of a single stop are the report's own."""
        if self.place is not None:
            return (Stop(place=self.place, minutes=self.minutes), *self.stops)
        return self.stops


FIELDS = (
    "minutes", "place", "stops", "zone", "joint", "crew", "problem", "actions", "people", "answers", "results", "note",
)  # fmt: skip
"""The fields that a kind may require, allow or refuse."""


def says(report: Report, field: str) -> bool:
    """Whether the report says something in a field; a count of nought says something."""
    value = getattr(report, field)
    return bool(value) or value == 0
