"""Members, their links and devices: an admin looks after the whole own organisation, a lead after the field."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from backend.accounts import Person
from backend.desk.members import MemberDesk
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.house import House
from backend.web import wire
from backend.web.errors import Denied
from backend.web.guards import may

KEEPERS = may(Role.LEAD, Role.ADMIN)
_LEADS_OWN = frozenset({Role.FIELD})


class MemberEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A member of one's own organisation."""

    id: UUID
    name: str
    email: str | None
    organisation: str
    roles: list[Role]


class Members(msgspec.Struct, frozen=True, kw_only=True):
    """By name."""

    members: list[MemberEntry]


class Inviting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody to be let in. The same address is the same person."""

    name: str
    roles: list[Role]
    email: str | None = None


class Giving(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The roles that a member has from now on."""

    roles: list[Role]


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """The member, and the address of a link that lets them in once, within two days. It is shown this once."""

    member: MemberEntry
    link: str


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A member's queue on one phone. `gaps` are the letters, first and last, that never came."""

    device: UUID
    gaps: list[tuple[int, int]]


class Devices(msgspec.Struct, frozen=True, kw_only=True):
    """Every device that a member ever handed in from."""

    devices: list[Device]


class DeviceController(Controller):
    """One's own devices."""

    path = "/api/devices"

    @get(sync_to_thread=True, who=may(Role.FIELD, Role.LEAD, Role.ADMIN))
    def own(self, house: NamedDependency[House], member: NamedDependency[Member]) -> Devices:
        """The phones one has handed in from, and what is missing from them."""
        return _devices(house, member)


class MemberController(Controller):
    """Those of one's own organisation whom one may look after; others are as if they were not there."""

    path = "/api/members"

    @get(sync_to_thread=True, who=KEEPERS)
    def all(self, house: NamedDependency[House], member: NamedDependency[Member]) -> Members:
        """An admin sees all of the own organisation, a lead those in the field."""
        found = house.accounts.members(member.partnership, member.organisation)
        return Members(members=[_entry(person, other) for person, other in found if looks_after(member, other.roles)])

    @post(
        sync_to_thread=True,
        who=KEEPERS,
        takes=Inviting,
        example={"name": "Anna Lind", "email": "anna.lind@example.se", "roles": ["field"]},
    )
    def invite(
        self,
        body: RawBody,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Invited:
        """Let somebody act for one's own organisation."""
        inviting = wire.read(body, request.content_type[0], Inviting)
        check_roles(member, inviting.roles)
        check_invited(house, member, inviting.email)
        joined, secret = house.member_desk.invite(
            inviting.name,
            inviting.email,
            partnership=member.partnership,
            organisation=member.organisation,
            roles=inviting.roles,
            by=member.id,
        )
        person = Person(id=joined.id, name=inviting.name, email=inviting.email)
        return Invited(member=_entry(person, joined), link=link_address(house, secret))

    @post("/{other:uuid}/links", sync_to_thread=True, who=KEEPERS)
    def link(self, other: FromPath[UUID], house: NamedDependency[House], member: NamedDependency[Member]) -> Invited:
        """A new link for somebody who lost theirs."""
        person, found = looked_after(house, member, other)
        check_only_here(house, member, other, field="member")
        secret = house.member_desk.link(member.partnership, other)
        return Invited(member=_entry(person, found), link=link_address(house, secret))

    @put("/{other:uuid}/roles", sync_to_thread=True, who=KEEPERS, takes=Giving, example={"roles": ["field", "lead"]})
    def give(
        self,
        other: FromPath[UUID],
        body: RawBody,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> MemberEntry:
        """Give a member these roles instead."""
        giving = wire.read(body, request.content_type[0], Giving)
        person, _ = looked_after(house, member, other)
        check_roles(member, giving.roles)
        check_not_oneself(member, other, giving.roles)
        return _entry(person, house.member_desk.give(member.partnership, other, giving.roles, by=member.id))

    @delete("/{other:uuid}", sync_to_thread=True, who=KEEPERS)
    def leave(
        self,
        other: FromPath[UUID],
        house: NamedDependency[House],
        member_desk: NamedDependency[MemberDesk],
        member: NamedDependency[Member],
    ) -> None:
        """End a membership and its sessions. What was recorded stays."""
        looked_after(house, member, other)
        check_not_oneself(member, other)
        member_desk.leave(member.partnership, other, by=member.id)

    @delete("/{other:uuid}/sessions", sync_to_thread=True, who=KEEPERS)
    def sign_out(self, other: FromPath[UUID], house: NamedDependency[House], member: NamedDependency[Member]) -> None:
        """Sign somebody out everywhere, as for a lost phone."""
        looked_after(house, member, other)
        house.accounts.sign_out_everywhere(other)

    @get("/{other:uuid}/devices", sync_to_thread=True, who=KEEPERS)
    def devices(self, other: FromPath[UUID], house: NamedDependency[House], member: NamedDependency[Member]) -> Devices:
        """The phones of somebody one looks after, and what is missing from them."""
        _, found = looked_after(house, member, other)
        return _devices(house, found)


def looks_after(member: Member, roles: frozenset[Role]) -> bool:
    """A lead looks after those who have no other role than in the field."""
    return Role.ADMIN in member.roles or roles <= _LEADS_OWN


def looked_after(house: House, member: Member, other: UUID) -> tuple[Person, Member]:
    """Somebody whom `member` looks after. Refused (`unknown-member`) for anybody else."""
    for person, found in house.accounts.members(member.partnership, member.organisation):
        if person.id == other and looks_after(member, found.roles):
            return person, found
    raise Refused("unknown-member", "member")


def check_roles(member: Member, roles: list[Role]) -> None:
    """Denied (`forbidden`) where these are roles that `member` cannot give."""
    if not looks_after(member, frozenset(roles)):
        raise Denied("forbidden", field="roles")


def check_invited(house: House, member: Member, email: str | None) -> None:
    """Inviting somebody anew changes their roles and name, so they must be one's to look after, or new here."""
    known = house.accounts.by_email(email) if email else None
    if known is None:
        return
    for past in house.accounts.memberships(known.id):
        if past.partnership == member.partnership and not looks_after(member, past.roles):
            raise Denied("forbidden", field="email")
    check_only_here(house, member, known.id, field="email")


def check_only_here(house: House, member: Member, other: UUID, *, field: str) -> None:
    """A link lets in whoever holds it, into every membership of its person: so not for somebody who has one elsewhere.

    Who acts in several partnerships gets links from whoever runs the server (`faltlogg invite`).
    """
    if any(past.partnership != member.partnership for past in house.accounts.memberships(other)):
        raise Refused("member-elsewhere", field)


def check_not_oneself(member: Member, other: UUID, roles: Collection[Role] = ()) -> None:
    """Nobody ends their own membership or gives away the right to look after members: a colleague does."""
    if other == member.id and Role.ADMIN not in roles:
        raise Refused("yourself", "member")


def _devices(house: House, member: Member) -> Devices:
    found = house.log.devices(member.partnership, member.id)
    missing = house.gap_desk.of(member.partnership, member.id)
    return Devices(devices=[Device(device=device, gaps=missing.get(device, [])) for device in found])


def _entry(person: Person, member: Member) -> MemberEntry:
    return MemberEntry(
        id=person.id,
        name=person.name,
        email=person.email,
        organisation=member.organisation,
        roles=sorted(member.roles),
    )


def link_address(house: House, secret: str) -> str:
    """Where a link lets in whoever holds it, once."""
    return f"{house.settings.base_url.rstrip('/')}/in/{secret}"
