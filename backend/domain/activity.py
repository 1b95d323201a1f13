"""One activity, from the officer's report to its last correction.

Events are named in the past tense, decisions in the imperative. Decisions take the past and the present as
arguments and return events; they read no clock and touch no store.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from backend.domain.calendar import local, noon
from backend.domain.member import Member
from backend.domain.refusal import Later, Refused
from backend.domain.report import Report
from backend.domain.words import Named, Sealed


class Handed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a letter came in: its command, the queue it came from and what that phone's clock said.

    `skew` is the phone's clock minus the server's when it was handed in, in whole seconds. An imported row has neither
    device nor seq. `rescued_by` is the lead who handed in what a phone could not send itself.
    """

    command: UUID
    recorded_at: Annotated[datetime, msgspec.Meta(tz=True)]
    device: UUID | None = None
    seq: int | None = None
    skew: int = 0
    confirmed: tuple[str, ...] = ()
    rescued_by: UUID | None = None


class _Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", omit_defaults=True):
    partnership: Named
    by: UUID
    organisation: Named
    handed: Handed
    received_at: datetime


class ActivityRecorded(_Event, frozen=True, tag="activity-recorded"):
    """The server accepted an officer's report. `by_day`: only the day of `occurred_at` is known."""

    report: Report
    by_day: bool = False
    note: Sealed | None = None


class ActivityCorrected(_Event, frozen=True, tag="activity-corrected"):
    """What was reported is replaced; the old report stays in the trail. `keeps_note`: the note stays as it was."""

    report: Report
    by_day: bool = False
    note: Sealed | None = None
    keeps_note: bool = False
    reason: Sealed | None = None


class ActivityWithdrawn(_Event, frozen=True, tag="activity-withdrawn"):
    """The activity counts no longer, as if it had not been reported; the trail keeps it."""

    reason: Sealed | None = None


ActivityEvent = ActivityRecorded | ActivityCorrected | ActivityWithdrawn


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """An activity as it stands.

    `version` counts record, correct and withdraw only; `note_version` is where the note was sealed.
    """

    partnership: str
    by: UUID
    organisation: str
    report: Report
    by_day: bool
    version: int
    note: Sealed | None = None
    note_version: int | None = None
    withdrawn: bool = False

    @property
    def crew(self) -> tuple[UUID, ...]:
        return self.report.crew


def evolve(past: Activity | None, event: ActivityEvent) -> Activity:
    """The activity after one more event."""
    match event:
        case ActivityRecorded():
            return Activity(
                partnership=event.partnership,
                by=event.by,
                organisation=event.organisation,
                report=event.report,
                by_day=event.by_day,
                version=1,
                note=event.note,
                note_version=1 if event.note else None,
            )
        case ActivityCorrected() if past is not None:
            version = past.version + 1
            note, at = (
                (past.note, past.note_version) if event.keeps_note else (event.note, version if event.note else None)
            )
            return msgspec.structs.replace(
                past, report=event.report, by_day=event.by_day, version=version, note=note, note_version=at
            )
        case ActivityWithdrawn() if past is not None:
            return msgspec.structs.replace(past, version=past.version + 1, withdrawn=True)
    raise ValueError("an activity begins with its record")


def cut(report: Report, *, by_day: bool) -> Report:
    """The report without its hour, where only the day is to be known."""
    if not by_day:
        return report
    return msgspec.structs.replace(report, occurred_at=noon(local(report.occurred_at).date()))


def as_kept(report: Report, handed: Handed, *, by_day: bool) -> tuple[Report, Handed]:
    """Cut to the day what concerns a person, whatever precision was sent."""
    if not by_day:
        return report, handed
    return (
        cut(report, by_day=True),
        msgspec.structs.replace(handed, recorded_at=noon(local(handed.recorded_at).date())),
    )


def record(
    past: Activity | None,
    report: Report,
    *,
    by_day: bool,
    note: Sealed | None,
    same_note: bool,
    handed: Handed,
    by: Member,
    now: datetime,
) -> list[ActivityEvent]:
    """Take in a new report. The same report again (a lost answer, a second phone) changes nothing.

    `same_note`: the note handed in equals the one in the past.
    """
    report, handed = as_kept(report, handed, by_day=by_day)
    if past is not None:
        if (
            past.partnership == by.partnership
            and past.by == by.id
            and past.version == 1
            and past.report == report
            and same_note
        ):
            return []
        raise Refused("already-recorded", "activity")
    return [
        ActivityRecorded(
            partnership=by.partnership,
            by=by.id,
            organisation=by.organisation,
            handed=handed,
            received_at=now,
            report=report,
            by_day=by_day,
            note=note,
        )
    ]


def _mendable(past: Activity | None, version: int, by: Member) -> Activity:
    if past is None:
        raise Later("unknown-activity")
    if not by.may_mend(past):
        raise Refused("not-yours", "activity")
    if version != past.version:
        raise Refused("stale", "version", version=past.version)
    return past


def correct(
    past: Activity | None,
    report: Report,
    *,
    version: int,
    by_day: bool,
    across: bool,
    note: Sealed | None,
    keeps_note: bool,
    same_note: bool,
    reason: Sealed | None,
    handed: Handed,
    by: Member,
    now: datetime,
) -> list[ActivityEvent]:
    """Replace what was reported. The old report stays in the trail. What changes nothing appends nothing.

    `across`: one of the two kinds concerns a person and the other does not. That is refused: the trail would tell a
    place and an hour beside what has a day alone (DESIGN.md, decision 9).
    """
    if past is not None and past.withdrawn and by.may_mend(past):
        raise Refused("withdrawn", "activity")
    past = _mendable(past, version, by)
    if across:
        raise Refused("about-a-person", "report.kind")
    report, handed = as_kept(report, handed, by_day=by_day)
    if report == past.report and (keeps_note or same_note):
        return []
    return [
        ActivityCorrected(
            partnership=past.partnership,
            by=by.id,
            organisation=by.organisation,
            handed=handed,
            received_at=now,
            report=report,
            by_day=by_day,
            note=None if keeps_note else note,
            keeps_note=keeps_note,
            reason=reason,
        )
    ]


def withdraw(
    past: Activity | None, *, version: int, reason: Sealed | None, handed: Handed, by: Member, now: datetime
) -> list[ActivityEvent]:
    """Take an activity back. Withdrawing what is withdrawn appends nothing."""
    if past is not None and past.withdrawn and by.may_mend(past):
        return []
    past = _mendable(past, version, by)
    if past.by_day:
        handed = as_kept(past.report, handed, by_day=True)[1]
    return [
        ActivityWithdrawn(
            partnership=past.partnership,
            by=by.id,
            organisation=by.organisation,
            handed=handed,
            received_at=now,
            reason=reason,
        )
    ]
