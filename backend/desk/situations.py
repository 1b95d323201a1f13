"""Freezes a week's situation, and records that it was made (RULES.md, last lines of "Types").

That is the work of whoever froze it. Where the promise is another organisation's, it confirms the week as its own too.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from backend.desk.catalogues import Catalogues
from backend.desk.notes import replay
from backend.desk.weeks import first_day
from backend.domain import activity, situation
from backend.domain.activity import Activity, Handed
from backend.domain.calendar import local, noon, week
from backend.domain.catalogue import Catalogue
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.domain.report import Report
from backend.domain.situation import KIND, Need, SituationFrozen, Through
from backend.log import Conflict, Entry, Log

_TRIES = 5
_AGAIN = 100
"""So many times one organisation may take a week back and confirm it anew."""


class SituationDesk:
    """Where a week's picture is handed in once it is decided."""

    def __init__(self, log: Log, catalogues: Catalogues, *, now: Callable[[], datetime]) -> None:
        self.log, self.catalogues, self.now = log, catalogues, now

    def freeze(
        self,
        code: str,
        needs: tuple[Need, ...],
        *,
        by: Member,
        through: Through | None = None,
        only_look: bool = False,
    ) -> bool:
        """Freeze the picture of ISO week `code`; False where it was frozen just so before.

        So it was, too, where places that it named have become one since. `only_look`: refuse or not, and freeze
        nothing. Refused: `unknown-period`, `week-ahead`, `week-before`, `missing` where no place is named,
        `unknown-code` for a place or problem that is not listed, `frozen` for another picture.
        """
        stands_for = self._check(needs, by.partnership).stands_for
        place = stream(by.partnership, "situation", code)
        earliest = first_day(self.log, self.catalogues, by.partnership)
        for _ in range(_TRIES):
            recorded = self.log.read([place]).get(place, [])
            past = next((r.event for r in reversed(recorded) if isinstance(r.event, SituationFrozen)), None)
            if past and situation.as_now(past.needs, stands_for) == situation.as_now(needs, stands_for):
                return False
            events = situation.freeze(past, code, needs, earliest=earliest, by=by, now=self.now(), through=through)
            if not events or only_look:
                return bool(events)
            entries = [Entry(stream=place, version=len(recorded) + 1 + i, event=e) for i, e in enumerate(events)]
            try:
                self.log.append([*entries, *self._as_activity(code, by)])
            except Conflict:
                continue
            return True
        raise Conflict

    def through(self, partnership: str, code: str) -> Through | None:
        """How the picture of a week was handed in; None where it was not kept, or there is none."""
        place = stream(partnership, "situation", code)
        frozen = [r.event for r in self.log.read([place]).get(place, []) if isinstance(r.event, SituationFrozen)]
        return frozen[-1].through if frozen else None

    def confirm(self, code: str, *, by: Member) -> bool:
        """Let the organisation of `by` stand behind a week that another froze: it then counts as its own work too.

        False where it froze or confirmed the week before, and that stands: what was withdrawn since, or corrected to be
        something else, is done anew. Raises Refused: `unknown-period` for one that is not frozen.
        """
        place = stream(by.partnership, "situation", code)
        past = [r.event for r in self.log.read([place]).get(place, []) if isinstance(r.event, SituationFrozen)]
        if not past:
            raise Refused("unknown-period", "week")
        first = () if past[-1].organisation == by.organisation else (by.organisation,)
        for number in range(1, _AGAIN):
            names = first if number == 1 else (*first, str(number))
            id_ = stream(by.partnership, "situation-activity", code, *names)
            if recorded := self.log.read([id_]).get(id_):
                if _stands(replay(recorded), code):
                    return False
                continue
            entries = self._as_activity(code, by, *names)
            if not entries:
                return False
            try:
                self.log.append(entries)
            except Conflict:
                return False  # a colleague was quicker
            return True
        return False

    def _check(self, needs: tuple[Need, ...], partnership: str) -> Catalogue:
        catalogue = self.catalogues.of(partnership, anew=True)
        for i, need in enumerate(needs):
            if need.place not in catalogue.places:
                raise Refused("unknown-code", f"needs[{i}].place")
            for j, problem in enumerate(need.problems):
                if problem not in catalogue.problems:
                    raise Refused("unknown-code", f"needs[{i}].problems[{j}]")
        return catalogue

    def _as_activity(self, code: str, by: Member, *names: str) -> list[Entry]:
        """The activity that making the picture is, or confirming it; none where this organisation has no such kind.

        `names` tell it from others of its week.
        """
        now = self.now()
        report = Report(kind=KIND, occurred_at=_in_week(code, now))
        try:
            kind = self.catalogues.of(by.partnership).check(report, note=False, organisation=by.organisation)
        except Refused:
            return []
        id_ = stream(by.partnership, "situation-activity", code, *names)
        handed = Handed(command=stream(by.partnership, "situation-command", code, *names), recorded_at=now)
        events = activity.record(
            None, report, by_day=kind.by_day, note=None, same_note=True, handed=handed, by=by, now=now
        )
        return [Entry(stream=id_, version=1, event=event) for event in events]


def made_as(partnership: str, code: str, organisation: str, activity: UUID) -> Literal["frozen", "confirmed", ""]:
    """What made an activity of a week: freezing its picture, or the organisation's confirming it; "" neither."""
    if activity == stream(partnership, "situation-activity", code):
        return "frozen"
    again = [str(number) for number in range(2, _AGAIN)]
    names = [[organisation], *([organisation, number] for number in again), *([number] for number in again)]
    confirmed = (stream(partnership, "situation-activity", code, *each) for each in names)
    return "confirmed" if activity in confirmed else ""


def _stands(past: Activity | None, code: str) -> bool:
    """Whether an activity still says that the picture of a week was made."""
    if past is None or past.withdrawn or past.report.kind != KIND:
        return False
    return week(code).holds(local(past.report.occurred_at).date())


def _in_week(code: str, now: datetime) -> datetime:
    """Now, while the week runs; else the noon of its Thursday, the day that says which year a week belongs to."""
    period = week(code)
    return local(now) if period.holds(local(now).date()) else noon(period.first + timedelta(days=3))
