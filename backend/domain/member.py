"""Who acts: a member in one partnership, for one organisation, with roles.

Names live with the accounts, not here: what the log holds for ever is who (an id), for whom, and by what right.
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from backend.domain.refusal import Refused
from backend.domain.words import Code


class Role(StrEnum):
    """What a member may is the sum of what their roles may (DESIGN.md, "Who may")."""

    FIELD = "field"
    LEAD = "lead"
    MANAGEMENT = "management"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMIN = "admin"


class _Recorded(Protocol):
    """As much of an activity as it takes to know who may mend it."""

    @property
    def partnership(self) -> str: ...
    @property
    def by(self) -> UUID: ...
    @property
    def organisation(self) -> str: ...
    @property
    def crew(self) -> tuple[UUID, ...]: ...


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody acting in one membership at a time."""

    id: UUID
    partnership: Code
    organisation: Code
    roles: frozenset[Role]

    def may_mend(self, past: _Recorded) -> bool:
        """The recorder, their crew and their lead may correct and withdraw (WIRE.md, Sync)."""
        if past.partnership != self.partnership or past.organisation != self.organisation:
            return False
        if Role.LEAD in self.roles:
            return True
        return Role.FIELD in self.roles and (past.by == self.id or self.id in past.crew)


class MemberJoined(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="member-joined", omit_defaults=True
):
    """A member acts for an organisation in a partnership from now on, with these roles instead of any earlier ones."""

    partnership: Code
    member: UUID
    organisation: Code
    roles: tuple[Role, ...]
    received_at: datetime
    by: UUID | None = None


class MemberLeft(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="member-left", omit_defaults=True):
    """The membership ended. What the member recorded stays."""

    partnership: Code
    member: UUID
    received_at: datetime
    by: UUID | None = None


MemberEvent = MemberJoined | MemberLeft


def evolve(past: Member | None, event: MemberEvent) -> Member | None:
    """The membership after one more event; None when it has ended."""
    match event:
        case MemberJoined():
            return Member(
                id=event.member,
                partnership=event.partnership,
                organisation=event.organisation,
                roles=frozenset(event.roles),
            )
        case MemberLeft():
            return None


def join(past: Member | None, member: Member, *, by: UUID | None, now: datetime) -> list[MemberEvent]:
    """Give a membership, or other roles in it. An organisation is never switched: end the membership first."""
    if past == member:
        return []
    if past is not None and past.organisation != member.organisation:
        raise Refused("conflict", field="organisation")
    return [
        MemberJoined(
            partnership=member.partnership,
            member=member.id,
            organisation=member.organisation,
            roles=tuple(sorted(member.roles)),
            received_at=now,
            by=by,
        )
    ]


def leave(past: Member | None, *, by: UUID | None, now: datetime) -> list[MemberEvent]:
    """End a membership."""
    if past is None:
        return []
    return [MemberLeft(partnership=past.partnership, member=past.id, received_at=now, by=by)]
