"""Tells what happened to one activity, what is asked, and what comes of it: `given(…).when(…).then(…)`."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from backend.domain import activity
from backend.domain.activity import Activity, ActivityEvent, Handed
from backend.domain.member import Member, Role
from backend.domain.refusal import Later, Refused
from backend.domain.report import Report
from backend.domain.words import Sealed

NOW = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
ANNA = Member(id=UUID(int=1), partnership="vastervik", organisation="polisen", roles=frozenset({Role.FIELD}))
JONAS = msgspec.structs.replace(ANNA, id=UUID(int=2))
LEAD = msgspec.structs.replace(ANNA, id=UUID(int=3), roles=frozenset({Role.LEAD}))
SARA = msgspec.structs.replace(ANNA, id=UUID(int=4), organisation="kommunen")
ELSEWHERE = msgspec.structs.replace(ANNA, partnership="vingaker")

VISIT = Report(kind="platsbesok", occurred_at=datetime(2026, 5, 4, 18, 30, tzinfo=UTC), minutes=20, place="gamleby")
MOVED = msgspec.structs.replace(VISIT, place="ankarsrum")
HANDED = Handed(command=UUID(int=17), recorded_at=datetime(2026, 5, 4, 18, 50, tzinfo=UTC))
NOTE = Sealed(key="k1", box=b"box", mac=b"mac", length=3)

Ask = Callable[[Activity | None], list[ActivityEvent]]


class Story:
    """A past and what comes of it."""

    def __init__(self, past: Activity | None) -> None:
        self.past = past
        self.asked: Ask = lambda _: []

    def when(self, ask: Ask) -> "Story":
        self.asked = ask
        return self

    def then(self, *topics: str) -> list[ActivityEvent]:
        """The decision says exactly this."""
        events = self.asked(self.past)
        assert [e.__struct_config__.tag for e in events] == list(topics)
        return events

    def refused(self, code: str) -> Refused:
        with pytest.raises(Refused) as caught:
            self.asked(self.past)
        assert caught.value.code == code
        return caught.value

    def later(self) -> None:
        with pytest.raises(Later):
            self.asked(self.past)


def given(*asks: Ask) -> Story:
    """What has happened so far, as decisions already taken."""
    past: Activity | None = None
    for ask in asks:
        for event in ask(past):
            past = activity.evolve(past, event)
    return Story(past)


def recording(
    report: Report = VISIT,
    *,
    by: Member = ANNA,
    note: Sealed | None = None,
    same_note: bool = True,
    by_day: bool = False,
) -> Ask:
    return lambda past: activity.record(
        past, report, by_day=by_day, note=note, same_note=same_note, handed=HANDED, by=by, now=NOW
    )


def correcting(
    report: Report = MOVED,
    *,
    version: int = 1,
    by: Member = ANNA,
    note: Sealed | None = None,
    keeps_note: bool = False,
    same_note: bool = True,
    by_day: bool = False,
    across: bool = False,
) -> Ask:
    return lambda past: activity.correct(
        past,
        report,
        version=version,
        by_day=by_day,
        across=across,
        note=note,
        keeps_note=keeps_note,
        same_note=same_note,
        reason=None,
        handed=HANDED,
        by=by,
        now=NOW,
    )


def withdrawing(*, version: int = 1, by: Member = ANNA) -> Ask:
    return lambda past: activity.withdraw(past, version=version, reason=None, handed=HANDED, by=by, now=NOW)
