"""A life of the log: from its creation, or from a restore, until the next restore."""

from datetime import datetime
from uuid import UUID

import msgspec


class EpochBegan(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="epoch-began", omit_defaults=True):
    """The log begins a new life.

    `restored_to` is the last position that the backup held; None where the log was created.
    """

    epoch: UUID
    received_at: datetime
    restored_to: int | None = None
