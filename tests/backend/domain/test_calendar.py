"""Swedish days, weeks and periods."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.calendar import (
    FIRST_DAY,
    LAST_DAY,
    end_of,
    local,
    may_be,
    may_be_at,
    midnight,
    nearest,
    nearest_day,
    periods,
    week,
    week_code,
    weeks,
)
from backend.domain.refusal import Refused
from backend.domain.situation import check_week
from tests.support.far import FAR_MOMENTS, FAR_WEEKS

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


@given(st.dates(date(2, 1, 7), date(9998, 12, 20)))
def test_a_week_is_named_back(day: date):
    assert week(week_code(day)).holds(day)


@given(DAYS)
def test_a_day_begins_at_its_own_midnight(day: date):
    assert local(midnight(day)).date() == day
    assert local(midnight(day)).hour == 0


# The ends of the calendar.


@given(st.dates())
def test_no_day_is_too_far_to_begin_and_to_end(day: date):
    assert midnight(day) <= end_of(day)
    assert may_be(nearest_day(day))


@given(st.datetimes(timezones=st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)))))
def test_no_moment_is_too_far_for_a_wall_clock(moment: datetime):
    assert local(moment).tzinfo is not None
    assert may_be_at(nearest(moment))
    assert (nearest(moment) == moment) == may_be_at(moment)
    assert may_be_at(moment) == (2000 <= local(moment).year <= 2099)


@pytest.mark.parametrize("moment", FAR_MOMENTS)
def test_what_nobody_can_mean_is_brought_to_the_nearest_end(moment: str):
    far = datetime.fromisoformat(moment)
    assert not may_be_at(far)
    assert local(nearest(far)).date() == (FIRST_DAY if far.year < 2050 else LAST_DAY)


@pytest.mark.parametrize("every", ["week", "month", "quarter", "tertial", "half-year", "year"])
def test_periods_end_where_the_calendar_does(every: str):
    assert periods(every, date(9990, 1, 1), date.max)
    assert periods(every, date.min, date(1, 12, 31))
    assert len(periods(every, date.max, date.max)) <= 1


@pytest.mark.parametrize("code", ["0000-W01", "0001-W01", "0001-W52", "9999-W01", "9999-W52"])
def test_a_week_at_the_end_of_the_calendar_is_none(code: str):
    with pytest.raises(ValueError):
        week(code)


@pytest.mark.parametrize("code", FAR_WEEKS)
def test_no_picture_is_of_a_week_that_nobody_can_mean(code: str):
    for today in (date(2000, 1, 1), date(2026, 5, 5), date(2099, 12, 31)):
        with pytest.raises(Refused) as refused:
            check_week(code, earliest=None, today=today)
        assert refused.value.code in ("unknown-period", "week-ahead")
    assert check_week("2000-W01", earliest=None, today=date(2026, 5, 5)).first == date(2000, 1, 3)
    assert check_week("2099-W53", earliest=None, today=date(2099, 12, 31)).last == date(2100, 1, 3)
