"""Backups while the log is in use, and the way back, on both databases and from one to the other."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from backend.accounts import Accounts
from backend.backup import back_up, restore
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.note import NoteErased
from backend.log import Entry, Log, SeqRange, Unavailable, copies
from backend.log.copies import BadCopy, look_through
from backend.vault import Erasures, Tampered, Vault
from tests.backend.log.made import DEVICE, recorded

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
MASTER = bytes(range(32))


class Place:
    """An installation: a log with its accounts, a vault and a list of erasures."""

    def __init__(self, database: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.database, self.folder = database, folder
        self.log = Log.open(database, clock=lambda: NOW)
        self.accounts = Accounts.at(database)
        self.vault = Vault.at(f"sqlite:///{folder / 'keys.sqlite'}", MASTER)
        self.erasures = Erasures.at(f"sqlite:///{folder / 'erasures.sqlite'}")

    def close(self) -> None:
        for part in (self.log, self.accounts, self.vault, self.erasures):
            part.close()

    def noted(self, text: str = "Trasig lampa") -> tuple[Entry, Any]:
        """An activity with a note, recorded; its entry and how to open the note."""
        activity = uuid4()
        bound = {
            "partnership": "vastervik",
            "stream": activity,
            "version": 1,
            "topic": "activity-recorded",
            "field": "note",
        }
        entry = recorded(activity, at=NOW)
        sealed = self.vault.seal(text, **bound)  # type: ignore[arg-type]
        self.vault.keep()
        entry = msgspec.structs.replace(entry, event=msgspec.structs.replace(entry.event, note=sealed))
        self.log.append([entry])
        return entry, (sealed, bound)

    def erase(self, entry: Entry) -> NoteErased:
        """As the desk does: the event first, then the list, then the key."""
        event = NoteErased(
            partnership="vastervik",
            activity=entry.stream,
            keys=(entry.event.note.key,),  # type: ignore[union-attr]
            rule="asked-for",
            received_at=NOW,
        )
        place = stream("vastervik", "notes", str(entry.stream))
        self.log.append([Entry(stream=place, version=1, event=event)])
        self.erasures.add(event)
        self.vault.destroy(event.keys)
        return event

    def opened(self, note: Any) -> str | None:
        sealed, bound = note
        return self.vault.open(sealed, **bound)

    def back_up(self, name: str = "1") -> tuple[int, Path, Path]:
        log_to, keys_to = self.folder / "log-copies" / f"{name}.sqlite", self.folder / "key-copies" / f"{name}.sqlite"
        return back_up(self.database, self.vault, log_to=log_to, keys_to=keys_to, now=NOW), log_to, keys_to

    def restore(self, log_from: Path | None, keys_from: Path | None = None) -> Any:
        return restore(self.database, self.vault, self.erasures, log_from=log_from, keys_from=keys_from, now=LATER)

    def streams(self) -> list[UUID]:
        return [r.stream for r in self.log.page(0, 10_000) if r.topic.startswith("activity")]


@contextmanager
def installed(database: str, folder: Path) -> Iterator[Place]:
    place = Place(database, folder)
    try:
        yield place
    finally:
        place.close()


@pytest.fixture
def place(database_url, tmp_path):
    with installed(database_url, tmp_path / "here") as made:
        yield made


@pytest.fixture
def elsewhere(database_url, postgres, tmp_path):
    """Another machine, with the other kind of database."""
    on_sqlite = database_url.startswith("sqlite")
    database = postgres.fresh() if on_sqlite else f"sqlite:///{tmp_path / 'there' / 'log.sqlite'}"
    with installed(database, tmp_path / "there") as made:
        yield made


def _member(place, name, *roles):
    person = place.accounts.add(name)
    member = Member(id=person.id, partnership="vastervik", organisation="polisen", roles=frozenset(roles))
    place.accounts.join(member)
    return member


def _session(place, member):
    return place.accounts.enter(place.accounts.link(member.id, "vastervik", now=NOW), now=NOW)


# Backing up


def test_a_backup_is_an_ordinary_log(place):
    entry, _ = place.noted()
    position, log_to, _ = place.back_up()

    with Log.open(f"sqlite:///{log_to}") as copy:
        assert copy.head() == position == place.log.head()
        assert copy.page(0, 10) == place.log.page(0, 10)
        assert copy.known([entry.command]) == place.log.known([entry.command])
        assert copy.epoch == place.log.epoch


def test_what_a_finished_backup_holds_is_safe(place):
    place.noted()
    assert place.log.safe() == 0

    position, _, _ = place.back_up()
    place.noted()

    assert place.log.safe() == position == 2


def test_a_backup_is_one_file_for_its_owner_only(place):
    _, log_to, keys_to = place.back_up()
    for file in (log_to, keys_to):
        assert [p.name for p in file.parent.iterdir()] == [file.name]
        assert file.stat().st_mode & 0o077 == 0


def test_a_backup_writes_over_nothing(place):
    _, log_to, keys_to = place.back_up()
    before = log_to.read_bytes(), keys_to.read_bytes()
    with pytest.raises(FileExistsError):
        place.back_up()
    assert before == (log_to.read_bytes(), keys_to.read_bytes())


def test_the_log_and_the_keys_are_kept_apart(place, tmp_path):
    with pytest.raises(ValueError, match="apart"):
        back_up(place.database, place.vault, log_to=tmp_path / "l", keys_to=tmp_path / "k", now=NOW)
    assert not (tmp_path / "l").exists()


def test_neither_backup_alone_gives_a_text_away(place):
    place.noted("Hemligheten i Ankarsrum")
    _, log_to, keys_to = place.back_up()
    for file in (log_to, keys_to):
        assert b"Hemligheten" not in file.read_bytes()


def test_a_backup_under_way_holds_up_nobody_and_is_one_moment_of_the_log(place):
    """Every copy holds whole batches of three and their commands, and every key its texts need."""
    done, failed = Event(), []

    def write():
        try:
            while not done.is_set():
                sealed = [place.vault.seal("x", **_BOUND) for _ in range(3)]
                place.vault.keep()
                entries = [recorded() for _ in range(3)]
                entries = [
                    msgspec.structs.replace(e, event=msgspec.structs.replace(e.event, note=s))
                    for e, s in zip(entries, sealed, strict=True)
                ]
                place.log.append(entries)
        except BaseException as error:
            failed.append(error)
            raise

    writer = Thread(target=write)
    writer.start()
    try:
        copies = [place.back_up(str(n)) for n in range(4)]
    finally:
        done.set()
        writer.join()

    assert not failed
    assert [c[0] for c in copies] == sorted(c[0] for c in copies)
    for position, log_to, keys_to in copies:
        assert (position - 1) % 3 == 0
        with closing(sqlite3.connect(log_to)) as log, closing(sqlite3.connect(keys_to)) as keys:
            assert log.execute("SELECT count(*) FROM commands").fetchone() == (position - 1,)
            needed = {
                msgspec.json.decode(state)["note"]["key"]
                for (state,) in log.execute("SELECT state FROM stored_events WHERE topic = 'activity-recorded'")
            }
            assert needed <= {key for (key,) in keys.execute("SELECT key FROM vault_keys")}


_BOUND: dict[str, Any] = {
    "partnership": "vastervik",
    "stream": UUID(int=1),
    "version": 1,
    "topic": "activity-recorded",
    "field": "note",
}


# Restoring


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
    anna = _member(place, "Anna Lind", Role.FIELD)
    session = _session(place, anna)
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


# Erasures


def test_what_was_erased_after_the_backup_stays_erased(place):
    entry, note = place.noted()
    _, kept = place.noted("kvar")
    _, log_to, keys_to = place.back_up()
    place.erase(entry)

    told = place.restore(log_to, keys_to)

    assert told.erased == 1
    assert place.opened(note) is None
    assert place.opened(kept) == "kvar"
    assert [r.event.keys for r in place.log.erasures()] == [(entry.event.note.key,)]


def test_the_list_alone_is_enough_on_a_machine_that_lost_everything_else(place, elsewhere):
    entry, note = place.noted()
    _, log_to, keys_to = place.back_up()
    place.erase(entry)
    for event in place.erasures.all():
        elsewhere.erasures.add(event)

    elsewhere.restore(log_to, keys_to)

    assert elsewhere.opened(note) is None
    assert [r.event.activity for r in elsewhere.log.erasures()] == [entry.stream]


def test_an_erasure_that_only_the_log_tells_of_is_not_undone_by_old_keys(place, elsewhere):
    entry, note = place.noted()
    _, _, keys_to = place.back_up("with the key")
    place.erase(entry)
    _, log_to, _ = place.back_up("after")

    elsewhere.restore(log_to, keys_to)

    assert elsewhere.opened(note) is None
    assert len(elsewhere.erasures.all()) == 1


def test_restoring_twice_erases_once(place):
    entry, _ = place.noted()
    _, log_to, keys_to = place.back_up()
    place.erase(entry)
    place.restore(log_to, keys_to)
    _, again, keys_again = place.back_up("2")

    assert place.restore(again, keys_again).erased == 0
    assert len(place.log.erasures()) == 1


def test_keys_that_were_lost_come_back_by_themselves(place):
    _, note = place.noted()
    _, _, keys_to = place.back_up()
    place.vault.destroy([note[0].key])
    _, newer = place.noted("nyare än kopian")
    head = place.log.head()

    told = place.restore(None, keys_to)

    assert (told.keys, told.epoch) == (1, None)
    assert place.opened(note) == "Trasig lampa"
    assert place.opened(newer) == "nyare än kopian"
    assert place.log.head() == head


# Who may get in afterwards


def test_what_was_closed_after_the_backup_stays_closed(place):
    anna, bo = _member(place, "Anna", Role.FIELD), _member(place, "Bo", Role.FIELD)
    stolen, fine = _session(place, anna), _session(place, bo)
    token, valid = (
        place.accounts.issue("vastervik", "polisen", [Role.AUDITOR], name, now=NOW) for name in ("läckt", "hel")
    )
    link = place.accounts.link(anna.id, "vastervik", now=NOW)
    _, log_to, _ = place.back_up()
    place.accounts.sign_out(stolen)
    place.accounts.enter(link, now=NOW)
    place.accounts.revoke(place.accounts.token(token, now=NOW).member.id, now=NOW)
    newer = _session(place, bo)

    place.restore(log_to)

    assert place.accounts.session(stolen, now=NOW) is None
    assert place.accounts.enter(link, now=NOW) is None
    assert place.accounts.token(token, now=NOW) is None
    assert place.accounts.token(valid, now=NOW)
    assert [place.accounts.session(s, now=NOW).name for s in (fine, newer)] == ["Bo", "Bo"]


# What cannot be restored


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
