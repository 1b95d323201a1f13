"""What stands behind a figure, and the figure taken apart: the same question, so that they always agree."""

from datetime import date
from typing import Any

import pytest

from backend.domain.refusal import Refused
from backend.domain.report import Stop
from backend.domain.rule import Cadence, Count, Coverage, Ongoing, Rule, Stated, Trend
from projections.why import breakdown, why
from tests.projections.story import POLICE, TOWN, Story

FULL: dict[str, Any] = {"problem": "otrygg-plats", "actions": ("synlighet",)}
NEEDING = Count(kinds=("platsbesok",), at_least=100, needs=("problem", "actions"))


def test_every_activity_that_counts_is_listed_newest_first(story_on: Story):
    story_on.pledge(NEEDING)
    visits = [story_on.record(f"2026-05-0{day}T10:00", **FULL) for day in (3, 4, 5)]
    with story_on.question("2026-05-31") as asked:
        found = why(asked, "atagande")
    assert [d.activity for d in found.counted] == visits[::-1]
    assert found.figure.value == len(found.counted)


def test_what_does_not_count_yet_is_listed_with_what_it_lacks(story_on: Story):
    story_on.pledge(NEEDING)
    story_on.record("2026-05-03T10:00", problem="ordning")
    story_on.record("2026-05-04T10:00")
    story_on.record("2026-06-04T10:00", received="2026-05-05T10:00", **FULL)
    with story_on.question("2026-05-31") as asked:
        found = why(asked, "atagande")
    assert [d.lacks for d in found.not_yet] == [("future",), ("problem", "actions"), ("actions",)]
    assert found.figure.not_yet == 3


def test_the_others_activities_are_a_count(story: Story):
    story.pledge(Ongoing(needs=("problem",)), owner=(POLICE, TOWN))
    story.record("2026-05-03T10:00", **FULL)
    for _ in range(2):
        story.record("2026-05-03T10:00", organisation=TOWN, **FULL)
    story.record("2026-05-03T10:00", organisation=TOWN)
    with story.question("2026-05-31", viewer=POLICE) as asked:
        found = why(asked, "atagande")
    assert [d.organisation for d in found.counted] == [POLICE]
    assert (found.elsewhere, found.elsewhere_not_yet) == ({TOWN: 2}, 1)


@pytest.mark.parametrize(
    "rule",
    [
        Count(kinds=("fotpatrull",), at_least=9, of="minutes"),
        Count(kinds=("fotpatrull",), at_least=9, of="minutes", places=("ankarsrum",)),
        Count(at_least=9, per="quarter"),
        Ongoing(of="people"),
        Ongoing(of="results.brister"),
        Trend(kinds=("fotpatrull",)),
        Cadence(kinds=("fotpatrull",), every="month"),
    ],
)
def test_what_is_listed_sums_to_the_figure(story_on: Story, rule: Rule):
    story_on.pledge(rule)
    stops = (Stop(place="ankarsrum", minutes=20), Stop(place="torget", minutes=5))
    for when in ("2026-01-31T10:00", "2026-02-27T10:00", "2026-04-02T10:00"):
        story_on.record(when, kind="fotpatrull", minutes=40, stops=stops, people=3, results={"brister": 2})
    gone = story_on.record("2026-04-03T10:00", kind="fotpatrull", minutes=40, people=9)
    story_on.withdraw(gone)
    with story_on.question("2026-04-30") as asked:
        found = why(asked, "atagande")
    if isinstance(rule, Cadence):
        assert found.figure.covered == len({d.day.month for d in found.counted})
    else:
        assert found.figure.value == sum(d.amount for d in found.counted)


def test_behind_a_share_stands_what_fell_where_the_need_was_high(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="high").pledge(Coverage(kinds=("fotpatrull",)))
    stops = (Stop(place="ankarsrum", minutes=20), Stop(place="torget", minutes=30))
    story.record("2026-05-05T10:00", kind="fotpatrull", minutes=50, stops=stops)
    story.record("2026-05-06T10:00", kind="fotpatrull", minutes=50)
    with story.question("2026-05-31") as asked:
        found = why(asked, "atagande")
    assert [d.amount for d in found.counted] == [20]
    assert [d.lacks for d in found.not_yet] == [("place",)]
    assert found.figure.value == 0.4


def test_behind_a_judgement_stands_no_activity(story: Story):
    story.pledge(Stated())
    with story.question("2026-05-31") as asked:
        assert why(asked, "atagande").counted == ()


def test_a_commitment_or_rule_that_is_not_there_is_refused(story: Story):
    story.pledge(NEEDING)
    with story.question("2026-05-31") as asked:
        with pytest.raises(Refused, match="unknown-commitment"):
            why(asked, "annat", 0)
        for rule in (1, -1):
            with pytest.raises(Refused, match="unknown-rule") as refused:
                why(asked, "atagande", rule)
            assert refused.value.message() == "Åtagandet har inte den regeln. Dess regler, räknade från 0: 0."


