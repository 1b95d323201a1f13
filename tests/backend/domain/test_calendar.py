"""Swedish days, weeks and periods."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.calendar import end_of, local, midnight, periods, week, week_code, weeks

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def test_midnight_follows_summer_time():
    assert midnight(date(2026, 6, 30)) == datetime(2026, 6, 29, 22, tzinfo=UTC)
    assert midnight(date(2026, 1, 1)) == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_the_night_the_clock_goes_forward_is_23_hours():
    assert end_of(date(2026, 3, 29)) - midnight(date(2026, 3, 29)) == timedelta(hours=23)


def test_the_night_the_clock_goes_back_is_25_hours():
    assert end_of(date(2026, 10, 25)) - midnight(date(2026, 10, 25)) == timedelta(hours=25)


def test_2026_has_a_week_53_and_2025_has_not():
    assert len(weeks(date(2026, 1, 1), date(2026, 12, 31))) == 53
    assert len(weeks(date(2025, 1, 1), date(2025, 12, 31))) == 52
    with pytest.raises(ValueError):
        week("2025-W53")


def test_a_week_belongs_to_the_year_of_its_thursday():
    assert week_code(date(2027, 1, 3)) == "2026-W53"
    assert weeks(date(2026, 1, 1), date(2026, 12, 31))[0].first == date(2025, 12, 29)


def test_a_year_has_three_tertials_cut_to_the_pledge():
    assert [p.code for p in periods("tertial", date(2026, 1, 1), date(2026, 12, 31))] == [
        "2026-T1",
        "2026-T2",
        "2026-T3",
    ]
    first, *_ = periods("tertial", date(2026, 2, 10), date(2026, 12, 31))
    assert (first.first, first.last) == (date(2026, 2, 10), date(2026, 4, 30))


@given(DAYS, st.integers(0, 900), st.sampled_from(["month", "quarter", "tertial", "half-year", "year"]))
def test_calendar_periods_cover_every_day_once(first: date, length: int, every: str):
    last = first + timedelta(days=length)
    found = periods(every, first, last)
    assert found[0].first == first
    assert found[-1].last == last
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(found))


@given(DAYS)
def test_a_week_is_named_back(day: date):
    assert week(week_code(day)).holds(day)


@given(DAYS)
def test_a_day_begins_at_its_own_midnight(day: date):
    assert local(midnight(day)).date() == day
    assert local(midnight(day)).hour == 0
