"""One place's page: need against visits, when, what was done and decided; never what concerns a person."""

import html
import re
from uuid import uuid4

import httpx
import pytest

from backend.desk.decisions import Deciding
from backend.domain.member import Role
from backend.domain.situation import Need
from tests.support.office import BASE, Office

PAGE = "/platser/ankarsrum"


@pytest.fixture
def lars(office: Office) -> httpx.Client:
    """Somebody of the police's management."""
    return office.sign_in(office.member(Role.MANAGEMENT, name="Lars"), accept="text/html", origin=BASE)


@pytest.fixture
def anna(office: Office) -> httpx.Client:
    """Somebody of the police in the field."""
    return office.sign_in(office.member(Role.FIELD, name="Anna Lind"))


def words(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def rows(client: httpx.Client) -> list[str]:
    answer = client.get(f"{PAGE}/veckor.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    return answer.content.decode("utf-8-sig").splitlines()


def test_need_stands_against_visits_week_by_week(office: Office, lars: httpx.Client, anna: httpx.Client):
    maria = office.member(Role.COORDINATOR, organisation="kommunen", name="Maria Holm")
    office.house.situation_desk.freeze(
        "2026-W19", (Need(place="ankarsrum", level="high", problems=("otrygg-plats",)),), by=maria
    )
    office.recorded(anna)
    said = words(lars.get(PAGE))
    assert "Behovet nu Högt" in said
    assert "Er organisation var där senast i går" in said
    assert "Minuter på platsen 20" in said
    assert "1 besök och 20 minuter på 26 veckor. Högt behov i 1 av dem, 0 utan besök." in said
    assert "Problem som setts" in said
    assert "Synlighet" in said
    assert rows(lars)[0] == "week;level;problems;visits;minutes"
    assert rows(lars)[-1] == "2026-W19;high;otrygg-plats;1;20"
    assert len(rows(lars)) == 27


def test_the_other_organisations_visits_are_counts_and_its_days_are_not_told(office: Office, anna: httpx.Client):
    office.recorded(anna)
    henrik = office.member(Role.LEAD, organisation="kommunen", name="Henrik")
    said = words(office.sign_in(henrik, accept="text/html", origin=BASE).get(PAGE))
    assert "Er organisation var där senast aldrig" in said
    assert "Varav bara av den andra organisationen 1" in said
    assert "Anna Lind" not in said


def test_decisions_about_the_place_stand_on_it_and_those_about_others_do_not(office: Office, lars: httpx.Client):
    maria = office.member(Role.COORDINATOR, organisation="kommunen", name="Maria Holm")
    for place, what in (("ankarsrum", "Fler pass vid skolan."), ("gamleby", "Belysning vid bryggan.")):
        given = Deciding(decision=uuid4(), week="2026-W18", what=what, owner=("polisen",), place=place)
        office.house.decision_desk.make(given, by=maria)
    said = words(lars.get(PAGE))
    assert "Fler pass vid skolan." in said
    assert "Belysning" not in said


def test_a_place_of_another_partnership_or_of_nobody_is_not_found(office: Office, lars: httpx.Client):
    assert lars.get("/platser/atlantis").status_code == 404
    assert lars.get("/platser/atlantis/veckor.csv").status_code == 404
    stranger = office.member(Role.MANAGEMENT, partnership="vingaker", name="Vera")
    assert office.sign_in(stranger, accept="text/html").get(PAGE).status_code == 404


def test_a_place_where_nothing_happened_says_so(lars: httpx.Client):
    said = words(lars.get(PAGE))
    assert "Behovet nu Inte med" in said
    assert "Inget beslut om platsen." in said
    assert "När på veckan" not in said
