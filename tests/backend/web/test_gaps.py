"""Letters that never came: the member and their lead see which, and settle it; then nobody is asked again."""

import re
from uuid import UUID, uuid4

import httpx
import pytest

from backend.domain.member import Member, Role
from tests.support.office import BASE, Office, batch, record

DEVICE = UUID("0b0f7f0e-6c44-4a3c-9a7e-0c8e1a3b5d10")


@pytest.fixture
def anna(office: Office) -> Member:
    return office.member(Role.FIELD, name="Anna Lind")


@pytest.fixture
def hers(office: Office, anna: Member) -> httpx.Client:
    """Anna, whose letters 2 to 4 and 6 never came."""
    client = office.sign_in(anna)
    answer = client.post("/api/sync", json=batch(*(record(seq=n) for n in (1, 5, 7)), device=DEVICE))
    assert answer.json()["gaps"] == [[2, 4], [6, 6]]
    return client


def gap(first: int = 2, last: int = 4, cause: str = "recorded-anew") -> dict[str, object]:
    return {"device": str(DEVICE), "first": first, "last": last, "cause": cause}


def test_the_member_is_asked_with_when_it_was_noticed(office: Office, hers: httpx.Client):
    asked = hers.get("/api/questions").json()["gaps"]
    assert [(g["device"], g["first"], g["last"]) for g in asked] == [(str(DEVICE), 2, 4), (str(DEVICE), 6, 6)]
    noticed = asked[0]["noticed_at"]
    office.clock.pass_(hours=5)
    hers.post("/api/sync", json=batch(record(seq=8), device=DEVICE))
    assert hers.get("/api/questions").json()["gaps"][0]["noticed_at"] == noticed


def test_what_is_settled_stands_in_no_list_any_more(hers: httpx.Client):
    assert hers.post("/api/gaps", json=gap()).json() == {"gaps": [[6, 6]]}
    assert [g["first"] for g in hers.get("/api/questions").json()["gaps"]] == [6]
    assert hers.get("/api/devices").json()["devices"] == [{"device": str(DEVICE), "gaps": [[6, 6]]}]
    assert hers.post("/api/sync", json=batch(device=DEVICE)).json()["gaps"] == [[6, 6]]


def test_what_goes_missing_later_is_asked_about_by_itself(hers: httpx.Client):
    hers.post("/api/gaps", json=gap(6, 6))
    answer = hers.post("/api/sync", json=batch(record(seq=10), device=DEVICE)).json()
    assert answer["gaps"] == [[2, 4], [8, 9]]


def test_a_gap_is_settled_as_it_stands(hers: httpx.Client):
    for wrong in (gap(2, 3), gap(2, 6), gap() | {"device": str(uuid4())}):
        answer = hers.post("/api/gaps", json=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown-gap")
    assert hers.post("/api/gaps", json=gap(cause="whatever")).status_code == 400
    assert hers.post("/api/gaps", json=gap()).status_code == 200
    assert hers.post("/api/gaps", json=gap()).status_code == 422


@pytest.mark.parametrize(("roles", "organisation", "may"), [
    ([Role.FIELD], "polisen", False), ([Role.LEAD], "polisen", True), ([Role.LEAD], "kommunen", False),
])  # fmt: skip
def test_a_lead_of_the_same_organisation_may_nobody_else(office: Office, hers: httpx.Client, roles, organisation, may):
    other = office.sign_in(office.member(*roles, organisation=organisation, name="Någon"))
    assert (other.post("/api/gaps", json=gap()).status_code == 200) == may


def test_the_leads_page_lists_each_with_device_member_numbers_and_time(office: Office, hers: httpx.Client):
    lead = office.sign_in(office.member(Role.LEAD), accept="text/html", origin=BASE)
    text = lead.get("/luckor").text
    assert "Anna Lind, telefon 5d10, brev 2 till 4" in text
    assert "Anna Lind, telefon 5d10, brev 6" in text
    assert '<time datetime="2026-05-05T08:00">' in text
    elsewhere = office.sign_in(office.member(Role.LEAD, organisation="kommunen"), accept="text/html")
    assert "Inget saknas." in elsewhere.get("/luckor").text


def test_the_lead_settles_on_the_page_and_it_stands_in_the_trail(office: Office, hers: httpx.Client):
    lead = office.sign_in(office.member(Role.LEAD, name="Petra Lead"), accept="text/html", origin=BASE)
    token = re.search(r'name="_csrf" value="([0-9a-f]+)"', lead.get("/luckor").text)
    assert token is not None
    form = {"_csrf": token[1], "id": f"{DEVICE.hex[-6:]}-2", "device": str(DEVICE), "first": "2", "last": "4"}
    for id_, said in ((form["id"], f'id="f-{form["id"]}" role="alert"'), ("x", '<p class="fault" role="alert">')):
        unsaid = lead.post("/luckor", data=form | {"id": id_})
        assert unsaid.status_code == 422
        assert unsaid.text.count("Välj ett av alternativen.") == 1
        assert said in unsaid.text
    settled = lead.post("/luckor", data=form | {"cause": "lost"})
    assert (settled.status_code, settled.headers["location"]) == (303, "/luckor?klar=1")
    assert "brev 2 till 4" not in lead.get("/luckor?klar=1").text
    assert lead.post("/luckor", data=form | {"cause": "lost"}).status_code == 422
    trail = lead.get("/granskning").text
    assert "Brev som aldrig kom, svarat" in trail
    assert "Telefon 5d10, brev 2-4" in trail


def test_a_member_who_left_leaves_their_gaps_to_the_lead(office: Office, hers: httpx.Client, anna: Member):
    office.house.member_desk.leave("vastervik", anna.id, by=None)
    lead = office.sign_in(office.member(Role.LEAD), accept="text/html")
    assert "Anna Lind, telefon 5d10, brev 2 till 4" in lead.get("/luckor").text
