"""Figures follow a place that was merged, moved to another zone or retired; as of a day before, what was known then."""

from datetime import date
from typing import Any

from backend.domain.events import stream
from backend.domain.place import (
    Place,
    PlaceAdded,
    PlaceMerged,
    PlaceRenamed,
    PlaceRestored,
    PlaceRetired,
    PlaceZoned,
    Zone,
    ZoneNamed,
)
from backend.domain.report import Stop
from backend.domain.rule import Coverage, Ongoing
from projections import need
from projections.trail import trail
from projections.why import breakdown, why
from tests.projections.story import HERE, POLICE, SARA, Story


def edit(story: Story, when: str, event: type[Any], **fields: Any) -> None:
    """Somebody changes a place in the browser."""
    story.at(when)
    story.add(stream(HERE, "catalogue"), event(partnership=HERE, received_at=story.now, by=SARA, **fields))


def test_earlier_records_follow_a_merged_place_and_are_as_they_were_before(story_on: Story):
    story_on.pledge(Ongoing(places=("gamleby",)), Ongoing(places=("torget",)), Ongoing(of="places"))
    story_on.record("2026-03-01T20:00", place="torget")
    story_on.record("2026-03-02T20:00", place="gamleby")
    edit(story_on, "2026-04-01T09:00", PlaceMerged, code="torget", into="gamleby")
    story_on.record("2026-05-01T20:00", place="torget")  # an old list on a phone
    answer = story_on.answer("2026-05-31").commitments[0].rules
    assert [figure.value for figure in answer] == [3, 3, 1]
    before = story_on.answer("2026-03-31").commitments[0].rules
    assert [figure.value for figure in before] == [1, 1, 2]
    now = story_on.answer("2026-03-31", known="now").commitments[0].rules
    assert [figure.value for figure in now] == [2, 2, 1]


def test_what_lies_behind_a_figure_is_told_of_the_place_that_stands_for_it(story: Story):
    story.pledge(Ongoing())
    story.record("2026-03-01T20:00", place="torget")
    story.record("2026-03-02T20:00", place="gamleby")
    edit(story, "2026-04-01T09:00", PlaceMerged, code="torget", into="gamleby")
    with story.question("2026-05-31") as asked:
        told = breakdown(asked, "atagande")
        assert told.by_place == {"gamleby": 2}
        assert told.last_at == {"gamleby": date(2026, 3, 2)}
        assert {done.places for done in why(asked, "atagande").counted} == {("gamleby",)}


def test_a_patrol_that_passed_both_counts_its_minutes_at_the_one(story: Story):
    story.pledge(Ongoing(places=("gamleby",), of="minutes"), Ongoing(zones=("norr",), of="minutes"))
    walk = (Stop(place="torget", minutes=10), Stop(place="gamleby", minutes=15), Stop(place="totebo", minutes=5))
    story.record("2026-03-01T20:00", kind="fotpatrull", stops=walk)
    edit(story, "2026-04-01T09:00", PlaceMerged, code="torget", into="gamleby")
    assert [f.value for f in story.answer("2026-05-31").commitments[0].rules] == [25, 25]
    assert [f.value for f in story.answer("2026-03-31").commitments[0].rules] == [15, 15]


def test_a_merged_place_is_its_own_again_when_restored(story: Story):
    story.pledge(Ongoing(places=("gamleby",)))
    story.record("2026-03-01T20:00", place="torget")
    edit(story, "2026-04-01T09:00", PlaceMerged, code="torget", into="gamleby")
    edit(story, "2026-04-02T09:00", PlaceRestored, code="torget")
    assert story.figure("2026-04-30").value == 0
    assert story.figure("2026-04-01").value == 1


def test_a_zone_counts_what_lies_in_it_now_and_as_of_a_day_before_what_lay_in_it_then(story: Story):
    story.pledge(Ongoing(zones=("norr",)))
    story.record("2026-03-01T20:00", place="torget")
    edit(story, "2026-04-01T09:00", PlaceZoned, code="torget", zone="norr")
    assert story.figure("2026-04-30").value == 1
    assert story.figure("2026-03-31").value == 0


def test_the_records_of_a_retired_place_count(story: Story):
    story.pledge(Ongoing(places=("torget",)))
    story.record("2026-03-01T20:00", place="torget")
    edit(story, "2026-04-01T09:00", PlaceRetired, code="torget")
    story.record("2026-04-02T20:00", place="torget")
    assert story.figure("2026-04-30").value == 2


def test_need_of_either_name_is_need_of_the_place(story: Story):
    story.pledge(Coverage(of="minutes"))
    story.at("2026-03-02T09:00").freeze("2026-W10", torget="high", gamleby="low")
    story.record("2026-03-03T20:00", place="gamleby", minutes=30)
    story.record("2026-03-03T22:00", place="torget", minutes=10)
    assert story.figure("2026-03-31").value == 0.25
    edit(story, "2026-04-01T09:00", PlaceMerged, code="torget", into="gamleby")
    assert story.figure("2026-04-30").value == 1.0
    with story.reading() as reading:
        places = {p.place: p for p in need.needs(reading, HERE, as_of=date(2026, 3, 20), viewer=POLICE)}
    assert "torget" not in places
    assert (places["gamleby"].level, places["gamleby"].visits, places["gamleby"].minutes) == ("high", 2, 40)
    assert places["gamleby"].last == date(2026, 3, 3)


def test_the_trail_tells_what_was_changed_and_what_it_was_before(story_on: Story):
    edit(story_on, "2026-04-01T09:00", ZoneNamed, zone=Zone(code="norr", name="Norra bygden"))
    edit(story_on, "2026-04-01T09:01", PlaceAdded, place=Place(code="kajen", name="Kajen"))
    edit(story_on, "2026-04-01T09:02", PlaceRenamed, code="kajen", name="Östra kajen")
    edit(story_on, "2026-04-01T09:03", PlaceMerged, code="torget", into="kajen")
    with story_on.reading() as reading:
        for organisation in ("polisen", "kommunen"):
            told = [(d.action, d.subject, d.places) for d in trail(reading, HERE, organisation)][:4]
            assert told == [
                ("place-merged", "torget/kajen", ("torget",)),
                ("place-renamed", "kajen/Kajen → Östra kajen", ("kajen",)),
                ("place-added", "kajen", ("kajen",)),
                ("zone-named", "norr/Norr → Norra bygden", ()),
            ]


def test_views_built_anew_say_the_same(story_on: Story):
    story_on.pledge(Ongoing(places=("gamleby",)))
    story_on.record("2026-03-01T20:00", place="torget")
    edit(story_on, "2026-04-01T09:00", PlaceMerged, code="torget", into="gamleby")
    assert story_on.figure("2026-04-30").value == 1
    story_on.follower.rebuild()
    assert story_on.figure("2026-04-30").value == 1
