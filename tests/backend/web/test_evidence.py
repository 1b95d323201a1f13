"""Evidence on its way in and out: by form and by API, and handed out so that nothing in it can do anything."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pytest

from backend.backup import back_up, restore
from backend.domain.member import Role
from backend.house import House
from backend.settings import Settings
from tests.support.office import BASE, NOW, Office
from tests.support.pictures import OWNER, PDF, photo

PAGE = "/uppfoljning/vastervik-2026/narkotika"
API = "/api/pledges/vastervik-2026/commitments/narkotika"
JUDGED = {"do": "judge", "period": "2026-T1", "verdict": "partly", "text": "Nja: två av tre delar är på plats."}
HTML = {"accept": "text/html", "origin": BASE}


@pytest.fixture
def petra(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.COORDINATOR, name="Petra Wallin"))


def hand_in(client: httpx.Client, body: bytes, **fields: str) -> httpx.Response:
    token = re.search(r'name="_csrf" value="([0-9a-f]+)"', client.get(PAGE, headers=HTML).text)
    assert token is not None
    typed = {"_csrf": token[1], "rule": "2", **JUDGED, **fields}
    return client.post(PAGE, headers=HTML, data=typed, files={"file": ("x.html", body, "text/html")})


def address(client: httpx.Client) -> str:
    found = re.search(rf'href="({API}/evidence/[0-9a-f-]+)"', client.get(PAGE, headers=HTML).text)
    assert found is not None
    return found[1]


def test_a_photo_handed_in_by_form_comes_out_bare(petra: httpx.Client):
    assert hand_in(petra, photo(1600, 1200)).status_code == 303
    answer = petra.get(address(petra))
    assert answer.headers["content-type"] == "image/jpeg"
    assert OWNER.encode() not in answer.content
    assert b"Exif" not in answer.content


def test_the_page_tells_partly_with_its_words_and_what_it_rests_on(petra: httpx.Client):
    hand_in(petra, PDF, evidence="https://exempel.se/protokoll")
    page = petra.get(PAGE, headers=HTML).text
    assert "Delvis gjort" in page
    assert 'href="https://exempel.se/protokoll" rel="noreferrer noopener"' in page
    assert f"kontrollsumma {sha256(PDF).hexdigest()[:12]}" in page


def test_a_file_is_handed_out_so_that_it_can_do_nothing(petra: httpx.Client):
    hand_in(petra, PDF)
    answer = petra.get(address(petra), headers={"accept": "text/html"})
    assert answer.content == PDF
    said = answer.headers
    assert said["content-type"] == "application/pdf"
    assert said["content-disposition"].startswith('attachment; filename="underlag-narkotika-')
    assert said.get_list("content-security-policy") == [said["content-security-policy"]]
    assert "sandbox" in said["content-security-policy"]
    assert "default-src 'none'" in said["content-security-policy"]
    assert said.get_list("x-content-type-options") == ["nosniff"]
    assert said["cache-control"] == "private, no-store"


@pytest.mark.parametrize("body", [b"<html><script>alert(1)</script>", b"<svg onload='alert(1)'/>"])
def test_a_page_in_disguise_is_refused_beside_its_field_and_the_words_are_kept(petra: httpx.Client, body: bytes):
    answer = hand_in(petra, body)
    assert answer.status_code == 422
    assert "varken en PDF eller en bild" in answer.text
    assert JUDGED["text"] in answer.text
    assert "Välj filen igen." in answer.text


def test_an_address_that_is_not_https_is_refused_beside_its_field(petra: httpx.Client):
    answer = hand_in(petra, b"", evidence="http://exempel.se/")
    assert answer.status_code == 422
    assert "börja med https://" in answer.text


def test_a_form_without_a_file_is_a_report_without_one(petra: httpx.Client):
    assert hand_in(petra, b"").status_code == 303
    assert "/evidence/" not in petra.get(PAGE, headers=HTML).text


@pytest.mark.parametrize("size", [6_000_000, 30_000_000])
def test_a_file_that_is_too_large_is_refused_beside_its_field_with_how_much_it_takes(petra: httpx.Client, size: int):
    answer = hand_in(petra, PDF[:-6] + bytes(size) + b"%%EOF\n")
    assert answer.status_code == 422
    assert "Filen är för stor: högst 5 MB." in answer.text
    assert JUDGED["text"] in answer.text


def test_what_is_larger_than_a_form_can_bring_leads_back_to_the_form(petra: httpx.Client):
    answer = hand_in(petra, PDF + bytes(40_200_000))
    assert answer.status_code == 413
    assert "högst 5 MB" in answer.text
    assert f'<a href="{PAGE}">' in answer.text


@pytest.mark.parametrize("packed", [False, True], ids=["JSON", "MessagePack"])
def test_the_api_takes_a_file_too(petra: httpx.Client, packed: bool):
    body = photo(1200, 900)
    told: dict[str, object] = {**JUDGED, "file": body if packed else b64encode(body).decode()}
    content = msgspec.msgpack.encode(told) if packed else msgspec.json.encode(told)
    kind = "application/x-msgpack" if packed else "application/json"
    answer = petra.post(f"{API}/reports", headers={"content-type": kind, "origin": BASE}, content=content)
    assert answer.status_code == 200, answer.text
    commitments = petra.get("/api/pledges/vastervik-2026/fulfilment").json()["commitments"]
    judged = next(c for c in commitments if c["code"] == "narkotika")["rules"][1]["judgements"][0]
    kept = petra.get(f"{API}/evidence/{judged['file']['id']}").content
    assert judged["file"]["sha256"] == sha256(kept).hexdigest()


def test_the_other_organisation_reads_it_and_another_partnership_does_not(office: Office, petra: httpx.Client):
    hand_in(petra, PDF)
    town = office.sign_in(office.member(Role.MANAGEMENT, organisation="kommunen"))
    assert town.get(address(petra)).content == PDF
    elsewhere = office.sign_in(office.member(Role.MANAGEMENT, partnership="vingaker"))
    assert elsewhere.get(address(petra)).status_code == 404
    assert office.browser().get(address(petra)).status_code == 401


def test_a_restored_installation_has_the_file(office: Office, petra: httpx.Client, tmp_path: Path):
    hand_in(petra, PDF)
    where, house = address(petra), office.house
    log_to, keys_to = tmp_path / "log-copies" / "1.sqlite", tmp_path / "key-copies" / "1.sqlite"
    back_up(house.settings.database, house.vault, log_to=log_to, keys_to=keys_to, now=NOW)
    settings = Settings.read({"FALTLOGG_DATA": str(tmp_path / "again")})
    settings.data.mkdir()
    settings.master_key_file.write_bytes(house.settings.master_key_file.read_bytes())
    settings.master_key_file.chmod(0o600)
    with House(settings) as again:
        restore(settings.database, again.vault, again.erasures, log_from=log_to, keys_from=keys_to, now=NOW)
    with House(settings) as again:
        _, body = again.report_desk.file(
            "vastervik-2026", "narkotika", UUID(where.rpartition("/")[2]), partnership="vastervik"
        )
    assert body == PDF
