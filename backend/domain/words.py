"""The small words everything else is spelled with: codes, labels, organisations, sealed text."""

from typing import Annotated

import msgspec

# Lower-case ASCII with hyphens, unique within a partnership: `platsbesok`, `otrygg-plats`.
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]

# A code that is looked up in a list, not coined. Its form was checked where it was coined; matching the pattern again
# would be two thirds of the time it takes to read an activity from the log.
Named = Annotated[str, msgspec.Meta(max_length=64)]

ORGANISATIONS = ("polisen", "kommunen")


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people read instead of a code: Swedish first, English second."""

    sv: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.sv


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """Free text under a key of its own; without the key it reads as erased.

    `key` names the key in the vault, `box` is nonce and ciphertext, `mac` an HMAC-SHA256 of the text under the same
    key (so that a repeated letter can be recognised, until the key is destroyed), `length` the text's length in
    characters.
    """

    key: str
    box: bytes
    mac: bytes
    length: int
