"""A pledge whose rules were changed: one coordinator may publish it anew, and the other organisation sees it.

Both organisations signed the pledge. So what one of them changed stands as news to the other until a coordinator there
says that they have seen it.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from backend.domain.member import Member
from backend.domain.pledge import PledgePublished
from backend.domain.refusal import Refused
from backend.domain.words import Code


class PledgeAcknowledged(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="pledge-acknowledged", omit_defaults=True
):
    """An organisation has seen the pledge as it was published at the moment `published`, and all that came before."""

    partnership: Code
    pledge: Code
    published: datetime
    by: UUID
    organisation: Code
    received_at: datetime


def acknowledge(
    last: PledgePublished | None,
    past: Iterable[PledgeAcknowledged],
    published: datetime,
    *,
    by: Member,
    now: datetime,
) -> list[PledgeAcknowledged]:
    """Say that one's organisation has seen the pledge as it was `last` published. The same again changes nothing.

    Refused: `unknown-pledge`; `other-version` where it was published once more meanwhile.
    """
    if last is None:
        raise Refused("unknown-pledge", "pledge")
    if last.received_at != published:
        raise Refused("other-version", "published")
    if any(told.published == published and told.organisation == by.organisation for told in past):
        return []
    return [
        PledgeAcknowledged(
            partnership=by.partnership,
            pledge=last.pledge.code,
            published=published,
            by=by.id,
            organisation=by.organisation,
            received_at=now,
        )
    ]
