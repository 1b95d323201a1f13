"""What the page of a week says of its places and of who was there."""

import re

import httpx

from backend.domain.member import Role
from backend.domain.situation import Need
from tests.support.office import Office
from tests.support.weeks import BEFORE, LIST, NEXT, WEEK, decide, frozen, hidden, post, token, words


def test_a_place_of_high_need_without_a_visit_is_said_and_visits_are_counted(
    maria: httpx.Client, office: Office, petra: httpx.Client
):
    frozen(maria, WEEK, ankarsrum="high", gamleby="high")
    field = office.sign_in(office.member(Role.FIELD, name="Anna Lind"))
    office.recorded(field)
    said = words(petra.get(WEEK))
    assert "Högt behov men inget besök i veckan: Gamleby ." in said
    table = petra.get(f"{WEEK}/platser.csv").content.decode("utf-8-sig")
    assert "2026-W19;ankarsrum;Ankarsrum;high;;1;20;" in table.splitlines()
    assert "Gamleby" in words(petra.get(LIST)).partition("Platser med behov men utan besök")[2].partition("Veckor")[0]
    assert len(petra.get("/lagesbild/2026-W17/platser.csv").text.splitlines()) == 1


def test_places_that_were_merged_since_are_one_row_whose_visits_are_counted_once(
    maria: httpx.Client, petra: httpx.Client, office: Office
):
    field = office.sign_in(office.member(Role.FIELD, name="Anna Lind"))
    for place, minutes in (("edsbruk", 40), ("gamleby", 70)):
        office.recorded(field, place=place, minutes=minutes)
    problems = {"problem:edsbruk:otrygg-plats": "on", "problem:gamleby:buskorning": "on"}
    levels = {"level:edsbruk": "high", "level:gamleby": "low", "level:ankarsrum": "high"}
    seen = post(maria, WEEK, do="look", **levels, **problems)
    maria.post(WEEK, data={"_csrf": token(seen), "do": "freeze", "given": hidden(seen, "given")})
    decide(maria, WEEK, where="plats:edsbruk")
    assert "2 platser med högt behov" in words(maria.get(LIST))
    merged = post(petra, "/platser/edsbruk/andra", do="merge", into="gamleby", sure="1")
    assert merged.status_code == 303, merged.text
    table = petra.get(f"{WEEK}/platser.csv").content.decode("utf-8-sig").splitlines()[1:]
    assert table == [
        "2026-W19;ankarsrum;Ankarsrum;high;;0;0;",
        '2026-W19;gamleby;Gamleby;high;"otrygg-plats;buskorning";2;110;Edsbruk',
    ]
    page = petra.get(WEEK)
    assert "Gamleby tidigare Edsbruk Otrygg plats, buskörning Högt 2 110 min" in words(page).replace("\xa0", " ")
    assert page.text.count("110\N{NO-BREAK SPACE}min") == 1
    assert "Edsbruk: " not in page.text  # nor on the map
    assert "Gamleby (tidigare Edsbruk)" in words(page)
    assert "2 platser med högt behov" in words(maria.get(LIST))
    following = maria.get(NEXT).text
    assert re.search(r'name="level:gamleby" value="high" checked', following)
    assert petra.post("/platser/edsbruk/andra", data={"_csrf": token(page), "do": "restore"}).status_code == 303
    assert "2026-W19;edsbruk;Edsbruk;high;otrygg-plats;1;40;" in petra.get(f"{WEEK}/platser.csv").text


def test_a_place_without_ones_own_visit_says_how_often_the_other_party_was_there(
    maria: httpx.Client, petra: httpx.Client, office: Office
):
    frozen(maria, WEEK, ankarsrum="high")
    field = office.sign_in(office.member(Role.FIELD, name="Anna Lind"))
    office.recorded(field, occurred_at="2026-03-25T20:30:00+01:00")
    theirs, own = words(maria.get(LIST)), words(petra.get(LIST))
    assert "Ni senast" in theirs
    assert "Högt aldrig andra parten: 1 besök" in theirs
    assert "Högt 41 dagar sedan andra parten: 0 besök" in own


def test_what_the_program_froze_by_itself_is_shown_too(petra: httpx.Client, office: Office):
    nils = office.member(Role.COORDINATOR, organisation="kommunen", name="Nils Ek")
    office.house.situation_desk.freeze("2026-W18", (Need(place="gamleby", level="medium"),), by=nils)
    assert "Gamleby" in words(petra.get(BEFORE))
