"""`/larm`: what alarms, the letters one asks for, and the calendar that lets in whoever has its address."""

from datetime import date
from uuid import uuid4

import httpx
import icalendar
import pytest
from structlog.types import EventDict

from backend.desk.decisions import Deciding
from backend.domain.member import Member, Role
from backend.web.pages.alarming import lines
from backend.web.pages.tongue import tongue
from projections.alarms import Alarm
from tests.support.office import BASE, Office, batch, record


@pytest.fixture
def petra(office: Office) -> Member:
    """Coordinator of the police."""
    return office.member(Role.COORDINATOR, name="Petra Wallin")


@pytest.fixture
def browser(office: Office, petra: Member) -> httpx.Client:
    return office.sign_in(petra, accept="text/html", **{"accept-language": "sv"})


def press(client: httpx.Client, do: str) -> httpx.Response:
    return client.post("/larm", data={"do": do}, headers={"origin": BASE, "x-faltlogg": "1"})


def calendar_of(client: httpx.Client) -> str:
    """The path of a new calendar address."""
    page = press(client, "calendar").text
    return "/larm.ics?" + page.partition("/larm.ics?")[2].partition("<")[0]


def test_what_is_late_and_what_is_near_are_told_apart_with_why_and_when(browser: httpx.Client):
    page = browser.get("/larm?as_of=2026-05-05").text
    late, _, soon = page.partition('id="snart"')
    assert "Ägaren har inte satt några steg." in soon
    assert "Tertial\N{NO-BREAK SPACE}1 ska redovisas i ord." in soon
    assert "Senast 15\N{NO-BREAK SPACE}maj." in soon
    assert "skulle ha redovisats" not in late
    page = browser.get("/larm?as_of=2026-05-16").text
    late, _, soon = page.partition('id="snart"')
    assert "Tertial\N{NO-BREAK SPACE}1 skulle ha redovisats i ord." in late
    assert "Avhopparverksamhet och 8 till</a>" in late


def test_lines_of_several_commitments_go_by_their_names_and_lead_to_each():
    told = [
        Alarm(
            what="judgement",
            late=True,
            rule=0,
            pledge="p",
            pledge_title="Löfte",
            commitment=code,
            title=code.title(),
            owner=("polisen",),
            type="stated",
            period="2026-T1",
            others=others,
        )
        for code, others in (("a", 0), ("b", 0), ("c", 1), ("d", 1))
    ]
    first, second = lines(tongue("sv"), told, date(2026, 6, 1))
    assert (first.word, second.word) == ("A och B", "C och D")
    assert [part.href for line in (first, second) for part in line.parts] == [
        f"/uppfoljning/p/{code}" for code in "abcd"
    ]


def test_each_alarm_leads_to_its_commitment_on_the_same_day(browser: httpx.Client):
    page = browser.get("/larm?as_of=2026-05-16&known=now").text
    assert 'href="/uppfoljning/vastervik-2026/abc?as_of=2026-05-16&amp;known=now"' in page
    assert browser.get("/uppfoljning/vastervik-2026/abc?as_of=2026-05-16&known=now").status_code == 200


def test_leads_management_and_coordinators_meet_the_alarms_over_the_pledges(office: Office):
    for role, meets in ((Role.LEAD, True), (Role.MANAGEMENT, True), (Role.COORDINATOR, True), (Role.FIELD, False)):
        client = office.sign_in(office.member(role), accept="text/html")
        assert ('id="larm"' in client.get("/uppfoljning").text) is meets, role


def test_gaps_in_what_phones_sent_alarm_the_leads_of_their_own_organisation(office: Office):
    phone = office.sign_in(office.member(Role.FIELD))
    assert phone.post("/api/sync", json=batch(record(seq=3))).json()["gaps"] == [[1, 2]]
    told = {}
    for organisation, role in (("polisen", Role.LEAD), ("polisen", Role.COORDINATOR), ("kommunen", Role.LEAD)):
        client = office.sign_in(office.member(role, organisation=organisation), accept="text/html")
        told[organisation, role] = "1 lucka är inte utredd." in client.get("/larm").text
    assert told == {("polisen", Role.LEAD): True, ("polisen", Role.COORDINATOR): False, ("kommunen", Role.LEAD): False}


def test_decisions_that_should_have_been_carried_out_alarm_by_their_meeting_and_not_in_words(
    office: Office, browser: httpx.Client, petra: Member
):
    desk = office.house.decision_desk
    made = [uuid4(), uuid4(), uuid4()]
    for decision, until in zip(made, (date(2026, 5, 3), date(2026, 5, 4), date(2026, 5, 5)), strict=True):
        given = Deciding(decision=decision, week="2026-W18", what="Laga lampan", owner=("kommunen",), until=until)
        desk.make(given, by=petra)
    page = browser.get("/larm").text
    assert '<a href="/lagesbild/2026-W18">Fredagsmötet v.\N{NO-BREAK SPACE}18</a>' in page
    assert "2 beslut skulle ha varit klara." in page
    assert "Laga lampan" not in page
    assert "Fredagsmötet" in browser.get("/uppfoljning").text
    for decision in made[:2]:
        desk.follow(decision, "done", "Lagad.", by=petra)
    assert "skulle ha varit klar" not in browser.get("/larm").text
    office.clock.pass_(days=1)
    assert "1 beslut skulle ha varit klart." in browser.get("/larm").text
    assert "beslut skulle ha varit klar" not in browser.get("/larm?as_of=2026-05-05").text


