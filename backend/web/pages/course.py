"""The course of a count through its time: month by month, against the time before, and where it is heading."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from markupsafe import Markup
from msgspec import Struct

from backend.domain.calendar import Period, periods
from backend.web import plots
from backend.web.pages.amounts import amount, plain
from backend.web.pages.sheet import Key, MonthsSheet, TableSheet
from backend.web.pages.tongue import DASH, Tongue
from projections.answers import Figure, Forecast

YEAR = 12


class Course(Struct, frozen=True, kw_only=True):
    """Figures by month (`2026-05`), of this time and of the same months a year before, as far as they are told.

    `today` is the last day looked at. `share`: the figures are shares (0 to 1), which do not add up; then
    `levels` is what they are shares of, by the need there was.
    """

    time: Period
    today: date
    by_month: Mapping[str, Figure]
    before: Mapping[str, Figure] = {}
    share: bool = False
    levels: Mapping[str, int] = {}

    @property
    def months(self) -> list[Period]:
        """The months to draw: the last twelve that meet the time, from its beginning."""
        found = [*periods("month", self.time.first, self.time.last)]
        if len(found) <= YEAR:
            return found
        reached = sum(m.first <= self.today for m in found)
        start = max(0, (reached - 1) // YEAR * YEAR)
        return found[start : start + YEAR]

    def value(self, month: Period) -> Figure | None:
        """What a month came to; None where it has not begun or is not told."""
        return self.by_month.get(month.code) if month.first <= self.today else None

    def then(self, month: Period) -> Figure | None:
        """What the same month came to a year before."""
        return self.before.get(f"{month.first.year - 1}-{month.first:%m}")

    @property
    def hidden(self) -> bool:
        """Whether any month may not be told: then nothing is drawn, for a sum would tell it."""
        return any(not isinstance(v, int | float) for v in [*self.by_month.values(), *self.before.values()])

    @property
    def here(self) -> float | None:
        """After how many of the months drawn we are; None once the time has ended."""
        if self.today >= self.time.last:
            return None
        for i, month in enumerate(self.months):
            if month.holds(self.today):
                return i + 1
        return None


def spark(t: Tongue, course: Course) -> Markup | None:
    """Twelve months beside a figure; None where nothing can be drawn."""
    values = [plain(course.value(m)) for m in course.months]
    told = [(m, v) for m, v in zip(course.months, values, strict=True) if v is not None]
    if course.hidden or not told:
        return None
    first, last = t.month(told[0][0].first), t.month(told[-1][0].first)
    span = t._("%(first)s till %(last)s", first=first, last=last) if first != last else first
    figures = ", ".join(t.number(v) for _, v in told)
    return plots.spark(values, t._("Per månad, %(span)s: %(figures)s", span=span, figures=figures))


def month_sheet(t: Tongue, course: Course, what: str, href: str = "") -> MonthsSheet | None:
    """Month for month as plot and table; `what` is counted, `href` where the table lies as a file."""
    months = course.months
    if course.share:
        what = t._("Andelen där behovet är som störst: %(what)s", what=what)
    values = [course.value(m) for m in months]
    then = [course.then(m) for m in months] if course.before else None
    now_name, then_name = _years(months, 0), _years(months, 1)
    table = TableSheet(
        caption=t._("%(what)s per månad", what=what),
        heads=(t._("Månad"), now_name, *((then_name,) if then else ())),
        rows=tuple(
            (t.month(m.first).capitalize(), _said(t, course, v), *((_said(t, course, then[i]),) if then else ()))
            for i, (m, v) in enumerate(zip(months, values, strict=True))
        ),
        href=href,
    )
    drawn = [_drawn(course, v) for v in values]
    if course.hidden or all(v is None for v in drawn):
        return None
    told = [(m, v) for m, v in zip(months, values, strict=True) if v is not None]
    said = ", ".join(f"{t.month(m.first)} {_said(t, course, v)}" for m, v in told)
    plot = plots.months(
        [t.month_short(m.first) for m in months],
        drawn,
        [_drawn(course, v) for v in then] if then else None,
        course.here,
        figure=[t.number(v) if v is not None else "" for v in drawn],
        name="m",
        title=table.caption,
        desc=f"{now_name}: {said}.",
    )
    keys = (Key(mark="bar", word=now_name), *((Key(mark="lastbar", word=then_name),) if then else ()))
    under = t._("I procent.") if course.share else ""
    return MonthsSheet(plot=plot, legend=keys, table=table, under=under)


def _said(t: Tongue, course: Course, value: Figure | None) -> str:
    """A month's figure in words."""
    share = plain(value)
    return t.percent(share) if course.share and share is not None else amount(t, value)


