"""Reading a note is an event, and erasing one is for good."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.desk.notes import NoteDesk
from backend.desk.sync import Batch, SyncDesk
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.note import NoteErased, NoteRead
from backend.domain.refusal import Refused
from tests.backend.desk.conftest import NOW, Desks

ANNA = Member(id=UUID(int=1), partnership="vastervik", organisation="polisen", roles=frozenset({Role.FIELD}))
KARIN = Member(id=UUID(int=2), partnership="vastervik", organisation="polisen", roles=frozenset({Role.LEAD}))
HENRIK = Member(id=UUID(int=3), partnership="vastervik", organisation="kommunen", roles=frozenset({Role.LEAD}))
PETRA = Member(id=UUID(int=5), partnership="vastervik", organisation="polisen", roles=frozenset({Role.COORDINATOR}))
ELSEWHERE = Member(id=UUID(int=4), partnership="vingaker", organisation="polisen", roles=KARIN.roles)


@pytest.fixture
def desk(pledged: Desks) -> NoteDesk:
    return NoteDesk(pledged.log, pledged.vault, pledged.erasures, now=pledged.now)


def recorded(desks: Desks, note: str | None = "Lugnt.", *, corrected: str | None = None) -> UUID:
    """An activity of Anna's, and its correction with another note and a reason."""
    activity = uuid4()
    report = {"kind": "platsbesok", "occurred_at": "2026-05-04T20:30:00+02:00", "place": "ankarsrum"}
    letter: dict[str, Any] = {"activity": str(activity), "recorded_at": "2026-05-04T20:50:00+02:00", "do": "record"}
    letters = [{**letter, "command": str(uuid4()), "seq": 1, "report": {**report, **({"note": note} if note else {})}}]
    if corrected:
        mended = {"do": "correct", "version": 1, "reason": "stavfel", "report": {**report, "note": corrected}}
        letters.append({**letter, "command": str(uuid4()), "seq": 2, **mended})
    hand_in(desks, letters)
    return activity


def hand_in(desks: Desks, letters: list[dict[str, Any]]) -> None:
    sync = SyncDesk(desks.log, desks.vault, desks.catalogues, now=desks.now, crew_known=lambda _p, ids: set(ids))
    receipts = sync.take(Batch(device=uuid4(), sent_at=NOW, letters=letters), ANNA).receipts
    assert {r.outcome for r in receipts} == {"kept"}


def withdrawn(desks: Desks, activity: UUID, *, reason: str) -> None:
    letter = {"command": str(uuid4()), "seq": 1, "do": "withdraw", "activity": str(activity), "version": 1}
    hand_in(desks, [{**letter, "reason": reason, "recorded_at": "2026-05-04T21:50:00+02:00"}])


def events(desks: Desks, activity: UUID) -> list[object]:
    place = stream("vastervik", "notes", str(activity))
    return [r.event for r in desks.log.read([place]).get(place, [])]


def test_a_lead_reads_a_note_and_it_is_in_the_log(desk: NoteDesk, pledged: Desks):
    activity = recorded(pledged)
    assert desk.read(activity, "Frågor från skolan", by=KARIN) == "Lugnt."
    (event,) = events(pledged, activity)
    assert isinstance(event, NoteRead)
    assert (event.by, event.organisation) == (KARIN.id, "polisen")


def test_the_note_that_an_activity_has_now_is_the_one_that_is_read(desk: NoteDesk, pledged: Desks):
    activity = recorded(pledged, corrected="Lugnt, utom vid kiosken.")
    assert desk.read(activity, "uppföljning", by=KARIN) == "Lugnt, utom vid kiosken."


def test_nothing_is_read_without_a_reason(desk: NoteDesk, pledged: Desks):
    activity = recorded(pledged)
    with pytest.raises(Refused, match="missing"):
        desk.read(activity, " ", by=KARIN)
    assert events(pledged, activity) == []


@pytest.mark.parametrize("reader", [HENRIK, ELSEWHERE])
def test_another_organisations_note_is_as_if_it_were_not_there(desk: NoteDesk, pledged: Desks, reader: Member):
    activity = recorded(pledged)
    with pytest.raises(Refused, match="unknown-activity"):
        desk.read(activity, "nyfiken", by=reader)
    assert events(pledged, activity) == []


