"""Coverage: the share that fell where the latest situation frozen before it ranks the need high."""

from typing import Any

from backend.domain.report import Stop
from backend.domain.rule import Coverage
from projections.why import breakdown, why
from tests.projections.story import POLICE, Story

PATROLS = Coverage(kinds=("fotpatrull",))


def walk(story: Story, when: str, minutes: int | None = 60, **at: int | None) -> None:
    stops = tuple(Stop(place=place, minutes=there) for place, there in at.items())
    story.record(when, kind="fotpatrull", minutes=minutes, stops=stops)


def told(story: Story, as_of: str = "2026-12-31", rule: Coverage = PATROLS) -> Any:
    story.pledge(rule)
    return story.figure(as_of)


def test_minutes_at_places_of_high_need_are_held_against_all_minutes(story_on: Story):
    story_on.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high", gamleby="low")
    walk(story_on, "2026-05-05T20:00", ankarsrum=15, gamleby=30)
    walk(story_on, "2026-05-06T20:00", minutes=40, ankarsrum=None)
    figure = told(story_on)
    assert (figure.value, figure.of_total, figure.status) == (0.55, 100, "ongoing")
    assert figure.by_organisation == {POLICE: 55}


def test_each_patrol_is_held_against_the_situation_before_it(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high")
    walk(story, "2026-05-05T20:00", ankarsrum=60, gamleby=0)
    story.at("2026-05-11T08:00").freeze("2026-W20", gamleby="high")
    walk(story, "2026-05-12T20:00", ankarsrum=60, gamleby=0)
    assert told(story).value == 0.5


def test_a_late_report_is_held_against_the_situation_when_it_happened(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high")
    story.at("2026-05-11T08:00").freeze("2026-W20", gamleby="high")
    walk(story, "2026-05-05T20:00", ankarsrum=60, gamleby=0)
    assert told(story).value == 1.0


def test_before_the_first_situation_nothing_can_be_said_of_a_patrol(story: Story):
    walk(story, "2026-05-03T20:00", gamleby=30, torget=30)
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high")
    walk(story, "2026-05-05T20:00", ankarsrum=30, torget=30)
    figure = told(story)
    assert (figure.value, figure.of_total, figure.not_yet) == (0.5, 60, 1)


def test_without_a_situation_it_is_unreported(story: Story):
    walk(story, "2026-05-03T20:00", gamleby=30)
    assert (told(story).status, told(story).lacks, told(story).value) == ("unreported", "situation", None)


def test_a_patrol_whose_stops_have_no_minutes_does_not_count_yet(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high")
    walk(story, "2026-05-05T20:00", ankarsrum=None, torget=30)
    assert (told(story).value, told(story).not_yet) == (None, 1)


def test_with_a_share_promised_it_is_on_track_or_behind_and_met_or_missed_at_the_end(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high")
    walk(story, "2026-05-05T20:00", ankarsrum=30, torget=30)
    half, more = Coverage(kinds=("fotpatrull",), at_least=0.5), Coverage(kinds=("fotpatrull",), at_least=0.6)
    assert (told(story, "2026-06-30", half).status, told(story, "2026-12-31", half).status) == ("on-track", "met")
    assert (told(story, "2026-06-30", more).status, told(story, "2026-12-31", more).status) == ("behind", "missed")


def test_activities_may_be_counted_instead_of_minutes(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high")
    walk(story, "2026-05-05T20:00", ankarsrum=1, torget=59)
    walk(story, "2026-05-06T20:00", torget=30, gamleby=30)
    figure = told(story, rule=Coverage(kinds=("fotpatrull",), of="activities"))
    assert (figure.value, figure.of_total) == (0.5, 2)


def test_what_was_not_known_then_is_not_in_the_figure_of_then(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high")
    walk(story, "2026-05-05T20:00", ankarsrum=60, torget=0)
    story.record("2026-05-05T21:00", kind="fotpatrull", received="2026-06-01T08:00", place="torget", minutes=60)
    story.pledge(PATROLS)
    assert story.figure("2026-05-31").value == 1.0
    assert story.figure("2026-05-31", known="now").value == 0.5


def test_an_older_week_that_comes_in_afterwards_is_not_the_latest_situation(story: Story):
    story.at("2026-05-11T08:00").freeze("2026-W20", ankarsrum="high")
    story.at("2026-05-12T08:00").freeze("2026-W18", gamleby="high")
    walk(story, "2026-05-13T20:00", ankarsrum=45, gamleby=15)
    assert told(story).value == 0.75


def test_the_situation_that_held_long_before_the_pledge_began_still_does(story: Story):
    story.at("2024-06-10T08:00").freeze("2024-W24", ankarsrum="high")
    story.at("2024-06-11T08:00").freeze("2024-W20", gamleby="high")  # an older week, frozen afterwards
    walk(story, "2026-01-02T20:00", ankarsrum=60, gamleby=20)
    assert told(story).value == 0.75


def test_each_month_has_its_own_share_and_a_month_with_nothing_has_none(story_on: Story):
    story_on.at("2025-01-06T08:00").freeze("2025-W02", ankarsrum="high")
    walk(story_on, "2025-03-05T20:00", gamleby=30, torget=30)
    walk(story_on, "2026-03-05T20:00", ankarsrum=15, gamleby=45)
    walk(story_on, "2026-05-05T20:00", ankarsrum=60, gamleby=0)
    story_on.pledge(PATROLS)
    with story_on.question("2026-06-30") as asked:
        apart = breakdown(asked, "atagande")
    assert apart.by_month == {"2026-03": 0.25, "2026-05": 1.0}
    assert apart.a_year_before == {"2025-03": 0.0}
    assert apart.by_organisation == {POLICE: 75}


def test_what_stands_behind_the_share_sums_to_what_was_done_where_the_need_was_high(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high")
    walk(story, "2026-05-05T20:00", ankarsrum=15, gamleby=45)
    story.pledge(PATROLS)
    with story.question("2026-06-30") as asked:
        behind = why(asked, "atagande")
    assert sum(done.amount for done in behind.counted) == 15 == (behind.figure.value or 0) * 60  # type: ignore[operator]


def test_all_minutes_are_told_by_the_need_there_was(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high", gamleby="medium", totebo="low")
    walk(story, "2026-05-05T20:00", ankarsrum=15, gamleby=20, torget=5)
    walk(story, "2026-05-06T20:00", minutes=30, totebo=30, ankarsrum=0)
    story.pledge(PATROLS, Coverage(kinds=("fotpatrull",), of="activities"))
    with story.question("2026-06-30") as asked:
        minutes, activities = (breakdown(asked, "atagande", rule).by_level for rule in (0, 1))
    assert minutes == {"high": 15, "medium": 20, "low": 30, "": 25}
    assert activities == {"high": 2, "medium": 0, "low": 0, "": 0}
