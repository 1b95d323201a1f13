"""Letters that never came: the numbers missing in a phone's sequence, until somebody says what became of them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.domain.words import Code

Cause = Literal["recorded-anew", "nothing-lost", "lost"]
"""What became of it: recorded again under other numbers, nothing had been written, or what was written is gone."""


class GapSettled(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="gap-settled", omit_defaults=True):
    """The member, or their lead, said what became of the numbers `first` to `last` of a device."""

    partnership: Code
    device: UUID
    member: UUID
    first: int
    last: int
    cause: Cause
    by: UUID
    organisation: Code
    received_at: datetime


def settle(
    owner: Member,
    device: UUID,
    gap: tuple[int, int],
    missing: list[tuple[int, int]],
    *,
    cause: Cause,
    by: Member,
    now: datetime,
) -> list[GapSettled]:
    """Settle a gap as it stands.

    Refused: `unknown-gap` where it is no longer one, `not-yours` for anybody but the member and their lead.
    """
    led = Role.LEAD in by.roles and by.organisation == owner.organisation
    if by.partnership != owner.partnership or (by.id != owner.id and not led):
        raise Refused("not-yours", "device")
    if gap not in missing:
        raise Refused("unknown-gap", "gap")
    return [
        GapSettled(
            partnership=owner.partnership,
            device=device,
            member=owner.id,
            first=gap[0],
            last=gap[1],
            cause=cause,
            by=by.id,
            organisation=owner.organisation,
            received_at=now,
        )
    ]
