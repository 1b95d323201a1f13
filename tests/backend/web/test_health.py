"""What those who look after the machine may ask."""

import pytest

from backend.domain.member import Role
from backend.log import Recorded
from projections.page import Page
from projections.trail import TAKES
from tests.support.office import Office, batch, record


def test_the_server_is_ready_when_the_views_have_caught_up(office: Office):
    browser = office.browser()
    assert browser.get("/health/live").json() == {"live": True}
    assert browser.get("/health/ready").status_code == 503, "the views are still empty"
    office.house.follower.catch_up()
    assert browser.get("/health/ready").json() == {"ready": True, "lag": 0, "quarantined": 0}


def test_the_lag_is_how_many_positions_the_views_are_behind(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    office.house.follower.catch_up()
    anna.post("/api/sync", json=batch(record(seq=1), record(seq=2)))
    assert office.browser().get("/health/ready").json()["lag"] == 2


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.7"}, 403),
        ("127.0.0.1", {"forwarded": "for=203.0.113.7"}, 403),
        ("203.0.113.7", {}, 403),
        ("203.0.113.7", {"x-forwarded-for": "127.0.0.1"}, 403),
    ],
)
def test_metrics_answer_on_loopback_alone(office: Office, address: str, headers: dict[str, str], status: int):
    assert office.browser(address=address, **headers).get("/metrics").status_code == status


def test_metrics_answer_to_a_token_and_to_no_session(office: Office):
    assert office.program(Role.AUDITOR).get("/metrics").status_code == 200
    assert office.sign_in(office.member(Role.ADMIN)).get("/metrics").status_code == 403


def test_metrics_answer_to_the_token_of_the_settings(office: Office):
    office.app.state["metrics_token"] = "sixteen characters at least"
    for token, status in (("sixteen characters at least", 200), ("another", 403), ("", 403)):
        assert office.browser(authorization=f"Bearer {token}").get("/metrics").status_code == status


def test_metrics_tell_requests_by_route_and_how_far_the_views_are(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    anna.post("/api/sync", json=batch(record(), "brev"))
    text = office.browser(address="127.0.0.1").get("/metrics").text
    assert 'faltlogg_requests_total{method="POST",route="/api/sync",status="200"} 1.0' in text
    assert 'faltlogg_letters_total{code="",outcome="kept"} 1.0' in text
    assert 'faltlogg_letters_total{code="malformed",outcome="refused"} 1.0' in text
    assert f"faltlogg_log_position {float(office.house.log.head())}" in text
    assert "faltlogg_views_lag" in text
    assert "faltlogg_views_quarantined 0.0" in text


def test_an_event_that_the_views_cannot_take_is_told(office: Office, monkeypatch: pytest.MonkeyPatch):
    def stumble(_page: Page, _at: Recorded, _event: object) -> None:
        raise ValueError

    office.house.follower.catch_up()
    monkeypatch.setattr("projections.follow.TAKES", dict.fromkeys(TAKES, (stumble,)))
    office.member(Role.FIELD)
    office.house.follower.catch_up()
    assert office.browser().get("/health/ready").json()["quarantined"] == 1
