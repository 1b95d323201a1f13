"""HEAD: what GET would answer, for whoever GET would answer it, without the body."""

import pytest

from backend.domain.member import Role
from tests.support.office import Office


@pytest.mark.parametrize(
    "path", ["/oppet", "/static/look/base.css", "/app", "/in", "/schema/openapi.json", "/health/live"]
)
def test_what_anybody_may_read_is_answered_as_to_get_without_a_body(office: Office, path: str):
    anybody = office.browser(accept="text/html", **{"accept-encoding": "identity"})
    whole, head = anybody.get(path), anybody.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.content))
    for name in ("content-type", "content-security-policy", "cache-control", "etag"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_who_may_not_read_a_page_may_not_have_its_head(office: Office):
    assert office.browser().head("/uppfoljning").status_code == 401
    anna = office.sign_in(office.member(Role.FIELD), accept="text/html")
    assert anna.head("/uppfoljning").status_code == 200
    assert anna.head("/publicera").status_code == anna.get("/publicera").status_code == 403


def test_a_head_of_what_is_only_handed_in_to_is_no_way_to_use_it(office: Office):
    assert office.browser().head("/api/sync").status_code == 405


def test_looking_at_the_head_of_a_sign_in_link_does_not_use_it_up(office: Office):
    anna = office.member(Role.FIELD)
    secret = office.house.member_desk.link("vastervik", anna.id)
    browser = office.browser(accept="text/html")
    assert browser.head(f"/in/{secret}").status_code == 200
    assert browser.post(f"/in/{secret}", headers={"origin": "https://faltlogg.test"}).status_code == 303
