"""The way back, on both databases and from one to the other; what cannot be restored changes nothing."""

import sqlite3
from contextlib import closing
from threading import Event, Thread
from uuid import uuid4

import pytest

from backend.domain.member import Role
from backend.log import Log, SeqRange, Unavailable, copies
from backend.log.copies import BadCopy, look_through
from backend.vault import Tampered, Vault
from tests.backend.backup.installation import NOW, installed
from tests.backend.log.made import DEVICE, recorded


def test_a_restore_brings_back_the_log_in_another_epoch(place):
    kept, _ = place.noted()
    _, log_to, _ = place.back_up()
    lost, _ = place.noted()
    before = place.log.epoch

    told = place.restore(log_to)

    assert (told.epoch, told.position) == (place.log.epoch, 2)
    assert place.log.epoch != before
    assert place.streams() == [kept.stream]
    assert place.log.known([kept.command, lost.command]).keys() == {kept.command}
    assert place.log.page(2, 1)[0].event.restored_to == 2


def test_what_was_lost_can_be_handed_in_again(place):
    _, log_to, _ = place.back_up()
    lost = recorded(at=NOW)
    place.log.append([lost], seqs=SeqRange(device=DEVICE, numbers=[1, 2]))
    place.restore(log_to)
    assert place.log.gaps(DEVICE) == []

    (position,) = place.log.append([lost], seqs=SeqRange(device=DEVICE, numbers=[2]))

    assert position == place.log.head() == 3
    assert place.log.gaps(DEVICE) == [(1, 1)]
    assert place.log.known([lost.command])[lost.command].position == position


def test_what_was_backed_up_is_safe_in_the_new_life_too(place):
    place.noted()
    position, log_to, _ = place.back_up()
    place.noted()
    place.restore(log_to)
    assert place.log.safe() == position


def test_a_log_that_is_open_goes_on_under_a_restore(place):
    """Writers and readers in other threads, as of a running server: afterwards nothing of the lost life is left."""
    place.noted()
    _, log_to, _ = place.back_up()
    done, failed = Event(), []

    def use():
        try:
            while not done.is_set():
                place.log.append([recorded()], seqs=SeqRange(device=DEVICE, numbers=[1]))
                place.log.page(0, 50)
                place.accounts.names([uuid4()])
        except BaseException as error:
            failed.append(error)
            raise

    users = [Thread(target=use) for _ in range(3)]
    for user in users:
        user.start()
    try:
        epochs = [place.restore(log_to).epoch for _ in range(3)]
    finally:
        done.set()
        for user in users:
            user.join()

    assert not failed
    found = place.log.page(0, 100_000)
    assert [r.position for r in found] == list(range(1, len(found) + 1))
    assert [r.event.epoch for r in found if r.topic == "epoch-began"][1:] == [epochs[-1]]
    assert len(place.log.known([r.event.handed.command for r in found if r.topic == "activity-recorded"])) == (
        len(found) - 2
    )


def test_a_backup_is_restored_on_another_machine_with_another_database(place, elsewhere):
    anna = place.member("Anna Lind", Role.FIELD)
    session = place.session(anna)
    _, note = place.noted("Kvar efter flytten")
    place.log.append([], seqs=SeqRange(device=DEVICE, numbers=[1, 2, 5]))
    place.log.claim(DEVICE, "vastervik", anna.id)
    _, log_to, keys_to = place.back_up()

    told = elsewhere.restore(log_to, keys_to)

    assert told.keys == 1
    assert elsewhere.streams() == place.streams()
    assert elsewhere.log.page(0, told.position) == place.log.page(0, 100)
    assert elsewhere.opened(note) == "Kvar efter flytten"
    assert elsewhere.log.gaps(DEVICE) == [(3, 4)]
    assert not elsewhere.log.claim(DEVICE, "vastervik", uuid4())
    assert elsewhere.accounts.session(session, now=NOW).member == anna
    assert elsewhere.log.append([recorded()]) == [told.position + 2]


