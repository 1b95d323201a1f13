"""Entries to put into a log, each of its own activity unless told otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from backend.domain.activity import ActivityRecorded, ActivityWithdrawn, Handed
from backend.domain.report import Report
from backend.log import Entry

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ANNA, DEVICE = uuid4(), uuid4()


def after(**time: float) -> datetime:
    return NOON + timedelta(**time)


def recorded(
    stream: UUID | None = None,
    *,
    command: UUID | None = None,
    digest: bytes = b"the same letter",
    at: datetime = NOON,
    place: str = "ankarsrum",
) -> Entry:
    """A place visit recorded, as version 1 of its stream."""
    command = command or uuid4()
    event = ActivityRecorded(
        received_at=at, report=Report(kind="platsbesok", occurred_at=at, place=place), **_by(command, at)
    )
    return Entry(stream=stream or uuid4(), version=1, event=event, command=command, digest=digest)


def withdrawn(stream: UUID, version: int = 2, *, at: datetime = NOON) -> Entry:
    """That activity withdrawn."""
    command = uuid4()
    event = ActivityWithdrawn(received_at=at, **_by(command, at))
    return Entry(stream=stream, version=version, event=event, command=command, digest=b"a withdrawal")


def _by(command: UUID, at: datetime) -> dict[str, Any]:
    handed = Handed(command=command, recorded_at=at, device=DEVICE, seq=1)
    return {"partnership": "vastervik", "by": ANNA, "organisation": "polisen", "handed": handed}
