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
