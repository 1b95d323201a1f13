"""Which activities a rule looks at, and what each is worth: every filter and every unit."""

from typing import Any

import pytest

from backend.domain.report import Stop
from backend.domain.rule import Ongoing
from tests.projections.story import JONAS, POLICE, SARA, TOWN, Story

DAY = "2026-05-04"


def value(story: Story, owner: tuple[str, ...] = (POLICE,), **narrowing: Any) -> Any:
    """What an ongoing rule with this narrowing comes to."""
    story.pledge(Ongoing(**narrowing), owner=owner)
    return story.figure("2026-12-31").value


@pytest.mark.parametrize(
    ("narrowing", "expected"),
    [
        ({}, 4),
        ({"kinds": ("mote",)}, 1),
        ({"kinds": ("mote", "fotpatrull")}, 2),
        ({"places": ("ankarsrum",)}, 2),
        ({"places": ("ankarsrum", "gamleby")}, 3),
        ({"zones": ("vast",)}, 2),
        ({"zones": ("skargarden",)}, 1),
        ({"problems": ("ordning",)}, 1),
        ({"actions": ("samtal",)}, 2),
        ({"actions": ("samtal", "synlighet")}, 2),
        ({"answers": {"forum": ("tistel",)}}, 1),
        ({"answers": {"forum": ("sspf", "sig")}}, 0),
        ({"kinds": ("platsbesok",), "actions": ("samtal",), "places": ("gamleby",)}, 1),
    ],
)
def test_each_filter_narrows_by_itself_and_with_others(story_on: Story, narrowing: dict[str, Any], expected: int):
    story_on.record(f"{DAY}T10:00", place="ankarsrum", problem="otrygg-plats", actions=("synlighet", "samtal"))
    story_on.record(f"{DAY}T11:00", place="gamleby", problem="ordning", actions=("samtal",))
    walk = (Stop(place="torget"), Stop(place="totebo"), Stop(place="ankarsrum"))
    story_on.record(f"{DAY}T12:00", kind="fotpatrull", stops=walk)
    story_on.record(f"{DAY}T13:00", kind="mote", zone="skargarden", answers={"forum": "tistel"})
    assert value(story_on, **narrowing) == expected


@pytest.mark.parametrize(
    ("hours", "expected"),
    [("18:00-06:00", ["18:00", "23:59", "00:00", "05:59"]), ("06:00-18:00", ["06:00", "17:59"]), ("08:00-08:00", None)],
)
def test_hours_are_local_half_open_and_may_pass_midnight(story: Story, hours: str, expected: list[str] | None):
    starts = ["00:00", "05:59", "06:00", "17:59", "18:00", "23:59"]
    for start in starts:
        story.record(f"{DAY}T{start}")
    story.record("2026-05-05")  # known by its day alone
    assert value(story, hours=hours) == len(starts if expected is None else expected)


def test_hours_follow_the_swedish_clock_whatever_offset_was_sent(story: Story):
    story.record("2026-07-01T17:30:00+00:00")  # 19:30 in Sweden
    assert value(story, hours="18:00-20:00") == 1


@pytest.mark.parametrize("when", ["2026-03-29T00:30:00+00:00", "2026-03-29T01:30:00+00:00"])
def test_the_night_that_lacks_an_hour_has_one_and_three_but_no_two(story: Story, when: str):
    story.record(when)
    assert value(story, hours="02:00-03:00") == 0


def test_the_night_with_an_hour_twice_counts_both(story: Story):
    story.record("2026-10-25T02:30:00+02:00")
    story.record("2026-10-25T02:30:00+01:00")
    assert value(story, hours="02:00-03:00") == 2


def test_a_night_patrol_belongs_to_the_day_it_began(story: Story):
    story.record("2026-05-04T23:30", kind="fotpatrull", minutes=120)
    story.pledge(Ongoing(kinds=("fotpatrull",), of="days"))
    assert story.figure("2026-05-04").value == 1


# Whose it is.


def test_joint_work_counts_for_the_owner_who_was_there(story: Story):
    story.record(f"{DAY}T10:00", organisation=TOWN, joint=(POLICE,))
    story.record(f"{DAY}T11:00", organisation=TOWN)
    assert value(story) == 1


def test_with_one_owner_joint_takes_another_party(story: Story):
    story.record(f"{DAY}T10:00")
    story.record(f"{DAY}T11:00", joint=("civilsamhallet",))
    story.record(f"{DAY}T12:00", organisation=TOWN, joint=(POLICE,))
    story.record(f"{DAY}T13:00", joint=(POLICE,))  # with nobody but themselves
    assert value(story, joint=True) == 2


