"""What an owner shows for a step or a judgement: a link, or a file that is kept sealed in the log.

A report names its file by id and SHA-256, so that the trail tells whether the file is the one that was shown.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from backend.domain.refusal import Refused
from backend.domain.words import Code, Sealed

Media = Literal["application/pdf", "image/jpeg", "image/png"]

LARGEST = 5_000_000
"""Bytes of a file as it is kept."""


class Enclosed(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a report shows: where it is kept, its SHA-256, what it is and how many bytes."""

    id: UUID
    sha256: str
    media: Media
    size: int


class EvidenceKept(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="evidence-kept"):
    """The file itself, sealed, in a stream of its own. Destroying its key erases it; the report and its hash stay."""

    partnership: Code
    pledge: Code
    commitment: Code
    enclosed: Enclosed
    body: Sealed
    by: UUID
    organisation: Code
    received_at: datetime


def check_link(pointer: str | None) -> None:
    """A pointer may be a diary number or an address; an address is one that can be trusted to be what it says.

    Refused: `https-only`.
    """
    given = (pointer or "").strip().lower()
    scheme, colon, _ = given.partition(":")
    if "://" in given and not given.startswith("https://"):
        raise Refused("https-only", "evidence")
    if colon and scheme in ("javascript", "data", "vbscript", "file", "blob"):
        raise Refused("https-only", "evidence")
