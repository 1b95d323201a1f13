"""`/publicera`: nothing is published before it was seen and somebody said yes."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backend.domain.member import Role
from tests.support.office import BASE, PACKS, Office, opened

PACK = (PACKS / "vastervik-2026.toml").read_bytes()
HIGHER = PACK.replace(b"at_least = 100", b"at_least = 120", 1)
HEADERS = {"x-faltlogg": "1", "origin": BASE, "accept": "text/html"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path) as office:
        yield office


@pytest.fixture
def petra(office: Office) -> httpx.Client:
    office.recorded(office.sign_in(office.member(Role.FIELD)))
    return office.sign_in(office.member(Role.COORDINATOR, name="Petra Wallin"))


def look(client: httpx.Client, pack: bytes) -> httpx.Response:
    return client.post("/publicera", headers=HEADERS, data={"do": "look"}, files={"file": ("lofte.toml", pack)})


def yes(client: httpx.Client, page: str) -> httpx.Response:
    """Press "Ja, publicera" as a browser does."""
    text = re.search(r"<textarea name=\"text\" hidden>\n?(.*?)</textarea>", page, re.DOTALL)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert text
    assert seen
    sent = html.unescape(text[1]).replace("\r\n", "\n").replace("\n", "\r\n")
    fields = {"do": (None, "publish"), "seen": (None, seen[1]), "text": (None, sent)}
    return client.post("/publicera", headers=HEADERS, files=fields)


def target(client: httpx.Client) -> float:
    commitments = client.get("/api/pledges/vastervik-2026/fulfilment").json()["commitments"]
    return float(next(c for c in commitments if c["code"] == "platsbesok")["rules"][0]["target"])


def test_before_and_after_are_shown_and_nothing_is_published(petra: httpx.Client):
    page = look(petra, HIGHER).text
    assert "1 av 100" in page
    assert "1 av 120" in page
    assert "24 åtaganden blir som de är." in page
    assert target(petra) == 100


@pytest.mark.parametrize("pack", [HIGHER, HIGHER.replace(b"\n", b"\r\n")], ids=["LF", "CR LF"])
def test_a_yes_publishes_what_was_seen(petra: httpx.Client, pack: bytes):
    assert "Publicerat." in yes(petra, look(petra, pack).text).text
    assert target(petra) == 120


def test_a_yes_to_what_somebody_else_has_changed_meanwhile_publishes_nothing(office: Office, petra: httpx.Client):
    page = look(petra, HIGHER).text
    office.house.publish_desk.pack(PACK.replace(b"at_least = 100", b"at_least = 90", 1))
    answer = yes(petra, page)
    assert answer.status_code == 422
    assert "granska den igen" in answer.text
    assert target(petra) == 90


def test_the_same_again_changes_nothing(petra: httpx.Client):
    assert "Ingenting ändras" in look(petra, PACK).text


def test_a_faulty_pack_is_told_line_by_line(petra: httpx.Client):
    answer = look(petra, PACK.replace(b'kinds = ["platsbesok"]', b'kinds = ["rymdfard"]', 1))
    assert answer.status_code == 422
    assert "rymdfard" in answer.text


def test_a_pack_of_another_partnership_is_not_taken(petra: httpx.Client):
    answer = look(petra, (PACKS / "vingaker-2025-2026.toml").read_bytes())
    assert answer.status_code == 422
    assert "annan samverkan" in answer.text


def test_the_way_to_it_is_shown_to_those_who_may(office: Office, petra: httpx.Client):
    lars = office.sign_in(office.member(Role.MANAGEMENT, name="Lars Forsgren"))
    here = "/publicera"
    assert here in petra.get("/uppfoljning", headers={"accept": "text/html"}).text
    assert here not in lars.get("/uppfoljning", headers={"accept": "text/html"}).text


def test_the_api_tells_the_same(petra: httpx.Client):
    sent = {"x-faltlogg": "1", "origin": BASE, "content-type": "application/toml"}
    told = petra.post("/api/packs?only_look=true", headers=sent, content=HIGHER).json()
    (compared,) = told["compared"]
    assert (compared["before"]["rules"][0]["target"], compared["after"]["rules"][0]["target"]) == (100, 120)
    assert target(petra) == 100
    done = petra.post(f"/api/packs?seen={told['seen']}", headers=sent, content=HIGHER)
    assert done.status_code == 200, done.text
    assert target(petra) == 120
    again = petra.post(f"/api/packs?seen={told['seen']}", headers=sent, content=PACK)
    assert (again.status_code, again.json()["code"]) == (422, "other-version")


def test_another_pledge_that_is_held_against_this_one_is_shown_before_and_after_too(tmp_path: Path):
    with opened(tmp_path, "vastervik-2025", "vastervik-2026") as office:
        petra = office.sign_in(office.member(Role.COORDINATOR, name="Petra Wallin"))
        anna = office.sign_in(office.member(Role.FIELD))
        about = {"kind": "medborgardialog", "minutes": None, "problem": None, "actions": None, "place": None}
        for seq, day in enumerate(("2025-02-03", "2025-05-02", "2026-04-02"), start=1):
            office.recorded(anna, seq=seq, occurred_at=f"{day}T15:00:00+02:00", answers={"trafik": "ja"}, **about)
        later = (PACKS / "vastervik-2025.toml").read_bytes().replace(b"from = 2025-01-01", b"from = 2025-04-01", 1)
        page = re.sub(r"<[^>]+>", " ", look(petra, later).text.replace("\N{NO-BREAK SPACE}", " "))
        others = " ".join(page.partition("Andra löften som vilar på det som ändras")[2].split())
        assert "Medborgarlöfte 2026 Fler medborgardialoger Reglerna är desamma, men siffran blir en annan" in others
        assert "Nu 1 2 samma tid förut" in others
        assert "Efter ändringen 1 1 samma tid förut" in others
        sent = {"x-faltlogg": "1", "origin": BASE, "content-type": "application/toml"}
        told = petra.post("/api/packs?only_look=true", headers=sent, content=later).json()["elsewhere"]
        assert [(one["pledge"], [c["code"] for c in one["compared"]]) for one in told] == [
            ("vastervik-2026", ["medborgardialoger"])
        ]


def test_no_other_pledge_is_named_where_none_changes(petra: httpx.Client):
    assert "Inget annat löfte får en annan siffra." in look(petra, HIGHER).text


def test_the_trail_tells_what_was_changed_of_a_pledge_that_was_published_anew(office: Office, petra: httpx.Client):
    renamed = HIGHER.replace(b'code = "abc"', b'code = "abc-ny"', 1)
    assert renamed != HIGHER
    yes(petra, look(petra, renamed).text)
    maria = office.sign_in(office.member(Role.COORDINATOR, organisation="kommunen"), accept="text/html")
    first, again = maria.get("/api/trail?action=pledge-published").json()["deeds"][::-1][-2:]
    assert "revision" not in first
    assert list(again["revision"]["changed"]) == ["platsbesok"]
    assert (list(again["revision"]["added"]), list(again["revision"]["removed"])) == (["abc-ny"], ["abc"])
    page = re.sub(r"<[^>]+>", " ", maria.get("/granskning?action=pledge-published").text)
    log = re.sub(r"\s+", " ", page.partition("Tiderna")[2])
    assert "Ett löfte ändrades" in log
    assert "Ändrat: Minst hundra platsbesök" in log
    assert re.search("Ett löfte lades in(?! eller)", log)