def _drawn(course: Course, value: Figure | None) -> float | None:
    """A month's figure as the plot has it: a share in percent."""
    drawn = plain(value)
    return round(100 * drawn) if course.share and drawn is not None else drawn


def _years(months: list[Period], back: int) -> str:
    first, last = months[0].first.year - back, months[-1].first.year - back
    return str(first) if first == last else f"{first}{DASH}{last}"


def way(course: Course, value: float, target: float | None, forecast: Forecast | None) -> plots.Path:
    """The cumulated course, and the forecast in the shape that the year before had."""
    time, today = course.time, min(course.today, course.time.last)

    def share(day: date) -> float:
        return ((day - time.first).days + 1) / time.days

    done, total = [(0.0, 0.0)], 0.0
    for month in periods("month", time.first, today):
        total += plain(course.value(month)) or 0
        done.append((share(month.last), total))
    done[-1] = (share(today), value)
    before: list[tuple[float, float]] = []
    if course.before:
        so_far = 0.0
        before.append((0.0, 0.0))
        for month in periods("month", time.first, time.last):
            so_far += plain(course.then(month)) or 0
            before.append((share(month.last), so_far))
    ahead = _ahead(forecast, value, share(today), before) if forecast else []
    here = None if course.today >= time.last else share(today)
    return plots.Path(done=done, target=target, here=here, ahead=ahead, before=before)


def course_table(t: Tongue, course: Course, path: plots.Path, what: str, href: str) -> TableSheet:
    """The same course at the end of each month: what is done, the year before, and where it is heading."""
    time, today = course.time, min(course.today, course.time.last)
    done, ahead, before = dict(path.done), {x: rest for x, *rest in path.ahead[1:]}, dict(path.before)
    sure = any(low < high for _, low, high in ahead.values())
    rows = []
    for month in periods("month", time.first, time.last):
        at = ((month.last - time.first).days + 1) / time.days
        reached = done.get(at) if month.last < today else path.done[-1][1] if month.holds(today) else None
        row = [t.month(month.first).capitalize(), amount(t, reached)]
        row += [amount(t, before.get(at))] if before else []
        likely, *band = ahead.get(at, [None, None, None])
        row += [amount(t, rounded(n)) for n in (likely, *(band if sure else ()))] if ahead else []
        rows.append(tuple(row))
    year_before = str(time.first.year - 1)
    heads = [t._("Till månadens slut"), t._("Gjort")]
    heads += [year_before] if before else []
    heads += [t._("Prognos"), *((t._("Lägst"), t._("Högst")) if sure else ())] if ahead else []
    return TableSheet(caption=what, heads=tuple(heads), rows=tuple(rows), href=href)


def rounded(value: float | None) -> float | None:
    """Whole, as counts are."""
    return None if value is None else round(value)


def _ahead(
    forecast: Forecast, value: float, now: float, before: list[tuple[float, float]]
) -> list[tuple[float, float, float, float]]:
    """From today to the end. The shape is the year before's where there is one, else a straight line."""
    low = forecast.low if forecast.low is not None else forecast.value
    high = forecast.high if forecast.high is not None else forecast.value
    rest = before[-1][1] - _at(before, now) if before else 0
    points = [(now, value, value, value)]
    for part in [p for p, _ in before if p > now] if rest > 0 else [1.0]:
        grown = (_at(before, part) - _at(before, now)) / rest if rest > 0 else 1.0
        likely, least, most = (value + (end - value) * grown for end in (forecast.value, low, high))
        points.append((part, likely, least, most))
    return points


def _at(line: list[tuple[float, float]], part: float) -> float:
    """The height of a line at a share of the time."""
    for (x0, y0), (x1, y1) in pairwise(line):
        if x0 <= part <= x1:
            return y0 + (y1 - y0) * (part - x0) / (x1 - x0 or 1)
    return line[-1][1]


def letters(t: Tongue, time: Period) -> list[tuple[float, str]]:
    """Where each month's first letter stands under the axis, thinned out in a longer time."""
    months = periods("month", time.first, time.last)
    every = -(-len(months) // YEAR)
    return [
        (((m.first - time.first).days + m.days / 2) / time.days, t.month(m.first)[0].upper()) for m in months[::every]
    ]


def weeks_left(today: date, last: date) -> float:
    """How many weeks remain."""
    return max((last - today) / timedelta(weeks=1), 0)
