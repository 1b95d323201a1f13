"""People and how they get in, on both databases."""

import base64
from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
import sqlalchemy as sa

from backend.accounts import LINK_LIVES, METADATA, SESSION_LIVES, SESSION_RESTS, TOKEN_PREFIX, Accounts, Person
from backend.domain.member import Member, Role

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def accounts(database_url):
    opened = Accounts.at(database_url)
    yield opened
    opened.close()


@pytest.fixture
def anna(accounts):
    return _member(accounts, "Anna Lind")


def _member(accounts, name, *, partnership="vastervik", organisation="polisen", roles=(Role.FIELD,), person=None):
    person = accounts.add(name, id=person)
    member = Member(id=person.id, partnership=partnership, organisation=organisation, roles=frozenset(roles))
    accounts.join(member)
    return member


def _in(accounts, member, now=NOW):
    return accounts.enter(accounts.link(member.id, member.partnership, now=now), now=now)


# People and memberships


def test_a_person_is_found_by_id_and_by_address_however_written(accounts):
    anna = accounts.add("Anna Lind", " Anna.Lind@Polisen.se ")

    assert anna == Person(id=anna.id, name="Anna Lind", email="anna.lind@polisen.se")
    assert accounts.person(anna.id) == accounts.by_email("ANNA.LIND@polisen.se") == anna
    assert accounts.person(uuid4()) is None
    assert accounts.by_email("nobody@polisen.se") is None


def test_a_person_may_be_renamed(accounts):
    anna = accounts.add("Anna Lind", "anna@polisen.se")
    accounts.add("Anna Berg", "anna@polisen.se", id=anna.id)
    assert accounts.names([anna.id]) == {anna.id: "Anna Berg"}


def test_an_address_is_one_persons(accounts):
    accounts.add("Anna Lind", "anna@polisen.se")
    with pytest.raises(ValueError, match="another person"):
        accounts.add("Anna Lund", "anna@polisen.se")


def test_people_without_an_address_are_not_in_each_others_way(accounts):
    assert accounts.add("Anna", "").id != accounts.add("Jonas").id


def test_members_are_listed_by_name_and_organisation(accounts):
    jonas = _member(accounts, "Jonas Berg", organisation="kommunen", roles=(Role.LEAD, Role.FIELD))
    anna = _member(accounts, "anna lind")
    _member(accounts, "Bo i Vingåker", partnership="vingaker")

    assert [(p.name, m) for p, m in accounts.members("vastervik")] == [("anna lind", anna), ("Jonas Berg", jonas)]
    assert [m for _, m in accounts.members("vastervik", "kommunen")] == [jonas]


def test_joining_again_gives_other_roles(accounts, anna):
    lead = Member(id=anna.id, partnership="vastervik", organisation="polisen", roles=frozenset({Role.LEAD}))
    accounts.join(lead)
    assert accounts.memberships(anna.id) == [lead]


def test_names_are_told_for_people_and_tokens(accounts, anna):
    token = accounts.token(_issued(accounts), now=NOW)
    ids = [anna.id, token.member.id, uuid4()]
    assert accounts.names(ids) == {anna.id: "Anna Lind", token.member.id: "skript"}
    assert accounts.names([]) == {}


# One-time links


def test_a_link_lets_in_once(accounts, anna):
    link = accounts.link(anna.id, "vastervik", now=NOW)

    session = accounts.enter(link, now=NOW)

    assert accounts.session(session, now=NOW).member == anna
    assert accounts.enter(link, now=NOW) is None


def test_looking_at_a_link_does_not_use_it_up(accounts, anna):
    link = accounts.link(anna.id, "vastervik", now=NOW)
    assert accounts.link_opens(link, now=NOW)
    assert accounts.enter(link, now=NOW)
    assert not accounts.link_opens(link, now=NOW)


def test_a_link_expires(accounts, anna):
    link = accounts.link(anna.id, "vastervik", now=NOW)
    assert accounts.link_opens(link, now=NOW + LINK_LIVES - A_SECOND)
    assert not accounts.link_opens(link, now=NOW + LINK_LIVES)
    assert accounts.enter(link, now=NOW + LINK_LIVES) is None


@pytest.mark.parametrize("secret", ["", "wrong", "å" * 43, "\ud800", "' OR 1=1 --"])
def test_a_secret_that_is_none_opens_nothing(accounts, secret):
    assert not accounts.link_opens(secret, now=NOW)
    assert accounts.enter(secret, now=NOW) is None
    assert accounts.session(secret, now=NOW) is None
    assert accounts.token(TOKEN_PREFIX + secret, now=NOW) is None


