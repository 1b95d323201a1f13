"""A week's situation is frozen once, and making it is an activity of its week."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from backend.desk.notes import replay
from backend.desk.situations import SituationDesk
from backend.domain import activity
from backend.domain.activity import ActivityRecorded, Handed
from backend.domain.calendar import local, week
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.domain.situation import Need
from backend.log import Entry
from tests.backend.desk.conftest import Desks
from tests.backend.desk.test_publish import MARIA

NEEDS = (Need(place="ankarsrum", level="high", problems=("otrygg-plats",)), Need(place="edsbruk", level="low"))


@pytest.fixture
def desk(pledged: Desks) -> SituationDesk:
    return SituationDesk(pledged.log, pledged.catalogues, now=pledged.now)


def made(desk: SituationDesk, code: str) -> ActivityRecorded:
    id_ = stream("vastervik", "situation-activity", code)
    event = desk.log.read([id_])[id_][0].event
    assert isinstance(event, ActivityRecorded)
    return event


def test_freezing_records_that_the_picture_was_made(desk: SituationDesk):
    assert desk.freeze("2026-W19", NEEDS, by=MARIA)
    event = made(desk, "2026-W19")
    assert (event.report.kind, event.by, event.organisation) == ("lagesbild", MARIA.id, "kommunen")
    assert event.report.occurred_at == local(desk.now())


@pytest.mark.parametrize("code", ["2026-W18", "2026-W20", "2026-W01"])
def test_the_activity_lies_in_the_week_that_it_is_for(desk: SituationDesk, code: str):
    desk.freeze(code, NEEDS, by=MARIA)
    assert week(code).holds(local(made(desk, code).report.occurred_at).date())


def test_the_same_picture_again_changes_nothing(desk: SituationDesk):
    desk.freeze("2026-W19", NEEDS, by=MARIA)
    head = desk.log.head()
    assert not desk.freeze("2026-W19", tuple(reversed(NEEDS)), by=MARIA)
    assert desk.log.head() == head


def test_another_picture_of_a_frozen_week_is_refused(desk: SituationDesk):
    desk.freeze("2026-W19", NEEDS, by=MARIA)
    with pytest.raises(Refused, match="frozen"):
        desk.freeze("2026-W19", NEEDS[:1], by=MARIA)


PETRA = msgspec.structs.replace(MARIA, id=UUID(int=77), organisation="polisen")


def test_another_organisation_confirms_a_week_once_and_is_credited_with_it(desk: SituationDesk):
    desk.freeze("2026-W19", NEEDS, by=PETRA)
    assert desk.confirm("2026-W19", by=MARIA)
    head = desk.log.head()
    assert not desk.confirm("2026-W19", by=MARIA)
    assert not desk.confirm("2026-W19", by=PETRA)
    assert desk.log.head() == head
    id_ = stream("vastervik", "situation-activity", "2026-W19", "kommunen")
    event = desk.log.read([id_])[id_][0].event
    assert isinstance(event, ActivityRecorded)
    assert (event.report.kind, event.organisation) == ("lagesbild", "kommunen")


def withdraw(desk: SituationDesk, by: Member, *names: str) -> None:
    id_ = stream("vastervik", "situation-activity", "2026-W19", *names)
    past = replay(desk.log.read([id_])[id_])
    assert past is not None
    handed = Handed(command=uuid4(), recorded_at=desk.now())
    lead = msgspec.structs.replace(by, roles=frozenset({Role.LEAD}))
    events = activity.withdraw(past, version=1, reason=None, handed=handed, by=lead, now=desk.now())
    desk.log.append([Entry(stream=id_, version=2, event=event) for event in events])


@pytest.mark.parametrize(("by", "name"), [(MARIA, "kommunen"), (PETRA, "")], ids=["confirmed", "frozen"])
def test_what_was_withdrawn_is_confirmed_anew_as_often_as_that_happens(desk: SituationDesk, by: Member, name: str):
    desk.freeze("2026-W19", NEEDS, by=PETRA)
    desk.confirm("2026-W19", by=MARIA)
    first = [name] if name else []
    withdraw(desk, by, *first)
    assert desk.confirm("2026-W19", by=by)
    assert not desk.confirm("2026-W19", by=by)
    withdraw(desk, by, *first, "2")
    assert desk.confirm("2026-W19", by=by)
    assert not desk.confirm("2026-W19", by=by)


def test_a_week_that_is_not_frozen_is_not_confirmed(desk: SituationDesk):
    with pytest.raises(Refused, match="unknown-period"):
        desk.confirm("2026-W19", by=MARIA)


@pytest.mark.parametrize(
    ("code", "needs", "why"),
    [
        ("2026-W54", NEEDS, "unknown-period"),
        ("2026-W21", NEEDS, "week-ahead"),
        ("2025-W52", NEEDS, "week-before"),
        ("1999-W10", NEEDS, "week-before"),
        ("2026-W19", (), "missing"),
        ("v. 19", NEEDS, "unknown-period"),
        ("2026-W19", (Need(place="atlantis", level="low"),), "unknown-code"),
        ("2026-W19", (Need(place="ankarsrum", level="low", problems=("drakar",)),), "unknown-code"),
        ("2026-W19", (*NEEDS, Need(place="ankarsrum", level="low")), "conflict"),
    ],
)
def test_a_picture_that_says_what_nobody_knows_is_refused(
    desk: SituationDesk, code: str, needs: tuple[Need, ...], why: str
):
    with pytest.raises(Refused) as refused:
        desk.freeze(code, needs, by=MARIA)
    assert refused.value.code == why
    assert desk.log.read([stream("vastervik", "situation", code)]) == {}


def test_a_late_picture_counts_for_its_own_week(desk: SituationDesk, pledged: Desks):
    pledged.at += timedelta(days=30)
    desk.freeze("2026-W19", NEEDS, by=MARIA)
    assert made(desk, "2026-W19").received_at == pledged.at
