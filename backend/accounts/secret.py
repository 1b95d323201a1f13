"""Secrets that let somebody in: 256 random bits, kept only as their SHA-256."""

import secrets
from hashlib import sha256


def new() -> tuple[str, bytes]:
    """A secret to hand out, and what is kept of it."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> bytes:
    """What is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
