"""POST /api/gaps: what became of letters that never came."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from backend.desk.gaps import GapDesk
from backend.domain.gap import Cause
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.house import House
from backend.web import wire
from backend.web.field import IN_THE_FIELD
from projections import gaps


class Settling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cause`: recorded again under other numbers, nothing had been written, or what was written is gone."""

    device: UUID
    first: int
    last: int
    cause: Cause


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What is still missing from the device."""

    gaps: list[tuple[int, int]]


class GapController(Controller):
    """One's own gaps; a lead settles those of everybody in their organisation."""

    path = "/api/gaps"

    @post(
        status_code=200,
        sync_to_thread=True,
        who=IN_THE_FIELD,
        takes=Settling,
        example={"device": "0b0f7f0e-6c44-4a3c-9a7e-0c8e1a3b5d10", "first": 14, "last": 16, "cause": "recorded-anew"},
    )
    def settle(
        self,
        body: RawBody,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        gap_desk: NamedDependency[GapDesk],
        member: NamedDependency[Member],
    ) -> Settled:
        """Say what became of a gap as it stands."""
        told = wire.read(body, request.content_type[0], Settling)
        owner = owner_of(house, told.device, member)
        gap_desk.settle(owner, told.device, (told.first, told.last), told.cause, by=member)
        house.follower.wake()
        left = gap_desk.unsettled(owner.partnership, told.device, house.log.gaps(told.device))
        return Settled(gaps=left)


def owner_of(house: House, device: UUID, member: Member) -> Member:
    """Whose a device is: the member's own, or that of somebody in their organisation. Refused: `unknown-gap`."""
    if device in house.log.devices(member.partnership, member.id):
        return member
    with house.reading() as reading:
        others = gaps.recorders(reading, member.partnership, member.organisation)
    for other in others:
        if device in house.log.devices(member.partnership, other):
            return msgspec.structs.replace(member, id=other, roles=frozenset())
    raise Refused("unknown-gap", "device")
