"""What other rules would make of the same log: exactly what they make of it once they are published."""

from datetime import date

import msgspec
import pytest

from backend.domain.catalogue import CataloguePublished
from backend.domain.events import stream
from backend.domain.place import PlaceMerged
from backend.domain.pledge import PledgePublished
from backend.domain.rule import Baseline, Count, Ongoing, Rule, Trend
from projections.rehearsal import Compared, Elsewhere, News, elsewhere, rehearse
from tests.projections.story import CATALOGUE, HERE, POLICE, SARA, Story

DAY = date(2026, 5, 31)
HUNDRED = Count(kinds=("platsbesok",), at_least=100)


def given(story: Story) -> Story:
    story.pledge(HUNDRED)
    for when in ("2026-02-01T20:00", "2026-02-02T10:00", "2026-03-01T20:00"):
        story.record(when, place="torget")
    return story


def with_rules(story: Story, *rules: Rule) -> PledgePublished:
    """The pledge as it was last published, but with these rules."""
    last = [e.event for e in story.events if isinstance(e.event, PledgePublished)][-1]
    promise = msgspec.structs.replace(last.pledge.commitments[0], rule=rules)
    return msgspec.structs.replace(last, pledge=msgspec.structs.replace(last.pledge, commitments=(promise,)))


def look(story: Story, *news: PledgePublished | CataloguePublished) -> Compared:
    with story.reading() as reading:
        return rehearse(reading, HERE, "lofte", news, as_of=DAY, viewer=POLICE)[0]


@pytest.mark.parametrize(
    "rule",
    [
        Count(kinds=("platsbesok",), at_least=2),
        Count(kinds=("platsbesok",), at_least=3, hours="18:00-06:00"),
        Count(kinds=("platsbesok",), at_least=3, needs=("problem",)),
        Ongoing(kinds=("platsbesok", "mote")),
        Trend(kinds=("platsbesok",)),
    ],
)
def test_what_is_foretold_is_what_comes(story_on: Story, rule: Rule):
    news = with_rules(given(story_on), rule)
    foretold = look(story_on, news)
    assert foretold.differs
    assert foretold.before == story_on.answer(DAY.isoformat(), known="now").commitments[0]
    story_on.add(stream(HERE, "pledge", "lofte"), news)
    assert foretold.after == story_on.answer(DAY.isoformat(), known="now").commitments[0]


def test_nothing_is_published_by_looking(story: Story):
    news = with_rules(given(story), Count(kinds=("platsbesok",), at_least=2))
    before = story.answer(DAY.isoformat())
    look(story, news)
    assert story.answer(DAY.isoformat()) == before


def test_the_same_rules_differ_in_nothing(story: Story):
    given(story)
    found = look(story)
    assert (found.how, found.differs) == ("same", False)


def test_what_comes_and_what_goes_stand_alone(story: Story):
    last = with_rules(given(story), HUNDRED)
    other = msgspec.structs.replace(last.pledge.commitments[0], code="annat")
    news = msgspec.structs.replace(last, pledge=msgspec.structs.replace(last.pledge, commitments=(other,)))
    with story.reading() as reading:
        gone, new = rehearse(reading, HERE, "lofte", [news], as_of=DAY, viewer=POLICE)
    assert (gone.how, gone.after, new.how, new.before) == ("retired", None, "new", None)
    assert (new.after and new.after.rules[0].value) == 3


def test_a_rule_may_rest_on_a_place_that_is_new(story: Story):
    """The catalogue that comes with a pack counts as well as the rules do."""
    moved = tuple(msgspec.structs.replace(p, zone="norr") if p.code == "torget" else p for p in CATALOGUE.place)
    entries = msgspec.structs.replace(CATALOGUE, place=moved)
    news = CataloguePublished(partnership=HERE, source="kinds", entries=entries, received_at=story.now)
    of_places = Ongoing(kinds=("platsbesok",), of="places", zones=("norr",))
    found = look(given(story), with_rules(story, of_places), news)
    story.add(stream(HERE, "pledge", "lofte"), with_rules(story, of_places))
    story.add(stream(HERE, "catalogue"), news)
    assert found.after == story.answer(DAY.isoformat(), known="now").commitments[0]


