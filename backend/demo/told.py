"""What is told by hand in the made-up years: `told.toml`, read and laid out in time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from random import Random
from typing import Literal

import msgspec

from backend.demo.happenings import Decide, Follow, Freeze, Give, Happening, Join, OpenPlaces, Publish, Tell
from backend.demo.people import BY_CODE, PEOPLE
from backend.demo.year import LEADS, YEARS, as_sent, letter_happens
from backend.desk.decisions import Deciding
from backend.desk.reports import GapTelling, JudgeTelling, Telling
from backend.domain.calendar import Period, week, week_code, weeks
from backend.domain.decision import Outcome
from backend.domain.demonstration import PARTNERSHIP
from backend.domain.events import stream
from backend.domain.pledge import Verdict
from backend.domain.report import Report
from backend.domain.situation import Level, Need

AGREEMENT = "vastervik-overenskommelse-2025-2027"
_MONDAY_MORNING, _FRIDAY_MORNING = time(9, 20), time(8, 30)


class _Published(msgspec.Struct, frozen=True):
    at: datetime
    pack: str


class _Levels(msgspec.Struct, frozen=True):
    place: str
    problems: tuple[str, ...]
    weeks: tuple[tuple[str, Level], ...]


class _Visit(msgspec.Struct, frozen=True):
    at: datetime
    by: str
    place: str
    received: datetime | None = None
    problem: str | None = None
    actions: tuple[str, ...] = ()


class _Told(msgspec.Struct, frozen=True):
    at: datetime
    by: str
    pledge: str
    commitment: str
    telling: Telling


class _Judged(msgspec.Struct, frozen=True):
    at: datetime
    by: str
    pledge: str
    period: str
    commitments: tuple[str, ...]
    verdict: Verdict
    text: str


class _Followed(msgspec.Struct, frozen=True):
    at: datetime
    by: str
    outcome: Outcome
    text: str


class _Decided(msgspec.Struct, frozen=True):
    at: datetime
    by: str
    what: str
    owner: tuple[str, ...]
    place: str | None = None
    zone: str | None = None
    function: str | None = None
    until: date | None = None
    followed: tuple[_Followed, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    published: tuple[_Published, ...]
    tistel: tuple[date, ...]
    tistel_twice: tuple[date, ...]
    no_friday_meeting: dict[str, str]
    no_situation: dict[str, str]
    level: tuple[_Levels, ...]
    visit: tuple[_Visit, ...]
    told: tuple[_Told, ...]
    judged: tuple[_Judged, ...]
    decided: tuple[_Decided, ...]


@lru_cache(maxsize=1)
def _file() -> _File:
    return msgspec.toml.decode((files("backend.demo") / "told.toml").read_bytes(), type=_File)


def begins() -> datetime:
    """When the demonstration's log begins: the morning before anything is in it."""
    return _at(min(p.at for p in _file().published)) - timedelta(hours=1)


def tellings() -> Iterator[Happening]:
    """Everything that is told by hand, in no order."""
    file, first = _file(), begins()
    for i, who in enumerate(PEOPLE):
        yield Happening(at=first + timedelta(minutes=70 + i), what=Join(who=who))
    yield Happening(at=first + timedelta(minutes=90), what=OpenPlaces())
    for published in file.published:
        yield Happening(at=_at(published.at), what=Publish(pack=published.pack))
    for told in file.told:
        tell = Tell(by=BY_CODE[told.by], pledge=told.pledge, commitment=told.commitment, telling=told.telling)
        yield Happening(at=_at(told.at), what=tell)
    for judged in file.judged:
        for i, commitment in enumerate(judged.commitments):
            telling = JudgeTelling(period=judged.period, verdict=judged.verdict, text=judged.text)
            tell = Tell(by=BY_CODE[judged.by], pledge=judged.pledge, commitment=commitment, telling=telling)
            yield Happening(at=_at(judged.at) + timedelta(minutes=4 * i), what=tell)
    yield from _visits(file)
    yield from _meetings(file)
    yield from _situations(file)
    yield from _decisions(file)


def _visits(file: _File) -> Iterator[Happening]:
    for i, visit in enumerate(file.visit):
        report = Report(
            kind="platsbesok",
            occurred_at=as_sent(visit.at),
            minutes=20,
            place=visit.place,
            problem=visit.problem,
            actions=visit.actions,
        )
        received = _at(visit.received) if visit.received else None
        yield letter_happens(report, BY_CODE[visit.by], _chance(f"visit/{i}"), received=received)


