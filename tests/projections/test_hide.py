"""Two controllers: the other's sensitive work reaches a page only at month ends, and never as a small count."""

from datetime import date

import msgspec
import pytest

from backend.domain.rule import Baseline, Cadence, Count, OnDemand, Ongoing, Rule, Trend
from projections.answers import Hidden
from projections.why import breakdown, why
from tests.projections.story import POLICE, TOWN, Story

TALKS = OnDemand(kinds=("orossamtal",))


def talks(story: Story, n: int, day: str = "2026-04-10", organisation: str = POLICE) -> None:
    for _ in range(n):
        story.record(day, kind="orossamtal", organisation=organisation)


def test_ones_own_count_is_exact_and_of_today(story: Story):
    story.pledge(TALKS)
    talks(story, 3, "2026-05-04")
    figure = story.figure("2026-05-04", viewer=POLICE)
    assert (figure.value, figure.by_organisation) == (3, {POLICE: 3})


def test_the_others_small_count_is_under_five(story_on: Story):
    story_on.pledge(TALKS)
    talks(story_on, 4)
    figure = story_on.figure("2026-04-30", viewer=TOWN)
    assert (figure.value, figure.by_organisation) == (Hidden(5), {POLICE: Hidden(5)})
    assert b'"value":{"fewer_than":5}' in msgspec.json.encode(figure)


def test_so_is_none_at_all_where_the_other_owns_the_promise(story: Story):
    story.pledge(TALKS)
    story.record("2026-04-10T10:00")
    assert story.figure("2026-04-30", viewer=TOWN).value == Hidden(5)


def test_the_others_count_from_five_on_is_told_at_month_ends_only(story_on: Story):
    story_on.pledge(TALKS)
    talks(story_on, 6)
    talks(story_on, 3, "2026-05-04")
    assert story_on.figure("2026-04-29", viewer=TOWN).value == Hidden(5)
    assert story_on.figure("2026-04-30", viewer=TOWN).value == 6
    assert story_on.figure("2026-05-30", viewer=TOWN).value == 6
    assert story_on.figure("2026-05-31", viewer=TOWN).value == 9


def test_the_day_that_the_others_figure_goes_to_is_told_where_it_is_another(story_on: Story):
    story_on.pledge(TALKS)
    talks(story_on, 6)
    to = {day: story_on.figure(day, viewer=TOWN).told_to for day in ("2026-04-30", "2026-05-30", "2026-05-31")}
    assert to == {"2026-04-30": None, "2026-05-30": date(2026, 4, 30), "2026-05-31": None}
    own = story_on.figure("2026-05-30", viewer=POLICE)
    assert (own.told_to, own.others_to) == (None, None)


def test_of_a_shared_promise_the_others_part_has_a_day_of_its_own(story_on: Story):
    story_on.pledge(TALKS, owner=(POLICE, TOWN))
    talks(story_on, 6)
    figure = story_on.figure("2026-05-30", viewer=TOWN)
    assert (figure.told_to, figure.others_to) == (None, date(2026, 4, 30))


def test_what_comes_in_late_is_told_with_the_next_month_end_even_in_what_is_known_now(story: Story):
    story.pledge(TALKS)
    talks(story, 6)
    story.record("2026-04-11", kind="orossamtal", received="2026-05-04T10:00")
    assert story.figure("2026-04-30", viewer=TOWN, known="now").value == 6
    story.record("2026-06-01T10:00", kind="mote")
    assert story.figure("2026-04-30", viewer=TOWN, known="now").value == 7


def test_a_total_that_would_reveal_the_part_is_hidden_too(story: Story):
    story.pledge(TALKS, owner=(POLICE, TOWN))
    talks(story, 9)
    talks(story, 2, organisation=TOWN)
    figure = story.figure("2026-04-30", viewer=POLICE)
    assert figure.value == Hidden(14)
    assert figure.by_organisation == {POLICE: 9, TOWN: Hidden(5)}


def test_minutes_of_few_activities_are_not_told_at_all(story: Story):
    story.pledge(OnDemand(kinds=("orossamtal",), of="minutes"))
    for _ in range(3):
        story.record("2026-04-10", kind="orossamtal", minutes=60)
    figure = story.figure("2026-04-30", viewer=TOWN)
    assert (figure.value, figure.by_organisation) == (None, None)


