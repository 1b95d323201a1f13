"""Days, weeks and hours as they are in Sweden, whatever offset was sent.

Days are inclusive. An ISO week belongs to the period that holds its Thursday. Whatever day or moment is handed in lies
in the years 2000–2099; what lies outside is mistyped, or a clock that was never set.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""The ends of what may be handed in, both included."""
YEARS = f"{FIRST_DAY.year}–{LAST_DAY.year}"
"""The same as people read it, in any language."""


def may_be(day: date) -> bool:
    """Whether anybody could mean this day."""
    return FIRST_DAY <= day <= LAST_DAY


def may_be_at(moment: datetime) -> bool:
    """Whether anybody could mean this moment: it lies on such a day, as Sweden counts. Never raises."""
    # What lies a year within, which is nearly everything, does so at any offset: that is told in a third of the time.
    return 2000 < moment.year < 2099 or _BEGINS <= moment < _ENDS


def nearest_day(day: date) -> date:
    """The day, or the end of what may be handed in that lies nearest."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def nearest(moment: datetime) -> datetime:
    """The same of a moment, to the second."""
    if may_be_at(moment):
        return moment
    return _BEGINS if moment < _BEGINS else _ENDS - timedelta(seconds=1)


def local(moment: datetime) -> datetime:
    """The same moment on a Swedish wall clock; of what no wall clock can show, the nearest that may be handed in."""
    try:
        return moment.astimezone(STOCKHOLM)
    except OverflowError:
        return nearest(moment).astimezone(STOCKHOLM)


def midnight(day: date) -> datetime:
    """When `day` begins in Sweden, in UTC; the year 1 begins with the first moment there is."""
    try:
        return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


_BEGINS, _ENDS = midnight(FIRST_DAY), midnight(LAST_DAY + timedelta(days=1))


def noon(day: date) -> datetime:
    """The middle of `day` in Sweden: stands for the day where the hour is nobody's business."""
    return datetime.combine(day, time(12), STOCKHOLM)


def end_of(day: date) -> datetime:
    """The instant after `day`: 00:00 the day after, in UTC; the last moment there is where none comes after it."""
    return datetime.max.replace(tzinfo=UTC) if day == date.max else midnight(day + timedelta(days=1))


class Period(msgspec.Struct, frozen=True, order=True):
    """A named stretch of whole days, first and last included."""

    first: date
    last: date
    code: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def week_code(day: date) -> str:
    """`2026-W19`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def week(code: str) -> Period:
    """The ISO week named `2026-W19`; raises ValueError for a week that does not exist (2026-W54).

    Nor do those at the ends of the calendar, which have no week before or after them.
    """
    year, _, number = code.partition("-W")
    if len(year) != 4 or len(number) != 2 or not 1 < int(year) < 9999:
        raise ValueError(code)
    monday = date.fromisocalendar(int(year), int(number), 1)
    return Period(monday, monday + timedelta(days=6), code)


def weeks(first: date, last: date) -> list[Period]:
    """The ISO weeks whose Thursday lies in [first, last]."""
    first, last = min(first, _FAR), min(last, _FAR)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7)
    found = []
    while thursday <= last:
        monday = thursday - timedelta(days=3)
        found.append(Period(monday, monday + timedelta(days=6), week_code(thursday)))
        thursday += timedelta(days=7)
    return found


_FAR = date(9997, 12, 31)
"""As far as periods are counted out: a year after it there is still a day."""
_MONTHS = {"month": 1, "quarter": 3, "tertial": 4, "half-year": 6, "year": 12}
_LETTER = {"quarter": "Q", "tertial": "T", "half-year": "H"}


@lru_cache(maxsize=512)
def periods(every: str, first: date, last: date) -> tuple[Period, ...]:
    """The calendar periods that meet [first, last], cut to it.

    `every` is week, month, quarter, tertial, half-year or year.
    """
    if every == "week":
        return tuple(weeks(first, last))
    first, last = min(first, _FAR), min(last, _FAR)
    months = _MONTHS[every]
    found: list[Period] = []
    year, number = first.year, (first.month - 1) // months
    while True:
        begins = date(year, number * months + 1, 1)
        following = date(year + 1, 1, 1) if (number + 1) * months == 12 else date(year, (number + 1) * months + 1, 1)
        if begins > last:
            return tuple(found)
        found.append(
            Period(max(begins, first), min(following - timedelta(days=1), last), _period_code(every, year, number))
        )
        year, number = following.year, (following.month - 1) // months


def _period_code(every: str, year: int, number: int) -> str:
    if every == "year":
        return str(year)
    if every == "month":
        return f"{year}-{number + 1:02d}"
    return f"{year}-{_LETTER[every]}{number + 1}"
