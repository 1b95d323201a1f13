"""The whole story of one activity, from its own stream and its note's: who, when by which clock, and what became what.

Nothing is kept of it here: the log itself is read. A note is told by its length, never by its words; reasons are
opened by the caller.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from backend.domain.activity import ActivityCorrected, ActivityRecorded, ActivityWithdrawn
from backend.domain.events import stream
from backend.domain.note import NoteErased, NoteRead
from backend.domain.report import Report
from backend.domain.visit import VisitEvent, VisitsMerged, VisitsParted
from backend.domain.words import Sealed
from backend.log import Recorded
from projections.told import Unseal

Value = (
    str | int | datetime | tuple[str, ...] | tuple[tuple[str, int | None], ...] | dict[str, str] | dict[str, int] | None
)
"""A field of a report: codes, counts or a time, as sent; stops as (place, minutes)."""


class Streams(Protocol):
    """As much of the log as a story needs."""

    def read(self, streams: Sequence[UUID]) -> dict[UUID, list[Recorded]]: ...


class Change(msgspec.Struct, frozen=True):
    """One field of the report, from what to what; `before` is None in a record.

    Values are codes, counts or times, as sent.
    """

    field: str
    before: Value
    after: Value


class Happening(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened to an activity.

    `action` is the topic in the log. `recorded_at` is the device's time, `received_at` the server's; `skew` the
    phone's clock minus the server's, in seconds. `note` is the length of a note sealed here; `note_removed`: there
    was one and is no longer. `reason` is what was given, None where none was or it is erased (`reason_erased`).
    `rule` is why a note was erased. `other` is the record that this one was said to be one visit with, or not.
    `rescued_by` is the lead who handed a letter in for its writer. `fault`: the log cannot read it.
    """

    position: int
    version: int
    action: str
    received_at: datetime | None = None
    recorded_at: datetime | None = None
    by: UUID | None = None
    organisation: str | None = None
    device: UUID | None = None
    skew: int = 0
    by_day: bool = False
    changes: tuple[Change, ...] = ()
    note: int | None = None
    note_removed: bool = False
    reason: str | None = None
    reason_erased: bool = False
    rule: str | None = None
    other: UUID | None = None
    rescued_by: UUID | None = None
    fault: str | None = None


def history(
    log: Streams,
    partnership: str,
    activity: UUID,
    *,
    unseal: Unseal | None = None,
    pairs: Sequence[tuple[UUID, UUID]] = (),
) -> tuple[Happening, ...]:
    """Everything that happened to an activity and its note, oldest first; nothing where the partnership has none.

    `pairs`: those whose "samma besök?" was answered, the activity being one of each (visits.py).
    """
    notes = stream(partnership, "notes", str(activity))
    answered = [stream(partnership, "visit", *map(str, pair)) for pair in pairs]
    read = log.read([activity, notes, *answered])
    found: list[Happening] = []
    report: Report | None = None
    noted = False
    for at in sorted((at for events in read.values() for at in events), key=lambda r: r.position):
        event = at.event
        match event:
            case ActivityRecorded() | ActivityCorrected() | ActivityWithdrawn() if event.partnership != partnership:
                return ()
            case ActivityRecorded() | ActivityCorrected():
                found.append(_reported(at, event, report, noted=noted, unseal=unseal))
                keeps = isinstance(event, ActivityCorrected) and event.keeps_note
                report, noted = event.report, noted if keeps else event.note is not None
            case ActivityWithdrawn():
                found.append(_handed(at, event, unseal))
            case NoteRead() | NoteErased():
                found.append(_noted(at, event, unseal))
            case VisitsMerged() | VisitsParted():
                found.append(_answered(at, event, activity))
            case _:
                found.append(Happening(position=at.position, version=at.version, action=at.topic, fault=at.fault))
    return tuple(found)


def _handed(
    at: Recorded, event: ActivityRecorded | ActivityCorrected | ActivityWithdrawn, unseal: Unseal | None
) -> Happening:
    sealed = None if isinstance(event, ActivityRecorded) else event.reason
    reason = _open(unseal, sealed, at, event.partnership)
    return Happening(
        position=at.position,
        version=at.version,
        action=at.topic,
        received_at=event.received_at,
        recorded_at=event.handed.recorded_at,
        by=event.by,
        organisation=event.organisation,
        device=event.handed.device,
        skew=event.handed.skew,
        rescued_by=event.handed.rescued_by,
        reason=reason,
        reason_erased=unseal is not None and sealed is not None and reason is None,
    )


def _reported(
    at: Recorded,
    event: ActivityRecorded | ActivityCorrected,
    before: Report | None,
    *,
    noted: bool,
    unseal: Unseal | None,
) -> Happening:
    keeps = isinstance(event, ActivityCorrected) and event.keeps_note
    return msgspec.structs.replace(
        _handed(at, event, unseal),
        by_day=event.by_day,
        changes=changes(before, event.report),
        note=event.note.length if event.note else None,
        note_removed=noted and event.note is None and not keeps,
    )


def _noted(at: Recorded, event: NoteRead | NoteErased, unseal: Unseal | None) -> Happening:
    sealed = event.reason if isinstance(event, NoteRead) else None
    reason = _open(unseal, sealed, at, event.partnership)
    return Happening(
        position=at.position,
        version=at.version,
        action=at.topic,
        received_at=event.received_at,
        by=event.by,
        organisation=event.organisation,
        reason=reason,
        reason_erased=unseal is not None and sealed is not None and reason is None,
        rule=event.rule if isinstance(event, NoteErased) else None,
    )


def _answered(at: Recorded, event: VisitEvent, activity: UUID) -> Happening:
    one, other = event.pair
    return Happening(
        position=at.position,
        version=at.version,
        action=at.topic,
        received_at=event.received_at,
        by=event.by,
        organisation=event.organisation,
        other=other if one == activity else one,
    )


def _open(unseal: Unseal | None, sealed: Sealed | None, at: Recorded, partnership: str) -> str | None:
    if unseal is None or sealed is None:
        return None
    return unseal(sealed, partnership=partnership, stream=at.stream, version=at.version, topic=at.topic, field="reason")


def changes(before: Report | None, after: Report) -> tuple[Change, ...]:
    """The fields that differ, in the order of the report; of a first report those that say anything."""
    found = []
    for field in after.__struct_fields__:
        was = None if before is None else _value(before, field)
        now = _value(after, field)
        if was != now and not (before is None and now in (None, (), {})):
            found.append(Change(field, was, now))
    return tuple(found)


def _value(report: Report, field: str) -> Value:
    value = getattr(report, field)
    if field == "stops":
        return tuple((stop.place, stop.minutes) for stop in report.stops)
    if field == "crew":
        return tuple(map(str, report.crew))
    found: Value = value
    return found