def test_to_the_public_every_organisation_is_another(story: Story):
    story.pledge(TALKS)
    talks(story, 4)
    assert story.figure("2026-04-30", viewer=None).value == Hidden(5)


SMALL = {
    "a count": Count(kinds=("orossamtal",), at_least=3),
    "a count in parts": Count(kinds=("orossamtal",), at_least=1, per="month"),
    "a cadence": Cadence(kinds=("orossamtal",), every="month"),
    "a trend": Trend(kinds=("orossamtal",), baseline=Baseline(value=4)),
}


@pytest.mark.parametrize("rule", SMALL.values(), ids=list(SMALL))
@pytest.mark.parametrize("viewer", [TOWN, None])
def test_no_state_tells_how_small_the_others_count_is(story: Story, rule: Rule, viewer: str | None):
    """Up to four talks, of whatever months: the other organisation reads the same."""
    story.pledge(rule).record("2026-01-02T12:00")
    seen = set()
    for month in range(1, 5):
        seen.add(msgspec.json.encode(story.figure("2026-06-30", viewer=viewer, known="now")))
        talks(story, 1, f"2026-0{month}-10")
    seen.add(msgspec.json.encode(story.figure("2026-06-30", viewer=viewer, known="now")))
    assert len(seen) == 1
    talks(story, 5, "2026-06-10")
    assert {p.status for p in story.figure("2026-06-30", viewer=viewer).parts or () if p.value == Hidden(5)} <= {"open"}
    if rule.type != "cadence":  # a month of the other's that was missed is a count of none
        assert story.figure("2026-06-30", viewer=viewer).status != "ongoing"  # from five on it is told as it is
    assert story.figure("2026-06-30", viewer=POLICE).status != "ongoing"


def test_what_is_not_sensitive_is_told_as_it_is(story: Story):
    story.pledge(Ongoing(kinds=("mote",)))
    story.record("2026-05-04T10:00", kind="mote")
    assert story.figure("2026-05-04", viewer=TOWN).value == 1


def test_a_rule_without_kinds_is_careful_with_the_sensitive_part(story: Story):
    story.pledge(Ongoing())
    for _ in range(6):
        story.record("2026-04-10T10:00", kind="mote")
    talks(story, 2)
    figure = story.figure("2026-04-30", viewer=TOWN)
    assert figure.value == Hidden(11)
    assert story.figure("2026-04-30", viewer=POLICE).value == 8


def test_what_lacks_something_elsewhere_is_not_counted_out(story: Story):
    story.pledge(OnDemand(kinds=("orossamtal",), needs=("problem",)))
    talks(story, 3)
    assert story.figure("2026-04-30", viewer=TOWN).not_yet == 0
    assert story.figure("2026-04-30", viewer=POLICE).not_yet == 3


def test_nothing_is_foretold_of_a_hidden_count(story: Story):
    story.pledge(Count(kinds=("orossamtal",), at_least=10))
    talks(story, 3)
    assert story.figure("2026-04-30", viewer=TOWN).forecast is None
    assert story.figure("2026-04-30", viewer=POLICE).forecast is not None


@pytest.mark.parametrize("viewer", [TOWN, None])
def test_behind_the_figure_the_other_sees_only_a_hidden_count(story: Story, viewer: str | None):
    story.pledge(TALKS)
    talks(story, 4)
    with story.question("2026-04-30", viewer=viewer) as asked:
        found = why(asked, "atagande")
        apart = breakdown(asked, "atagande")
    assert (found.counted, found.not_yet, found.elsewhere) == ((), (), {POLICE: Hidden(5)})
    assert (apart.by_hour, apart.by_action, apart.by_place) == ({}, {}, {})
    assert set(apart.by_month.values()) == {Hidden(5)}


def test_the_position_is_opaque_to_the_public(story: Story):
    story.pledge(TALKS)
    inside, outside = story.answer("2026-04-30"), story.answer("2026-04-30", viewer=None)
    assert isinstance(inside.position, int)
    assert isinstance(outside.position, str)
    assert outside.position == story.answer("2026-04-29", viewer=None).position
