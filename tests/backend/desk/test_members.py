"""Memberships: the event first, then what somebody may do."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from backend.accounts import Accounts
from backend.desk.members import MemberDesk
from backend.domain.events import stream
from backend.domain.member import Member, MemberJoined, MemberLeft, Role
from backend.domain.refusal import Refused
from tests.backend.desk.conftest import Desks


@pytest.fixture
def desk(desks: Desks, tmp_path: Path) -> Iterator[MemberDesk]:
    accounts = Accounts.at(f"sqlite:///{tmp_path / 'log.sqlite'}")
    yield MemberDesk(desks.log, accounts, now=desks.now)
    accounts.close()


def invite(
    desk: MemberDesk, *roles: Role, organisation: str = "polisen", email: str | None = "anna@example.se"
) -> Member:
    return desk.invite("Anna Lind", email, partnership="vastervik", organisation=organisation, roles=roles, by=None)[0]


def events(desk: MemberDesk, id_: UUID) -> list[object]:
    place = stream("vastervik", "member", str(id_))
    return [r.event for r in desk.log.read([place]).get(place, [])]


def test_who_is_invited_is_a_member_and_the_log_knows(desk: MemberDesk):
    anna = invite(desk, Role.FIELD)
    (event,) = events(desk, anna.id)
    assert isinstance(event, MemberJoined)
    assert desk.member("vastervik", anna.id) == anna


def test_the_same_address_is_the_same_person_with_other_roles(desk: MemberDesk):
    first, second = invite(desk, Role.FIELD), invite(desk, Role.FIELD, Role.LEAD)
    assert first.id == second.id
    assert len(events(desk, first.id)) == 2
    assert desk.member("vastervik", first.id).roles == {Role.FIELD, Role.LEAD}


def test_nobody_changes_side(desk: MemberDesk):
    anna = invite(desk, Role.FIELD)
    with pytest.raises(Refused, match="conflict"):
        invite(desk, Role.FIELD, organisation="kommunen")
    assert desk.member("vastervik", anna.id).organisation == "polisen"


@pytest.mark.parametrize(("organisation", "roles"), [("kronofogden", [Role.FIELD]), ("polisen", [])])
def test_a_membership_needs_a_side_and_a_role(desk: MemberDesk, organisation: str, roles: list[Role]):
    with pytest.raises(Refused):
        invite(desk, *roles, organisation=organisation)
    assert desk.accounts.members("vastervik") == []


def test_who_leaves_stays_known_to_the_log(desk: MemberDesk):
    anna = invite(desk, Role.FIELD)
    desk.leave("vastervik", anna.id, by=None)
    assert isinstance(events(desk, anna.id)[-1], MemberLeft)
    assert desk.accounts.memberships(anna.id) == []
    assert desk.known("vastervik", [anna.id, uuid4()]) == {anna.id}
    assert desk.known("vingaker", [anna.id]) == set()


def test_a_link_is_for_a_member(desk: MemberDesk):
    with pytest.raises(Refused, match="unknown-member"):
        desk.link("vastervik", uuid4())
    with pytest.raises(Refused, match="unknown-member"):
        desk.give("vastervik", uuid4(), [Role.FIELD], by=uuid4())
