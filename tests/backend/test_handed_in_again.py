"""After a restore the log lives in another epoch, and phones hand in again what they still have: nothing is doubled."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.backup import back_up, restore
from backend.desk.sync import Batch, SyncAnswer
from backend.domain.member import Member, Role
from backend.house import House
from backend.settings import Settings
from tests.support.office import NOW, PACKS, Clock, record
from tests.support.rescue import sealed

DEVICE = UUID("0b0f7f0e-6c44-4a3c-9a7e-0c8e1a3b5d10")


class Place:
    """A house that was backed up after two letters, took three more, and was restored from the backup."""

    def __init__(self, folder: Path, database: str) -> None:
        settings = Settings.read({"FALTLOGG_DATA": str(folder / "data"), "FALTLOGG_DATABASE": database})
        self.house = House(settings, now=Clock(NOW))
        self.house.publish_desk.pack((PACKS / "vastervik-2026.toml").read_bytes())
        self.anna, self.petra = (self.member(role) for role in (Role.FIELD, Role.LEAD))
        self.letters = [record(seq=n, note=f"Lugnt {n}.") for n in range(1, 6)]
        self.hand_in(*self.letters[:2])
        log, keys = folder / "here" / "log.sqlite", folder / "there" / "keys.sqlite"
        back_up(settings.database, self.house.vault, log_to=log, keys_to=keys, now=NOW)
        self.before = self.hand_in(*self.letters[2:])
        restore(
            settings.database,
            self.house.vault,
            self.house.erasures,
            log_from=log,
            keys_from=keys,
            now=NOW + timedelta(hours=1),
        )

    def member(self, role: Role) -> Member:
        member, _ = self.house.member_desk.invite(
            f"{role}", None, partnership="vastervik", organisation="polisen", roles=[role], by=None
        )
        return member

    def hand_in(self, *letters: dict[str, Any]) -> SyncAnswer:
        batch = Batch(device=DEVICE, sent_at=NOW, letters=list(letters))
        return self.house.sync_desk.take(batch, self.anna)

    def recorded(self) -> list[UUID]:
        return [r.stream for r in self.house.log.page(0, 1_000) if r.topic == "activity-recorded"]


@pytest.fixture
def place(tmp_path: Path, database_url: str):
    made = Place(tmp_path, database_url)
    yield made
    made.house.close()


def test_the_phone_hears_another_epoch_and_what_it_hands_in_again_is_there_once(place: Place):
    assert len(place.recorded()) == 2
    answer = place.hand_in(*place.letters)
    assert answer.epoch != place.before.epoch
    assert [r.outcome for r in answer.receipts] == ["kept"] * 5
    assert place.recorded() == [UUID(letter["activity"]) for letter in place.letters]
    again = place.hand_in(*place.letters)
    assert [r.position for r in again.receipts] == [r.position for r in answer.receipts]
    assert (len(place.recorded()), again.gaps) == (5, [])


def test_a_merge_that_the_restore_lost_is_asked_about_again(place: Place):
    place.hand_in(*place.letters)
    other = record(seq=1)
    jonas = place.member(Role.FIELD)
    place.house.sync_desk.take(Batch(device=uuid4(), sent_at=NOW, letters=[other]), jonas)
    mine, theirs = UUID(place.letters[0]["activity"]), UUID(other["activity"])
    assert place.house.visit_desk.answer(mine, theirs, same=True, by=place.anna)
    assert not place.house.visit_desk.answer(theirs, mine, same=True, by=jonas)


def test_a_rescue_file_from_before_the_restore_fills_what_was_lost(place: Place):
    file = sealed(place.house, place.anna, DEVICE, *place.letters)
    rescued = place.house.rescue_desk.take(file, by=place.petra)
    assert [r.outcome for r in rescued.receipts] == ["kept"] * 5
    own = place.hand_in(*place.letters)
    assert [r.position for r in own.receipts] == [r.position for r in rescued.receipts]
    assert len(place.recorded()) == 5
