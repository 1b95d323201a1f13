"""Seals free text and holds the keys that erasure destroys; keeps the list of erasures that a restore replays.

Start with `vault.py`. `master.py` reads the key that wraps all others, `erasures.py` is the list.
"""

from backend.vault.erasures import Erasures
from backend.vault.master import master_key
from backend.vault.vault import Binding, Tampered, Vault

__all__ = ["Binding", "Erasures", "Tampered", "Vault", "master_key"]
