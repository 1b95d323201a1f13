"""Where a count is heading: what is done, and the rest in proportion to an earlier full year (RULES.md, "Types").

Nothing is foretold in the first 30 days, nor of what has ended.
"""

from datetime import date, timedelta

from backend.domain.calendar import Period
from backend.domain.words import Label
from projections.answers import Forecast
from projections.series import Series

SILENT_DAYS = 30
YEARS_BACK = 5
# Records may begin some days into a year that is full all the same: nobody records on New Year's Day.
_BEGINS_WITHIN = timedelta(days=7)

_SEASONAL = Label(
    sv="Så räknas prognosen: det som är gjort, plus så mycket som resten av {year} gav i förhållande till samma tid "
    "det året ({rest} mot {begun}).",
    en="How the forecast is made: what is done, plus as much as the rest of {year} gave in proportion to the same time "
    "that year ({rest} to {begun}).",
)
_BAND = Label(
    sv=" Bandet går från det lägsta till det högsta som åren {first}–{last} skulle ha gett.",
    en=" The band runs from the lowest to the highest that the years {first}–{last} would have given.",
)
_NO_BAND = Label(
    sv=" Det finns bara ett tidigare år att räkna efter, så hur osäker prognosen är går inte att säga.",
    en=" There is only one earlier year to go by, so how uncertain the forecast is cannot be said.",
)
_LINEAR = Label(
    sv="Så räknas prognosen: samma takt som hittills ({value} på {days} dagar) till periodens slut. Det finns inget "
    "tidigare år att räkna efter, så hur osäker den är går inte att säga.",
    en="How the forecast is made: the pace so far ({value} in {days} days) until the period ends. There is no earlier "
    "year to go by, so how uncertain it is cannot be said.",
)


def earlier(day: date, years: int) -> date:
    """The same day `years` before; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def forecast(series: Series, part: Period, as_of: date, recorded_from: date) -> Forecast | None:
    """The figure at the end of `part`, seen from the end of `as_of`. `series` reaches `YEARS_BACK` years back."""
    elapsed = (as_of - part.first).days + 1
    if elapsed <= SILENT_DAYS or as_of >= part.last or series.of == "places":
        return None
    value = series.value(part.first, as_of)
    years: dict[int, tuple[int, int]] = {}  # by first day's year: (until the same day, in all)
    for back in range(1, YEARS_BACK + 1):
        first, until, last = earlier(part.first, back), earlier(as_of, back), earlier(part.last, back)
        if recorded_from <= first + _BEGINS_WITHIN and (begun := series.value(first, until)) > 0:
            years[first.year] = (begun, series.value(first, last))
    if not years:
        said = {"value": value, "days": elapsed}
        method = Label(sv=_LINEAR.sv.format(**said), en=_LINEAR.en.format(**said))
        return Forecast(value=round(value * part.days / elapsed), method="linear", said=method)
    ends = {year: round(value * whole / begun) for year, (begun, whole) in years.items()}
    latest = max(years)
    begun, whole = years[latest]
    said = {"year": latest, "begun": begun, "rest": whole - begun, "first": min(years), "last": latest}
    sentences = (_SEASONAL, _BAND if len(years) > 1 else _NO_BAND)
    return Forecast(
        value=ends[latest],
        low=min(ends.values()) if len(years) > 1 else None,
        high=max(ends.values()) if len(years) > 1 else None,
        method="seasonal",
        said=Label(
            sv="".join(s.sv for s in sentences).format(**said), en="".join(s.en for s in sentences).format(**said)
        ),
    )
