"""The free texts of an activity are erased on a page by leads and coordinators, unread, and the trail says so."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from backend.domain.member import Role
from tests.support.office import BASE, Office, batch, record
from tests.support.weeks import post, token, words

NOTE, MENDED, WHY = "Kalle Ek vid kiosken.", "Tre ungdomar vid kiosken.", "Kalle heter annat"


@pytest.fixture
def officer(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.FIELD, name="Anna Lind"), origin=BASE)


@pytest.fixture
def lead(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.LEAD, name="Karin Ekdahl"), accept="text/html", origin=BASE)


@pytest.fixture
def petra(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.COORDINATOR, name="Petra Ström"), accept="text/html", origin=BASE)


@pytest.fixture
def noted(office: Office, officer: httpx.Client) -> UUID:
    """An activity with a note, that was corrected with a reason and another note."""
    activity = uuid4()
    hand_in(officer, record(activity, note=NOTE))
    hand_in(officer, {**record(activity, seq=2, note=MENDED), "do": "correct", "version": 1, "reason": WHY})
    return activity


def hand_in(officer: httpx.Client, letter: dict[str, Any]) -> None:
    """A letter in which the writer let a name stand."""
    (receipt,) = officer.post("/api/sync", json=batch({**letter, "confirmed": ["name"]})).json()["receipts"]
    assert receipt["outcome"] == "kept", receipt


def told(page: httpx.Response, sentences: Iterable[str]) -> list[str]:
    """Those of the sentences that stand nowhere in a page."""
    return [said for said in sentences if said not in words(page).replace("\N{NO-BREAK SPACE}", " ")]


def test_texts_are_chosen_unread_and_erased_and_the_trail_says_what_by_whom_and_why(
    lead: httpx.Client, petra: httpx.Client, noted: UUID
):
    story, there = f"/granskning/{noted}", f"/gallra/insats/{noted}"
    for who in (lead, petra):
        assert f'href="{there}"' in who.get(story).text
        page = who.get(there)
        assert told(page, (
            "Anteckningen i version 1 Anna Lind, 5 maj.",
            "Anteckningen i version 2",
            "Skälet till rättelsen i version 2",
            "inte heller ur en säkerhetskopia",
            "Orden visas inte här.",
        )) == []  # fmt: skip
        assert not any(text in page.text for text in (NOTE, MENDED, WHY))

    for fields, fault in (
        ({"right": "mistake"}, "Kryssa för det som ska gallras."),
        ({"t:1.note": "on"}, "Välj varför."),
    ):
        answer = post(petra, there, **fields)
        assert (answer.status_code, fault in answer.text) == (422, True), fault
        assert not any(text in answer.text for text in (NOTE, MENDED, WHY))
    assert WHY in petra.get(story).text

    answer = post(petra, there, **{"t:1.note": "on", "t:2.correction": "on", "right": "names-somebody"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{story}?klar=gallrat")
    page = lead.get(answer.headers["location"])
    assert told(page, (
        "Texten är gallrad.",
        "Anteckningen gallrades Petra Ström, polisen",
        "Gallrat Anteckningen i version 1 och skälet till rättelsen i version 2",
        "Skäl: Det pekar ut en enskild.",
        "Skäl: gallrat",
        "Nyckeln är förstörd.",
    )) == []  # fmt: skip
    assert WHY not in page.text
    page = lead.get(there)
    assert "Redan gallrat." in words(page)
    assert re.findall(r'name="(t:[^"]+)"', page.text) == ["t:2.note"]

    assert post(lead, there, **{"t:2.note": "on", "right": "time-is-up"}).status_code == 303
    assert "Det finns inget kvar att gallra för er." in lead.get(there).text
    assert there not in lead.get(story).text
    assert "Läs anteckningen" not in lead.get(story).text


def test_a_reason_alone_is_not_called_a_note(lead: httpx.Client, noted: UUID):
    post(lead, f"/gallra/insats/{noted}", **{"t:2.correction": "on", "right": "mistake"})
    page = lead.get(f"/granskning/{noted}")
    assert told(page, ("1 skäl gallrades", "Skäl: Det skulle inte ha skrivits.")) == []
    assert "Anteckningen gallrades" not in page.text


def test_the_trail_of_the_organisation_says_by_what_right(lead: httpx.Client, petra: httpx.Client, noted: UUID):
    post(petra, f"/gallra/insats/{noted}", **{"t:2.note": "on", "right": "time-is-up"})
    page = lead.get("/granskning?action=note-erased")
    assert told(page, ("Text i en insats gallrades", "Petra Ström, polisen", "Skäl: Det behövs inte längre")) == []
    lead.headers["accept-language"] = "en"
    for address, said in (
        (
            f"/granskning/{noted}",
            ("The note was erased", "Erased The note in version 2", "Reason: It is not needed any more."),
        ),
        ("/granskning?action=note-erased", ("Words of an activity were erased",)),
        (f"/gallra/insats/{noted}", ("The note in version 1 Anna Lind", "The words are not shown here.")),
    ):
        assert told(lead.get(address), said) == []


def test_the_phone_that_wrote_it_reads_it_as_gone(officer: httpx.Client, lead: httpx.Client, noted: UUID):
    assert officer.get("/api/mine").json()["activities"][0]["report"]["note"] == MENDED
    post(lead, f"/gallra/insats/{noted}", **{"t:2.note": "on", "right": "mistake"})
    (mine,) = officer.get("/api/mine").json()["activities"]
    assert (mine["version"], mine["report"]["place"]) == (2, "ankarsrum")
    assert "note" not in mine["report"]
    told_of = officer.get(f"/api/activities/{noted}/trail").json()["happened"]
    assert (told_of[-1]["action"], told_of[-1]["rule"]) == ("note-erased", "mistake")


def test_an_activity_without_texts_has_none_to_erase(office: Office, officer: httpx.Client, lead: httpx.Client):
    activity = office.recorded(officer)
    assert "/gallra/" not in lead.get(f"/granskning/{activity}").text
    assert "Det finns inget att gallra." in lead.get(f"/gallra/insats/{activity}").text


def test_a_withdrawn_activity_keeps_no_words_that_cannot_be_erased(
    officer: httpx.Client, lead: httpx.Client, noted: UUID
):
    letter = {**record(noted, seq=3), "do": "withdraw", "version": 2, "reason": "Fel Kalle"}
    del letter["report"]
    hand_in(officer, letter)
    reading = {"reason": "Frågor om Kalle", "confirmed": "name", "_csrf": token(lead.get(f"/granskning/{noted}"))}
    assert MENDED in lead.post(f"/granskning/{noted}/anteckning", data=reading).text
    page = lead.get(f"/gallra/insats/{noted}")
    assert told(page, ("Skälet till återtagandet", "Ett skäl att läsa anteckningen Karin Ekdahl, 5 maj.")) == []
    chosen = dict.fromkeys(re.findall(r'name="(t:[^"]+)"', page.text), "on")
    assert len(chosen) == 5
    assert post(lead, f"/gallra/insats/{noted}", **chosen, right="names-somebody").status_code == 303
    assert "Kalle" not in lead.get(f"/granskning/{noted}").text


def test_nobody_else_comes_to_the_page_and_nothing_is_told_of_what_is_there(
    office: Office, officer: httpx.Client, lead: httpx.Client, noted: UUID
):
    there, fields = f"/gallra/insats/{noted}", {"t:1.note": "on", "right": "mistake"}
    unknown = f"/gallra/insats/{uuid4()}"
    assert lead.post(there, data=fields).status_code == 403  # without the token of a form
    assert lead.post(unknown, data={"_csrf": token(lead.get(there)), **fields}).status_code == 404
    for role in (Role.LEAD, Role.COORDINATOR):
        for where in ({"organisation": "kommunen"}, {"partnership": "vingaker"}):
            other = office.sign_in(office.member(role, name="Maria Holm", **where), accept="text/html", origin=BASE)
            missing = other.get(unknown)
            assert missing.status_code == 404
            assert other.get(there).status_code == 404
            assert other.get(there).text.replace(str(noted), "") == missing.text.replace(unknown[-36:], "")
            sent = {"x-faltlogg": "1"}
            assert other.post(there, data=fields, headers=sent).status_code == 404
    for role in (Role.FIELD, Role.MANAGEMENT, Role.AUDITOR, Role.ADMIN):
        other = office.sign_in(office.member(role, name="Lars"), accept="text/html", origin=BASE)
        assert other.get(there).status_code == 403
        assert "/gallra/" not in other.get(f"/granskning/{noted}").text
    assert officer.get(there).status_code == 403
    assert "/gallra/" not in officer.get(f"/granskning/{noted}", headers={"accept": "text/html"}).text
    assert officer.get("/api/mine").json()["activities"][0]["report"]["note"] == MENDED
