"""`/admin`: members are invited, given roles and let go; a link is shown once; nobody gives more than they may."""

import re
from uuid import uuid4

import httpx
import pytest

from backend.domain.member import Role
from tests.support.office import BASE, Office, batch, record


@pytest.fixture
def admin(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.ADMIN, name="Eva Admin"), accept="text/html", origin=BASE)


def tell(client: httpx.Client, **fields: str) -> httpx.Response:
    page = client.get("/admin").text
    token, form = (re.search(rf'name="{name}" value="([0-9a-f]+)"', page) for name in ("_csrf", "form"))
    assert token is not None
    assert form is not None
    return client.post("/admin", data={"_csrf": token[1], "form": form[1], **fields})


def invite(client: httpx.Client, **fields: str) -> httpx.Response:
    return tell(client, do="invite", **{"name": "Tove Ny", "email": "tove@example.se", "role-field": "1", **fields})


def link_in(page: str) -> str:
    found = re.search(r'<code class="address">[^<]*(/in/[^<]+)</code>', page)
    assert found is not None
    return found[1]


def id_of(page: str, name: str) -> str:
    found = re.search(rf'<li id="m-([0-9a-f-]+)"><h3>{name}', page)
    assert found is not None
    return found[1]


def test_an_invitation_shows_its_link_once_and_the_link_lets_in_once(office: Office, admin: httpx.Client):
    answer = invite(admin)
    link = link_in(answer.text)
    assert "Länk för Tove Ny" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert link.rpartition("/")[2] not in admin.get("/admin").text
    phone = office.browser()
    assert phone.post(link, headers={"origin": BASE}).headers["location"] == "/app"
    assert office.browser().post(link, headers={"origin": BASE}).status_code == 410


def test_the_same_form_sent_twice_invites_one_person(admin: httpx.Client):
    fields = {"do": "invite", "name": "Tove Ny", "role-field": "1", "form": "ab12"}
    assert tell(admin, **fields).status_code == tell(admin, **fields).status_code == 200
    assert admin.get("/admin").text.count("<h3>Tove Ny") == 1


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"name": "  "}, "Skriv för- och efternamn"),
        ({"email": "tove"}, "Skriv adressen som namn@exempel.se"),
        ({"role-field": ""}, "Välj minst en roll."),
    ],
)
def test_an_invitation_that_will_not_do_comes_back_as_it_was_typed(
    admin: httpx.Client, fields: dict[str, str], fault: str
):
    answer = invite(admin, **fields)
    assert answer.status_code == 422
    assert fault in answer.text
    assert f'value="{fields.get("email", "tove@example.se")}"' in answer.text
    assert "/in/" not in answer.text


def test_roles_change_and_the_last_one_stays(office: Office, admin: httpx.Client):
    anna = office.member(Role.FIELD)
    tell(admin, do="roles", member=str(anna.id), **{"role-lead": "1", "role-field": "1"})
    assert office.house.member_desk.member("vastervik", anna.id).roles == {Role.LEAD, Role.FIELD}
    assert "Välj minst en roll." in tell(admin, do="roles", member=str(anna.id)).text
    assert office.house.member_desk.member("vastervik", anna.id).roles == {Role.LEAD, Role.FIELD}


def test_a_membership_ends_only_when_one_says_so_twice(office: Office, admin: httpx.Client):
    anna = office.member(Role.FIELD)
    phone = office.sign_in(anna)
    assert "Kryssa i rutan" in tell(admin, do="leave", member=str(anna.id)).text
    assert phone.get("/api/mine").status_code == 200
    answer = tell(admin, do="leave", member=str(anna.id), sure="1")
    assert "Medlemskapet är avslutat." in admin.get(answer.headers["location"]).text
    assert phone.get("/api/mine").status_code == 401
    assert "Anna Lind" not in admin.get("/admin").text


