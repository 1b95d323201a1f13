"""The need before and after somebody was there: counted once a place and week, and never said of too little."""

from datetime import UTC, date, datetime, timedelta

from backend.domain.calendar import week_code
from projections.around import Turned, around
from projections.pledges import Picture

FIRST, UNTIL = date(2026, 1, 5), date(2026, 6, 28)  # a Monday, a Sunday


def weekly(**levels: str) -> list[Picture]:
    """A situation each week of the half-year; of each place a letter a week: h, m, l or - (not named)."""
    named = {"h": "high", "m": "medium", "l": "low"}
    found = []
    for i in range(len(next(iter(levels.values())))):
        day = FIRST + timedelta(weeks=i)
        here = {place: named[said[i]] for place, said in levels.items() if said[i] in named}
        frozen_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        found.append(Picture(week=week_code(day), frozen_at=frozen_at, levels=here))
    return found


def days(*weeks: int) -> list[date]:
    return [FIRST + timedelta(weeks=i, days=2) for i in weeks]


SINKS = "hhhhhhhhhhllllllllllllll"
STAYS = "mmmmmmmmmmmmmmmmmmmmmmmm"


def test_lower_same_and_higher_are_told_apart():
    pictures = weekly(torget=SINKS, gamleby=STAYS, totebo="mmmmmmmmmmhhhhhhhhhhhhhh")
    visits = [(place, day) for place in ("torget", "gamleby", "totebo") for day in days(8, 9)]
    found = around(visits, pictures, FIRST, UNTIL)
    assert found is not None
    assert found.visited == Turned(lower=2, same=2, higher=2)


def test_two_visits_in_a_week_are_one():
    pictures = weekly(torget=SINKS)
    once, twice = (around([("torget", d) for d in days(*weeks)], pictures, FIRST, UNTIL) for weeks in (
        (5, 6, 7, 8, 9), (5, 5, 6, 7, 8, 8, 9)))  # fmt: skip
    assert once is not None
    assert once == twice


def test_places_and_weeks_without_a_visit_stand_beside():
    found = around([("torget", d) for d in days(5, 6, 7, 8, 9)], weekly(torget=SINKS, gamleby=SINKS), FIRST, UNTIL)
    assert found is not None
    # both sank in the same weeks; nobody was in Gamleby, and in Torget not in weeks 10 to 12 either
    assert found.visited.lower == 4
    assert found.visited.same == 1  # four weeks after week 5 it was high still
    assert found.unvisited.lower > found.visited.lower


def test_where_the_need_was_low_before_it_cannot_sink():
    assert around([("torget", d) for d in days(5, 6, 7, 8, 9)], weekly(torget="l" * 24), FIRST, UNTIL) is None


def test_nothing_is_said_of_a_few():
    assert around([("torget", d) for d in days(5, 6, 7, 8)], weekly(torget=SINKS), FIRST, UNTIL) is None


def test_weeks_that_have_not_been_yet_are_no_after():
    visits = [("torget", d) for d in days(5, 6, 7, 8, 9)]
    assert around(visits, weekly(torget=SINKS), FIRST, FIRST + timedelta(weeks=13, days=6)) is not None
    assert around(visits, weekly(torget=SINKS), FIRST, FIRST + timedelta(weeks=9, days=6)) is None


def test_without_situations_on_both_sides_nothing_is_known():
    pictures = [p for i, p in enumerate(weekly(torget=SINKS)) if i % 8 == 0]
    assert around([("torget", d) for d in days(5, 6, 7, 8, 9)], pictures, FIRST, UNTIL) is None
