"""A pledge that one organisation published anew is news to the other, until it has said that it has seen it."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from backend.domain.events import stream
from backend.domain.member import MemberJoined, Role
from backend.domain.pledge import PledgePublished
from backend.domain.refusal import Refused
from backend.domain.revision import PledgeAcknowledged
from backend.domain.rule import Count, Ongoing
from projections.rehearsal import changed_since
from projections.revised import Renewal, news, renewals
from projections.trail import Asked, trail
from tests.projections.story import HERE, JONAS, POLICE, SARA, TOWN, Story


def joined(story: Story, member: UUID, organisation: str) -> None:
    event = MemberJoined(
        partnership=HERE,
        member=member,
        organisation=organisation,
        roles=(Role.COORDINATOR,),
        by=SARA,
        received_at=story.now,
    )
    story.add(stream(HERE, "member", str(member)), event)


def published_by(story: Story, when: str, member: UUID | None, at_least: int) -> PledgePublished:
    """The pledge is published anew with another target."""
    story.at(when)
    last = [e.event for e in story.events if isinstance(e.event, PledgePublished)][-1]
    promise = msgspec.structs.replace(last.pledge.commitments[0], rule=(Count(at_least=at_least),))
    pledge = msgspec.structs.replace(last.pledge, commitments=(promise,))
    event = msgspec.structs.replace(last, pledge=pledge, by=member, received_at=story.now)
    story.add(stream(HERE, "pledge", "lofte"), event)
    return event


def seen(story: Story, when: str, organisation: str, published: PledgePublished) -> None:
    story.at(when)
    event = PledgeAcknowledged(
        partnership=HERE,
        pledge="lofte",
        published=published.received_at,
        by=SARA,
        organisation=organisation,
        received_at=story.now,
    )
    story.add(stream(HERE, "revision", "lofte"), event)


def told(story: Story, organisation: str, day: str) -> list[Renewal]:
    with story.reading() as reading:
        return news(reading, HERE, organisation, date.fromisoformat(day))


@pytest.fixture
def given(story_on: Story) -> Story:
    joined(story_on, SARA, TOWN)
    joined(story_on, JONAS, POLICE)
    return story_on.pledge(Ongoing())


def test_what_was_published_once_is_no_news(given: Story):
    assert told(given, TOWN, "2026-01-01") == told(given, POLICE, "2026-01-01") == []


def test_a_change_is_news_to_the_other_until_it_says_that_it_has_seen_it(given: Story):
    change = published_by(given, "2026-03-02T10:00", JONAS, 5)
    assert told(given, POLICE, "2026-03-02") == []
    (found,) = told(given, TOWN, "2026-03-02")
    assert (found.organisation, found.pledge, found.revision.changed) == (POLICE, "lofte", {"atagande": "Titel"})
    assert told(given, TOWN, "2026-03-01") == []
    seen(given, "2026-03-04T10:00", TOWN, change)
    assert len(told(given, TOWN, "2026-03-03")) == 1
    assert told(given, TOWN, "2026-03-04") == []
    with given.reading() as reading:
        (renewal,) = renewals(reading, HERE, "lofte")
        assert list(renewal.seen) == [TOWN]
        for organisation in (TOWN, POLICE):
            (deed,) = trail(reading, HERE, organisation, Asked(action="pledge-acknowledged"))
            assert (deed.subject, deed.member) == ("lofte", SARA)


def test_it_is_no_news_after_thirty_days(given: Story):
    published_by(given, "2026-03-02T10:00", JONAS, 5)
    assert [len(told(given, TOWN, day)) for day in ("2026-03-31", "2026-04-01")] == [1, 0]


def test_to_have_seen_the_last_change_is_to_have_seen_those_before_and_none_after(given: Story):
    published_by(given, "2026-03-02T10:00", JONAS, 5)
    second = published_by(given, "2026-03-03T10:00", JONAS, 6)
    seen(given, "2026-03-04T10:00", TOWN, second)
    assert told(given, TOWN, "2026-03-04") == []
    published_by(given, "2026-03-05T10:00", JONAS, 7)
    assert [one.at.day for one in told(given, TOWN, "2026-03-05")] == [5]


def test_what_the_server_changed_itself_is_news_to_both(given: Story):
    published_by(given, "2026-03-02T10:00", None, 5)
    assert len(told(given, TOWN, "2026-03-02")) == len(told(given, POLICE, "2026-03-02")) == 1


def test_the_figures_by_the_old_rules_stand_beside_those_of_now(given: Story):
    given.record("2026-02-01T10:00")
    published_by(given, "2026-03-02T10:00", JONAS, 5)
    with given.reading() as reading:
        (renewal,) = renewals(reading, HERE, "lofte")
        (found,) = changed_since(reading, HERE, renewal.before.event, as_of=date(2026, 3, 2), viewer=TOWN)
    assert [side.rules[0].target for side in (found.before, found.after) if side] == [None, 5]
    assert [side.rules[0].value for side in (found.before, found.after) if side] == [1, 1]


def test_nothing_is_known_of_a_pledge_that_is_not_there(given: Story):
    with given.reading() as reading, pytest.raises(Refused) as refused:
        renewals(reading, HERE, "annat")
    assert refused.value.code == "unknown-pledge"
