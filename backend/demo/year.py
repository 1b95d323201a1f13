"""The work of two made-up years, drawn from the habits: the same every time, whatever day it is run on."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random
from typing import TypeVar
from uuid import UUID

import msgspec

from backend.demo.habits import Habit, Habits, habits
from backend.demo.happenings import Correct, Happening, ReadNote, Record, Withdraw
from backend.demo.people import BY_CODE, Persona, workers
from backend.domain.calendar import STOCKHOLM, local, noon
from backend.domain.catalogue import Catalogue, Kind
from backend.domain.report import Report, Stop

YEARS = (2025, 2026)
LEADS = {"polisen": BY_CODE["karin"], "kommunen": BY_CODE["henrik"]}
_BY_THE_LEAD = frozenset({"mote", "samverkansinitiativ", "orsaksundersokning", "myndighetskontroll"})

# Chances. Most letters come in at once, some the next morning from where there was no coverage.
_LATER, _CORRECTED, _TWICE, _NOTED, _READ = 0.15, 0.05, 0.015, 0.18, 0.03

_FRIDAY, _SATURDAY = 4, 5
_DAYS: Mapping[str, tuple[float, ...]] = {  # weights from Monday to Sunday
    "patrol": (1, 1, 1.2, 1.6, 3.6, 3.6, 1.4),
    "evening": (0.2, 0.6, 2, 0.6, 4, 3, 0.2),
    "office": (2, 3, 3, 3, 1, 0, 0),
    "daytime": (2, 2, 2, 2, 2, 1, 0.5),
    "water": (0.5, 0.5, 1, 1, 2, 3, 3),
    "day": (2, 2, 2, 2, 2, 0, 0),
}
_HOURS: Mapping[str, Mapping[int, float]] = {  # weights; 24 and 25 are after midnight
    "patrol-weekend": {14: 1, 16: 1, 18: 2, 19: 2, 20: 3, 21: 4, 22: 4, 23: 3, 24: 2, 25: 1},
    "patrol": {9: 1, 11: 1, 13: 1, 14: 2, 15: 2, 16: 2, 17: 2, 18: 2, 19: 2, 20: 2, 21: 1, 22: 1},
    "evening": {16: 1, 17: 2, 18: 5, 19: 4, 20: 2},
    "office": {8: 2, 9: 4, 10: 3, 13: 4, 14: 3, 15: 1},
    "daytime": {7: 3, 8: 2, 10: 2, 11: 2, 13: 2, 14: 2, 15: 3, 16: 3, 17: 1},
    "water": {9: 2, 10: 3, 13: 3, 15: 2, 18: 2},
}
_ACCOUNTED = (2026, 6)
"""The month whose account stands on the first pages: all but what `told.toml` holds back has come in when it is over.
"""

_T = TypeVar("_T")


def deeds(catalogue: Catalogue) -> Iterator[Happening]:
    """Everything the habits lead to in both years, habit by habit."""
    all_ = habits()
    for habit in all_.habit:
        for year in YEARS:
            for month in range(1, 13):
                for number in range(habit.times(year, month)):
                    rng = _chance(
                        f"{habit.kind}/{habit.organisation}/{habit.answers.get('forum')}/{year}-{month}/{number}"
                    )
                    yield from _Deed(all_, habit, catalogue.kinds[habit.kind], catalogue, rng).happen(year, month)


def _chance(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - the same made-up year each time; nothing secret comes of it


def uuid7(moment: datetime, rng: Random) -> UUID:
    """An id as a phone would have minted it at that moment (RFC 9562)."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62))


def as_sent(wall: datetime) -> datetime:
    """A Swedish wall clock's time with its offset, as a phone sends it."""
    offset = wall.replace(tzinfo=STOCKHOLM).utcoffset()
    assert offset is not None
    return wall.replace(tzinfo=timezone(offset))


