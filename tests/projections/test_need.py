"""Need against presence: what the latest situation says of each place, and who has been there since when."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import msgspec
import pytest

from backend.domain.catalogue import CataloguePublished
from backend.domain.events import stream
from backend.domain.report import Stop
from backend.domain.rule import OnDemand
from projections.need import PlaceNeed, Stay, latest, levels_of, needs, of_presence, situation, situations, stays
from projections.pledges import catalogue
from projections.store import Reading
from tests.projections.story import CATALOGUE, HERE, JONAS, POLICE, SARA, TOWN, Story

TODAY = date(2026, 5, 15)


def asked(story: Story, *, viewer: str = POLICE, weeks: int = 4, as_of: date = TODAY) -> dict[str, PlaceNeed]:
    with story.reading() as reading:
        return {p.place: p for p in needs(reading, HERE, as_of=as_of, viewer=viewer, weeks=weeks)}


@contextmanager
def visits(story: Story, place: str | None = None) -> Iterator[list[Stay]]:
    with story.reading() as reading:
        yield stays(reading, HERE, date(2026, 1, 1), TODAY, kinds=kinds(reading), place=place)


def kinds(reading: Reading) -> frozenset[str]:
    return of_presence(reading, HERE, catalogue(reading, HERE))


def test_a_place_has_its_level_its_visits_and_the_days_since_the_last(story_on: Story):
    story_on.at("2026-05-11T08:00").freeze("2026-W20", ankarsrum="high", gamleby="low")
    story_on.record("2026-05-12T20:00", place="ankarsrum", minutes=20)
    story_on.record("2026-05-13T20:00", place="ankarsrum", minutes=25)
    story_on.record("2026-05-14T20:00", place="torget", minutes=10)
    found = asked(story_on)
    high = found["ankarsrum"]
    assert (high.level, high.week, high.visits, high.minutes, high.days) == ("high", "2026-W20", 2, 45, 2)
    assert (found["totebo"].level, found["totebo"].visits, found["totebo"].days) == (None, 0, None)
    assert (found["torget"].level, found["torget"].minutes) == (None, 10)


def test_the_greatest_need_comes_first_and_then_the_longest_since(story: Story):
    story.record("2026-05-01T20:00", place="torget")
    story.record("2026-05-08T20:00", place="gamleby")
    story.freeze("2026-W20", ankarsrum="medium", gamleby="high", torget="high")
    assert list(asked(story)) == ["torget", "gamleby", "ankarsrum", "totebo"]


def test_the_latest_week_is_the_situation_also_when_an_older_one_came_in_after_it(story: Story):
    story.at("2026-05-11T08:00").freeze("2026-W20", ankarsrum="high")
    story.at("2026-05-12T08:00").freeze("2026-W18", ankarsrum="low", gamleby="high")
    found = asked(story)
    assert (found["ankarsrum"].level, found["gamleby"].level) == ("high", None)


def test_on_a_day_only_what_was_frozen_by_then_is_known(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="low")
    story.at("2026-05-11T08:00").freeze("2026-W20", ankarsrum="high")
    assert asked(story, as_of=date(2026, 5, 8))["ankarsrum"].level == "low"
    assert asked(story, as_of=date(2026, 5, 3))["ankarsrum"].level is None


def test_what_was_done_before_the_weeks_asked_for_is_only_the_last_visit(story: Story):
    story.record("2026-02-03T20:00", place="ankarsrum", minutes=20)
    found = asked(story)["ankarsrum"]
    assert (found.visits, found.minutes, found.last) == (0, 0, date(2026, 2, 3))


def test_the_other_organisation_is_told_as_a_count_and_never_by_its_day(story: Story):
    story.record("2026-05-12T20:00", place="ankarsrum", minutes=20, organisation=TOWN, by=SARA)
    found = asked(story)["ankarsrum"]
    assert (found.visits, found.elsewhere, found.last, found.days) == (1, 1, None, None)
    theirs = asked(story, viewer=TOWN)["ankarsrum"]
    assert (theirs.visits, theirs.elsewhere, theirs.days) == (1, 0, 3)


def test_the_minutes_of_a_patrol_are_those_of_its_stop_at_the_place(story_on: Story):
    stops = (Stop(place="ankarsrum", minutes=15), Stop(place="gamleby", minutes=30), Stop(place="ankarsrum", minutes=5))
    story_on.record("2026-05-12T20:00", kind="fotpatrull", minutes=60, stops=stops)
    found = asked(story_on)
    assert (found["ankarsrum"].visits, found["ankarsrum"].minutes, found["gamleby"].minutes) == (1, 20, 30)


def test_records_that_were_merged_are_one_stay_of_both(story_on: Story):
    mine = story_on.record("2026-05-12T20:00", place="ankarsrum", minutes=20)
    other = story_on.record("2026-05-12T20:10", place="ankarsrum", minutes=30, organisation=TOWN, by=SARA)
    story_on.answer_visit(mine, other)
    with visits(story_on, "ankarsrum") as found:
        assert [(s.minutes, s.organisations) for s in found] == [(30, (TOWN, POLICE))]
    assert (asked(story_on)["ankarsrum"].visits, asked(story_on)["ankarsrum"].elsewhere) == (1, 0)


def test_withdrawn_and_corrected_visits_are_as_they_now_stand(story: Story):
    gone = story.record("2026-05-12T20:00", place="ankarsrum", minutes=20)
    moved = story.record("2026-05-13T20:00", place="ankarsrum", minutes=20, by=JONAS)
    story.withdraw(gone).correct(moved, place="gamleby")
    found = asked(story)
    assert (found["ankarsrum"].visits, found["ankarsrum"].last, found["gamleby"].visits) == (0, None, 1)


@pytest.mark.parametrize("kind", ["orossamtal", "trygghetsvandring"])
def test_what_concerns_a_person_or_is_done_on_demand_is_never_presence(story: Story, kind: str):
    story.pledge(OnDemand(kinds=("trygghetsvandring",)))
    story.record("2026-05-12T20:00", kind=kind, place="ankarsrum", minutes=20)
    assert (asked(story)["ankarsrum"].visits, asked(story)["ankarsrum"].last) == (0, None)
    with story.reading() as reading:
        assert kind not in kinds(reading)
        assert "platsbesok" in kinds(reading)


def test_a_retired_place_is_not_sent_to(story: Story):
    fewer = msgspec.structs.replace(CATALOGUE, place=tuple(p for p in CATALOGUE.place if p.code != "torget"))
    story.add(
        stream(HERE, "catalogue"),
        CataloguePublished(partnership=HERE, source="kinds", entries=fewer, received_at=story.now),
    )
    assert "torget" not in asked(story)


def test_each_week_tells_what_it_said_of_a_place(story: Story):
    story.at("2026-05-04T08:00").freeze("2026-W19", ankarsrum="low")
    story.at("2026-05-11T08:00").freeze("2026-W20", gamleby="high")
    with story.reading() as reading:
        said = levels_of(reading, HERE, "ankarsrum", catalogue(reading, HERE))
        assert {week: need.level if need else None for week, need in said.items()} == {
            "2026-W19": "low",
            "2026-W20": None,
        }
        assert [s.week for s in situations(reading, HERE)] == ["2026-W20", "2026-W19"]
        held = situation(reading, HERE, "2026-W20")
        assert held is not None
        assert (held.organisation, list(held.needs)) == (TOWN, ["gamleby"])
        assert situation(reading, HERE, "2026-W21") is None
        assert latest(reading, HERE, date(2026, 5, 3)) is None