# Letters


def test_letters_are_off_until_somebody_switches_their_own_on(office: Office, browser: httpx.Client, petra: Member):
    assert office.house.accounts.digests.readers() == []
    answer = press(browser, "digest")
    assert (answer.status_code, answer.headers["location"]) == (303, "/larm?klar=digest")
    (reader,) = office.house.accounts.digests.readers()
    assert (reader.person, reader.language) == (petra.id, "sv")
    assert "Sluta skicka brev" in browser.get("/larm").text
    press(browser, "no-digest")
    assert office.house.accounts.digests.readers() == []


def test_a_letter_comes_in_the_language_of_the_page(office: Office, petra: Member):
    press(office.sign_in(petra, accept="text/html", **{"accept-language": "en"}), "digest")
    assert [reader.language for reader in office.house.accounts.digests.readers()] == ["en"]


def test_somebody_without_an_address_is_told_so(browser: httpx.Client):
    assert "Ingen e-postadress är inlagd för dig." in browser.get("/larm").text


def test_nobody_is_promised_letters_that_cannot_reach_them(browser: httpx.Client):
    press(browser, "digest")
    page = browser.get("/larm?klar=digest").text
    assert "Larmen är på, men inga brev kan gå ut till dig än." in page
    assert "från och med nu" not in page


def test_a_program_has_no_letters_and_no_calendar(office: Office):
    program = office.program(Role.COORDINATOR)
    assert "Larm med e-post" not in program.get("/larm", headers={"accept": "text/html"}).text
    assert program.post("/larm", data={"do": "digest"}).status_code == 400
    assert press(program, "nothing").status_code == 400


# The calendar


def test_the_calendar_is_read_by_its_address_alone(office: Office, browser: httpx.Client):
    path = calendar_of(browser)
    answer = office.browser().get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    found = icalendar.Calendar.from_ical(answer.content)
    events = {str(e["uid"]): e for e in found.walk("VEVENT")}
    judged = events["vastervik-vastervik-2026-judgement-2026-T1@faltlogg"]
    assert judged.decoded("dtstart") == date(2026, 5, 15)
    assert judged.decoded("dtend") == date(2026, 5, 16)
    assert judged.decoded("dtstamp") == office.clock()
    assert str(judged["summary"]).endswith("ska redovisas i ord (Medborgarlöfte 2026)")
    assert "Bob-råd" in str(judged["description"])
    assert str(events["vastervik-vastervik-2026-0-end@faltlogg"]["url"]).endswith("/uppfoljning/vastervik-2026")
    assert len(events) == len(found.walk("VEVENT"))


def test_the_calendar_keeps_its_ids_from_day_to_day(office: Office, browser: httpx.Client):
    path = calendar_of(browser)

    def uids() -> set[str]:
        return {str(e["uid"]) for e in icalendar.Calendar.from_ical(browser.get(path).content).walk("VEVENT")}

    before = uids()
    office.clock.pass_(days=1)
    assert uids() == before


def test_the_page_shows_the_address_once_and_a_revoked_one_opens_nothing(office: Office, browser: httpx.Client):
    path = calendar_of(browser)
    assert "larm.ics" not in browser.get("/larm").text
    assert press(browser, "no-calendar").status_code == 303
    assert browser.get(path).status_code == 404
    assert office.browser().get("/larm.ics").status_code == 404


def test_the_calendar_ends_with_the_membership_and_holds_what_is_the_members_own_to_see(
    office: Office, browser: httpx.Client, petra: Member
):
    path = calendar_of(browser)
    office.house.member_desk.give(petra.partnership, petra.id, [Role.ADMIN], by=petra.id)
    assert b"VEVENT" not in browser.get(path).content  # an admin follows nothing
    office.house.member_desk.leave(petra.partnership, petra.id, by=None)
    assert browser.get(path).status_code == 404


def test_nothing_that_lets_somebody_in_is_logged(office: Office, browser: httpx.Client, logged: list[EventDict]):
    secret = calendar_of(browser).partition("=")[2]
    browser.get(f"/larm.ics?nyckel={secret}")
    browser.get(f"/larm.ics?nyckel={secret}x")
    assert len(secret) > 40
    assert secret not in repr(logged)
    assert [entry["route"] for entry in logged][-2:] == ["/larm.ics", "/larm.ics"]


def test_no_name_is_in_the_calendar(office: Office, browser: httpx.Client):
    office.recorded(office.sign_in(office.member(Role.FIELD, name="Anna Lind")))
    body = browser.get(calendar_of(browser)).text
    assert not [name for name in ("Anna", "Lind", "Petra", "Wallin") if name in body]
