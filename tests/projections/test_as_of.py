"""As of a day, in both readings: as it was known then, and what is known today about that day."""

from datetime import UTC, date, datetime

import pytest

from backend.domain.rule import Count
from projections import pledges
from projections.why import late, late_for
from tests.projections.story import POLICE, TOWN, Story

HUNDRED = Count(kinds=("platsbesok",), at_least=100)


def test_what_came_in_late_was_not_known_then_but_is_now(story_on: Story):
    story_on.pledge(HUNDRED)
    story_on.record("2026-06-29T10:00")
    story_on.record("2026-06-30T10:00", received="2026-07-02T08:00")
    assert story_on.figure("2026-06-30").value == 1
    assert story_on.figure("2026-06-30", known="now").value == 2


def test_the_day_ends_at_midnight_in_sweden(story: Story):
    story.pledge(HUNDRED)
    story.record("2026-06-30T23:59")
    story.record("2026-07-01T00:00")
    answer = story.answer("2026-06-30")
    assert answer.commitments[0].rules[0].value == 1
    assert answer.as_of.isoformat() == "2026-07-01T00:00:00+02:00"
    assert answer.known == answer.as_of


def test_in_winter_too(story: Story):
    story.pledge(HUNDRED)
    story.record("2026-01-31T22:59:00+00:00")
    story.record("2026-01-31T23:00:00+00:00")
    assert story.figure("2026-01-31").value == 1


@pytest.mark.parametrize(
    ("day", "last", "first"),
    [
        ("2026-03-28", "2026-03-28T22:59:59+00:00", "2026-03-28T23:00:00+00:00"),
        ("2026-03-29", "2026-03-29T21:59:59+00:00", "2026-03-29T22:00:00+00:00"),  # a day of 23 hours
        ("2026-10-25", "2026-10-25T22:59:59+00:00", "2026-10-25T23:00:00+00:00"),  # and one of 25
    ],
)
def test_a_day_on_which_the_clocks_change_ends_at_midnight_too(story: Story, day: str, last: str, first: str):
    story.pledge(HUNDRED)
    story.record(last)
    story.record(first)
    assert (story.figure(day).value, story.figure(day, known="now").value) == (1, 1)


def test_known_now_is_known_up_to_the_last_event(story: Story):
    story.pledge(HUNDRED)
    story.record("2026-06-29T10:00", received="2026-08-01T08:00")
    assert story.answer("2026-06-30", known="now").known == datetime(2026, 8, 1, 6, 0, tzinfo=UTC)


def test_a_correction_counts_from_when_it_came_in(story: Story):
    story.pledge(Count(kinds=("platsbesok",), at_least=9, places=("ankarsrum",)))
    visit = story.record("2026-05-04T20:30", place="gamleby")
    story.at("2026-05-05T07:12").correct(visit, place="ankarsrum")
    story.at("2026-05-06T07:12").correct(visit, place="torget")
    assert [story.figure(f"2026-05-0{day}").value for day in (4, 5, 6)] == [0, 1, 0]
    assert story.figure("2026-05-05", known="now").value == 0


def test_a_withdrawal_too(story: Story):
    story.pledge(HUNDRED)
    visit = story.record("2026-05-04T20:30")
    story.record("2026-05-04T21:30")
    story.at("2026-05-05T07:12").withdraw(visit)
    assert [story.figure(f"2026-05-0{day}").value for day in (4, 5)] == [2, 1]
    assert story.figure("2026-05-04", known="now").value == 1


def test_the_rules_are_those_that_were_published_then(story: Story):
    story.at("2026-01-01T09:00").pledge(HUNDRED)
    story.record("2026-03-01T10:00")
    story.at("2026-04-01T09:00").pledge(Count(kinds=("platsbesok",), at_least=50))
    assert story.figure("2026-03-31").target == 100
    assert story.figure("2026-04-01").target == 50
    assert story.figure("2026-03-31", known="now").target == 50


def test_where_no_rules_were_published_by_then_the_first_are_used_and_it_is_said(story: Story):
    story.record("2026-01-05T10:00")
    story.at("2026-03-20T09:00").pledge(HUNDRED)
    story.at("2026-04-01T09:00").pledge(Count(kinds=("platsbesok",), at_least=50))
    answer = story.answer("2026-01-31")
    assert answer.commitments[0].rules[0].target == 100
    assert answer.rules_from.isoformat() == "2026-03-20T09:00:00+01:00"
    assert answer.rules_from > answer.as_of


def test_how_many_came_in_afterwards_is_told(story_on: Story):
    story_on.pledge(HUNDRED)
    story_on.record("2026-06-29T10:00", kind="mote")
    corrected = story_on.record("2026-06-29T11:00")
    story_on.record("2026-06-28T10:00", received="2026-07-02T08:00")
    story_on.record("2026-06-28T11:00", kind="mote", organisation=TOWN)
    story_on.record("2026-07-01T11:00")
    story_on.correct(corrected, minutes=5)
    gone = story_on.record("2026-06-28T12:00")
    story_on.withdraw(gone)
    with story_on.question("2026-06-30") as asked:
        assert (late(asked), late_for(asked, "atagande")) == (2, 1)


def test_late_work_of_a_sensitive_kind_elsewhere_is_not_told(story: Story):
    story.pledge(HUNDRED)
    story.record("2026-06-28", kind="orossamtal", organisation=TOWN, received="2026-07-02T08:00")
    with story.question("2026-06-30", viewer=POLICE) as asked:
        assert late(asked) == 0
    with story.question("2026-06-30", viewer=TOWN) as asked:
        assert late(asked) == 1


def test_the_position_of_a_day_is_the_last_one_received_before_it_ended(story: Story):
    story.record("2026-05-04T23:30")
    last = story.head()
    story.record("2026-05-05T00:30")
    with story.reading() as reading:
        assert pledges.position_of(reading, date(2026, 5, 4)) == last
        assert pledges.position_of(reading, date(2023, 5, 4)) == 0
        assert pledges.position_of(reading, date(2030, 5, 4)) == last + 1
