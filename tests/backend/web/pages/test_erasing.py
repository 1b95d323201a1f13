"""Words of a decision and files of evidence are erased on a page, by those who wrote them, and the trail says so."""

import re
from base64 import b64encode

import httpx

from backend.domain.member import Role
from tests.support.office import Office
from tests.support.pictures import PDF
from tests.support.weeks import BEFORE, decide, follow, post, words

PAGE = "/uppfoljning/vastervik-2026/medborgardialoger"
REPORTS = "/api/pledges/vastervik-2026/commitments/medborgardialoger/reports"


def link(page: httpx.Response, begins: str) -> str:
    """Where the page leads to erase something; empty where it does not."""
    found = re.search(rf'href="({begins}[^"]*)"', page.text)
    return found[1] if found else ""


def test_words_of_a_decision_are_chosen_and_erased_by_those_who_wrote_them(
    maria: httpx.Client, petra: httpx.Client, office: Office
):
    decide(maria, function="områdespolisen")
    assert link(petra.get(BEFORE), "/gallra/") == ""
    follow(petra, BEFORE, outcome="partly", text="Två av tre pass blev av.")
    there = link(maria.get(BEFORE), "/gallra/beslut/")
    shown = words(maria.get(there))
    assert "inte heller ur en säkerhetskopia" in shown
    assert "Underlag till fredagsmöten som redan är frysta har kvar sin ordalydelse." in shown
    assert "Polisen skrev det, och bara de kan gallra det." in shown

    for fields, said in (
        ({"right": "mistake"}, "Kryssa för det som ska gallras."),
        ({"t:1.what": "on"}, "Välj varför."),
        ({"t:2.text": "on", "right": "mistake"}, "Det skrevs av den andra organisationen. Be dem gallra det."),
    ):
        answer = post(maria, there, **fields)
        assert (answer.status_code, said in answer.text) == (422, True), said
    assert "Fler pass vid skolan" in maria.get(BEFORE).text

    answer = post(maria, there, **{"t:1.what": "on", "right": "names-somebody"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{BEFORE}?klar=gallrat#b-")
    for reader in (maria, petra):
        page = words(reader.get(BEFORE))
        assert "Texten är gallrad." in page
        assert "Fler pass vid skolan" not in page
        assert "områdespolisen" in page
        assert "Två av tre pass blev av." in page
    assert "Redan gallrat." in words(maria.get(there))
    office.house.follower.wake()
    trail = maria.get("/granskning?action=decision-erased")
    assert "Text i ett beslut gallrades" in words(trail)
    assert "Skäl: Det pekar ut en enskild" in words(trail)
    assert link(trail, f"{BEFORE}#b-") != ""
    assert "Text i ett beslut gallrades</h3>" not in petra.get("/granskning").text


def test_a_file_is_erased_and_the_page_says_that_it_is(maria: httpx.Client, petra: httpx.Client):
    told = {"do": "judge", "period": "2026-T1", "verdict": "partly", "text": "Delvis.", "file": b64encode(PDF).decode()}
    assert petra.post(REPORTS, json=told).status_code == 200
    file = link(petra.get(PAGE), '/api/pledges/[^"]*/evidence/')
    assert petra.get(file).content == PDF
    assert link(maria.get(PAGE), "/gallra/") == ""
    there = link(petra.get(PAGE), "/gallra/underlag/")
    box = re.search(r'name="(t:[^"]+)"', petra.get(there).text)
    assert box is not None
    assert post(maria, there.replace("medborgardialoger", "tistel")).status_code == 422
    answer = post(petra, there, **{box[1]: "on", "right": "time-is-up"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?told=gallrat")
    page = petra.get(PAGE)
    assert "filen är gallrad, " in page.text
    assert "Det finns inget kvar att gallra för er." in petra.get(there).text
    assert "kontrollsumma" in page.text
    assert link(page, '/api/pledges/[^"]*/evidence/') == link(page, "/gallra/") == ""
    assert petra.get(file).status_code == 404
    trail = petra.get("/granskning?action=evidence-erased")
    assert "Ett underlag gallrades" in words(trail)
    assert link(trail, PAGE) == PAGE


def test_only_coordinators_come_to_the_pages(office: Office, maria: httpx.Client):
    decide(maria)
    there = link(maria.get(BEFORE), "/gallra/beslut/")
    lead = office.sign_in(office.member(Role.LEAD, organisation="kommunen"), accept="text/html")
    assert "/gallra/" not in lead.get(BEFORE).text
    assert lead.get(there).status_code == 403
    assert maria.get("/gallra/beslut/00000000-0000-0000-0000-000000000001").status_code == 404
    assert maria.get("/gallra/underlag/vastervik-2026/ingen").status_code == 404
