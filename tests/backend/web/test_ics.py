"""A calendar that other programs read: folded, escaped, and read back as it was meant."""

from datetime import UTC, date, datetime

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from backend.web.ics import LONGEST, Entry, calendar

NOW = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
# What a line of text may hold; of other control characters RFC 5545 has no way to tell.
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)


def entry(summary: str, description: str = "", id_: str = "a") -> Entry:
    return Entry(id=id_, day=date(2026, 12, 31), summary=summary, description=description, url="https://l.se/u/a")


@given(WORDS, WORDS)
def test_what_was_written_is_read_back_whatever_it_holds(summary: str, description: str):
    made = calendar("Fältlogg", [entry(summary, f"{description}\nandra raden")], now=NOW)
    assert all(len(line) <= LONGEST for line in made.split(b"\r\n"))
    (event,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert (str(event["summary"]), str(event["description"])) == (summary, f"{description}\nandra raden")


def test_a_day_is_whole_and_busies_nobody():
    (event,) = icalendar.Calendar.from_ical(calendar("Fältlogg", [entry("Tertial 1")], now=NOW)).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 12, 31), date(2027, 1, 1))
    assert event.decoded("dtstamp") == NOW
    assert (str(event["uid"]), str(event["transp"])) == ("a@faltlogg", "TRANSPARENT")


def test_a_calendar_of_nothing_is_a_calendar():
    found = icalendar.Calendar.from_ical(calendar("Fältlogg", [], now=NOW))
    assert (str(found["version"]), str(found["x-wr-timezone"])) == ("2.0", "Europe/Stockholm")
    assert found.errors == []
    assert calendar("Fältlogg", [], now=NOW).endswith(b"END:VCALENDAR\r\n")
