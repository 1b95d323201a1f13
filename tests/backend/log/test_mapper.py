"""Events into bytes and back: topics from an allow-list, and a fault instead of an exception."""

from datetime import UTC

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.calendar import STOCKHOLM
from backend.log.mapper import microseconds, moment, to_event, to_stored
from tests.backend.log.made import recorded

VISIT = recorded()
STORED = to_stored(VISIT.stream, 1, VISIT.event)


def test_what_is_stored_is_read_back():
    assert to_event(STORED.topic, STORED.state) == (VISIT.event, None)


def test_a_topic_is_the_tag_and_no_class_path():
    assert STORED.topic == "activity-recorded"


@pytest.mark.parametrize("topic", ["", "os:system", "backend.domain.activity:ActivityRecorded", "activity-recorded2"])
def test_a_topic_that_is_not_allowed_is_a_fault_and_nothing_is_decoded(topic):
    event, fault = to_event(topic, STORED.state)
    assert event is None
    assert fault == f"unknown topic {topic!r}"


def test_an_event_under_another_topic_is_a_fault():
    event, fault = to_event("activity-withdrawn", STORED.state)
    assert event is None
    assert "activity-recorded" in str(fault)


@pytest.mark.parametrize("state", [b"", b"{", b"\xff\xfe", b"[" * 5000, b'"\\ud800"', b"null", b"{}"])
def test_what_is_no_event_is_a_fault_and_never_an_exception(state):
    event, fault = to_event("activity-recorded", state)
    assert event is None
    assert fault


@given(st.binary(max_size=60))
def test_no_bytes_at_all_raise(state):
    assert to_event("note-erased", state)[0] is None


def test_a_fault_says_where_and_never_quotes_what_stood_there():
    told = msgspec.json.decode(STORED.state)
    told["report"]["minutes"] = "Kalle Anka, Storgatan 1"

    event, fault = to_event("activity-recorded", msgspec.json.encode(told))

    assert event is None
    assert str(fault).endswith("at $.report.minutes")
    assert "Kalle" not in str(fault)


def test_only_events_can_be_stored():
    with pytest.raises(KeyError):
        to_stored(VISIT.stream, 1, object())  # type: ignore[arg-type]


@given(st.datetimes(timezones=st.just(STOCKHOLM)).filter(lambda aware: 1900 < aware.year < 9000))
def test_a_moment_is_kept_to_the_microsecond(aware):
    assert moment(microseconds(aware)) == aware.astimezone(UTC)
