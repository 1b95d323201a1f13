"""What a phone hands in, and what it is answered, against a real log and vault."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.desk.catalogues import Catalogues
from backend.desk.sync import Batch, HandedIn, Receipt, SyncAnswer, SyncDesk
from backend.domain.catalogue import BASE, CataloguePublished
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.pack import read_entries, read_pack
from backend.domain.refusal import Refused
from backend.log import Entry, Log
from backend.vault import Vault

NOW = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
ANNA = Member(id=UUID(int=1), partnership="vastervik", organisation="polisen", roles=frozenset({Role.FIELD}))
JONAS = Member(id=UUID(int=2), partnership="vastervik", organisation="polisen", roles=frozenset({Role.FIELD}))
PACKS = Path(__file__).parents[3] / "backend" / "packs"


@pytest.fixture
def log(database_url: str) -> Iterator[Log]:
    with Log.open(database_url, clock=lambda: NOW) as log:
        entries = read_entries((PACKS / "kinds.toml").read_bytes())
        pack = read_pack((PACKS / "vastervik-2026.toml").read_bytes())
        for version, (source, brought) in enumerate(((BASE, entries), ("vastervik-2026", pack.entries)), 1):
            event = CataloguePublished(partnership="vastervik", source=source, entries=brought, received_at=NOW)
            log.append([Entry(stream=stream("vastervik", "catalogue"), version=version, event=event)])
        yield log


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = Vault.at(f"sqlite:///{tmp_path / 'keys.db'}", b"m" * 32)
    yield vault
    vault.close()


class Phone:
    """A queue that hands in letters and keeps count of them."""

    def __init__(self, desk: SyncDesk, member: Member = ANNA) -> None:
        self.desk, self.member, self.device, self.seq = desk, member, uuid4(), 0

    def record(self, activity: UUID | None = None, **report: Any) -> dict[str, Any]:
        return self._letter("record", activity or uuid4(), report=visit(**report))

    def correct(self, activity: UUID, version: int, **report: Any) -> dict[str, Any]:
        return self._letter("correct", activity, version=version, reason="fel plats", report=visit(**report))

    def withdraw(self, activity: UUID, version: int) -> dict[str, Any]:
        return self._letter("withdraw", activity, version=version, reason="dubblett")

    def _letter(self, do: str, activity: UUID, **more: Any) -> dict[str, Any]:
        self.seq += 1
        at = (NOW - timedelta(hours=8)).isoformat()
        return {
            "command": str(uuid4()),
            "seq": self.seq,
            "do": do,
            "activity": str(activity),
            "recorded_at": at,
            **more,
        }

    def hand_in(self, *letters: Any) -> list[Receipt]:
        return self.answer(*letters).receipts

    def answer(self, *letters: Any) -> SyncAnswer:
        return self.desk.take(Batch(device=self.device, sent_at=NOW, letters=list(letters)), self.member)


def visit(**report: Any) -> dict[str, Any]:
    return {
        "kind": "platsbesok",
        "occurred_at": "2026-05-04T20:30:00+02:00",
        "minutes": 20,
        "place": "gamleby",
    } | report


@pytest.fixture
def desk(log: Log, vault: Vault) -> SyncDesk:
    members = {ANNA.id, JONAS.id}
    return SyncDesk(log, vault, Catalogues(log), now=lambda: NOW, crew_known=lambda _, ids: members & set(ids))


@pytest.fixture
def phone(desk: SyncDesk) -> Phone:
    return Phone(desk)


def outcomes(receipts: list[Receipt]) -> list[str | None]:
    return [r.code or r.outcome for r in receipts]


def test_a_day_is_kept_in_order(phone: Phone, log: Log):
    one, two, three = uuid4(), uuid4(), uuid4()
    receipts = phone.hand_in(
        phone.record(one),
        phone.record(two),
        phone.record(three),
        phone.correct(one, 1, place="ankarsrum"),
        phone.withdraw(two, 1),
    )
    assert outcomes(receipts) == ["kept"] * 5
    assert [r.version for r in receipts] == [1, 1, 1, 2, 2]
    assert [r.position for r in receipts] == list(range(log.head() - 4, log.head() + 1))


def test_the_same_batch_again_is_answered_as_before(phone: Phone, log: Log):
    one = uuid4()
    letters = [phone.record(one, note="Lugnt."), phone.correct(one, 1, place="ankarsrum"), phone.withdraw(one, 2)]
    first, head = phone.hand_in(*letters), log.head()
    assert phone.hand_in(*letters) == first
    assert log.head() == head


def test_a_command_with_other_content_is_refused(phone: Phone):
    letter = phone.record(note="Lugnt.")
    phone.hand_in(letter)
    for changed in (
        {**letter, "report": visit(place="ankarsrum", note="Lugnt.")},
        {**letter, "report": visit(note="Stökigt.")},
    ):
        assert outcomes(phone.hand_in(changed)) == ["command-reused"]


def test_a_command_is_known_again_after_its_note_was_erased(phone: Phone, vault: Vault, log: Log):
    letter = phone.record(note="Lugnt.")
    (receipt,) = phone.hand_in(letter)
    assert receipt.activity
    vault.destroy([log.read([receipt.activity])[receipt.activity][0].event.note.key])  # type: ignore[union-attr]
    assert phone.hand_in(letter) == [receipt]


def test_a_note_is_sealed_and_can_be_opened(phone: Phone, vault: Vault, log: Log):
    (receipt,) = phone.hand_in(phone.record(note="Belysningen är trasig."))
    assert receipt.activity
    event: Any = log.read([receipt.activity])[receipt.activity][0].event
    assert b"Belysningen" not in event.note.box
    text = vault.open(
        event.note, partnership="vastervik", stream=receipt.activity, version=1, topic="activity-recorded", field="note"
    )
    assert text == "Belysningen är trasig."


def test_one_bad_letter_hurts_no_other(phone: Phone):
    receipts = phone.hand_in(
        phone.record(), "inget brev", {**phone.record(), "surprise": 1}, phone.record(place="atlantis"), phone.record()
    )
    assert [(r.letter, r.code or r.outcome, r.field) for r in receipts] == [
        (0, "kept", None),
        (1, "malformed", None),
        (2, "unknown-field", "surprise"),
        (3, "unknown-code", "report.place"),
        (4, "kept", None),
    ]


def test_free_text_is_never_echoed(phone: Phone):
    secret = "Talade med 900107-2389"
    for letter in (phone.record(note=secret), phone.record(note=secret * 200), phone.record(note=[secret])):
        (receipt,) = phone.hand_in(letter)
        assert receipt.outcome == "refused"
        assert "900107" not in str(receipt)


def test_a_lone_surrogate_refuses_its_own_letter_only(phone: Phone):
    assert outcomes(phone.hand_in(phone.record(note="\ud800"), phone.record())) == ["bad-text", "kept"]


def test_a_correction_ahead_of_its_record_waits_and_is_no_gap(phone: Phone):
    one = uuid4()
    record, correction = phone.record(one), phone.correct(one, 1, place="ankarsrum")
    answer = phone.answer(correction)
    assert outcomes(answer.receipts) == ["unknown-activity"]
    assert answer.gaps == []
    assert phone.answer(phone.record(), correction).gaps == [(1, 1)]
    assert outcomes(phone.hand_in(record, correction)) == ["kept", "kept"]


def test_what_never_came_is_a_gap(phone: Phone):
    first, _lost, third = phone.record(), phone.record(), phone.record()
    assert phone.answer(first, third).gaps == [(2, 2)]


def test_a_refused_letter_is_no_gap(phone: Phone):
    assert phone.answer(phone.record(place="atlantis"), phone.record()).gaps == []


def test_mending_keeps_the_activity_under_a_new_command(phone: Phone):
    one = uuid4()
    assert outcomes(phone.hand_in(phone.record(one, place="atlantis"))) == ["unknown-code"]
    assert outcomes(phone.hand_in(phone.record(one))) == ["kept"]


def test_a_change_that_changes_nothing_is_kept_at_the_position_that_made_it_so(phone: Phone):
    one = uuid4()
    record, withdrawn = phone.hand_in(phone.record(one), phone.withdraw(one, 1))
    again, same = phone.withdraw(one, 2), phone.record(one)
    assert [r.position for r in phone.hand_in(again)] == [withdrawn.position]
    assert [r.position for r in phone.hand_in(again)] == [withdrawn.position]
    assert outcomes(phone.hand_in(same)) == ["already-recorded"]
    assert record.position


def test_a_no_change_within_one_batch_is_answered_too(phone: Phone):
    one = uuid4()
    receipts = phone.hand_in(phone.record(one), phone.withdraw(one, 1), phone.withdraw(one, 2))
    assert outcomes(receipts) == ["kept"] * 3
    assert receipts[1].position == receipts[2].position


def test_the_same_letter_twice_in_a_batch_is_kept_once(phone: Phone, log: Log):
    letter = phone.record()
    head = log.head()
    first, second = phone.hand_in(letter, letter)
    assert (first.position, second.position, log.head()) == (head + 1, head + 1, head + 1)


def test_a_queue_of_another_member_is_turned_away_whole(phone: Phone, desk: SyncDesk, log: Log):
    phone.hand_in(phone.record())
    head = log.head()
    theirs = Phone(desk, JONAS)
    theirs.device = phone.device
    with pytest.raises(Refused, match="other-member"):
        theirs.hand_in(theirs.record())
    assert log.head() == head


def test_a_stranger_in_the_crew_is_refused(phone: Phone):
    assert outcomes(phone.hand_in(phone.record(crew=[str(JONAS.id)]), phone.record(crew=[str(uuid4())]))) == [
        "kept",
        "unknown-code",
    ]


def test_a_concern_talk_keeps_only_its_day(phone: Phone, log: Log):
    talk = phone.record()
    talk["report"] = {"kind": "orossamtal", "occurred_at": "2026-05-04T20:30:00+02:00"}
    (receipt,) = phone.hand_in(talk)
    assert receipt.activity
    event: Any = log.read([receipt.activity])[receipt.activity][0].event
    assert event.report.occurred_at.astimezone(UTC).hour == 10
    assert event.handed.recorded_at.astimezone(UTC).hour == 10


def test_two_phones_correcting_the_same_version_end_with_one_stale(phone: Phone, desk: SyncDesk):
    one = uuid4()
    phone.hand_in(phone.record(one, crew=[str(JONAS.id)]))
    other = Phone(desk, JONAS)
    assert outcomes(phone.hand_in(phone.correct(one, 1, place="ankarsrum", crew=[str(JONAS.id)]))) == ["kept"]
    (late,) = other.hand_in(other.correct(one, 1, place="overum", crew=[str(JONAS.id)]))
    assert (late.code, late.version) == ("stale", 2)


def test_an_id_that_names_something_else_is_refused(phone: Phone):
    assert outcomes(phone.hand_in(phone.record(stream("vastervik", "catalogue")))) == ["already-recorded"]


def test_what_is_wrong_with_one_batch_is_its_own(desk: SyncDesk, phone: Phone):
    theirs = Phone(desk, JONAS)
    phone.hand_in(phone.record())

    strangers, own = desk.take_all(
        [
            HandedIn(batch=Batch(device=device, sent_at=NOW, letters=[theirs.record()]), member=JONAS)
            for device in (phone.device, theirs.device)
        ]
    )
    assert isinstance(strangers, Refused)
    assert isinstance(own, SyncAnswer)
    assert outcomes(own.receipts) == ["kept"]


def test_two_phones_with_one_letter_at_the_same_time_are_answered_the_same(desk: SyncDesk, phone: Phone, log: Log):
    letter, head = phone.record(), log.head()
    batches = [Batch(device=p.device, sent_at=NOW, letters=[letter]) for p in (phone, Phone(desk))]
    first, second = desk.take_all([HandedIn(batch=batch, member=ANNA) for batch in batches])
    assert isinstance(first, SyncAnswer)
    assert isinstance(second, SyncAnswer)
    assert second.receipts == first.receipts
    assert log.head() == head + 1
