"""What may stand in a cell."""

from datetime import UTC, date, datetime

import pytest

from backend.domain.calendar import local
from backend.existing import cells
from backend.existing.cells import Words
from backend.existing.faults import Bad
from tests.backend.existing.spreadsheets import wall
from tests.support.far import FAR_DAYS, FAR_MOMENTS, NEAR_MOMENTS


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-04 20:30",
        "2026-05-04 20.30",
        "2026-05-04 kl. 20:30",
        "2026-5-4 20:30:00",
        "2026-05-04T20:30:00+02:00",
        "2026-05-04T18:30Z",
        wall(2026, 5, 4, 20, 30),
        wall(2026, 5, 4, 20, 29, 59, 999_990),
    ],
)
def test_a_time_is_swedish_where_it_says_nothing_else(written):
    assert cells.moment(written) == (datetime(2026, 5, 4, 18, 30, tzinfo=UTC), False)


@pytest.mark.parametrize("written", ["2026-05-04", date(2026, 5, 4)])
def test_a_date_alone_is_a_day_without_an_hour(written):
    assert cells.moment(written) == (datetime(2026, 5, 4, 10, tzinfo=UTC), True)


def test_in_the_repeated_hour_the_first_is_meant_and_the_second_can_be_told_by_its_offset():
    assert cells.moment("2026-10-25 02:30")[0] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert cells.moment("2026-10-25T02:30+01:00")[0] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_in_the_hour_left_out_the_clock_had_not_been_changed_yet():
    assert cells.moment("2026-03-29 02:30")[0] == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["i fredags", "2026-02-30", "2026-05-04 25:00", "4/5 2026", "1026-05-04", 46146.85, True, "2206-05-04"]
)
def test_what_is_no_time_is_refused(written):
    with pytest.raises(Bad):
        cells.moment(written)


FAR_CELLS = (
    *FAR_MOMENTS,
    *FAR_DAYS,
    *map(date.fromisoformat, FAR_DAYS),
    wall(1999, 12, 31, 23, 59),
    wall(2099, 12, 31, 23, 59, 59, 999_999),
    wall(9999, 12, 31, 23, 59, 59, 999_999),
)


@pytest.mark.parametrize("written", FAR_CELLS)
def test_what_nobody_can_mean_is_refused_with_the_years(written):
    with pytest.raises(Bad, match="ska ligga inom åren 2000–2099"):
        cells.moment(written)


@pytest.mark.parametrize("written", [*NEAR_MOMENTS, "2000-01-01", "2099-12-31", wall(2099, 12, 31, 23, 59)])
def test_the_ends_of_the_years_are_read(written):
    assert 2000 <= local(cells.moment(written)[0]).year <= 2099


def test_whole_numbers_are_read_as_swedes_and_spreadsheets_write_them():
    assert [cells.whole(c, 2_000) for c in (20, 20.0, "20", "1 200", "1 200")] == [20, 20, 20, 1200, 1200]


@pytest.mark.parametrize("written", ["-1", 20.5, "tjugo", "2001", True, "²", ""])
def test_what_is_no_whole_number_within_bounds_is_refused(written):
    with pytest.raises(Bad):
        cells.whole(written, 2_000)


def test_lists_and_named_values_are_parted_by_semicolons():
    assert cells.listed("a; b ;;c") == ["a", "b", "c"]
    assert cells.named("brister=3; besokta = 1") == [("brister", "3"), ("besokta", "1")]
    for written in ("brister", "=3", "brister="):
        with pytest.raises(Bad):
            cells.named(written)


def test_a_label_stands_for_its_code_unless_two_codes_share_it():
    words = Words([("torget", "Torget"), ("stora-torget", "Stora  torget"), ("a", "Samma"), ("b", "Samma")])
    assert [words.code(w) for w in ("Torget", " STORA torget", "stora-torget", "b")] == [
        "torget",
        "stora-torget",
        "stora-torget",
        "b",
    ]
    for word in ("Samma", "annat"):
        with pytest.raises(Bad):
            words.code(word)


def test_a_code_is_itself_also_where_it_is_another_ones_label():
    words = Words([("norr", "Söder"), ("soder", "norr")])
    assert words.code("norr") == "norr"
