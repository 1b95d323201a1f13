"""What the Friday meeting decided, and what became of it. Bodies are the events, free text sealed as it came."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from backend.domain.decision import CLOSED, DecisionEvent, DecisionFollowed, DecisionMade, Outcome
from backend.domain.words import Sealed
from backend.log import Recorded
from projections.page import Page, Takes
from projections.store import Reading
from projections.told import Unseal

LOGIC = 2
"""Raise it when the same events make other rows."""

_encode = msgspec.json.Encoder().encode
_event = msgspec.json.Decoder(DecisionEvent).decode


# Taking events in.


def _made(page: Page, at: Recorded, event: DecisionMade) -> None:
    about = [at.position, event.partnership, event.decision, event.week, event.place]
    page.add("decisions", [*about, at.stream, at.version, _encode(event)])


def _followed(page: Page, at: Recorded, event: DecisionFollowed) -> None:
    about = [at.position, event.partnership, event.decision, "", None]
    page.add("decisions", [*about, at.stream, at.version, _encode(event)])


TAKES: Takes = {DecisionMade: _made, DecisionFollowed: _followed}


# Asking.


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody told of a decision. `text` is None where it was erased, or may not be read."""

    outcome: Outcome
    text: str | None
    organisation: str
    member: UUID
    at: datetime


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision in words, with everything told of it, oldest first. `what` is None where it was erased."""

    event: DecisionMade
    what: str | None
    function: str | None
    told: tuple[Told, ...] = ()

    @property
    def outcome(self) -> Outcome:
        return self.told[-1].outcome if self.told else "open"

    def closed_before(self, moment: datetime) -> bool:
        """Whether nothing more was to be asked about it at a moment."""
        by_then = [t for t in self.told if t.at < moment]
        return bool(by_then) and by_then[-1].outcome in CLOSED


def decisions(
    reading: Reading,
    partnership: str,
    *,
    unseal: Unseal | None = None,
    places: Collection[str] | None = None,
    upto: int | None = None,
) -> list[Decided]:
    """Every decision, the oldest first; of some places where they are named. `unseal` opens what is written.

    `upto`: by what was known at a log position.
    """
    c = reading.t.decisions.c
    asked = select(reading.t.decisions).where(c.partnership == partnership)
    if upto is not None:
        asked = asked.where(c.position <= upto)
    if places is not None:
        here = select(c.decision).where(c.partnership == partnership, c.place.in_(sorted(places)))
        asked = asked.where(c.decision.in_(here))
    found: dict[UUID, Decided] = {}
    for row in reading.connection.execute(asked.order_by(c.position)):
        event = _event(row.body)
        opened = _opener(unseal, row, event)
        if isinstance(event, DecisionMade):
            found[event.decision] = Decided(
                event=event, what=opened("what", event.what), function=opened("function", event.function)
            )
        elif past := found.get(event.decision):
            told = Told(
                outcome=event.outcome,
                text=opened("text", event.text),
                organisation=event.organisation,
                member=event.by,
                at=event.received_at,
            )
            found[event.decision] = msgspec.structs.replace(past, told=(*past.told, told))
    return list(found.values())


def _opener(unseal: Unseal | None, row: Any, event: DecisionEvent) -> Callable[[str, Sealed | None], str | None]:
    def opened(field: str, sealed: Sealed | None) -> str | None:
        if unseal is None or sealed is None:
            return None
        topic = str(event.__struct_config__.tag)
        return unseal(
            sealed, partnership=event.partnership, stream=row.stream, version=row.version, topic=topic, field=field
        )

    return opened
