"""A trend: strictly more than before, or nothing to compare with and it is said."""

from backend.domain.rule import Baseline, Trend
from tests.projections.story import Story, every_day

ON_2025 = Trend(kinds=("mote",), baseline=Baseline(pledge="lofte-2025"))


def year(story: Story, year: int, days: list[str]) -> None:
    for when in days:
        story.record(f"{year}-{when}T10:00", kind="mote")


def both(story: Story) -> Story:
    story.pledge(ON_2025, code="lofte-2025", first="2025-01-01", last="2025-12-31")
    return story.pledge(ON_2025)


def test_it_is_held_against_the_same_rule_to_the_same_day_a_year_before(story_on: Story):
    both(story_on)
    year(story_on, 2025, ["01-10", "03-31", "04-01"])
    year(story_on, 2026, ["02-10", "02-11", "03-31"])
    figure = story_on.figure("2026-03-31")
    assert (figure.value, figure.baseline, figure.status) == (3, 2.0, "on-track")


def test_as_many_is_not_more(story: Story):
    both(story)
    year(story, 2025, ["01-10"])
    year(story, 2026, ["02-10"])
    assert story.figure("2026-03-31").status == "behind"


def test_at_the_end_it_is_met_or_missed_against_the_whole_year(story: Story):
    both(story)
    year(story, 2025, ["01-10", "12-31"])
    year(story, 2026, ["02-10", "02-11"])
    assert story.figure("2026-12-30").status == "on-track"
    assert (story.figure("2026-12-31").baseline, story.figure("2026-12-31").status) == (2.0, "missed")
    story.record("2026-12-31T20:00", kind="mote")
    assert story.figure("2026-12-31").status == "met"


def test_a_leap_day_is_held_against_the_28th(story: Story):
    rule = Trend(kinds=("mote",), baseline=Baseline(pledge="lofte-2027"))
    story.pledge(rule, code="lofte-2027", first="2027-01-01", last="2027-12-31")
    story.pledge(rule, first="2028-01-01", last="2028-12-31")
    year(story, 2027, ["02-28", "03-01"])
    year(story, 2028, ["02-29"])
    assert story.figure("2028-02-29").baseline == 1.0


def test_in_the_year_after_a_leap_year_the_28th_is_held_against_the_28th(story: Story):
    rule = Trend(kinds=("mote",), baseline=Baseline(pledge="lofte-2028"))
    story.pledge(rule, code="lofte-2028", first="2028-01-01", last="2028-12-31")
    story.pledge(rule, first="2029-01-01", last="2029-12-31")
    year(story, 2028, ["02-28", "02-29"])
    year(story, 2029, ["02-01"])
    assert story.figure("2029-02-28").baseline == 1.0


def test_a_number_as_baseline_is_prorated(story: Story):
    story.pledge(Trend(kinds=("mote",), baseline=Baseline(value=40)))
    for when in every_day("2026-01-01", "2026-03-14", 4):
        story.record(when, kind="mote")
    figure = story.figure("2026-03-14")  # 73 of 365 days
    assert (figure.value, figure.baseline, figure.status) == (19, 8.0, "on-track")


def test_without_a_baseline_nothing_is_compared_and_it_is_said(story: Story):
    story.pledge(Trend(kinds=("mote",)))
    year(story, 2026, ["02-10"])
    figure = story.figure("2026-12-31")
    assert (figure.value, figure.baseline, figure.status, figure.lacks) == (1, None, "ongoing", "baseline")


def test_a_baseline_from_before_the_first_record_is_none(story: Story):
    both(story)
    year(story, 2026, ["02-10"])
    assert (story.figure("2026-03-31").status, story.figure("2026-03-31").lacks) == ("ongoing", "baseline")


def test_a_baseline_in_a_pledge_that_is_not_there_is_none(story: Story):
    story.pledge(ON_2025)
    year(story, 2025, ["01-10"])
    year(story, 2026, ["02-10"])
    assert story.figure("2026-03-31").lacks == "baseline"
