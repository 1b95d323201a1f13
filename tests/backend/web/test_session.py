"""Who gets in, and how they get out again."""

from backend.domain.member import Role
from backend.web.session import COOKIE
from tests.support.office import BASE, Office


def test_a_link_lets_its_member_in_once(office: Office):
    anna = office.member(Role.FIELD)
    secret = office.house.member_desk.link("vastervik", anna.id)
    browser = office.browser()
    first = browser.post(f"/in/{secret}", headers={"origin": BASE})
    assert (first.status_code, first.headers["location"]) == (303, "/app")
    again = office.browser().post(f"/in/{secret}", headers={"origin": BASE})
    assert (again.status_code, again.json()["code"]) == (410, "link-used")


def test_looking_at_a_link_uses_nothing_up(office: Office):
    secret = office.house.member_desk.link("vastervik", office.member(Role.FIELD).id)
    for _ in range(3):
        assert office.browser().get(f"/in/{secret}").status_code == 200
    assert office.browser().post(f"/in/{secret}", headers={"origin": BASE}).status_code == 303


def test_a_link_is_too_old_after_two_days(office: Office):
    secret = office.house.member_desk.link("vastervik", office.member(Role.FIELD).id)
    office.clock.pass_(days=2, seconds=1)
    assert office.browser().get(f"/in/{secret}").status_code == 410
    assert office.browser().post(f"/in/{secret}").status_code == 410


def test_the_session_cookie_is_of_this_host_alone_and_out_of_reach_for_scripts(office: Office):
    secret = office.house.member_desk.link("vastervik", office.member(Role.FIELD).id)
    cookie = office.browser().post(f"/in/{secret}").headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"):
        assert word in cookie
    assert "Domain" not in cookie


def test_a_phone_takes_its_members_session_out_of_the_cookie_and_speaks_with_it(office: Office):
    anna = office.member(Role.FIELD)
    browser = office.sign_in(anna)
    taken = browser.post(f"/api/session?member={anna.id}", headers={"x-faltlogg": "1"})
    secret = taken.json()["session"]
    assert f'{COOKIE}=""' in taken.headers["set-cookie"]
    phone = office.browser(authorization=f"Session {secret}")
    assert phone.get("/api/field").json()["member"]["id"] == str(anna.id)
    assert office.browser().get("/api/field").status_code == 401
    assert phone.post("/ut", headers={"x-faltlogg": "1"}).status_code == 303
    assert phone.get("/api/field").status_code == 401


def test_a_session_is_handed_to_nobody_but_its_own_member(office: Office):
    anna, sara = office.member(Role.FIELD), office.member(Role.FIELD, name="Sara Nyström")
    browser = office.sign_in(anna)
    refused = browser.post(f"/api/session?member={sara.id}", headers={"x-faltlogg": "1"})
    assert (refused.status_code, refused.json()["code"]) == (403, "other-member")
    assert browser.get("/api/field").status_code == 200
    assert office.browser().post(f"/api/session?member={anna.id}").status_code == 401
