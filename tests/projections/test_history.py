"""One activity's story: who, by which clock, from what to what, why; and never the words of a note."""

from uuid import UUID

from backend.domain.events import stream
from backend.domain.note import NoteErased, NoteRead
from backend.log import Recorded
from projections.history import Change, Happening, history
from tests.projections.story import ANNA, HERE, JONAS, POLICE, SEALED, Story


class Streams:
    """The story's list, read by stream."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def read(self, streams) -> dict[UUID, list[Recorded]]:
        return {s: [e for e in self.story.events if e.stream == s] for s in streams}


def unseal(_sealed, *, topic: str, field: str, version: int, **_bound) -> str:
    return f"{topic} {version} {field}"


def told(story: Story, activity: UUID, **asked) -> tuple[Happening, ...]:
    return history(Streams(story), HERE, activity, **asked)


def test_a_record_tells_what_was_reported_and_how_long_the_note_is(story: Story):
    visit = story.record("2026-05-04T20:30", place="gamleby", minutes=20, note=True)
    (recorded,) = told(story, visit)
    assert (recorded.by, recorded.organisation, recorded.note, recorded.version) == (ANNA, POLICE, 3, 1)
    assert Change("place", None, "gamleby") in recorded.changes
    assert "joint" not in {c.field for c in recorded.changes}


def test_a_correction_tells_what_became_what_and_why(story: Story):
    visit = story.record("2026-05-04T20:30", place="gamleby", minutes=20)
    story.at("2026-05-05T07:12").correct(visit, place="ankarsrum", minutes=35)
    corrected = told(story, visit, unseal=unseal)[-1]
    assert corrected.changes == (Change("minutes", 20, 35), Change("place", "gamleby", "ankarsrum"))
    assert corrected.reason == "activity-corrected 2 reason"


def test_a_reason_stays_sealed_until_somebody_may_open_it(story: Story):
    visit = story.record("2026-05-04T20:30")
    story.correct(visit, minutes=35)
    assert told(story, visit)[-1].reason is None
    assert not told(story, visit)[-1].reason_erased
    assert told(story, visit, unseal=lambda *_a, **_k: None)[-1].reason_erased


def test_a_correction_that_drops_the_note_says_so(story: Story):
    visit = story.record("2026-05-04T20:30", note=True)
    story.correct(visit, minutes=10)
    story.correct(visit, minutes=15, keeps_note=False)
    assert [h.note_removed for h in told(story, visit)] == [False, False, True]


def test_who_read_the_note_and_that_it_was_erased_stand_among_the_rest_in_order(story: Story):
    visit = story.record("2026-05-04T20:30", note=True)
    notes = stream(HERE, "notes", str(visit))
    read = NoteRead(
        partnership=HERE, activity=visit, by=JONAS, organisation=POLICE, reason=SEALED, received_at=story.now
    )
    story.add(notes, read)
    story.correct(visit, minutes=35)
    story.add(notes, NoteErased(partnership=HERE, activity=visit, keys=("k",), rule="30 dagar", received_at=story.now))
    happened = told(story, visit, unseal=unseal)
    assert [h.action for h in happened] == ["activity-recorded", "note-read", "activity-corrected", "note-erased"]
    assert (happened[1].by, happened[1].reason, happened[3].rule) == (JONAS, "note-read 1 reason", "30 dagar")


def test_another_partnerships_activity_has_no_story_here(story: Story):
    visit = story.record("2026-05-04T20:30", partnership="vingaker")
    assert told(story, visit) == ()


def test_an_event_the_log_cannot_read_is_told_as_such(story: Story):
    visit = story.record("2026-05-04T20:30")
    story.add(visit, None, fault="not JSON")
    assert told(story, visit)[-1].fault == "not JSON"
