"""A count rule: so many, within the pledge's time or within each part of it."""

from typing import Any

from backend.domain.rule import Count
from tests.projections.story import POLICE, TOWN, Story, every_day

HUNDRED = Count(kinds=("platsbesok",), at_least=100, needs=("problem", "actions"))
FULL: dict[str, Any] = {"problem": "otrygg-plats", "actions": ("synlighet",)}


def test_what_is_done_is_counted_against_the_target_and_the_time_that_has_passed(story_on: Story):
    story_on.pledge(HUNDRED)
    for when in every_day("2026-01-01", "2026-06-30", 3):
        story_on.record(when, **FULL)
    figure = story_on.figure("2026-06-30")
    assert (figure.value, figure.target, figure.expected, figure.status) == (61, 100, 49.6, "on-track")
    assert figure.by_organisation == {POLICE: 61}


def test_what_lacks_a_needed_field_does_not_count_yet(story_on: Story):
    story_on.pledge(HUNDRED)
    story_on.record("2026-02-01T10:00", **FULL)
    lacking = story_on.record("2026-02-01T11:00", problem="otrygg-plats")
    assert (story_on.figure("2026-02-01").value, story_on.figure("2026-02-01").not_yet) == (1, 1)
    story_on.correct(lacking, actions=("samtal",))
    assert (story_on.figure("2026-02-01").value, story_on.figure("2026-02-01").not_yet) == (2, 0)


def test_what_another_organisation_did_counts_only_where_the_owner_took_part(story: Story):
    story.pledge(HUNDRED)
    story.record("2026-02-01T10:00", organisation=TOWN, **FULL)
    story.record("2026-02-01T11:00", organisation=TOWN, joint=(POLICE,), **FULL)
    assert story.figure("2026-02-01").by_organisation == {TOWN: 1}


def test_a_count_is_met_as_soon_as_it_is_reached(story: Story):
    story.pledge(Count(kinds=("platsbesok",), at_least=2))
    story.record("2026-01-10T10:00")
    story.record("2026-01-11T10:00")
    assert story.figure("2026-01-11").status == "met"


def test_it_is_behind_below_the_whole_number_expected_and_on_track_at_it(story: Story):
    story.pledge(Count(kinds=("platsbesok",), at_least=73))  # one every fifth day
    story.record("2026-01-02T10:00")
    assert story.figure("2026-01-09").status == "on-track"  # 1.8 expected
    assert story.figure("2026-01-10").status == "behind"  # 2.0 expected


def test_it_is_missed_when_the_last_day_has_passed(story: Story):
    story.pledge(Count(kinds=("platsbesok",), at_least=2))
    story.record("2026-01-01T10:00", kind="mote")
    story.record("2026-12-31T23:59")
    assert story.figure("2026-12-30").status == "behind"
    after = story.figure("2026-12-31")
    assert (after.value, after.expected, after.status) == (1, 2.0, "missed")
    assert story.figure("2027-06-01", known="now").value == 1


def test_a_pledge_signed_after_its_start_counts_from_its_start(story: Story):
    story.record("2026-01-05T10:00")
    story.at("2026-03-20T15:00").pledge(Count(kinds=("platsbesok",), at_least=2))
    assert story.figure("2026-03-20").value == 1


def test_nothing_of_the_days_before_and_after_the_pledge_counts(story: Story):
    story.pledge(Count(kinds=("platsbesok",), at_least=9))
    for when in ("2025-12-31T23:59", "2026-01-01T00:00", "2026-12-31T23:59", "2027-01-01T00:00"):
        story.record(when)
    assert story.figure("2027-01-01").value == 2


def test_a_leap_day_is_a_day_of_its_year(story: Story):
    story.pledge(Count(kinds=("platsbesok",), at_least=366), first="2028-01-01", last="2028-12-31")
    story.record("2028-02-29T10:00")
    assert story.figure("2028-02-29").expected == 60.0
    assert story.figure("2028-02-29").value == 1


def test_a_pledge_of_two_years_counts_each_year_by_itself(story: Story):
    story.pledge(Count(kinds=("mote",), at_least=4, per="year", of="days"), first="2025-01-01", last="2026-12-31")
    for when in ("2025-02-01T10:00", "2025-05-01T10:00", "2025-05-01T15:00", "2025-09-01T10:00", "2026-02-01T10:00"):
        story.record(when, kind="mote")
    first = story.figure("2025-12-31")
    assert (first.value, first.status) == (3, "missed")
    second = story.figure("2026-02-01")
    assert (second.value, second.target, second.status) == (1, 4, "on-track")
    assert second.parts is not None
    assert [(p.period, p.value, p.status) for p in second.parts] == [("2025", 3, "missed"), ("2026", 1, "on-track")]


def test_a_pledge_of_one_year_is_not_split_by_year(story: Story):
    story.pledge(Count(kinds=("mote",), at_least=4, per="year"))
    story.record("2026-02-01T10:00", kind="mote")
    assert story.figure("2026-02-01").parts is None


def test_quarters_that_ended_before_anything_was_recorded_are_unreported(story: Story):
    story.pledge(Count(kinds=("mote",), at_least=2, per="quarter"))
    story.record("2026-05-01T10:00", kind="mote")
    parts = story.figure("2026-07-01").parts
    assert parts is not None
    assert [(p.period, p.value, p.status) for p in parts] == [
        ("2026-Q1", None, "unreported"),
        ("2026-Q2", 1, "missed"),
        ("2026-Q3", 0, "on-track"),
    ]


def test_before_anything_was_recorded_there_is_no_figure(story: Story):
    story.pledge(HUNDRED)
    story.record("2026-05-01T10:00", **FULL)
    figure = story.figure("2026-04-30")
    assert (figure.value, figure.expected, figure.status, figure.lacks) == (None, None, "unreported", "records")


def test_a_pledge_from_before_the_first_record_is_unreported_for_good(story: Story):
    story.pledge(HUNDRED, code="gammalt", first="2020-01-01", last="2020-12-31").pledge(HUNDRED)
    story.record("2026-05-01T10:00", **FULL)
    assert story.answer("2026-06-01", pledge="gammalt").commitments[0].status == "unreported"


def test_a_pledge_that_has_not_begun_says_no_more_than_that(story: Story):
    story.record("2025-05-01T10:00", **FULL)
    story.pledge(HUNDRED)
    figure = story.figure("2025-12-31")
    assert (figure.value, figure.status, figure.lacks) == (None, "ongoing", "not-begun")


def test_what_lies_in_the_future_counts_when_its_time_comes(story: Story):
    story.pledge(HUNDRED)
    story.record("2026-03-01T10:00", received="2026-02-01T09:00", **FULL)
    early, later = story.figure("2026-02-01"), story.figure("2026-03-01")
    assert (early.value, early.not_yet, early.status) == (None, None, "unreported")
    assert (later.value, later.not_yet) == (1, 0)


def test_beside_other_records_the_future_one_does_not_count_yet(story: Story):
    story.pledge(HUNDRED)
    story.record("2026-01-15T10:00", **FULL)
    story.record("2026-03-01T10:00", received="2026-02-01T09:00", **FULL)
    assert (story.figure("2026-02-01").value, story.figure("2026-02-01").not_yet) == (1, 1)
