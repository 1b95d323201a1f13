"""Free text under keys of its own, on both databases."""

import sqlite3
import stat
from contextlib import closing
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.words import Sealed
from backend.vault import Binding, Tampered, Vault, master_key

MASTER = bytes(range(32))
HERE: dict[str, Any] = {
    "partnership": "vastervik",
    "stream": UUID(int=1),
    "version": 1,
    "topic": "activity-recorded",
    "field": "note",
}
TEXT = "Trasig lampa vid lekplatsen å ä ö 🏮"


@pytest.fixture
def vault(database_url):
    opened = Vault.at(database_url, MASTER)
    yield opened
    opened.close()


def test_what_is_sealed_is_opened_where_it_stands(vault):
    sealed = vault.seal(TEXT, **HERE)
    vault.keep()

    assert vault.open(sealed, **HERE) == TEXT
    assert sealed.length == len(TEXT)
    assert TEXT.encode() not in sealed.box


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"partnership": "vingaker"},
        {"stream": UUID(int=2)},
        {"version": 2},
        {"topic": "activity-corrected"},
        {"field": "reason"},
        {"partnership": "vastervik\x1f", "field": ""},
    ],
    ids=lambda moved: "-".join(moved),
)
def test_a_text_that_was_moved_does_not_open(vault, elsewhere):
    sealed = vault.seal(TEXT, **HERE)
    with pytest.raises(Tampered):
        vault.open(sealed, **{**HERE, **elsewhere})


def test_a_text_that_was_changed_does_not_open(vault):
    sealed = vault.seal(TEXT, **HERE)
    for at in (0, 12, len(sealed.box) - 1):
        box = bytearray(sealed.box)
        box[at] ^= 1
        with pytest.raises(Tampered):
            vault.open(msgspec.structs.replace(sealed, box=bytes(box)), **HERE)


def test_anothers_key_does_not_open_a_text(vault):
    sealed, other = vault.seal(TEXT, **HERE), vault.seal(TEXT, **HERE)
    with pytest.raises(Tampered):
        vault.open(msgspec.structs.replace(sealed, key=other.key), **HERE)


def test_equal_texts_look_nothing_alike(vault):
    sealed = [vault.seal(TEXT, **HERE) for _ in range(3)]
    for field in ("key", "box", "mac"):
        assert len({getattr(s, field) for s in sealed}) == 3


def test_several_texts_are_opened_in_order(vault):
    sealed = [vault.seal(str(n), **{**HERE, "version": n}) for n in range(1, 4)]
    vault.keep()
    vault.destroy([sealed[1].key])

    bound = [(s, Binding("vastervik", UUID(int=1), n, "activity-recorded", "note")) for n, s in enumerate(sealed, 1)]

    assert vault.open_all(bound) == ["1", None, "3"]


# Keys


def test_a_key_is_durable_once_kept_and_not_before(vault, database_url):
    sealed = vault.seal(TEXT, **HERE)
    other = Vault.at(database_url, MASTER)
    assert other.open(sealed, **HERE) is None

    vault.keep()

    assert other.open(sealed, **HERE) == TEXT
    other.close()


