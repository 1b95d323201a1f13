"""Days, hours, numbers and periods as Swedish and English readers expect them."""

from datetime import UTC, date, datetime

import pytest

from backend.web.pages.tongue import tongue

SV, EN = tongue("sv"), tongue("en")
NB = "\N{NO-BREAK SPACE}"


def test_numbers_are_grouped_with_no_break_spaces_and_a_comma():
    assert SV.number(4711) == f"4{NB}711"
    assert SV.number(1234.5) == f"1{NB}234,5"
    assert SV.number(57.0) == "57"
    assert EN.number(1234.5) == "1,234.5"


def test_shares_are_percent_with_a_space_in_swedish():
    assert SV.percent(0.764) == f"76{NB}%"
    assert EN.percent(0.764) == "76%"


def test_a_day_has_its_year_only_where_it_is_another():
    today = date(2026, 6, 30)
    assert SV.day(today, today) == f"30{NB}juni"
    assert SV.day(date(2025, 12, 1), today) == f"1{NB}december{NB}2025"
    assert EN.day(today, today) == f"30{NB}June"


def test_a_moment_is_told_by_the_swedish_clock():
    assert SV.moment(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)) == f"2026-06-30{NB}23:59"


@pytest.mark.parametrize(
    ("code", "swedish", "english"),
    [
        ("2026-W08", f"v.{NB}8", f"week{NB}8"),
        ("2026-06", "juni", "June"),
        ("2026-Q2", f"kvartal{NB}2", f"quarter{NB}2"),
        ("2026-T1", f"tertial{NB}1", f"tertial{NB}1"),
        ("2026-H2", "andra halvåret", "second half-year"),
        ("2026", "2026", "2026"),
    ],
)
def test_a_period_is_called_by_its_name(code, swedish, english):
    assert SV.period(code, date(2026, 6, 30)) == swedish
    assert EN.period(code, date(2026, 6, 30)) == english


def test_a_period_of_another_year_says_which():
    assert SV.period("2025-W52", date(2026, 6, 30)) == f"v.{NB}52{NB}2025"


def test_one_is_not_many():
    assert SV.ngettext("%(n)s dag sen", "%(n)s dagar sen", 1) == "1 dag sen"
    assert SV.ngettext("%(n)s dag sen", "%(n)s dagar sen", 15) == "15 dagar sen"
    assert EN.ngettext("%(n)s dag sen", "%(n)s dagar sen", 15) == "15 days late"


def test_words_are_listed_with_and():
    assert SV.listed(["a", "b", "c"]) == "a, b och c"
    assert SV.listed([]) == ""


def test_words_are_quoted_as_each_language_does():
    assert (SV.quoted("Delvis"), EN.quoted("Partly")) == ("”Delvis”", "“Partly”")
