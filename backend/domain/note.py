"""A note's own story, apart from its activity's: who read it and why, and that it was erased.

Nobody's reading makes a correction stale.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from backend.domain.words import Code, Sealed


class NoteRead(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="note-read", omit_defaults=True):
    """A lead opened the note of an activity of their own organisation, and said why."""

    partnership: Code
    activity: UUID
    by: UUID
    organisation: Code
    reason: Sealed
    received_at: datetime


class NoteErased(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="note-erased", omit_defaults=True):
    """The keys named here are to be destroyed, and what they sealed with them. The fact stays."""

    partnership: Code
    activity: UUID
    keys: tuple[str, ...]
    rule: str
    received_at: datetime
    by: UUID | None = None
    organisation: Code | None = None


NoteEvent = NoteRead | NoteErased