def test_keys_of_many_threads_are_all_kept(vault, database_url):
    sealed: list[Sealed] = []

    def write():
        for _ in range(20):
            mine = [vault.seal(TEXT, **HERE) for _ in range(3)]
            vault.keep()
            assert vault.held(s.key for s in mine) == {s.key for s in mine}
            sealed.extend(mine)

    threads = [Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    other = Vault.at(database_url, MASTER)
    assert len(other.held(s.key for s in sealed)) == 6 * 20 * 3
    other.close()


def test_keys_that_could_not_be_kept_are_kept_the_next_time(vault, database_url, monkeypatch):
    sealed = vault.seal(TEXT, **HERE)
    with monkeypatch.context() as broken:
        broken.setattr(vault, "_engine", sa.create_engine("sqlite:////nowhere/at/all.sqlite"))
        with pytest.raises(sa.exc.OperationalError):
            vault.keep()

    vault.keep()

    other = Vault.at(database_url, MASTER)
    assert other.open(sealed, **HERE) == TEXT
    other.close()


def test_a_destroyed_key_is_an_erased_text(vault):
    sealed, other = vault.seal(TEXT, **HERE), vault.seal("kvar", **HERE)
    vault.keep()

    vault.destroy([sealed.key])

    assert vault.open(sealed, **HERE) is None
    assert not vault.same(sealed, TEXT)
    assert vault.mac(sealed.key, TEXT) is None
    assert vault.held([sealed.key, other.key]) == {other.key}
    vault.destroy([sealed.key, "never there"])


def test_a_key_that_was_never_kept_is_destroyed_too(vault):
    sealed = vault.seal(TEXT, **HERE)
    vault.destroy([sealed.key])
    vault.keep()
    assert vault.open(sealed, **HERE) is None


def test_no_file_holds_a_destroyed_key(tmp_path):
    vault = Vault.at(f"sqlite:///{tmp_path / 'keys.sqlite'}", MASTER)
    sealed = [vault.seal(TEXT, **HERE) for _ in range(50)]
    vault.keep()
    with closing(sqlite3.connect(tmp_path / "keys.sqlite")) as connection:
        wrapped = dict(connection.execute("SELECT key, wrapped FROM vault_keys").fetchall())
    gone = sealed[20]

    vault.destroy([gone.key])

    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert wrapped[gone.key] not in on_disk
    assert wrapped[sealed[21].key] in on_disk
    vault.close()


def test_the_store_holds_no_key_as_it_is(vault):
    """Under another master key nothing there opens."""
    sealed = vault.seal(TEXT, **HERE)
    vault.keep()
    stolen = Vault(vault._engine, bytes(32))

    with pytest.raises(Tampered):
        stolen.open(sealed, **HERE)


def test_a_store_without_keys_takes_another_master_key(vault, database_url):
    """As on a new machine, where the old master key is put in its place only after a first try."""
    other = Vault.at(database_url, bytes(32))
    sealed = other.seal(TEXT, **HERE)
    other.keep()
    assert other.open(sealed, **HERE) == TEXT
    other.close()
    with pytest.raises(Tampered):
        Vault.at(database_url, MASTER)


def test_another_master_key_is_noticed_at_once(vault, database_url):
    vault.seal(TEXT, **HERE)
    vault.keep()
    with pytest.raises(Tampered):
        Vault.at(database_url, bytes(32))


# Recognising a text


def test_the_same_text_is_recognised_and_another_is_not(vault):
    sealed = vault.seal(TEXT, **HERE)

    assert vault.same(sealed, TEXT)
    assert not vault.same(sealed, TEXT + " ")
    assert vault.mac(sealed.key, TEXT) == sealed.mac
    assert vault.mac(uuid4().hex, TEXT) is None


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_comes_back_as_it_was(text):
    vault = _in_memory()
    sealed = vault.seal(text, **HERE)
    assert vault.open(sealed, **HERE) == text
    assert vault.same(sealed, text)


_ENGINE = sa.create_engine("sqlite://")


def _in_memory():
    vault = Vault(_ENGINE, MASTER)
    with _ENGINE.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS vault_keys (key TEXT PRIMARY KEY, wrapped BLOB)")
    return vault


# The master key's file


def test_a_master_key_is_made_once_for_its_owner_only(tmp_path):
    file = tmp_path / "secrets" / "master.key"

    key = master_key(file)

    assert len(key) == 32
    assert master_key(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_master_key_that_others_may_read_is_refused(tmp_path):
    file = tmp_path / "master.key"
    master_key(file)
    file.chmod(0o640)
    with pytest.raises(ValueError, match=f"chmod 600 {file}"):
        master_key(file)


@pytest.mark.parametrize("content", ["", "abc", "00" * 31, "zz" * 32, "å" * 64])
def test_a_file_that_holds_no_master_key_is_refused_without_quoting_it(tmp_path, content):
    file = tmp_path / "master.key"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(ValueError, match="does not hold a master key") as refused:
        master_key(file)
    assert content == "" or content not in str(refused.value)
