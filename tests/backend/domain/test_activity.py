"""What may become of one activity."""

import msgspec

from backend.domain import activity
from backend.domain.calendar import local
from tests.backend.domain.story import (
    ANNA,
    ELSEWHERE,
    JONAS,
    LEAD,
    MOVED,
    NOTE,
    SARA,
    VISIT,
    correcting,
    given,
    recording,
    withdrawing,
)


def test_a_report_is_recorded():
    given().when(recording()).then("activity-recorded")


def test_a_report_sent_twice_is_recorded_once():
    given(recording()).when(recording()).then()


def test_an_activity_that_exists_with_other_content_is_not_recorded_over():
    given(recording()).when(recording(MOVED)).refused("already-recorded")


def test_an_activity_that_exists_with_another_note_is_not_recorded_over():
    given(recording(note=NOTE)).when(recording(same_note=False)).refused("already-recorded")


def test_another_members_activity_is_not_recorded_again_as_ones_own():
    given(recording()).when(recording(by=JONAS)).refused("already-recorded")


def test_an_id_taken_in_another_partnership_is_refused():
    given(recording()).when(recording(by=ELSEWHERE)).refused("already-recorded")


def test_a_correction_replaces_the_report_and_counts_a_version():
    story = given(recording(), correcting())
    assert story.past is not None
    assert (story.past.report.place, story.past.version) == ("ankarsrum", 2)


def test_a_correction_of_an_old_version_is_stale_and_names_the_current_one():
    refused = given(recording(), correcting()).when(correcting(VISIT, version=1)).refused("stale")
    assert refused.detail["version"] == 2


def test_a_visit_is_not_corrected_into_a_talk_about_a_person_nor_back():
    refused = given(recording()).when(correcting(across=True)).refused("about-a-person")
    assert refused.field == "report.kind"
    assert "Återta insatsen och registrera den på nytt." in refused.message()
    given(recording(), correcting()).when(correcting(across=True)).refused("stale")


def test_a_correction_that_changes_nothing_appends_nothing():
    given(recording()).when(correcting(VISIT)).then()


def test_a_correction_ahead_of_its_record_waits():
    given().when(correcting()).later()


def test_a_withdrawal_ahead_of_its_record_waits():
    given().when(withdrawing()).later()


def test_withdrawing_twice_appends_once():
    given(recording(), withdrawing()).when(withdrawing(version=2)).then()


def test_a_withdrawn_activity_is_not_corrected():
    given(recording(), withdrawing()).when(correcting(version=2)).refused("withdrawn")


def test_a_colleague_who_was_not_there_may_not_correct():
    given(recording()).when(correcting(by=JONAS)).refused("not-yours")


def test_the_crew_may_correct():
    together = msgspec.structs.replace(VISIT, crew=(JONAS.id,))
    given(recording(together)).when(correcting(by=JONAS)).then("activity-corrected")


def test_the_lead_of_the_organisation_may_withdraw():
    given(recording()).when(withdrawing(by=LEAD)).then("activity-withdrawn")


def test_the_other_organisation_may_not():
    given(recording()).when(withdrawing(by=SARA)).refused("not-yours")


def test_a_correction_that_does_not_speak_of_the_note_leaves_it():
    story = given(recording(note=NOTE), correcting(keeps_note=True))
    assert story.past is not None
    assert (story.past.note, story.past.note_version) == (NOTE, 1)


def test_a_correction_without_a_note_takes_the_note_away():
    story = given(recording(note=NOTE), correcting(same_note=False))
    assert story.past is not None
    assert story.past.note is None


def test_what_concerns_a_person_is_cut_to_the_day():
    (event,) = given().when(recording(by_day=True)).then("activity-recorded")
    assert isinstance(event, activity.ActivityRecorded)
    assert local(event.report.occurred_at).isoformat() == "2026-05-04T12:00:00+02:00"
    assert local(event.handed.recorded_at).isoformat() == "2026-05-04T12:00:00+02:00"


def test_a_withdrawal_of_what_concerns_a_person_is_cut_to_the_day():
    (event,) = given(recording(by_day=True)).when(withdrawing()).then("activity-withdrawn")
    assert local(event.handed.recorded_at).hour == 12


def test_what_one_member_may_mend_another_partnership_may_not():
    story = given(recording())
    assert story.past is not None
    assert ANNA.may_mend(story.past)
    assert not ELSEWHERE.may_mend(story.past)
