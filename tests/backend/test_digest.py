"""Letters about alarms: who gets one, when, what is in it, and what a mail server may do to them."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from backend.desk.decisions import Deciding
from backend.digest import Posted, letters, post
from backend.domain.calendar import local
from backend.domain.member import Member, Role
from backend.mail import MailServer, Undelivered
from tests.support.mail_server import HOST, PASSWORD, USER, Mailbox, receiving
from tests.support.office import BASE, Office, batch, opened, record

TUESDAY = datetime(2026, 5, 5, 4, 30, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path / "data") as office:
        office.clock.at = TUESDAY
        yield office


@pytest.fixture
def post_office(tmp_path: Path) -> Iterator[tuple[Mailbox, MailServer]]:
    with receiving(tmp_path) as (mailbox, port, _):
        yield mailbox, MailServer(host=HOST, port=port, security="none", sender="faltlogg@example.se")


def asks(office: Office, name: str, *roles: Role, organisation: str = "polisen", language: str = "sv") -> Member:
    """Somebody with an address has switched letters on."""
    first = name.split(maxsplit=1)[0].lower()
    member, _ = office.house.member_desk.invite(
        name, f"{first}@example.se", partnership="vastervik", organisation=organisation, roles=roles, by=None
    )
    office.house.accounts.digests.ask(member.id, language, now=office.clock())
    return member


def counts(done: Posted) -> tuple[int, int, int, int, int]:
    return done.sent, done.already, done.nothing_new, done.no_address, len(done.failed)


def test_who_asked_gets_one_letter_and_running_again_sends_no_other(office, post_office):
    mailbox, server = post_office
    asks(office, "Petra Wallin", Role.COORDINATOR)
    office.house.member_desk.invite(
        "Lars Forsgren", "lars@example.se", partnership="vastervik", organisation="polisen", roles=[Role.LEAD], by=None
    )
    assert counts(post(office.house, server)) == (1, 0, 0, 0, 0)
    assert counts(post(office.house, server)) == (0, 0, 1, 0, 0)
    ((to, letter),) = mailbox.letters
    assert to == "petra@example.se"
    assert letter["from"] == "faltlogg@example.se"
    assert letter["auto-submitted"] == "auto-generated"
    assert letter["date"].datetime == TUESDAY
    assert letter.get_content_type() == "text/plain"
    text = letter.get_content()
    assert "Nytt\r\n----" in text.replace("\n", "\r\n").replace("\r\r", "\r")
    assert "Ägaren har inte satt några steg." in text
    assert f"{office.house.settings.base_url}/uppfoljning/vastervik-2026/abc" in text
    assert f"Stäng av det på {office.house.settings.base_url}/larm." in text


def test_only_what_is_new_makes_a_letter_and_on_thursdays_the_whole_list(office, post_office):
    mailbox, server = post_office
    asks(office, "Petra Wallin", Role.COORDINATOR)
    told = []
    for _ in range(14):  # Tuesday the 5th to Monday the 18th of May
        post(office.house, server)
        if mailbox.letters:
            letter = mailbox.letters.pop()[1]
            told.append((f"{local(office.clock()):%a %d}", str(letter["subject"]), "Nytt" in letter.get_content()))
        office.clock.pass_(days=1)
    days = {day: (subject, new) for day, subject, new in told}
    assert list(days) == ["Tue 05", "Thu 07", "Thu 14", "Sat 16"], told
    assert days["Thu 07"][1] is False
    assert days["Sat 16"][1] is True  # the judgements of the first tertial are late


def test_a_letter_speaks_the_language_that_was_asked_for(office, post_office):
    mailbox, server = post_office
    asks(office, "Elin Ek", Role.MANAGEMENT, language="en")
    post(office.house, server)
    ((_, letter),) = mailbox.letters
    assert str(letter["subject"]).endswith("new alarms")
    assert "The owner has not set any steps." in letter.get_content()


def test_nobody_is_named_in_a_letter(office, post_office):
    mailbox, server = post_office
    asks(office, "Karin Ekdahl", Role.LEAD)
    phone = office.sign_in(office.member(Role.FIELD, name="Anna Lind"))
    phone.post("/api/sync", json=batch(record(seq=3, note="Talade med Ulla vid torget.")))
    theirs = office.sign_in(office.member(Role.FIELD, organisation="kommunen", name="Sara Nyström"))
    office.recorded(theirs, kind="faltarpass", place=None, problem=None, actions=None)
    karin = office.house.accounts.by_email("karin@example.se")
    coordinator = office.member(Role.COORDINATOR)
    given = Deciding(
        decision=uuid4(),
        week="2026-W18",
        what="Ulla lagar",
        owner=("polisen",),
        member=karin.id,
        until=date(2026, 5, 1),
    )
    office.house.decision_desk.make(given, by=coordinator)
    post(office.house, server)
    text = mailbox.letters[0][1].as_string() + mailbox.letters[0][1].get_content()
    assert "Brev som aldrig kom" in text
    assert "1 beslut skulle ha varit klart." in text
    for name in ("Anna", "Lind", "Sara", "Nyström", "Ulla", "Karin Ekdahl", "Ekdahl"):
        assert name not in text, name


def test_a_field_member_of_one_side_hears_of_no_gaps_in_the_phones(office, post_office):
    mailbox, server = post_office
    asks(office, "Henrik Sandell", Role.LEAD, organisation="kommunen")
    phone = office.sign_in(office.member(Role.FIELD, name="Anna Lind"))
    phone.post("/api/sync", json=batch(record(seq=3)))
    post(office.house, server)
    assert "Brev som aldrig kom" not in mailbox.letters[0][1].get_content()


def test_somebody_without_an_address_or_a_membership_gets_nothing(office, post_office):
    mailbox, server = post_office
    nobody = office.member(Role.COORDINATOR, name="Ingen Adress")
    office.house.accounts.digests.ask(nobody.id, "sv", now=office.clock())
    gone = asks(office, "Petra Wallin", Role.COORDINATOR)
    office.house.member_desk.leave("vastervik", gone.id, by=None)
    keeper = asks(office, "Ada Min", Role.ADMIN)
    assert counts(post(office.house, server)) == (0, 0, 2, 1, 0)
    assert mailbox.letters == []
    assert office.house.accounts.digests.told(keeper.id) == frozenset()


def test_a_letter_that_is_turned_away_harms_no_other_and_is_tried_again(office, post_office):
    mailbox, server = post_office
    for name in ("Petra Wallin", "Lars Forsgren", "Karin Ekdahl"):
        asks(office, name, Role.COORDINATOR)
    mailbox.refuses.add("lars@example.se")
    done = post(office.house, server)
    assert counts(done) == (2, 0, 0, 0, 1)
    assert done.failed == ["SMTPRecipientsRefused 550"]
    mailbox.refuses.clear()
    assert counts(post(office.house, server)) == (1, 0, 2, 0, 0)
    assert sorted(to for to, _ in mailbox.letters) == ["karin@example.se", "lars@example.se", "petra@example.se"]


def test_a_mail_server_that_is_not_there_is_tried_the_next_time(office, post_office):
    mailbox, server = post_office
    asks(office, "Petra Wallin", Role.COORDINATOR)
    with pytest.raises(Undelivered, match=r"^ConnectionRefusedError$"):
        post(office.house, MailServer(host=HOST, port=1, security="none", sender="a@b.se"))
    assert counts(post(office.house, server)) == (1, 0, 0, 0, 0)
    assert len(mailbox.letters) == 1


def test_nobody_waits_on_a_mail_server_where_there_is_nothing_to_send(office):
    assert counts(post(office.house, MailServer(host=HOST, port=1, security="none", sender="a@b.se"))) == (0,) * 5


def test_a_password_goes_over_a_line_that_is_secured_to_a_server_that_is_known(office, tmp_path, monkeypatch):
    asks(office, "Petra Wallin", Role.COORDINATOR)
    password = tmp_path / "password"
    password.write_text(f"{PASSWORD}\n")
    with receiving(tmp_path, secured=True) as (mailbox, port, known):
        server = MailServer(
            host=HOST,
            port=port,
            security="starttls",
            sender="faltlogg@example.se",
            user=USER,
            password_file=password,
        )
        with pytest.raises(Undelivered, match="SSLCertVerificationError"):
            post(office.house, server)
        monkeypatch.setenv("SSL_CERT_FILE", str(known))
        password.write_text("fel")
        with pytest.raises(Undelivered, match=r"^SMTPAuthenticationError 535$"):
            post(office.house, server)
        password.write_text(f"{PASSWORD}\n")
        assert counts(post(office.house, server)) == (1, 0, 0, 0, 0)
        assert (mailbox.signed_in, mailbox.secured) == ([True], [True])


def test_no_secret_and_no_address_is_in_what_is_said_of_a_failure(office, tmp_path, monkeypatch):
    asks(office, "Petra Wallin", Role.COORDINATOR)
    password = tmp_path / "password"
    password.write_text("ett-annat-losenord")
    with capture_logs() as logged, receiving(tmp_path, secured=True) as (_, port, known):
        monkeypatch.setenv("SSL_CERT_FILE", str(known))
        server = MailServer(
            host=HOST, port=port, security="starttls", sender="f@b.se", user=USER, password_file=password
        )
        with pytest.raises(Undelivered) as failed:
            post(office.house, server)
    assert failed.value.__cause__ is None
    said = f"{failed.value!r} {json.dumps(logged, default=str)}"
    assert not [word for word in ("ett-annat", USER, "petra@") if word in said]


def test_the_letters_can_be_looked_at_without_being_sent(office):
    petra = asks(office, "Petra Wallin", Role.COORDINATOR)
    ((reader, made),) = letters(office.house, local(office.clock()).date())
    assert reader.person == petra.id
    assert made is not None
    assert made.keys
    assert office.house.accounts.digests.told(petra.id) == frozenset()
    assert BASE not in made.text
