"""Erasure (gallring) of sealed words that are no note: of a decision, of what was told of it, of a file that was shown.

The keys are destroyed, and what they sealed with them. The fact stays: who decided, for where, until when, and how it
went; that a file was shown, and its SHA-256. Each erasure stands in a stream of its own, as a note's does.
"""

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from backend.domain.note import NoteErased
from backend.domain.words import Code

Right = Literal["names-somebody", "time-is-up", "mistake"]
"""By what right: the words point somebody out, they are not needed any more, or they should never have been written."""

RIGHTS: tuple[Right, ...] = get_args(Right)


class _Erased(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", omit_defaults=True):
    partnership: Code
    keys: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    rule: Right
    by: UUID
    organisation: Code
    received_at: datetime


class DecisionErased(_Erased, frozen=True, tag="decision-erased"):
    """Words of a decision, or of what was told of it, are gone."""

    decision: UUID


class EvidenceErased(_Erased, frozen=True, tag="evidence-erased"):
    """A file that was shown for a promise is gone."""

    pledge: Code
    commitment: Code
    evidence: UUID


Erasure = NoteErased | DecisionErased | EvidenceErased
"""Everything that destroys keys: what a restore does again."""
