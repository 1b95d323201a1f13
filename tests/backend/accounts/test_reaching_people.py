"""Letters that people ask for, and the addresses of their calendars, on both databases."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from backend.accounts import METADATA, Accounts, doors
from backend.accounts.digests import CLAIM_LIVES, Reader
from backend.domain.member import Member, Role

NOW = datetime(2026, 5, 4, 5, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 5, 4), date(2026, 5, 5)


@pytest.fixture
def accounts(database_url):
    opened = Accounts.at(database_url)
    yield opened
    opened.close()


@pytest.fixture
def anna(accounts):
    return member(accounts, "vastervik", accounts.add("Anna Lind", "anna@polisen.se").id)


def member(accounts, partnership, person):
    joined = Member(id=person, partnership=partnership, organisation="polisen", roles=frozenset({Role.FIELD}))
    accounts.join(joined)
    return joined


# Letters


def test_nobody_gets_letters_who_did_not_ask(accounts, anna):
    assert accounts.digests.readers() == []
    assert accounts.digests.reader(anna.id) is None


def test_letters_come_in_the_language_last_asked_for_until_they_are_stopped(accounts, anna):
    accounts.digests.ask(anna.id, "sv", now=NOW)
    accounts.digests.ask(anna.id, "en", now=NOW)
    assert accounts.digests.readers() == [Reader(person=anna.id, email="anna@polisen.se", language="en")]
    accounts.digests.stop(anna.id)
    assert accounts.digests.readers() == []


def test_a_day_has_one_letter(accounts, anna):
    assert accounts.digests.claim(anna.id, TODAY, now=NOW)
    assert not accounts.digests.claim(anna.id, TODAY, now=NOW)
    accounts.digests.sent(anna.id, TODAY, ["b", "a"])
    assert not accounts.digests.claim(anna.id, TODAY, now=NOW + 2 * CLAIM_LIVES)
    assert accounts.digests.claim(anna.id, TOMORROW, now=NOW)


def test_a_letter_that_did_not_go_may_be_tried_again(accounts, anna):
    accounts.digests.claim(anna.id, TODAY, now=NOW)
    accounts.digests.release(anna.id, TODAY)
    assert accounts.digests.claim(anna.id, TODAY, now=NOW)


def test_a_letter_whose_sender_was_killed_may_be_tried_again_after_a_while(accounts, anna):
    accounts.digests.claim(anna.id, TODAY, now=NOW)
    assert not accounts.digests.claim(anna.id, TODAY, now=NOW + CLAIM_LIVES - timedelta(seconds=1))
    assert accounts.digests.claim(anna.id, TODAY, now=NOW + CLAIM_LIVES)


def test_what_was_told_is_what_the_last_letter_told(accounts, anna):
    assert accounts.digests.told(anna.id) == frozenset()
    for day, keys in ((TODAY, ["p/a/0/behind/", "p/b/0/step/x"]), (TOMORROW, ["p/a/0/behind/"])):
        accounts.digests.claim(anna.id, day, now=NOW)
        accounts.digests.sent(anna.id, day, keys)
    accounts.digests.claim(anna.id, TOMORROW + timedelta(days=1), now=NOW)  # begun, and tells of nothing
    assert accounts.digests.told(anna.id) == {"p/a/0/behind/"}


def test_two_programs_at_one_time_send_one_letter(accounts, anna):
    ready, claimed = Barrier(4), list[bool]()

    def send():
        ready.wait()
        claimed.append(accounts.digests.claim(anna.id, TODAY, now=NOW))

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [False, False, False, True]


# Calendars


def test_a_calendar_opens_by_its_secret_alone_until_it_is_revoked(accounts, anna):
    secret = accounts.calendars.give(anna.id, "sv", now=NOW)
    found = accounts.calendars.at(secret)
    assert (found.person, found.language, found.made_at) == (anna.id, "sv", NOW)
    assert accounts.calendars.at(secret + "x") is accounts.calendars.at("") is None
    assert accounts.calendars.revoke(anna.id)
    assert accounts.calendars.at(secret) is accounts.calendars.of(anna.id) is None
    assert not accounts.calendars.revoke(anna.id)


def test_a_new_address_ends_the_one_before(accounts, anna):
    first, second = (accounts.calendars.give(anna.id, "sv", now=NOW) for _ in range(2))
    assert accounts.calendars.at(first) is None
    assert accounts.calendars.at(second).person == anna.id


def test_the_secret_is_nowhere_in_the_database(accounts, anna, database_url):
    secret = accounts.calendars.give(anna.id, "sv", now=NOW)
    made = sa.create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with made.connect() as connection:
        rows = [row for table in METADATA.sorted_tables for row in connection.execute(sa.select(table))]
    made.dispose()
    assert len(rows) >= 3
    assert secret not in repr(rows)


def test_a_lost_phone_and_the_last_membership_take_the_calendar_with_them(accounts, anna):
    elsewhere = member(accounts, "vingaker", anna.id)
    secret = accounts.calendars.give(anna.id, "sv", now=NOW)
    accounts.leave(elsewhere.partnership, anna.id)
    assert accounts.calendars.at(secret) is not None
    accounts.leave(anna.partnership, anna.id)
    assert accounts.calendars.at(secret) is None
    secret = accounts.calendars.give(anna.id, "sv", now=NOW)
    accounts.sign_out_everywhere(anna.id)
    assert accounts.calendars.at(secret) is None


def test_a_restore_opens_no_calendar_and_no_letters_that_were_ended_since(accounts, anna, database_url):
    old = accounts.calendars.give(anna.id, "sv", now=NOW)
    accounts.digests.ask(anna.id, "sv", now=NOW)
    kept = accounts.add("Karin Ekdahl").id
    now = doors.read(database_url)
    accounts.calendars.revoke(anna.id)
    accounts.digests.stop(anna.id)
    later = accounts.calendars.give(kept, "en", now=NOW)
    since = doors.read(database_url)
    doors.hang(database_url, now)  # as it was when the backup was made
    assert accounts.calendars.at(old) is not None
    doors.hang(database_url, since)
    assert accounts.calendars.at(old) is None
    assert accounts.digests.readers() == []
    assert accounts.calendars.at(later).person == kept
