"""An organisation's key pair: made once, kept wrapped, copied with the other keys, and opened by its own master key."""

from pathlib import Path

import pytest

from backend.vault import Tampered, Vault
from backend.vault.pairs import NotSealed, PublicKey, opened, public

MASTER, ANOTHER = b"m" * 32, b"n" * 32


def test_a_pair_is_made_once_for_each_organisation(database_url: str):
    with_one, with_other = Vault.at(database_url, MASTER), Vault.at(database_url, MASTER)
    ours = public(with_one.pair("vastervik", "polisen"))
    assert public(with_other.pair("vastervik", "polisen")) == ours
    assert public(with_one.pair("vastervik", "kommunen")) != ours
    assert public(with_one.pair("vingaker", "polisen")) != ours
    with_one.close()
    with_other.close()


def test_a_pair_goes_with_the_backup_and_comes_back(tmp_path: Path):
    vault = Vault.at(f"sqlite:///{tmp_path / 'keys.db'}", MASTER)
    ours = public(vault.pair("vastervik", "polisen"))
    assert vault.save(tmp_path / "copy.sqlite") == 1
    vault.close()
    anew = Vault.at(f"sqlite:///{tmp_path / 'anew.db'}", MASTER)
    anew.take_back(tmp_path / "copy.sqlite", but=())
    assert public(anew.pair("vastervik", "polisen")) == ours
    anew.close()


def test_the_private_half_is_wrapped_by_the_master_key(tmp_path: Path):
    file = tmp_path / "keys.db"
    vault = Vault.at(f"sqlite:///{file}", MASTER)
    private = vault.pair("vastervik", "polisen").private_numbers().private_value.to_bytes(32, "big")
    vault.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("keys.db*"))
    assert private not in kept
    with pytest.raises(Tampered):
        Vault.at(f"sqlite:///{file}", ANOTHER)


@pytest.mark.parametrize("theirs", [PublicKey(x="AA", y="AA"), PublicKey(x="", y=""), PublicKey(x="å", y="*")])
def test_what_is_no_point_of_the_curve_is_said_to_be_none(tmp_path: Path, theirs: PublicKey):
    vault = Vault.at(f"sqlite:///{tmp_path / 'keys.db'}", MASTER)
    with pytest.raises(NotSealed):
        opened(vault.pair("vastervik", "polisen"), theirs, "AAAA", "AAAA", b"")
    vault.close()