def test_with_two_owners_joint_takes_both(story: Story):
    story.record(f"{DAY}T10:00", joint=("civilsamhallet",))
    story.record(f"{DAY}T11:00", joint=(TOWN,))
    story.record(f"{DAY}T12:00", organisation=TOWN, joint=(POLICE, "civilsamhallet"))
    assert value(story, owner=(POLICE, TOWN), joint=True) == 2


def test_an_activity_counts_for_every_rule_it_matches(story: Story):
    story.record(f"{DAY}T10:00", kind="mote", answers={"forum": "tistel"})
    story.pledge(Ongoing(kinds=("mote",)), Ongoing(answers={"forum": ("tistel",)}))
    assert [r.value for r in story.answer(DAY).commitments[0].rules] == [1, 1]


# In which unit.


def walk(story: Story) -> None:
    """An hour's patrol: 20 minutes in Ankarsrum, 25 in Totebo, 5 at the square, the rest on the way."""
    stops = (Stop(place="ankarsrum", minutes=20), Stop(place="totebo", minutes=25), Stop(place="torget", minutes=5))
    story.record(f"{DAY}T10:00", kind="fotpatrull", minutes=60, stops=stops, crew=(JONAS, SARA))


def test_a_patrol_is_one_activity_and_its_minutes_are_not_multiplied_by_the_crew(story: Story):
    walk(story)
    story.pledge(Ongoing(), Ongoing(of="minutes"))
    assert [r.value for r in story.answer(DAY).commitments[0].rules] == [1, 60]


@pytest.mark.parametrize(
    ("narrowing", "expected"),
    [
        ({"places": ("ankarsrum",)}, 20),
        ({"places": ("ankarsrum", "torget")}, 25),
        ({"zones": ("vast",)}, 45),
        ({"zones": ("vast",), "places": ("totebo", "torget")}, 25),
    ],
)
def test_with_a_filter_on_place_minutes_are_those_of_its_stops(
    story_on: Story, narrowing: dict[str, Any], expected: int
):
    walk(story_on)
    assert value(story_on, of="minutes", **narrowing) == expected


def test_a_visit_to_one_place_has_all_its_minutes_there(story: Story):
    story.record(f"{DAY}T10:00", place="ankarsrum", minutes=15)
    story.record(f"{DAY}T11:00", stops=(Stop(place="ankarsrum"),), minutes=10)
    story.record(f"{DAY}T12:00", place="ankarsrum")
    assert value(story, of="minutes", places=("ankarsrum",)) == 25


def test_people_and_named_counts_are_summed(story_on: Story):
    story_on.record(f"{DAY}T10:00", kind="trygghetsvandring", people=12, results={"brister": 3, "klotter": 1})
    story_on.record(f"{DAY}T11:00", kind="trygghetsvandring", people=5, results={"brister": 4})
    story_on.record(f"{DAY}T12:00", kind="trygghetsvandring")
    story_on.pledge(Ongoing(of="people"), Ongoing(of="results.brister"), Ongoing(of="results.klotter"))
    assert [r.value for r in story_on.answer(DAY).commitments[0].rules] == [17, 7, 1]


def test_places_and_days_are_counted_once_each(story: Story):
    walk(story)
    story.record(f"{DAY}T15:00", place="ankarsrum")
    story.record("2026-05-05T15:00", place="gamleby")
    story.pledge(Ongoing(of="places"), Ongoing(of="places", zones=("vast",)), Ongoing(of="days"))
    assert [r.value for r in story.answer("2026-05-05").commitments[0].rules] == [4, 2, 2]


@pytest.mark.parametrize(
    ("need", "fields"),
    [
        ("minutes", {"minutes": 0}),
        ("place", {"place": "torget"}),
        ("zone", {"zone": "vast"}),
        ("joint", {"joint": (TOWN,)}),
        ("crew", {"crew": (JONAS,)}),
        ("problem", {"problem": "ordning"}),
        ("actions", {"actions": ("samtal",)}),
        ("people", {"people": 0}),
        ("answers", {"answers": {"forum": "tistel"}}),
        ("results", {"results": {"brister": 0}}),
        ("note", {"note": True}),
    ],
)
def test_each_field_may_be_needed(story: Story, need: str, fields: dict[str, Any]):
    story.pledge(Ongoing(needs=(need,)))
    story.record(f"{DAY}T10:00", **fields)
    story.record(f"{DAY}T11:00")
    assert (story.figure(DAY).value, story.figure(DAY).not_yet) == (1, 1)