def letter_happens(
    report: Report, by: Persona, rng: Random, *, received: datetime | None = None, note: str | None = None
) -> Happening:
    """How a report comes in: written when it was done, received at once, the next morning or when told."""
    began = report.occurred_at
    written = began + timedelta(minutes=(report.minutes or 0) + rng.randint(1, 12), seconds=rng.randint(0, 59))
    arrives = written + timedelta(seconds=rng.randint(2, 90))
    if rng.random() < _LATER:
        morning = datetime.combine(local(written).date() + timedelta(days=1), time(6, 40)) + timedelta(
            minutes=rng.randint(0, 90), seconds=rng.randint(0, 59)
        )
        arrives = as_sent(morning)
    skew = rng.choice((0, 0, 0, 0, 1, -2, 4))
    record = Record(
        by=by,
        activity=uuid7(written, rng),
        command=uuid7(written, rng),
        recorded_at=written,
        skew=skew,
        report=report,
        note=note,
    )
    return Happening(at=(received or arrives).astimezone(UTC), what=record)


class _Deed:
    """One thing done out of habit."""

    def __init__(self, all_: Habits, habit: Habit, kind: Kind, catalogue: Catalogue, rng: Random) -> None:
        self.all, self.habit, self.kind, self.catalogue, self.rng = all_, habit, kind, catalogue, rng

    def happen(self, year: int, month: int) -> Iterator[Happening]:
        """The report of it, and at times a correction, a twin that was withdrawn, or a lead who read the note."""
        report, by = self._report(year, month), self._by()
        if by.roles and self.rng.random() < self.habit.crewed:
            report = msgspec.structs.replace(report, crew=(self._colleague(by).id,))
        note = None
        if self.habit.notes and self.rng.random() < _NOTED:
            note = self.rng.choice(self.all.notes[self.habit.notes])
        wrong = self._mistaken(report) if self.rng.random() < _CORRECTED else None
        first = letter_happens(wrong[0] if wrong else report, by, self.rng, note=note)
        assert isinstance(first.what, Record)
        yield first
        if wrong:
            yield self._correction(first.at, first.what, report, wrong[1])
        elif self.rng.random() < _TWICE:
            yield from self._twin(first.at, first.what)
        if note and self.rng.random() < _READ:
            opened = first.at + timedelta(days=2, minutes=self.rng.randint(0, 400))
            reason = self.rng.choice(("Underlag till fredagsmötet", "Uppföljning av felanmälan", "Fråga från kommunen"))
            read = ReadNote(by=LEADS[self.habit.organisation], activity=first.what.activity, reason=reason)
            yield Happening(at=opened, what=read)

    def _by(self) -> Persona:
        if self.kind.code in _BY_THE_LEAD:
            return LEADS[self.habit.organisation]
        people = workers(self.habit.organisation)
        return self.rng.choices(people, [4, 3, 2, 1][: len(people)])[0]

    def _colleague(self, by: Persona) -> Persona:
        return self.rng.choice([p for p in workers(self.habit.organisation) if p is not by])

    def _report(self, year: int, month: int) -> Report:
        habit, rng, takes = self.habit, self.rng, self.kind.takes
        minutes = rng.choice(habit.minutes) if habit.minutes else None
        told: dict[str, object] = {}
        if habit.places and habit.stops:
            told["stops"] = self._stops(minutes or 60)
        elif habit.places:
            told["place"] = self._of(self.all.places[habit.places])
        if habit.problems and ("problem" in self.kind.requires or rng.random() < 0.9 or self.kind.code == "platsbesok"):
            told["problem"] = problem = self._of(self.all.problems[habit.problems])
            if "actions" in takes:
                told["actions"] = self._actions(problem)
        if habit.people:
            told["people"] = rng.randint(*habit.people)
        told["joint"] = tuple(party for party, chance in habit.joint.items() if rng.random() < chance)
        told["answers"] = {question: self._of(choices) for question, choices in habit.answers.items()}
        told["results"] = {name: rng.randint(*bounds) for name, bounds in habit.results.items()}
        return Report(kind=habit.kind, occurred_at=self._when(year, month), minutes=minutes, **told)  # type: ignore[arg-type]

    def _when(self, year: int, month: int) -> datetime:
        days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
        if (year, month) == _ACCOUNTED:
            days = days[:-2]
        shape = self.habit.shape
        on = self.rng.choices(days, [_DAYS[shape][day.weekday()] for day in days])[0]
        if shape == "day":
            return noon(on).astimezone(UTC)
        hours = _HOURS["patrol-weekend" if shape == "patrol" and on.weekday() in (_FRIDAY, _SATURDAY) else shape]
        hour = self._of(hours)
        return as_sent(datetime.combine(on, time()) + timedelta(hours=hour, minutes=self.rng.randrange(0, 60, 5)))

    def _stops(self, minutes: int) -> tuple[Stop, ...]:
        assert self.habit.places is not None
        assert self.habit.stops is not None
        weights = dict(self.all.places[self.habit.places])
        found = []
        for _ in range(self.rng.randint(*self.habit.stops)):
            found.append(self._of(weights))
            del weights[found[-1]]
        each = max(5, minutes * 4 // 5 // len(found) // 5 * 5)
        return tuple(Stop(place=place, minutes=each) for place in found)

    def _actions(self, problem: str) -> tuple[str, ...]:
        offered = self.kind.actions or tuple(self.catalogue.actions)
        suiting = [a for a in offered if not (s := self.catalogue.actions[a].suits) or problem in s]
        if self.rng.random() < 0.06:
            suiting = [a for a in offered if a not in suiting] or suiting  # not what the catalogue suggests, but done
        weights = {a: 7 if a in ("synlighet", "samtal") else 1 for a in suiting}
        count = min(self.rng.choice((1, 2, 2, 3)), len(weights))
        chosen = set[str]()
        while len(chosen) < count:
            chosen.add(self._of(weights))
        return tuple(a for a in offered if a in chosen)

    def _of(self, weights: Mapping[_T, float]) -> _T:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def _mistaken(self, report: Report) -> tuple[Report, str] | None:
        """The report as it was first, by mistake, and what is said when it is put right."""
        replace = msgspec.structs.replace
        if report.place and self.habit.places and self.rng.random() < 0.5:
            others = {p: w for p, w in self.all.places[self.habit.places].items() if p != report.place}
            return replace(report, place=self._of(others)), "fel plats"
        if report.minutes:
            return replace(report, minutes=report.minutes + 10), "fel tid"
        if report.people:
            return replace(report, people=report.people + 5), "räknade fel"
        return None

    def _correction(self, received: datetime, first: Record, report: Report, reason: str) -> Happening:
        at = received + timedelta(minutes=self.rng.randint(10, 1_500))
        by = LEADS[first.by.organisation] if self.rng.random() < 0.2 else first.by
        what = Correct(
            by=by,
            activity=first.activity,
            command=uuid7(at, self.rng),
            recorded_at=at - timedelta(seconds=20),
            version=1,
            report=report,
            reason=reason,
        )
        return Happening(at=at, what=what)

    def _twin(self, received: datetime, first: Record) -> Sequence[Happening]:
        """The same thing recorded once more, by mistake, and soon withdrawn."""
        at = received + timedelta(minutes=self.rng.randint(1, 3))
        gone = at + timedelta(minutes=self.rng.randint(5, 45))
        twin = msgspec.structs.replace(
            first, activity=uuid7(at, self.rng), command=uuid7(at, self.rng), recorded_at=at, note=None
        )
        withdrawn = Withdraw(
            by=first.by,
            activity=twin.activity,
            command=uuid7(gone, self.rng),
            recorded_at=gone - timedelta(seconds=20),
            version=1,
            reason="dubblett",
        )
        return Happening(at=at, what=twin), Happening(at=gone, what=withdrawn)
