"""Words of decisions and files are erased by those who wrote them; these and notes stay erased over a restore."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from backend.backup import back_up, restore
from backend.desk.decisions import Deciding
from backend.desk.publish import own_packs
from backend.desk.reports import JudgeTelling
from backend.desk.sync import Batch
from backend.domain.erasure import DecisionErased, EvidenceErased
from backend.domain.events import erasures_of
from backend.domain.member import Member, Role
from backend.domain.note import NoteErased
from backend.domain.refusal import Refused
from backend.house import House
from backend.settings import Settings
from tests.support.pictures import PDF

ID = UUID("018f0000-0000-7000-8000-0000000000d1")
PROMISE = ("vastervik-2026", "medborgardialoger")


def coordinator(organisation: str) -> Member:
    return Member(id=uuid4(), partnership="vastervik", organisation=organisation, roles=frozenset({Role.COORDINATOR}))


POLICE, TOWN = coordinator("polisen"), coordinator("kommunen")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A decision of the police, told of by both; a file that the police showed."""
    now = datetime(2026, 5, 8, 8, 0, tzinfo=UTC)
    with House(Settings.read({"FALTLOGG_DATA": str(tmp_path / "here")}), now=lambda: now) as opened:
        for name, text in own_packs():
            if name.startswith("vastervik-2026"):
                opened.publish_desk.pack(text)
        desk = opened.decision_desk
        given = Deciding(
            decision=ID,
            week="2026-W19",
            what="Ord om någon.",
            owner=("polisen",),
            function="områdespolisen",
            until=date(2026, 6, 1),
        )
        desk.make(given, by=POLICE)
        desk.follow(ID, "partly", "Polisens ord.", by=POLICE)
        desk.follow(ID, "done", "Kommunens ord.", by=TOWN)
        telling = JudgeTelling(period="2026-T1", verdict="partly", text="Delvis.", file=PDF)
        opened.report_desk.tell(*PROMISE, telling, by=POLICE)
        yield opened


def words(house: House) -> dict[str, str | None]:
    return {text.name: text.words for text in house.erasure_desk.texts("vastervik", ID)[1]}


def test_chosen_texts_are_gone_and_the_rest_of_the_decision_stands(house: House):
    assert house.erasure_desk.erase_texts(ID, ["1.what", "2.text"], "names-somebody", by=POLICE) == 2
    assert words(house) == {"1.what": None, "1.function": "områdespolisen", "2.text": None, "3.text": "Kommunens ord."}
    decision = house.decision_desk.of("vastervik", ID)
    assert decision is not None
    assert (decision.outcome, decision.version, decision.made.until) == ("done", 3, date(2026, 6, 1))
    assert house.vault.held([decision.made.what.key]) == set()
    (event,) = [r.event for r in house.log.erasures()]
    assert isinstance(event, DecisionErased)
    assert (event.decision, event.by, event.rule) == (ID, POLICE.id, "names-somebody")
    house.decision_desk.follow(ID, "open", "Nya ord.", by=TOWN)  # an erasure makes nothing stale
    assert words(house)["4.text"] == "Nya ord."


def test_erasing_what_is_erased_changes_nothing(house: House):
    house.erasure_desk.erase_texts(ID, ["1.what"], "mistake", by=POLICE)
    head = house.log.head()
    assert house.erasure_desk.erase_texts(ID, ["1.what"], "mistake", by=POLICE) == 0
    assert house.log.head() == head


@pytest.mark.parametrize(
    ("by", "chosen", "code"),
    [
        (TOWN, ["1.what"], "not-your-text"),
        (TOWN, ["3.text", "2.text"], "not-your-text"),
        (POLICE, [], "missing"),
        (POLICE, ["9.text"], "missing"),
        (Member(id=TOWN.id, partnership="vingaker", organisation="polisen", roles=TOWN.roles), ["1.what"], "unknown"),
    ],
)
def test_nobody_erases_what_another_wrote_and_nothing_is_erased_by_halves(
    house: House, by: Member, chosen: list[str], code: str
):
    before = words(house)
    with pytest.raises(Refused, match=code):
        house.erasure_desk.erase_texts(ID, chosen, "mistake", by=by)
    assert words(house) == before


def file_of(house: House) -> UUID:
    (file,) = house.erasure_desk.files("vastervik", *PROMISE)
    return file.enclosed.id


def test_a_file_is_gone_and_its_report_and_sum_stand(house: House):
    evidence = file_of(house)
    with pytest.raises(Refused, match="not-your-text"):
        house.erasure_desk.erase_files(*PROMISE, [evidence], "time-is-up", by=TOWN)
    assert house.report_desk.file(*PROMISE, evidence, partnership="vastervik")[1] == PDF
    assert house.erasure_desk.erase_files(*PROMISE, [evidence], "time-is-up", by=POLICE) == 1
    with pytest.raises(Refused, match="unknown-evidence"):
        house.report_desk.file(*PROMISE, evidence, partnership="vastervik")
    (file,) = house.erasure_desk.files("vastervik", *PROMISE)
    assert file.erased
    assert len(file.enclosed.sha256) == 64
    (event,) = [r.event for r in house.log.erasures()]
    assert isinstance(event, EvidenceErased)
    assert house.erasure_desk.erase_files(*PROMISE, [evidence], "time-is-up", by=POLICE) == 0
    with pytest.raises(Refused, match="missing"):
        house.erasure_desk.erase_files(*PROMISE, [uuid4()], "time-is-up", by=POLICE)