def _meetings(file: _File) -> Iterator[Happening]:
    for day in file.tistel:
        for organisation in ("polisen", "kommunen") if day in file.tistel_twice else ("polisen",):
            yield _meeting("tistel", day, time(13), 120, organisation)
    for friday in (w.first + timedelta(days=4) for w in _weeks()):
        if friday.isoformat() not in file.no_friday_meeting:
            yield _meeting("fredagsmote", friday, _FRIDAY_MORNING, 45, "kommunen")
        elif reason := file.no_friday_meeting[friday.isoformat()]:
            yield _explained(AGREEMENT, "fredagsmoten", friday, week_code(friday), reason)


def _meeting(forum: str, day: date, clock: time, minutes: int, organisation: str) -> Happening:
    other = "kommunen" if organisation == "polisen" else "polisen"
    rng = _chance(f"{forum}/{day}/{organisation}")
    report = Report(
        kind="mote",
        occurred_at=as_sent(datetime.combine(day, clock)),
        minutes=minutes,
        people=rng.randint(4, 9),
        joint=(other,),
        answers={"forum": forum},
    )
    return letter_happens(report, LEADS[organisation], rng)


def _situations(file: _File) -> Iterator[Happening]:
    """Every Monday the picture of the week that begins, but for the weeks without; later a reason for those."""
    for period in _weeks():
        if period.code not in file.no_situation:
            needs = tuple(need for levels in file.level if (need := _need(levels, period.code)))
            freeze = Freeze(by=BY_CODE["maria"], week=period.code, needs=needs)
            yield Happening(at=_at(datetime.combine(period.first, _MONDAY_MORNING)), what=freeze)
        elif reason := file.no_situation[period.code]:
            thursday = period.first + timedelta(days=3)
            yield _explained(f"vastervik-{thursday.year}", "est", thursday, period.code, reason)


def _need(levels: _Levels, code: str) -> Need | None:
    """What a place needs in a week: the last level that began by then."""
    ends = [*levels.weeks, ("9999-W01", "low")]
    for (first, level), (following, _) in pairwise(ends):
        if first <= code < following:
            return Need(place=levels.place, level=level, problems=levels.problems)
    return None


def _decisions(file: _File) -> Iterator[Happening]:
    """What Friday meetings decided, each in the week of its day, and what was told of it later."""
    for i, decided in enumerate(file.decided):
        id_ = stream(PARTNERSHIP, "demonstration-decision", str(i))
        given = Deciding(
            decision=id_,
            week=week_code(decided.at.date()),
            what=decided.what,
            owner=decided.owner,
            place=decided.place,
            zone=decided.zone,
            function=decided.function,
            until=decided.until,
        )
        yield Happening(at=_at(decided.at), what=Decide(by=BY_CODE[decided.by], given=given))
        for followed in decided.followed:
            told = Follow(by=BY_CODE[followed.by], decision=id_, outcome=followed.outcome, text=followed.text)
            yield Happening(at=_at(followed.at), what=told)


def _explained(pledge: str, commitment: str, missed: date, period: str, reason: str) -> Happening:
    """The reason for a gap, attached the Tuesday after, or when the pledge had been published."""
    tuesday = week(week_code(missed)).first + timedelta(days=8)
    at = max(_at(datetime.combine(tuesday, time(8, 10))), _published(pledge) + timedelta(hours=2))
    tell = Tell(
        by=BY_CODE["maria"], pledge=pledge, commitment=commitment, telling=GapTelling(period=period, reason=reason)
    )
    return Happening(at=at, what=tell)


def _published(pledge: str) -> datetime:
    return next(_at(p.at) for p in _file().published if p.pack == f"{pledge}.toml")


def _weeks() -> list[Period]:
    return weeks(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31))


def _at(wall: datetime) -> datetime:
    return as_sent(wall).astimezone(UTC)


def _chance(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - the same made-up year each time; nothing secret comes of it


_PLEDGE = "vastervik-2026"
_GIVEN = ((date(2026, 4, 30), date(2026, 5, 18)), (date(2026, 8, 31), date(2026, 9, 16)))
"""The days that accounts were of, and the days on which they were frozen."""


def given() -> Iterator[Happening]:
    """Both tertials' accounts: frozen by the police, approved by both two days later, and published."""
    for as_of, frozen in _GIVEN:
        steps: tuple[tuple[int, str, Literal["freeze", "approve", "publish"]], ...] = (
            (0, "petra", "freeze"),
            (0, "petra", "approve"),
            (2, "maria", "approve"),
            (2, "maria", "publish"),
        )
        for number, (later, who, do) in enumerate(steps):
            at = datetime.combine(frozen + timedelta(days=later), time(9, 5 * number), UTC)
            step = Give(by=BY_CODE[who], pledge=_PLEDGE, do=do, occasion="tertial", as_of=as_of)
            yield Happening(at=at, what=step)
