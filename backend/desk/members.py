"""Memberships: the event in the log first, then the row that decides what somebody may do."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import get_args
from uuid import UUID, uuid4

from backend.accounts import Accounts, Person
from backend.domain import member as domain
from backend.domain.events import stream
from backend.domain.member import Member, MemberEvent, MemberJoined, Role
from backend.domain.refusal import Refused
from backend.domain.words import ORGANISATIONS
from backend.log import Conflict, Entry, Log

_TRIES = 5


class MemberDesk:
    """Where memberships begin, change and end, and where links are asked for."""

    def __init__(self, log: Log, accounts: Accounts, *, now: Callable[[], datetime]) -> None:
        self.log, self.accounts, self.now = log, accounts, now

    def join(self, name: str, email: str | None, member: Member, *, by: UUID | None) -> Person:
        """Let the person `member.id` act for an organisation, with these roles instead of any earlier ones.

        Raises Refused: `unknown-code` for an organisation, `missing` without a role, `conflict` where the person acts
        for the other organisation, or the address is somebody else's.
        """
        if member.organisation not in ORGANISATIONS:
            raise Refused("unknown-code", "organisation")
        if not member.roles:
            raise Refused("missing", "roles")
        try:
            person = self.accounts.person(member.id) or self.accounts.add(name, email, id=member.id)
        except ValueError:
            raise Refused("conflict", "email") from None
        self._append(member.partnership, member.id, lambda past: domain.join(past, member, by=by, now=self.now()))
        self.accounts.join(member)
        return person

    def invite(
        self,
        name: str,
        email: str | None,
        *,
        partnership: str,
        organisation: str,
        roles: Collection[Role],
        by: UUID | None,
        form: str | None = None,
    ) -> tuple[Member, str]:
        """Let somebody in for the first time, or known by the address: their membership and a link's secret.

        `form` names what was filled in: the same handed in again is the same person.
        """
        known = self.accounts.by_email(email) if email else None
        member = Member(
            id=known.id if known else stream(partnership, "invited", str(by), form) if form else uuid4(),
            partnership=partnership,
            organisation=organisation,
            roles=frozenset(roles),
        )
        self.join(name, email, member, by=by)
        return member, self.accounts.link(member.id, partnership, now=self.now())

    def give(self, partnership: str, id_: UUID, roles: Collection[Role], *, by: UUID) -> Member:
        """Give a member these roles instead of those they have. Raises Refused (`unknown-member`)."""
        past = self.member(partnership, id_)
        member = Member(id=id_, partnership=partnership, organisation=past.organisation, roles=frozenset(roles))
        if not member.roles:
            raise Refused("missing", "roles")
        self._append(partnership, id_, lambda was: domain.join(was, member, by=by, now=self.now()))
        self.accounts.join(member)
        return member

    def leave(self, partnership: str, id_: UUID, *, by: UUID | None) -> None:
        """End a membership, its sessions and its links. What the member recorded stays."""
        self._append(partnership, id_, lambda past: domain.leave(past, by=by, now=self.now()))
        self.accounts.leave(partnership, id_)

    def link(self, partnership: str, id_: UUID) -> str:
        """The secret of a new link for a member. Raises Refused (`unknown-member`)."""
        try:
            return self.accounts.link(id_, partnership, now=self.now())
        except LookupError:
            raise Refused("unknown-member", "member") from None

    def member(self, partnership: str, id_: UUID) -> Member:
        """The membership as it is. Raises Refused (`unknown-member`)."""
        for found in self.accounts.memberships(id_):
            if found.partnership == partnership:
                return found
        raise Refused("unknown-member", "member")

    def known(self, partnership: str, ids: Collection[UUID]) -> set[UUID]:
        """Those of the ids who are, or ever were, members of the partnership."""
        places = {stream(partnership, "member", str(i)): i for i in ids}
        found = self.log.read(list(places))
        return {places[p] for p, events in found.items() if any(isinstance(r.event, MemberJoined) for r in events)}

    def _append(self, partnership: str, id_: UUID, decide: Callable[[Member | None], list[MemberEvent]]) -> None:
        place = stream(partnership, "member", str(id_))
        for _ in range(_TRIES):
            past: Member | None = None
            recorded = self.log.read([place]).get(place, [])
            for r in recorded:
                if isinstance(r.event, get_args(MemberEvent)):
                    past = domain.evolve(past, r.event)
            entries = [Entry(stream=place, version=len(recorded) + 1 + i, event=e) for i, e in enumerate(decide(past))]
            try:
                self.log.append(entries)
            except Conflict:
                continue
            return
        raise Conflict