def test_a_pledge_nobody_has_published_has_no_before(story: Story):
    news = with_rules(given(story), HUNDRED)
    other = msgspec.structs.replace(news, pledge=msgspec.structs.replace(news.pledge, code="nytt"))
    with story.reading() as reading:
        (found,) = rehearse(reading, HERE, "nytt", [other], as_of=DAY, viewer=POLICE)
    assert (found.how, found.before) == ("new", None)
    assert (found.after and found.after.rules[0].value) == 3


# Other pledges, which rest on the same catalogue or are held against this one.


def others(story: Story, *news: News) -> tuple[Elsewhere, ...]:
    with story.reading() as reading:
        return elsewhere(reading, HERE, news, as_of=DAY, viewer=POLICE)


def test_another_pledge_that_counts_what_lies_in_a_zone_is_told_when_a_place_leaves_it(story_on: Story):
    given(story_on).pledge(Ongoing(zones=("norr",)), code="annat").pledge(Ongoing(), code="tredje")
    story_on.record("2026-03-02T20:00", place="gamleby")
    left = tuple(msgspec.structs.replace(p, zone="vast") if p.code == "gamleby" else p for p in CATALOGUE.place)
    entries = msgspec.structs.replace(CATALOGUE, place=left)
    news = CataloguePublished(partnership=HERE, source="kinds", entries=entries, received_at=story_on.now)
    (found,) = others(story_on, with_rules(story_on, Ongoing()), news)
    assert found.pledge == "annat"
    (compared,) = found.compared
    assert compared.how == "same"
    assert [side.rules[0].value for side in (compared.before, compared.after) if side] == [1, 0]
    story_on.add(stream(HERE, "catalogue"), news)
    assert compared.after == story_on.answer(DAY.isoformat(), known="now", pledge="annat").commitments[0]


def test_a_trend_is_told_when_the_pledge_that_it_is_held_against_gets_other_days(story_on: Story):
    story_on.pledge(Ongoing(), code="forra", first="2025-01-01", last="2025-12-31")
    for when in ("2025-02-01T20:00", "2025-04-01T20:00", "2026-02-01T20:00"):
        story_on.record(when)
    story_on.pledge(Trend(baseline=Baseline(pledge="forra")), code="annat")
    last = next(e.event for e in story_on.events if isinstance(e.event, PledgePublished))
    later = msgspec.structs.replace(last, pledge=msgspec.structs.replace(last.pledge, first=date(2025, 3, 1)))
    (found,) = others(story_on, later)
    (compared,) = found.compared
    story_on.add(stream(HERE, "pledge", "forra"), later)
    assert compared.before != compared.after
    assert compared.after == story_on.answer(DAY.isoformat(), known="now", pledge="annat").commitments[0]


def test_a_merge_of_places_tells_every_pledge_that_counts_either(story_on: Story):
    given(story_on).pledge(Ongoing(places=("gamleby",)), code="annat")
    merged = PlaceMerged(partnership=HERE, code="torget", into="gamleby", received_at=story_on.now, by=SARA)
    (found,) = others(story_on, merged)
    assert [side.rules[0].value for c in found.compared for side in (c.before, c.after) if side] == [0, 3]
    story_on.add(stream(HERE, "catalogue"), merged)
    assert found.compared[0].after == story_on.answer(DAY.isoformat(), known="now", pledge="annat").commitments[0]


def test_no_other_pledge_is_told_of_what_changes_none_of_its_figures(story: Story):
    given(story).pledge(Ongoing(), code="annat")
    assert others(story, with_rules(story, Ongoing())) == ()
    assert others(story) == ()
