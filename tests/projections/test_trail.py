"""The trail of an organisation: filtered, paged, and without anybody's words."""

from datetime import date
from typing import Any
from uuid import uuid4

from backend.domain.events import stream
from backend.domain.member import MemberJoined, MemberLeft, Role
from backend.domain.note import NoteErased, NoteRead
from projections.trail import Asked, Deed, trail
from tests.projections.story import ANNA, HERE, JONAS, POLICE, SEALED, TOWN, Story


def told(story: Story, asked: Asked = Asked(), **paged: Any) -> list[Deed]:  # noqa: B008 — frozen
    with story.reading() as reading:
        return trail(reading, HERE, POLICE, asked, **paged)


def actions(deeds: list[Deed]) -> list[str]:
    return [deed.action for deed in deeds]


def read_note(story: Story, activity, *, by=JONAS) -> None:
    event = NoteRead(
        partnership=HERE, activity=activity, by=by, organisation=POLICE, reason=SEALED, received_at=story.now
    )
    story.add(stream(HERE, "notes", str(activity)), event)


def test_everything_done_to_an_activity_stands_in_it_newest_first(story_on: Story):
    visit = story_on.record("2026-05-04T20:30", place="gamleby", note=True)
    story_on.at("2026-05-05T07:12").correct(visit, place="ankarsrum")
    read_note(story_on, visit)
    erased = NoteErased(partnership=HERE, activity=visit, keys=("k",), rule="30-dagar", received_at=story_on.now)
    story_on.add(stream(HERE, "notes", str(visit)), erased)
    story_on.at("2026-05-06T08:00").withdraw(visit)
    deeds = [d for d in told(story_on) if d.activity == visit]
    assert actions(deeds) == [
        "activity-withdrawn", "note-erased", "note-read", "activity-corrected", "activity-recorded",
    ]  # fmt: skip
    assert {d.organisation for d in deeds} == {POLICE}
    assert [d.places for d in deeds] == [("ankarsrum",)] * 4 + [("gamleby",)]


def test_what_a_restore_erased_of_an_activity_it_does_not_know_is_told_with_its_right(story_on: Story):
    known, unknown = story_on.record("2026-05-04T20:30", note=True), uuid4()
    for visit, right in ((known, "mistake"), (unknown, "names-somebody")):
        erased = NoteErased(
            partnership=HERE,
            activity=visit,
            keys=(str(visit),),
            rule=right,
            by=JONAS,
            organisation=POLICE,
            received_at=story_on.now,
        )
        story_on.add(stream(HERE, "notes", str(visit)), erased)
    deeds = told(story_on, Asked(action="note-erased"))
    assert [(d.activity, d.subject, d.organisation) for d in deeds] == [
        (None, "names-somebody", POLICE),
        (known, "mistake", POLICE),
    ]


def test_it_is_narrowed_by_period_member_kind_place_and_action(story_on: Story):
    early = story_on.record("2026-05-04T20:30", place="gamleby")
    late = story_on.record("2026-06-01T10:00", kind="fotpatrull", by=JONAS, place="ankarsrum")
    story_on.correct(late, minutes=30)
    for asked, expected in (
        (Asked(last=date(2026, 5, 4), first=date(2026, 5, 4)), [early]),
        (Asked(member=JONAS), [late, late]),
        (Asked(kind="platsbesok"), [early]),
        (Asked(place="ankarsrum"), [late, late]),
        (Asked(action="activity-recorded"), [late, early]),
        (Asked(action="activity-corrected"), [late]),
    ):
        assert [d.activity for d in told(story_on, asked)] == expected


def test_pages_follow_each_other_without_a_gap(story_on: Story):
    visits = [story_on.record("2026-05-04T20:30") for _ in range(3)]
    for visit in visits:
        story_on.withdraw(visit)
    whole = told(story_on)
    paged: list[Deed] = []
    while page := told(story_on, before=paged[-1].position if paged else None, limit=2):
        paged += page
    assert paged == whole


def test_the_other_organisations_deeds_are_not_in_it(story_on: Story):
    story_on.record("2026-05-04T20:30", organisation=TOWN)
    assert not [d for d in told(story_on) if d.activity]


def test_who_joins_and_leaves_stands_in_the_trail_of_their_organisation(story_on: Story):
    at, member = stream(HERE, "member", str(ANNA)), uuid4()
    joined = MemberJoined(
        partnership=HERE, member=member, organisation=POLICE, roles=(Role.FIELD,), received_at=story_on.now
    )
    story_on.add(at, joined)
    told(story_on)
    story_on.add(at, MemberLeft(partnership=HERE, member=member, received_at=story_on.now))
    assert [(d.action, d.subject, d.organisation) for d in told(story_on)[:2]] == [
        ("member-left", str(member), POLICE),
        ("member-joined", str(member), POLICE),
    ]
