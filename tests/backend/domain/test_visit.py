"""When two records may tell of one visit, and what their recorders may say of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from backend.domain.activity import Activity
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.domain.report import Report, Stop
from backend.domain.visit import VisitEvent, answer, may_be_one
from tests.backend.domain.story import ANNA, JONAS, LEAD, SARA, VISIT

NOW = datetime(2026, 5, 5, 8, tzinfo=UTC)
MINE, THEIRS = UUID(int=10), UUID(int=11)


def by(member: Member, report: Report = VISIT, **changes: object) -> Activity:
    said = Activity(
        partnership=member.partnership,
        by=member.id,
        organisation=member.organisation,
        report=report,
        by_day=False,
        version=1,
    )
    return msgspec.structs.replace(said, **changes)


def after(minutes: int, **changes: object) -> Report:
    return msgspec.structs.replace(VISIT, occurred_at=VISIT.occurred_at + timedelta(minutes=minutes), **changes)


def says(member: Member, past: VisitEvent | None = None, *, same: bool = True) -> list[VisitEvent]:
    return answer(past, (MINE, by(ANNA)), (THEIRS, by(SARA)), same=same, by=member, now=NOW)


def test_the_same_place_and_kind_within_45_minutes_is_asked_about():
    assert may_be_one(by(ANNA), by(SARA, after(45)))
    assert not may_be_one(by(ANNA), by(SARA, after(46)))
    assert not may_be_one(by(ANNA), by(SARA, after(5, place="karstorp")))
    assert not may_be_one(by(ANNA), by(SARA, after(5, kind="trafikkontroll")))


def test_two_codes_of_one_place_are_the_same_place():
    there = after(5, place="karstorp")
    assert may_be_one(by(ANNA), by(SARA, there), lambda _: "ankarsrum")
    assert not may_be_one(by(ANNA), by(SARA, there))


def test_a_place_that_a_patrol_passed_is_shared():
    assert may_be_one(by(ANNA), by(SARA, after(5, place=None, stops=(Stop(place="gamleby"),))))


def test_nobody_is_asked_about_their_own_two_records_nor_about_a_person():
    assert not may_be_one(by(ANNA), by(ANNA, after(5)))
    assert not may_be_one(by(ANNA, by_day=True), by(SARA, by_day=True))
    assert not may_be_one(by(ANNA), by(SARA, withdrawn=True))


def test_a_meeting_is_one_by_forum_and_day():
    tistel = after(0, kind="mote", place=None, answers={"forum": "tistel"})
    later = msgspec.structs.replace(tistel, occurred_at=tistel.occurred_at + timedelta(hours=3))
    assert may_be_one(by(ANNA, tistel), by(SARA, later))
    assert not may_be_one(by(ANNA, tistel), by(SARA, msgspec.structs.replace(later, answers={"forum": "sspf"})))


def test_a_yes_merges_and_either_may_part_them_again():
    (merged,) = says(ANNA)
    assert says(SARA, merged) == []
    (parted,) = says(SARA, merged, same=False)
    assert says(ANNA, parted, same=False) == []
    assert says(ANNA, parted)


def test_what_was_merged_can_be_parted_though_it_was_corrected_since():
    (merged,) = says(ANNA)
    moved = by(SARA, after(300))
    assert answer(merged, (MINE, by(ANNA)), (THEIRS, moved), same=False, by=ANNA, now=NOW)


@pytest.mark.parametrize("stranger", [JONAS, LEAD])
def test_only_who_was_there_is_heard(stranger: Member):
    with pytest.raises(Refused, match="not-yours"):
        says(stranger)


def test_what_cannot_be_one_is_refused():
    with pytest.raises(Refused, match="not-one-visit"):
        answer(None, (MINE, by(ANNA)), (THEIRS, by(SARA, after(300))), same=True, by=ANNA, now=NOW)
