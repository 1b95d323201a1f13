"""A rescue file as pwa/src/rescue/export.ts makes it: by the standards, not by the server's own code."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.domain.member import Member
from backend.house import House
from backend.vault.pairs import public


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _number(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def sealed(
    house: House, author: Member, device: UUID, /, *letters: Any, made: datetime | None = None, **changed: Any
) -> bytes:
    """The letters sealed to the key of the author's organisation; `changed` fields are of the file around them."""
    key = msgspec.to_builtins(public(house.vault.pair(author.partnership, author.organisation)))
    theirs = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP256R1()).public_key()
    ours = ec.generate_private_key(ec.SECP256R1())
    secret = HKDF(SHA256(), 32, b"", b"faltlogg rescue 1").derive(ours.exchange(ec.ECDH(), theirs))
    iv, sent = os.urandom(12), (made or house.now()).isoformat()
    plain = json.dumps({"epoch": None, "sent_at": sent, "letters": letters}).encode()
    bound = f"{author.partnership} {author.id} {device}".encode()
    numbers = ours.public_key().public_numbers()
    file = {
        "version": 1,
        "partnership": author.partnership,
        "member": str(author.id),
        "device": str(device),
        "epk": {
            "kty": "EC",
            "crv": "P-256",
            "x": _text(numbers.x.to_bytes(32, "big")),
            "y": _text(numbers.y.to_bytes(32, "big")),
        },
        "iv": _text(iv),
        "box": _text(AESGCM(secret).encrypt(iv, plain, bound)),
    }
    return json.dumps(file | changed).encode()