def test_of_many_who_use_a_link_at_once_one_gets_in(accounts, anna):
    link, answers, ready = accounts.link(anna.id, "vastervik", now=NOW), Counter[bool](), Barrier(8)

    def use():
        ready.wait()
        answers[accounts.enter(link, now=NOW) is not None] += 1

    threads = [Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {True: 1, False: 7}


def test_nobody_gets_a_link_to_where_they_are_no_member(accounts, anna):
    for person, partnership in ((anna.id, "vingaker"), (uuid4(), "vastervik")):
        with pytest.raises(LookupError):
            accounts.link(person, partnership, now=NOW)


# Sessions


def test_a_session_ends_after_its_time_however_much_it_is_used(accounts, anna):
    session, now = _in(accounts, anna), NOW
    while now + timedelta(days=20) < NOW + SESSION_LIVES:
        now += timedelta(days=20)
        assert accounts.session(session, now=now)

    assert accounts.session(session, now=NOW + SESSION_LIVES - A_SECOND)
    assert accounts.session(session, now=NOW + SESSION_LIVES) is None


def test_a_session_that_rests_too_long_ends(accounts, anna):
    session = _in(accounts, anna)
    assert accounts.session(session, now=NOW + SESSION_RESTS - A_SECOND)

    rested = _in(accounts, anna)
    assert accounts.session(rested, now=NOW + SESSION_RESTS) is None


def test_use_is_followed_but_not_written_at_each_request(accounts, anna, monkeypatch):
    session = _in(accounts, anna)
    writes = []
    sa.event.listen(accounts._engine, "before_cursor_execute", lambda *asked: writes.append(asked[2]))

    for minute in range(30):
        accounts.session(session, now=NOW + timedelta(minutes=minute))

    assert len([w for w in writes if w.startswith("UPDATE")]) == 2


def test_a_session_acts_in_one_membership_at_a_time_and_may_switch(accounts, anna):
    there = _member(accounts, "Anna Lind", partnership="vingaker", roles=(Role.LEAD,), person=anna.id)
    session = _in(accounts, anna)

    assert accounts.session(session, now=NOW).member == anna
    assert accounts.switch(session, "vingaker", now=NOW).member == there
    assert accounts.session(session, now=NOW).member == there


def test_a_session_does_not_switch_to_where_its_person_is_no_member(accounts, anna):
    _member(accounts, "Bo", partnership="vingaker")
    session = _in(accounts, anna)

    assert accounts.switch(session, "vingaker", now=NOW) is None
    assert accounts.session(session, now=NOW).member == anna
    assert accounts.switch("wrong", "vastervik", now=NOW) is None


def test_other_roles_hold_from_the_next_request(accounts, anna):
    session = _in(accounts, anna)
    accounts.join(Member(id=anna.id, partnership="vastervik", organisation="polisen", roles=frozenset({Role.AUDITOR})))
    assert accounts.session(session, now=NOW).member.roles == {Role.AUDITOR}


def test_a_membership_that_ends_takes_its_sessions_and_links_with_it_and_no_others(accounts, anna):
    _member(accounts, "Anna Lind", partnership="vingaker", person=anna.id)
    session, link = _in(accounts, anna), accounts.link(anna.id, "vastervik", now=NOW)
    other = accounts.enter(accounts.link(anna.id, "vingaker", now=NOW), now=NOW)

    accounts.leave("vastervik", anna.id)
    accounts.join(anna)  # and coming back opens nothing that was closed

    assert accounts.session(session, now=NOW) is None
    assert accounts.enter(link, now=NOW) is None
    assert accounts.session(other, now=NOW)


def test_signing_out_ends_this_session_only(accounts, anna):
    here, there = _in(accounts, anna), _in(accounts, anna)
    accounts.sign_out(here)
    assert accounts.session(here, now=NOW) is None
    assert accounts.session(there, now=NOW)


def test_a_lost_phone_is_signed_out_everywhere(accounts, anna):
    sessions, link = [_in(accounts, anna) for _ in range(3)], accounts.link(anna.id, "vastervik", now=NOW)

    assert accounts.sign_out_everywhere(anna.id) == 3

    assert [accounts.session(s, now=NOW) for s in sessions] == [None] * 3
    assert accounts.enter(link, now=NOW) is None


# Tokens


def _issued(accounts, **given):
    return accounts.issue("vastervik", "kommunen", [Role.AUDITOR], "skript", now=NOW, **given)


def test_a_token_stands_for_its_membership(accounts):
    acting = accounts.token(_issued(accounts), now=NOW)
    assert acting.token
    assert acting.name == "skript"
    assert (acting.member.partnership, acting.member.organisation) == ("vastervik", "kommunen")
    assert acting.member.roles == {Role.AUDITOR}


def test_a_token_stops_when_it_is_revoked_or_expires(accounts):
    printed = _issued(accounts, expires_at=NOW + A_SECOND)
    assert accounts.token(printed, now=NOW + A_SECOND) is None

    acting = accounts.token(printed, now=NOW)
    assert accounts.revoke(acting.member.id, now=NOW)
    assert accounts.token(printed, now=NOW) is None
    assert not accounts.revoke(acting.member.id, now=NOW)
    assert accounts.tokens("vastervik", "kommunen")[0].revoked_at == NOW


def test_an_organisation_lists_its_own_tokens(accounts):
    _issued(accounts)
    assert [t.name for t in accounts.tokens("vastervik", "kommunen")] == ["skript"]
    assert accounts.tokens("vastervik", "polisen") == accounts.tokens("vingaker", "kommunen") == []


def test_a_secret_is_of_one_sort_only(accounts, anna):
    link = accounts.link(anna.id, "vastervik", now=NOW)
    session, token = _in(accounts, anna), _issued(accounts)
    assert accounts.session(link, now=NOW) is accounts.session(token, now=NOW) is None
    assert accounts.token(session, now=NOW) is accounts.token(TOKEN_PREFIX + session, now=NOW) is None
    assert accounts.enter(session, now=NOW) is None


def test_secrets_are_long_and_kept_only_as_hashes(accounts, anna, database_url):
    secrets = [accounts.link(anna.id, "vastervik", now=NOW), _in(accounts, anna), _issued(accounts)]

    for secret in secrets:
        random = secret.removeprefix(TOKEN_PREFIX)
        assert len(base64.urlsafe_b64decode(random + "=")) == 32
    with accounts._engine.connect() as connection:
        everything = str([connection.execute(sa.select(t)).all() for t in METADATA.sorted_tables])
    for secret in secrets:
        assert secret not in everything
        assert secret.removeprefix(TOKEN_PREFIX) not in everything