def test_a_figure_is_taken_apart_by_month_place_action_and_hour(story_on: Story):
    story_on.pledge(NEEDING)
    story_on.record("2025-04-08T22:30", place="ankarsrum", **FULL)
    story_on.record("2026-04-07T22:30", place="ankarsrum", **FULL)
    story_on.record("2026-05-01T18:00", place="gamleby", problem="ordning", actions=("synlighet", "samtal"))
    story_on.record("2026-05-02T18:00", place="ankarsrum", problem="ordning", actions=("synlighet",))
    story_on.record("2026-05-02T18:00", place="ankarsrum")
    with story_on.question("2026-05-31") as asked:
        found = breakdown(asked, "atagande")
    assert {month: n for month, n in found.by_month.items() if n} == {"2026-04": 1, "2026-05": 2}
    assert list(found.by_month) == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    assert {month: n for month, n in found.a_year_before.items() if n} == {"2025-04": 1}
    assert found.by_place == {"ankarsrum": 2, "gamleby": 1}
    assert found.last_at == {"ankarsrum": date(2026, 5, 2), "gamleby": date(2026, 5, 1)}
    assert found.by_action == {"synlighet": 3, "samtal": 1}
    assert found.by_hour == {(2, 22): 1, (5, 18): 1, (6, 18): 1}
    assert (found.suited, found.judged) == (2, 3)
    assert found.by_organisation == {POLICE: 3}


def test_the_year_before_is_told_only_where_something_was_recorded_then(story: Story):
    story.pledge(NEEDING)
    story.record("2026-04-07T22:30", **FULL)
    with story.question("2026-05-31") as asked:
        assert breakdown(asked, "atagande").a_year_before == {}


def test_only_the_current_part_of_a_split_count_is_listed(story: Story):
    story.pledge(Count(at_least=9, per="quarter"))
    story.record("2026-01-31T10:00")
    current = story.record("2026-04-30T10:00")
    with story.question("2026-05-31") as asked:
        assert [d.activity for d in why(asked, "atagande").counted] == [current]


def test_the_months_of_a_cadence_stand_beside_whole_months_of_the_year_before(story: Story):
    """The first and last week of a year reach into their neighbours; the months of the year before are whole."""
    story.pledge(Cadence(kinds=("mote",), every="week"))
    for when in ("2025-01-07T10:00", "2025-12-02T10:00", "2025-12-30T10:00", "2026-01-08T10:00"):
        story.record(when, kind="mote")
    with story.question("2026-02-01") as asked:
        before = breakdown(asked, "atagande").a_year_before
    assert (before["2025-01"], before["2025-12"]) == (1, 2)


def test_what_was_withdrawn_is_listed_apart_and_counts_no_longer(story_on: Story):
    story_on.pledge(NEEDING)
    kept = story_on.record("2026-05-03T10:00", **FULL)
    gone = story_on.record("2026-05-04T10:00", **FULL)
    story_on.record("2026-05-04T11:00", organisation=TOWN, joint=(POLICE,), **FULL)
    story_on.at("2026-06-10T12:00").withdraw(gone)
    with story_on.question("2026-06-30") as asked:
        found = why(asked, "atagande")
    assert [d.activity for d in found.counted] == [kept]
    assert [(d.activity, d.amount, d.withdrawn) for d in found.withdrawn] == [(gone, 0, True)]
    with story_on.question("2026-05-31") as asked:
        assert why(asked, "atagande").withdrawn == ()


def test_of_the_other_organisation_no_withdrawn_activity_is_listed(story: Story):
    story.pledge(NEEDING, owner=(POLICE, TOWN))
    gone = story.record("2026-05-04T10:00", organisation=TOWN, **FULL)
    story.withdraw(gone)
    with story.question("2026-06-30") as asked:
        assert why(asked, "atagande").withdrawn == ()


def test_the_year_before_is_told_to_the_same_day(story_on: Story):
    story_on.pledge(NEEDING)
    for when in ("2025-01-05T10:00", "2025-05-31T10:00", "2025-06-01T10:00", "2026-05-30T10:00"):
        story_on.record(when, **FULL)
    with story_on.question("2026-05-31") as asked:
        found = breakdown(asked, "atagande")
    assert (found.same_time_before, found.all) == (2, 1)


def test_the_need_before_and_after_is_of_the_places_that_were_visited(story: Story):
    story.pledge(NEEDING)
    for n, week in enumerate(range(2, 24)):
        monday = date.fromisocalendar(2026, week, 1).isoformat()
        story.at(f"{monday}T08:00").freeze(f"2026-W{week:02d}", torget="high" if n < 11 else "low", gamleby="high")
        if 7 <= n <= 12:
            story.record(f"{monday}T10:00", place="torget", **FULL)
    with story.question("2026-06-30") as asked:
        found = breakdown(asked, "atagande").around
    assert found is not None
    assert (found.visited.lower, found.visited.higher) == (found.visited.all, 0)
    assert found.unvisited.same > 0
