"""Events to bytes and back. A topic is the Struct's tag and survives renames; what is not in `Event` is never decoded.

The library's own mapper reads `vars(event)` and imports whatever module a row names (FACTS: eventsourcing).
"""

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent

from backend.domain.events import Event
from backend.domain.far import brought_near

TOPICS: dict[type, str] = {struct: str(struct.__struct_config__.tag) for struct in get_args(Event)}
"""The allow-list: every Struct that may stand in the log, and its topic."""

_ALLOWED = frozenset(TOPICS.values())
_ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# Encoders and decoders hold no state between calls: threads share them.
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Event).decode


def to_stored(stream: UUID, version: int, event: Event) -> StoredEvent:
    """An event as the recorders take it. Raises KeyError for what is no event of ours."""
    return StoredEvent(
        originator_id=stream, originator_version=version, topic=TOPICS[type(event)], state=_encode(event)
    )


def to_event(topic: str, state: bytes) -> tuple[Event | None, str | None]:
    """(event, None), or (None, what is wrong with it). Never raises for what a row holds, never quotes it.

    Days and moments that nobody can mean are brought to the nearest that may be handed in (`domain/far.py`).
    """
    if topic not in _ALLOWED:
        return None, f"unknown topic {topic[:80]!r}"
    try:
        event: Event = _decode(state)
    except msgspec.ValidationError as error:
        return None, f"not a {topic}: {_where(error)}"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, f"not JSON, though stored as {topic}"
    if TOPICS[type(event)] != topic:
        return None, f"stored as {topic}, but says it is {TOPICS[type(event)]}"
    return brought_near(event), None


def _where(error: msgspec.ValidationError) -> str:
    """The path msgspec names (`$.report.minutes`), without the value it may quote."""
    _, found, path = str(error).rpartition(" - at `")
    return f"at {path.rstrip('`')}" if found else "its fields do not fit"


def microseconds(moment: datetime) -> int:
    """Since 1970, UTC: how the tables keep `received_at`."""
    return (moment - _ORIGIN) // _MICROSECOND


def moment(microseconds_: int) -> datetime:
    """The moment that `microseconds` came from."""
    return _ORIGIN + timedelta(microseconds=microseconds_)


def restamped(stored: StoredEvent, event: Event, received_at: datetime) -> StoredEvent:
    """The same event, received later."""
    later = msgspec.structs.replace(event, received_at=received_at)
    return StoredEvent(stored.originator_id, stored.originator_version, stored.topic, _encode(later))
