"""What every answer says about itself, and what another site cannot do on somebody's behalf."""

import pytest
from structlog.types import EventDict

from backend.domain.member import Member, Role
from backend.web.session import COOKIE, form_token
from tests.support.office import BASE, Office, batch, record

ADDRESSES = [
    "/in",
    "/in/wrong",
    "/uppfoljning",
    "/api/field",
    "/api/nowhere",
    "/nowhere",
    "/health/live",
    "/app",
    "/static/x",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("accept", ["application/json", "text/html,*/*;q=0.8"])
def test_every_answer_carries_the_headers(office: Office, address: str, accept: str):
    answer = office.browser(accept=accept).get(address)
    policy = answer.headers["content-security-policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["permissions-policy"].startswith("geolocation=(self)")
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/api/export/activities.csv", "text/csv"),
        ("/api/export/fulfilment/vastervik-2026.csv", "text/csv"),
        ("/platser.csv", "text/csv"),
        ("/platser/ankarsrum/veckor.csv", "text/csv"),
        ("/oppet/vastervik", "text/html"),
        ("/static/site.css", "text/css"),
    ],
)
def test_an_answer_of_text_names_its_encoding_once(office: Office, address: str, kind: str):
    answer = office.sign_in(office.member(Role.LEAD)).get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{kind}; charset=utf-8")



def test_what_is_somebodys_own_is_kept_by_no_cache(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    assert anna.get("/api/mine").headers["cache-control"] == "no-store"
    assert anna.get("/api/field").headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": f"{BASE}.evil.test"},
    ],
)
def test_another_site_changes_nothing(office: Office, headers: dict[str, str]):
    anna = office.sign_in(office.member(Role.FIELD))
    answer = anna.post("/api/sync", json=batch(record()), headers={"x-faltlogg": "1", **headers})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross-site")
    assert anna.get("/api/mine").json() == {"activities": []}


def test_another_site_signs_nobody_in(office: Office):
    secret = office.house.member_desk.link("vastervik", office.member(Role.FIELD).id)
    answer = office.browser().post(f"/in/{secret}", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert office.browser().post(f"/in/{secret}", headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_a_form_is_taken_only_with_the_token_of_its_session(office: Office):
    member = office.member(Role.COORDINATOR)
    mine, other = office.sign_in(member), office.sign_in(member)
    secret = mine.cookies[COOKIE]
    for token in ("", "wrong", form_token(other.cookies[COOKIE])):
        answer = mine.post("/ut", data={"_csrf": token}, headers={"origin": BASE})
        assert (answer.status_code, answer.json()["code"]) == (403, "form-expired")
    assert mine.post("/ut", headers={"origin": BASE}).status_code == 403
    assert mine.post("/ut", data={"_csrf": form_token(secret)}, headers={"origin": BASE}).status_code == 303
    mine.cookies.set(COOKIE, secret, domain="faltlogg.test")
    assert mine.get("/api/pledges").status_code == 401


def test_a_page_hands_out_the_token_that_its_form_needs(office: Office):
    session = office.sign_in(office.member(Role.COORDINATOR))
    page = session.get("/uppfoljning", headers={"accept": "text/html"})
    assert form_token(session.cookies[COOKIE]) in page.text


def test_a_program_needs_no_form_token(office: Office):
    program = office.program(Role.FIELD)
    answer = program.post("/api/sync", json=batch(record()), headers={"origin": "https://elsewhere.test"})
    assert answer.status_code == 403, "a browser said where it came from"
    assert program.post("/api/sync", json=batch(record())).status_code == 200


def test_signing_out_ends_the_session_and_takes_the_cookie_back(office: Office):
    session = office.sign_in(office.member(Role.FIELD))
    secret = session.cookies[COOKIE]
    answer = session.post("/ut", headers={"x-faltlogg": "1", "origin": BASE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/in")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    stale = office.browser(cookie=f"{COOKIE}={secret}")
    assert (stale.get("/api/mine").status_code, stale.get("/api/mine").json()["code"]) == (401, "signed-out")


def test_a_person_who_is_signed_out_gets_a_page(office: Office):
    answer = office.browser(accept="text/html,*/*").get("/uppfoljning")
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert "Du är inte inloggad" in answer.text


def test_acting_in_another_membership_is_ones_own_to_choose(office: Office):
    anna = office.member(Role.LEAD)
    session = office.sign_in(anna)
    answer = session.post("/samverkan/vingaker", headers={"x-faltlogg": "1", "origin": BASE})
    assert answer.status_code == 404
    there = Member(id=anna.id, partnership="vingaker", organisation="polisen", roles=frozenset({Role.AUDITOR}))
    office.house.accounts.join(there)
    answer = session.post("/samverkan/vingaker", headers={"x-faltlogg": "1", "origin": BASE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/uppfoljning")
    assert session.get("/api/mine").status_code == 403


def test_the_log_holds_no_secret_no_note_and_no_address(office: Office, logged: list[EventDict]):
    anna = office.member(Role.LEAD)
    secret = office.house.member_desk.link("vastervik", anna.id)
    office.browser().get(f"/in/{secret}")
    office.browser().post(f"/in/{secret}", headers={"origin": BASE})
    session = office.sign_in(anna)
    activity = office.recorded(session, note="Hemlig anteckning")
    session.post(f"/api/activities/{activity}/note", json={"reason": "Hemlig orsak"})
    office.browser(authorization="Bearer faltlogg_hemlig").get("/api/mine")
    said = str(logged)
    assert "/in/{secret}" in said
    for word in (secret, session.cookies[COOKIE], "Hemlig", "hemlig", str(activity), "Anna Lind"):
        assert word not in said


def test_a_mistake_of_ours_is_logged_by_its_place_and_told_without_detail(
    office: Office, logged: list[EventDict], monkeypatch: pytest.MonkeyPatch
):
    def stumble(*_: object, **__: object) -> None:
        raise RuntimeError("personnummer 19121212-1212")

    monkeypatch.setattr(office.house.accounts, "members", stumble)
    answer = office.sign_in(office.member(Role.ADMIN)).get("/api/members")
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    fault = next(entry for entry in logged if entry["event"] == "fault")
    assert fault["kind"] == "RuntimeError"
    assert "backend.web.members" in fault["at"]
    assert "1212" not in answer.text + str(logged)