def test_somebody_who_lost_a_phone_is_signed_out_and_gets_a_new_link(office: Office, admin: httpx.Client):
    anna = office.member(Role.FIELD)
    phone = office.sign_in(anna)
    assert tell(admin, do="sign-out", member=str(anna.id)).status_code == 303
    assert phone.get("/api/mine").status_code == 401
    new, link = office.browser(), link_in(tell(admin, do="link", member=str(anna.id)).text)
    assert new.post(link, headers={"origin": BASE}).status_code == 303
    assert new.get("/api/mine").status_code == 200


def test_nobody_shuts_themselves_out(admin: httpx.Client):
    me = id_of(admin.get("/admin").text, "Eva Admin")
    for fields in ({"do": "leave", "sure": "1"}, {"do": "roles", "role-field": "1"}):
        answer = tell(admin, member=me, **fields)
        assert answer.status_code == 422
        assert "Du kan inte ta bort din egen behörighet." in answer.text
    assert admin.get("/admin").status_code == 200


def test_a_lead_sees_and_gives_the_field_alone(office: Office):
    lead = office.sign_in(office.member(Role.LEAD, name="Karin Ekdahl"), accept="text/html", origin=BASE)
    chief = office.member(Role.MANAGEMENT, name="Lars Forsgren")
    office.member(Role.FIELD)
    page = lead.get("/admin").text
    assert "Anna Lind" in page
    assert "Lars Forsgren" not in page
    assert "role-admin" not in page
    assert tell(lead, do="link", member=str(chief.id)).status_code == 422
    assert invite(lead, **{"role-admin": "1"}).status_code == 403


def test_the_other_organisation_is_not_there(office: Office, admin: httpx.Client):
    sara = office.member(Role.FIELD, organisation="kommunen", name="Sara Nyström")
    assert "Sara Nyström" not in admin.get("/admin").text
    answer = tell(admin, do="link", member=str(sara.id))
    assert (answer.status_code, "Medlemmen finns inte." in answer.text) == (422, True)


def test_an_admin_gets_no_link_for_somebody_of_another_partnership_too(office: Office, admin: httpx.Client):
    """It would let its holder into that partnership as them."""
    desk = office.house.member_desk
    there, _ = desk.invite(
        "Per Vid", "per@example.se", partnership="vingaker", organisation="polisen", roles=[Role.ADMIN], by=None
    )
    refused = invite(admin, email="per@example.se")
    assert refused.status_code == 422
    assert "Personen är medlem också i en annan samverkan." in refused.text
    json = {"name": "Per", "email": "per@example.se", "roles": ["field"]}
    answer = admin.post("/api/members", json=json, headers={"x-faltlogg": "1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "member-elsewhere")
    desk.invite("Per", "per@example.se", partnership="vastervik", organisation="polisen", roles=[Role.FIELD], by=None)
    assert tell(admin, do="link", member=str(there.id)).status_code == 422
    again = admin.post(f"/api/members/{there.id}/links", headers={"x-faltlogg": "1"})
    assert again.json()["code"] == "member-elsewhere"


def test_every_change_is_in_the_trail(office: Office, admin: httpx.Client):
    invite(admin)
    auditor = office.sign_in(office.member(Role.AUDITOR), accept="text/html")
    page = auditor.get("/granskning?action=member-joined").text
    assert "Tove Ny" in page
    assert "Eva Admin" in page


def test_the_phones_of_a_member_are_shown_when_asked_for_with_what_never_came(office: Office, admin: httpx.Client):
    anna, device = office.member(Role.FIELD), uuid4()
    assert "Inget är skickat" in admin.get(f"/admin?telefoner={anna.id}").text
    office.sign_in(anna).post("/api/sync", json=batch(record(seq=3), device=device))
    assert f"Telefon {str(device)[-4:]}: 2 brev saknas" in admin.get(f"/admin?telefoner={anna.id}").text
    assert "brev saknas" not in admin.get("/admin").text
