"""The trail as a person reads it: an organisation's, sifted and paged, and one activity's whole story."""

import re
from uuid import uuid4

import httpx
import pytest

from backend.domain.member import Role
from tests.support.office import BASE, Office, batch


@pytest.fixture
def officer(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.FIELD, name="Anna Lind"), origin=BASE)


@pytest.fixture
def lead(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.LEAD, name="Karin Ekdahl"), accept="text/html", origin=BASE)


@pytest.fixture
def auditor(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.AUDITOR, name="Gunilla Åberg"), accept="text/html")


def words(page: httpx.Response) -> str:
    body = re.sub(r"<[^>]+>", " ", page.text.replace("\N{NO-BREAK SPACE}", " "))
    return re.sub(r"\s+", " ", body)


def form_token(client: httpx.Client, path: str) -> str:
    found = re.search(r'name="_csrf" value="([0-9a-f]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def test_a_story_tells_the_record_by_two_clocks(office: Office, officer, auditor):
    activity = office.recorded(officer)
    said = words(auditor.get(f"/granskning/{activity}"))
    assert "Platsbesök, Ankarsrum, 4 maj 2026 20:30" in said
    assert "20:50 Skrevs på telefonen Anna Lind, polisen" in said
    assert "08:00 Kom in till servern" in said
    assert "Räknas mot Minst hundra platsbesök, Medborgarlöfte 2026" in said


def test_readings_and_changes_are_shown_by_themselves(office: Office, officer, auditor):
    activity = office.recorded(officer)
    assert "Skrevs på telefonen" in words(auditor.get(f"/granskning/{activity}?visa=andringar"))
    assert "Skrevs på telefonen" not in words(auditor.get(f"/granskning/{activity}?visa=lasningar"))


def test_a_note_is_opened_with_a_reason_and_the_reading_stands_in_the_story(office: Office, officer, lead):
    activity = office.recorded(officer, note="Tre ungdomar vid kiosken.")
    page = f"/granskning/{activity}"
    assert "Tre ungdomar" not in lead.get(page).text
    token = form_token(lead, page)
    refused = lead.post(f"{page}/anteckning", data={"_csrf": token, "reason": "  "})
    assert refused.status_code == 422
    assert "Skriv varför du behöver läsa." in refused.text
    read = lead.post(f"{page}/anteckning", data={"_csrf": token, "reason": "Underlag till fredagsmötet."})
    assert "Tre ungdomar vid kiosken." in read.text
    assert "Anteckningen lästes Karin Ekdahl, polisen Skäl: Underlag till fredagsmötet." in words(read)
    assert "Tre ungdomar" not in lead.get(page).text


def test_what_a_phone_wrote_that_turns_its_way_of_reading_turns_nothing_beside_it(office: Office, officer, lead):
    """It is kept as it was written: a phone puts such signs around a pasted number."""
    activity = office.recorded(officer, note="Ring\u2068växeln\u202e.")
    back = {"command": str(uuid4()), "seq": 2, "do": "withdraw", "activity": str(activity), "version": 1}
    back |= {"reason": "fel\u202e plats", "recorded_at": "2026-05-04T21:00:00+02:00"}
    assert officer.post("/api/sync", json=batch(back)).json()["receipts"][0]["outcome"] == "kept"
    page = f"/granskning/{activity}"
    asked = {"_csrf": form_token(lead, page), "reason": "Underlag till mötet."}
    assert "<q><bdi>fel\u202e plats</bdi></q>" in lead.get(page).text
    assert '<p class="note-text">Ring\u2068växeln\u202e.</p>' in lead.post(f"{page}/anteckning", data=asked).text
    asked["reason"] = "Underlag\u202e till mötet."
    refused = lead.post(f"{page}/anteckning", data=asked)
    assert (refused.status_code, "tecken som inte går att spara" in refused.text) == (422, True)


def test_only_a_lead_is_offered_the_note(office: Office, officer, auditor):
    activity = office.recorded(officer, note="Tre ungdomar vid kiosken.")
    page = auditor.get(f"/granskning/{activity}").text
    assert "Läs anteckningen" not in page
    assert "Förseglad, 25 tecken" in page


def test_another_organisations_activity_is_not_there(office: Office, officer):
    activity = office.recorded(officer)
    other = office.sign_in(office.member(Role.AUDITOR, organisation="kommunen"), accept="text/html")
    assert other.get(f"/granskning/{activity}").status_code == 404
    assert str(activity) not in other.get("/granskning").text
    assert other.get(f"/granskning/{uuid4()}").status_code == 404


def test_the_field_sees_its_own_trail_and_is_offered_nobody_elses(office: Office, officer):
    mine = office.recorded(officer)
    colleague = office.sign_in(office.member(Role.FIELD, name="Jonas Berg"))
    theirs = office.recorded(colleague)
    officer.headers["accept"] = "text/html"
    page = officer.get("/granskning").text
    assert str(mine) in page
    assert str(theirs) not in page
    assert 'name="by"' not in page
    assert officer.get(f"/granskning/{theirs}").status_code == 404


def test_the_trail_is_sifted_by_what_is_asked_for(office: Office, officer, auditor):
    visit = office.recorded(officer)
    elsewhere = office.recorded(officer, place="gamleby")
    found = auditor.get("/granskning?place=gamleby").text
    assert str(elsewhere) in found
    assert str(visit) not in found
    assert "Inget i loggen för det urvalet." in auditor.get("/granskning?last=2026-05-04").text
    assert "Skriv dagen som 2026-06-30." in auditor.get("/granskning?first=igår").text
    sven = office.member(Role.FIELD, organisation="kommunen", name="Sven Alm")
    for by in ("xyz", uuid4(), sven.id):
        page = auditor.get(f"/granskning?by={by}").text
        assert "Medlemmen som adressen frågar efter finns inte. Här visas alla." in page
        assert auditor.get(f"/api/trail?by={by}").status_code == (400 if by == "xyz" else 404)
    assert "Det som adressen frågar efter finns inte. Här visas allt." in auditor.get("/granskning?action=xyz").text


def test_the_trail_goes_on_page_by_page_and_keeps_what_was_asked_for(office: Office, officer, auditor, monkeypatch):
    monkeypatch.setattr("backend.web.pages.trail.PAGE", 1)
    office.recorded(officer)
    office.recorded(officer, place="gamleby")
    page = auditor.get("/granskning?kind=platsbesok").text
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older is not None
    following = auditor.get(older[1].replace("&amp;", "&")).text
    assert "kind=platsbesok" in older[1]
    assert "Gamleby" in page.partition('class="log')[2]
    assert "Ankarsrum" in following.partition('class="log')[2]
    assert 'rel="prev"' in following
