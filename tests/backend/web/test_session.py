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