def test_where_there_is_no_note_nothing_was_read(desk: NoteDesk, pledged: Desks):
    activity = recorded(pledged, note=None)
    assert desk.read(activity, "uppföljning", by=KARIN) is None
    assert events(pledged, activity) == []


def told(desk: NoteDesk, activity: UUID) -> dict[str, bool]:
    """Each text and whether it is erased."""
    return {text.name: text.erased for text in desk.texts(activity, by=KARIN)[1]}


def test_what_is_chosen_is_erased_by_event_first_and_the_rest_stands(desk: NoteDesk, pledged: Desks):
    activity = recorded(pledged, corrected="Annat.")
    assert told(desk, activity) == {"1.note": False, "2.note": False, "2.correction": False}
    assert desk.erase(activity, ["1.note", "2.correction"], "names-somebody", by=PETRA) == 2
    (event,) = events(pledged, activity)
    assert isinstance(event, NoteErased)
    assert (event.rule, event.by, event.organisation) == ("names-somebody", PETRA.id, "polisen")
    assert pledged.vault.held(event.keys) == set()
    assert pledged.erasures.all() == [event]
    assert told(desk, activity) == {"1.note": True, "2.note": False, "2.correction": True}
    assert desk.read(activity, "uppföljning", by=KARIN) == "Annat."
    assert desk.erase(activity, ["2.note"], "mistake", by=KARIN) == 1
    assert desk.read(activity, "uppföljning", by=KARIN) is None


def test_the_reasons_of_a_withdrawal_and_of_a_reading_are_texts_too(desk: NoteDesk, pledged: Desks):
    activity = recorded(pledged)
    desk.read(activity, "Frågor från en granne", by=KARIN)
    withdrawn(pledged, activity, reason="Det var Kalle")
    assert told(desk, activity) == {"1.note": False, "1.reading": False, "2.withdrawal": False}
    assert desk.erase(activity, ["1.reading", "2.withdrawal"], "mistake", by=KARIN) == 2
    assert told(desk, activity) == {"1.note": False, "1.reading": True, "2.withdrawal": True}


def test_erasing_what_is_erased_changes_nothing(desk: NoteDesk, pledged: Desks):
    activity = recorded(pledged)
    desk.erase(activity, ["1.note"], "mistake", by=KARIN)
    head = pledged.log.head()
    assert desk.erase(activity, ["1.note"], "time-is-up", by=KARIN) == 0
    assert pledged.log.head() == head


@pytest.mark.parametrize("chosen", [[], ["9.note"], ["note"]])
def test_nothing_is_erased_where_nothing_is_named(desk: NoteDesk, pledged: Desks, chosen: list[str]):
    activity = recorded(pledged)
    with pytest.raises(Refused, match="missing"):
        desk.erase(activity, chosen, "mistake", by=KARIN)
    assert events(pledged, activity) == []


def test_an_erasure_that_was_cut_short_is_finished(desk: NoteDesk, pledged: Desks, monkeypatch: pytest.MonkeyPatch):
    activity = recorded(pledged)
    with monkeypatch.context() as cut:
        cut.setattr(desk, "finish", lambda: None)
        desk.erase(activity, ["1.note"], "mistake", by=KARIN)
    (event,) = events(pledged, activity)
    assert isinstance(event, NoteErased)
    assert pledged.vault.held(event.keys) == set(event.keys)
    desk.finish()
    assert pledged.vault.held(event.keys) == set()
    assert pledged.erasures.all() == [event]


@pytest.mark.parametrize("by", [HENRIK, ELSEWHERE])
def test_another_organisations_texts_are_as_if_they_were_not_there(desk: NoteDesk, pledged: Desks, by: Member):
    activity = recorded(pledged)
    for there in (activity, uuid4()):
        with pytest.raises(Refused, match="unknown-activity"):
            desk.texts(there, by=by)
        with pytest.raises(Refused, match="unknown-activity"):
            desk.erase(there, ["1.note"], "mistake", by=by)
    assert desk.read(activity, "uppföljning", by=KARIN) == "Lugnt."
