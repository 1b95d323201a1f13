"""Decisions of the Friday meeting by the API: as on the page, from the same desk, refused for the same reasons."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from backend.domain.member import Member, Role
from tests.support.office import Office, opened

DECISIONS = "/api/decisions"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("decisions")
    with opened(folder) as office:
        yield office


@pytest.fixture(scope="module")
def petra(office: Office) -> Member:
    return office.member(Role.COORDINATOR, name="Petra Ström")


@pytest.fixture(scope="module")
def police(office: Office, petra: Member) -> httpx.Client:
    return office.sign_in(petra)


@pytest.fixture(scope="module")
def town(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.COORDINATOR, organisation="kommunen", name="Maria Holm"))


def given(**fields: Any) -> dict[str, Any]:
    return {
        "decision": str(uuid4()),
        "week": "2026-W18",
        "what": "Fler pass vid skolan på fredagar.",
        "owner": ["kommunen", "polisen"],
        "place": "ankarsrum",
        "function": "områdespolisen",
        "until": "2026-05-29",
        **fields,
    }


def of(client: httpx.Client, week: str, part: str = "decided") -> dict[str, Any]:
    found = client.get(DECISIONS, params={"week": week})
    assert found.status_code == 200, found.text
    return {d["decision"]: d for d in found.json()[part]}


def test_a_decision_is_made_listed_followed_and_stands_on_the_page(
    office: Office, police: httpx.Client, town: httpx.Client, petra: Member
):
    made = given(member=str(petra.id))
    id_ = made["decision"]
    assert police.post(DECISIONS, json=made).json() == {"decision": id_, "changed": True}
    assert police.post(DECISIONS, json=made | {"what": "Annat."}).json() == {"decision": id_, "changed": False}
    told = of(town, "2026-W18")[id_]
    assert (told["what"], told["function"], told["until"]) == (made["what"], "områdespolisen", "2026-05-29")
    assert (told["owner"], told["organisation"], told["outcome"]) == (["polisen", "kommunen"], "polisen", "open")
    assert told["member"] is None  # nobody of the other organisation is named
    assert of(police, "2026-W18")[id_]["member"] == str(petra.id)

    word = {"outcome": "partly", "text": "Två av tre pass blev av."}
    for changed in (True, False):
        assert town.post(f"{DECISIONS}/{id_}/told", json=word).json() == {"decision": id_, "changed": changed}
    said = of(police, "2026-W19", "before")[id_]
    assert said["outcome"] == "partly"
    assert [(w["text"], w["organisation"]) for w in said["told"]] == [("Två av tre pass blev av.", "kommunen")]
    page = police.get("/lagesbild/2026-W18", headers={"accept": "text/html"}).text
    assert "Två av tre pass blev av." in page
    assert id_ not in of(police, "2026-W17")
    assert police.get(DECISIONS).json()["week"] == "2026-W19"


def test_what_was_erased_is_null_and_the_rest_is_told(office: Office, police: httpx.Client, petra: Member):
    made = given()
    police.post(DECISIONS, json=made)
    office.house.erasure_desk.erase_texts(UUID(made["decision"]), ["1.what"], "mistake", by=petra)
    told = of(police, "2026-W18")[made["decision"]]
    assert (told["what"], told["function"]) == (None, "områdespolisen")


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"week": "2026-W60"}, 422, "unknown-period", "week"),
        ({"week": "2031-W10", "until": None}, 422, "week-ahead", "week"),
        ({"week": "1999-W10"}, 422, "week-before", "week"),
        ({"place": "ingenstans"}, 422, "unknown-code", "place"),
        ({"place": None, "zone": "ingen"}, 422, "unknown-code", "zone"),
        ({"owner": []}, 422, "missing", "owner"),
        ({"owner": ["regionen"]}, 422, "unknown-code", "owner"),
        ({"what": " "}, 422, "missing", "what"),
        ({"what": "x" * 1001}, 422, "too-long", "what"),
        ({"what": "Prata med 19121212-1212."}, 422, "personal-number", "what"),
        ({"what": "Ring 070-174 06 05."}, 422, "confirm", "what"),
        ({"until": "2026-01-01"}, 422, "out-of-range", "until"),
        ({"until": "2028-05-29"}, 422, "out-of-range", "until"),
        ({"owner": ["polisen", "polisen"]}, 422, "out-of-range", "owner"),
        ({"function": "områdes\u2066polisen"}, 422, "bad-text", "function"),
        ({"member": str(uuid4())}, 404, "unknown-member", "member"),
        ({"more": 1}, 400, "unreadable", None),
    ],
)
def test_what_will_not_do_is_refused_by_code_and_field_and_nothing_is_kept(
    office: Office, police: httpx.Client, fields: dict[str, Any], status: int, code: str, field: str | None
):
    head = office.house.log.head()
    answer = police.post(DECISIONS, json=given(**fields))
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert field is None or answer.json()["field"] == field
    assert "070" not in answer.text
    assert office.house.log.head() == head


def test_a_decision_that_there_is_not_and_a_week_that_is_none_are_told(police: httpx.Client):
    answer = police.post(f"{DECISIONS}/{uuid4()}/told", json={"outcome": "done", "text": "Klart."})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-decision")
    for week in ("2026-W54", "i-dag", "0000-W01"):
        answer = police.get(DECISIONS, params={"week": week})
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown-period"), week


def test_it_is_described_with_examples_and_its_refusals(office: Office):
    paths = office.browser().get("/schema").json()["paths"]
    for path, codes in ((DECISIONS, ("unknown-period", "confirm")), (f"{DECISIONS}/{{decision}}/told", ("missing",))):
        told = paths[path]["post"]
        assert told["requestBody"]["content"]["application/json"]["example"]
        assert all(f"`{code}`" in told["description"] for code in codes)
    listed = paths[DECISIONS]["get"]
    example = listed["responses"]["200"]["content"]["application/json"]["example"]
    assert example["decided"][0]["told"][0]["outcome"] == "partly"
