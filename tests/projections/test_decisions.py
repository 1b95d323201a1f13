"""What the Friday meeting decided, what became of it, and that both stand in the trail."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from backend.domain.decision import DecisionFollowed, DecisionMade, Outcome
from backend.domain.events import stream
from backend.domain.words import Sealed
from projections.decisions import Decided, decisions
from projections.trail import Asked, trail
from tests.projections.story import HERE, POLICE, SARA, SEALED, TOWN, Story


def decide(story: Story, week: str, place: str | None = None, *, organisation: str = TOWN) -> UUID:
    id_ = uuid4()
    event = DecisionMade(
        partnership=HERE,
        decision=id_,
        week=week,
        what=SEALED,
        owner=(POLICE,),
        place=place,
        until=date(2026, 5, 31),
        by=SARA,
        organisation=organisation,
        received_at=story.now,
    )
    story.add(stream(HERE, "decision", str(id_)), event)
    return id_


def follow(story: Story, id_: UUID, outcome: Outcome) -> None:
    event = DecisionFollowed(
        partnership=HERE,
        decision=id_,
        outcome=outcome,
        text=SEALED,
        by=SARA,
        organisation=TOWN,
        received_at=story.now,
    )
    story.add(stream(HERE, "decision", str(id_)), event)


def unsealed(sealed: Sealed, *, partnership: str, stream: UUID, version: int, topic: str, field: str) -> str:
    return f"{topic} {version}" if sealed else ""


def asked(story: Story, place: str | None = None) -> list[Decided]:
    with story.reading() as reading:
        return decisions(reading, HERE, unseal=unsealed, places=[place] if place else None)


def test_a_decision_is_told_with_what_became_of_it(story_on: Story):
    one = decide(story_on.at("2026-05-08T09:00"), "2026-W19", "ankarsrum")
    other = decide(story_on, "2026-W19")
    follow(story_on.at("2026-05-15T09:00"), one, "partly")
    follow(story_on.at("2026-05-22T09:00"), one, "done")
    first, second = asked(story_on)
    assert (first.event.decision, first.what, first.outcome) == (one, "decision-made 1", "done")
    assert [(t.outcome, t.text) for t in first.told] == [
        ("partly", "decision-followed 2"),
        ("done", "decision-followed 3"),
    ]
    assert (second.event.decision, second.outcome, second.told) == (other, "open", ())
    assert [d.event.decision for d in asked(story_on, "ankarsrum")] == [one]
    assert asked(story_on, "ankarsrum")[0].outcome == "done"


def test_a_closed_decision_is_asked_about_no_more(story: Story):
    one = decide(story.at("2026-05-08T09:00"), "2026-W19")
    follow(story.at("2026-05-15T09:00"), one, "done")
    (found,) = asked(story)
    assert not found.closed_before(datetime(2026, 5, 15, 6, tzinfo=UTC))
    assert found.closed_before(datetime(2026, 5, 16, tzinfo=UTC))


def test_deciding_and_telling_stand_in_the_trail_of_who_did_it_also_after_a_rebuild(story_on: Story):
    one = decide(story_on.at("2026-05-08T09:00"), "2026-W19")
    with story_on.reading():
        pass  # what is told afterwards is read on a later page
    follow(story_on.at("2026-05-15T09:00"), one, "dropped")
    for _ in range(2):
        with story_on.reading() as reading:
            deeds = trail(reading, HERE, TOWN, Asked())
            told = [(d.action, d.subject) for d in deeds if d.action.startswith("decision")]
            assert told == [("decision-followed", f"2026-W19/{one}"), ("decision-made", f"2026-W19/{one}")]
            assert not [d for d in trail(reading, HERE, POLICE, Asked()) if d.action.startswith("decision")]
        story_on.follower.rebuild()