def test_an_erasure_that_was_cut_short_is_finished_at_the_start(house: House, monkeypatch: pytest.MonkeyPatch):
    def power_cut(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(house.vault, "destroy", power_cut)
        with pytest.raises(KeyboardInterrupt):
            house.erasure_desk.erase_texts(ID, ["1.what"], "mistake", by=POLICE)
    assert words(house)["1.what"] == "Ord om någon."
    house.erasure_desk.finish()
    assert words(house)["1.what"] is None


def noted(house: House, by: Member) -> UUID:
    """An activity with a note."""
    activity = uuid4()
    report = {
        "kind": "platsbesok",
        "occurred_at": "2026-05-04T20:30:00+02:00",
        "place": "ankarsrum",
        "note": "Om någon.",
    }
    letter = {"command": str(uuid4()), "seq": 1, "do": "record", "activity": str(activity), "report": report}
    batch = Batch(device=uuid4(), sent_at=house.now(), letters=[{**letter, "recorded_at": "2026-05-04T20:50:00+02:00"}])
    (receipt,) = house.sync_desk.take(batch, by).receipts
    assert receipt.outcome == "kept"
    return activity


def test_a_note_that_was_erased_stays_erased_when_an_older_copy_is_put_back(house: House, tmp_path: Path):
    anna, lead = (
        msgspec.structs.replace(POLICE, id=uuid4(), roles=frozenset({role})) for role in (Role.FIELD, Role.LEAD)
    )
    old, kept, settings = noted(house, anna), noted(house, anna), house.settings
    log_to, keys_to = tmp_path / "copy" / "log.db", tmp_path / "keys" / "keys.db"
    for file in (log_to, keys_to):
        file.parent.mkdir()
    back_up(settings.database, house.vault, log_to=log_to, keys_to=keys_to, now=house.now())
    late = noted(house, anna)  # an activity that the copy does not know
    for activity in (old, late):
        assert house.note_desk.erase(activity, ["1.note"], "names-somebody", by=lead) == 1

    done = restore(settings.database, house.vault, house.erasures, log_from=log_to, keys_from=keys_to, now=house.now())
    assert done.erased == 2
    assert house.note_desk.read(old, "uppföljning", by=lead) is None
    assert house.note_desk.texts(old, by=lead)[1][0].erased
    assert house.note_desk.read(kept, "uppföljning", by=lead) == "Om någon."
    assert {r.event.rule for r in house.log.erasures() if isinstance(r.event, NoteErased)} == {"names-somebody"}
    with house.reading():  # the views take them in, also that of the activity that nobody knows
        assert house.follower.quarantined() == 0


def test_what_was_erased_stays_erased_when_an_older_copy_is_put_back(house: House, tmp_path: Path):
    evidence, settings = file_of(house), house.settings
    log_to, keys_to = tmp_path / "copy" / "log.db", tmp_path / "keys" / "keys.db"
    for file in (log_to, keys_to):
        file.parent.mkdir()
    back_up(settings.database, house.vault, log_to=log_to, keys_to=keys_to, now=house.now())
    house.erasure_desk.erase_texts(ID, ["1.what"], "mistake", by=POLICE)
    house.erasure_desk.erase_files(*PROMISE, [evidence], "mistake", by=POLICE)
    late = uuid4()  # a decision that the copy does not know
    house.decision_desk.make(Deciding(decision=late, week="2026-W19", what="Sent.", owner=("polisen",)), by=POLICE)
    house.erasure_desk.erase_texts(late, ["1.what"], "mistake", by=POLICE)

    done = restore(settings.database, house.vault, house.erasures, log_from=log_to, keys_from=keys_to, now=house.now())
    assert done.erased == 3
    assert words(house)["1.what"] is None
    assert words(house)["2.text"] == "Polisens ord."
    with pytest.raises(Refused, match="unknown-evidence"):
        house.report_desk.file(*PROMISE, evidence, partnership="vastervik")
    again = [r.event for r in house.log.erasures()]
    assert {type(event) for event in again} == {DecisionErased, EvidenceErased}
    for event in again:
        assert isinstance(event, DecisionErased | EvidenceErased)
        assert house.log.read([erasures_of(event)])
    with house.reading():  # the views take them in, also that of the decision that nobody knows
        assert house.follower.quarantined() == 0
    assert house.erasure_desk.files("vastervik", *PROMISE)[0].erased