def test_a_backup_of_a_backup_is_the_same(place, elsewhere):
    place.noted()
    _, log_to, keys_to = place.back_up()
    elsewhere.restore(log_to, keys_to)
    _, again, keys_again = elsewhere.back_up()

    place.restore(again, keys_again)

    assert place.log.page(0, 2) == elsewhere.log.page(0, 2)
    assert [r.topic for r in place.log.page(2, 10)] == ["epoch-began", "epoch-began"]


def test_a_log_that_is_damaged_beyond_opening_is_replaced_and_kept_aside(tmp_path):
    database = f"sqlite:///{tmp_path / 'here' / 'log.sqlite'}"
    with installed(database, tmp_path / "here") as place:
        entry, _ = place.noted()
        _, log_to, _ = place.back_up()
        place.log.close()
        place.accounts.close()
        for file in (tmp_path / "here").glob("log.sqlite-*"):
            file.unlink()
        (tmp_path / "here" / "log.sqlite").write_bytes(b"a disk that lies" * 1000)

        told = place.restore(log_to)

        with Log.open(database) as log:
            assert log.epoch == told.epoch
            assert list(log.read([entry.stream])) == [entry.stream]
    assert (tmp_path / "here" / "log.sqlite.damaged-1").read_bytes().startswith(b"a disk that lies")


# What cannot be restored.


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + bytes(5000)])
def test_a_file_that_is_no_backup_changes_nothing(place, tmp_path, content):
    entry, _ = place.noted()
    before = place.log.epoch
    (tmp_path / "bad").write_bytes(content)

    with pytest.raises(BadCopy):
        place.restore(tmp_path / "bad")

    assert place.log.epoch == before
    assert place.streams() == [entry.stream]


def test_a_backup_with_damage_in_the_middle_is_noticed(place):
    for _ in range(200):
        place.log.append([recorded()])
    _, log_to, _ = place.back_up()
    damaged = bytearray(log_to.read_bytes())
    damaged[8192 : 8192 + 4096] = bytes(4096)
    log_to.write_bytes(damaged)

    with pytest.raises(BadCopy):
        look_through(log_to)
    with pytest.raises(BadCopy):
        place.restore(log_to)
    assert place.log.head() == 201


def test_another_programs_database_is_no_backup(place, tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.execute("CREATE TABLE stored_events (topic TEXT)")
    with pytest.raises(BadCopy):
        place.restore(tmp_path / "other.sqlite")


def test_keys_of_another_master_key_are_refused_before_anything_is_put_back(place, tmp_path):
    other = Vault.at(f"sqlite:///{tmp_path / 'other.sqlite'}", bytes(32))
    other.save(tmp_path / "other-copy.sqlite")
    other.close()
    place.noted()
    _, log_to, _ = place.back_up()
    before = place.log.epoch

    with pytest.raises(Tampered):
        place.restore(log_to, tmp_path / "other-copy.sqlite")

    assert place.log.epoch == before


def test_a_log_that_others_do_not_let_go_of_stays_what_it_was(tmp_path, monkeypatch):
    database = f"sqlite:///{tmp_path / 'here' / 'log.sqlite'}"
    with installed(database, tmp_path / "here") as place:
        place.noted()
        _, log_to, _ = place.back_up()
        entry, _ = place.noted()

        def locked(*_: object) -> None:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error

        really = copies._copy_file
        monkeypatch.setattr(
            copies, "_copy_file", lambda source, to: (locked if to.name == "log.sqlite" else really)(source, to)
        )
        with pytest.raises(Unavailable):
            place.restore(log_to)

        assert entry.stream in place.streams()
        assert place.log.append([recorded()]) == [4]


def test_a_restore_leaves_nothing_lying_about(place):
    place.noted()
    _, log_to, keys_to = place.back_up()
    place.restore(log_to, keys_to)

    left = {p.name for p in place.folder.iterdir()}
    assert not {name for name in left if "restore" in name or "part" in name}
