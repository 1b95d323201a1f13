"""The description of the API: whole, with examples, and held against what the server really answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from backend.domain.member import Role
from backend.domain.refusal import REFUSALS
from backend.web.errors import DENIALS
from tests.support.office import BASE, Office, opened


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("openapi")
    with opened(folder) as office:
        yield office


@pytest.fixture(scope="module")
def described(office: Office) -> dict[str, Any]:
    answer = office.browser().get("/schema")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_every_route_of_the_api_is_described(office: Office, described: dict[str, Any]):
    routes = {r.path_format for r in office.app.routes if r.path_format.startswith("/api/")}
    assert routes <= set(described["paths"])


def test_every_body_has_a_shape_and_an_example(described: dict[str, Any]):
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if method in ("post", "put") and "/links" not in path and path != "/api/session":
                for media, content in operation["requestBody"]["content"].items():
                    assert content["schema"], f"{method} {path}"
                    assert "example" in content or "json" not in media, f"{method} {path}"


def test_every_refusal_code_is_listed(described: dict[str, Any]):
    shapes = described["components"]["schemas"]
    assert set(shapes["Receipt"]["properties"]["code"]["enum"]) == set(REFUSALS)
    assert set(shapes["ErrorAnswer"]["properties"]["code"]["enum"]) == {*REFUSALS, *DENIALS}
    for code in (*REFUSALS, *DENIALS):
        assert f"`{code}`" in described["info"]["description"]


def test_what_may_be_asked_for_is_described_and_nothing_else_is_answered(office: Office, described: dict[str, Any]):
    """A misspelt name would be passed over, and everything answered as if it had not been there."""
    program = office.program(*Role)
    for path, operations in described["paths"].items():
        if not path.startswith("/api/"):
            continue
        for method, operation in operations.items():
            told = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"}
            answer = program.request(method, path.replace("{", "").replace("}", ""), params={"foo": "1"})
            assert answer.status_code in (400, 404), f"{method} {path}"
            if answer.status_code == 400:
                assert answer.json()["field"] == "foo", f"{method} {path}: {answer.text}"
                assert all(name in answer.json()["message"] for name in told), f"{method} {path}: {answer.text}"


def test_a_misspelt_name_in_an_address_is_refused_by_name(office: Office):
    program = office.program(*Role)
    answer = program.get("/api/trail", params={"member": "x"})
    assert (answer.status_code, answer.json()["field"]) == (400, "member")
    assert answer.json()["message"].startswith(
        "Det går inte att läsa: member finns inte i den här adressen; här finns "
    )
    assert program.get("/api/trail", params={"sprak": "en"}).status_code == 200
    assert program.get("/api/trail").status_code == 200
    assert office.browser().get("/api/trail?member=x").status_code == 401


def test_what_takes_a_body_says_that_another_content_type_is_refused(described: dict[str, Any]):
    assert "415" in described["paths"]["/api/sync"]["post"]["responses"]
    assert "415" not in described["paths"]["/api/trail"]["get"]["responses"]


def test_what_asks_for_a_role_says_which(described: dict[str, Any]):
    sync = described["paths"]["/api/sync"]["post"]
    assert "Roles: field, lead." in sync["description"]
    assert sync["security"] == [{"session": []}, {"token": []}]
    assert {"400", "401", "403", "413"} <= set(sync["responses"])


def test_every_reference_leads_somewhere(described: dict[str, Any]):
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from (v for k, v in part.items() if k == "$ref")
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    for reference in references(described):
        assert reference.removeprefix("#/components/schemas/") in described["components"]["schemas"]


def test_nothing_that_fits_or_breaks_the_description_makes_the_server_stumble(
    office: Office, described: dict[str, Any]
):
    program = office.program(*Role)
    asked: set[str] = set()
    for found in schemathesis.openapi.from_dict(described).get_all_operations():

        @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=found.ok().as_strategy())  # type: ignore[union-attr]
        def hold(case: Any) -> None:
            answer = program.request(**as_sent(case))
            assert answer.status_code < 500, f"{case.method} {case.path}: {answer.text}"
            asked.add(case.path)

        hold()
    assert asked == set(described["paths"])


def as_sent(case: Any) -> dict[str, Any]:
    """A made-up request as httpx sends it, without the headers that say who asks."""
    made = case.as_transport_kwargs(base_url=BASE)
    kind = (made.get("headers") or {}).get("Content-Type", "application/json")
    sent = {"method": made["method"], "url": made["url"], "params": made.get("params")}
    for name in ("json", "data"):
        if made.get(name) is not None:
            body = made[name]
            sent["content"] = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent["headers"] = {"content-type": kind}
    return sent
