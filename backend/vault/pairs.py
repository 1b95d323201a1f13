"""Key pairs of organisations: a phone seals to the public half what only the server can open when it cannot be sent.

ECDH on P-256 with a key made for one file, HKDF-SHA-256 without salt, AES-256-GCM: pwa/src/rescue/export.ts seals.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

INFO = b"faltlogg rescue 1"
_CURVE = ec.SECP256R1()
_BYTES = 32  # of a coordinate


class PublicKey(msgspec.Struct, frozen=True, kw_only=True):
    """A point on P-256 as a JSON Web Key (RFC 7517)."""

    x: str
    y: str
    kty: Literal["EC"] = "EC"
    crv: Literal["P-256"] = "P-256"


class NotSealed(ValueError):
    """What was to be opened is damaged, was sealed to another key, or for somebody else."""


def public(pair: ec.EllipticCurvePrivateKey) -> PublicKey:
    """The half that phones are given."""
    numbers = pair.public_key().public_numbers()
    return PublicKey(x=_text(numbers.x.to_bytes(_BYTES, "big")), y=_text(numbers.y.to_bytes(_BYTES, "big")))


def opened(pair: ec.EllipticCurvePrivateKey, theirs: PublicKey, iv: str, box: str, bound: bytes) -> bytes:
    """What was sealed with the private half of `theirs` to `pair`, for `bound`. Raises NotSealed."""
    try:
        x, y = (int.from_bytes(_raw(part), "big") for part in (theirs.x, theirs.y))
        point = ec.EllipticCurvePublicNumbers(x, y, _CURVE).public_key()
        key = HKDF(SHA256(), 32, None, INFO).derive(pair.exchange(ec.ECDH(), point))
        return AESGCM(key).decrypt(_raw(iv), _raw(box), bound)
    except (ValueError, NotBase64, InvalidTag) as error:
        raise NotSealed from error


def _raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
