"""The day a page looks at: what was known then, what came afterwards, and days that have not been yet."""

import re
from pathlib import Path

import httpx
import pytest

import backend.web
from backend.domain.member import Role
from tests.backend.web.pages.test_follow_up import PLEDGE, VISITS, read
from tests.support.office import Office, batch


@pytest.fixture
def chief(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.COORDINATOR, name="Petra Wallin"), accept="text/html")


@pytest.mark.parametrize("path", [PLEDGE, VISITS])
def test_a_day_that_has_not_been_yet_warns_that_nothing_is_known_of_it(chief: httpx.Client, path: str):
    warning = "31 december 2026 har inte varit än: läget då är inte känt."
    assert warning in read(chief, f"{path}?as_of=2026-12-31")
    assert warning not in read(chief, f"{path}?as_of=2026-05-05")


@pytest.mark.parametrize(
    ("query", "moment"),
    [
        ("", "2026-05-05 08:00"),
        ("?as_of=2026-12-31", "2026-05-05 08:00"),
        ("?known=now", "2026-05-05 08:00"),
        ("?as_of=2026-05-04", "2026-05-04 23:59"),
    ],
)
def test_the_log_is_said_to_be_read_to_a_time_that_has_been(chief: httpx.Client, query: str, moment: str):
    said = read(chief, f"{PLEDGE}{query}").partition("Läst fram till loggens rad ")[2]
    assert said.partition(", ")[2].startswith(f"{moment}.")


def test_the_api_says_so_too(chief: httpx.Client):
    address = "/api/pledges/vastervik-2026/fulfilment"
    assert chief.get(f"{address}?as_of=2026-12-31").json()["ahead"] is True
    assert "ahead" not in chief.get(f"{address}?as_of=2026-05-05").json()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as_of=30/6", "Skriv dagen som 2026-06-30."),
        ("as_of=1789-07-14", "Skriv en dag inom åren 2000–2099."),
        ("known=alltid", "Kunskapen som adressen frågar efter finns inte."),
        ("status=bra", "Läget som adressen frågar efter finns inte."),
    ],
)
def test_what_an_address_asks_for_and_cannot_be_is_said(chief: httpx.Client, query: str, said: str):
    assert said in read(chief, f"{PLEDGE}?{query}")


def test_a_rule_that_is_not_there_is_not_found(chief: httpx.Client):
    assert "Åtagandet har inte den regeln. Regler som räknas ur insatser: 1." in read(chief, f"{VISITS}?rule=9", 404)


def test_what_was_withdrawn_afterwards_is_said_beside_the_figure_of_the_day(office: Office, chief: httpx.Client):
    member = office.member(Role.FIELD, name="Anna Lind")
    officer = office.sign_in(member)
    office.recorded(officer, occurred_at="2026-05-05T07:00:00+02:00")
    gone = office.recorded(officer, occurred_at="2026-05-05T07:30:00+02:00")
    office.clock.pass_(days=3)
    letter = {
        "command": "01981f00-0000-7000-8000-0000000000aa",
        "seq": 1,
        "do": "withdraw",
        "activity": str(gone),
        "version": 1,
        "reason": "dubblett",
        "recorded_at": "2026-05-08T08:00:00+02:00",
    }
    assert officer.post("/api/sync", json=batch(letter)).json()["receipts"][0]["outcome"] == "kept"
    then = read(chief, f"{VISITS}?as_of=2026-05-05")
    assert "2 av 100" in then
    assert "Något har rättats, återtagits eller slagits ihop efter den 5 maj 2026. Med det är det 1." in then
    now = read(chief, VISITS)
    assert "1 av 100" in now
    assert "1 insats är återtagen och räknas inte längre." in now


TEMPLATES = Path(backend.web.__file__).parent / "templates"


def test_a_field_that_a_browser_holds_back_says_what_it_wants():
    """Where a pattern is not met the browser sends nothing, and says no more than the title does."""
    held = [
        (file.name, tag)
        for file in sorted(TEMPLATES.rglob("*.html"))
        for tag in re.findall(r"<input[^>]*\bpattern=[^>]*>", file.read_text(encoding="utf-8"))
    ]
    assert len(held) >= 3
    assert [(name, tag) for name, tag in held if "title=" not in tag] == []


def test_the_day_says_how_it_is_written(chief: httpx.Client):
    field = re.search(r'<input[^>]*name="as_of"[^>]*>', chief.get(PLEDGE).text)
    assert field
    assert 'title="Skriv dagen som 2026-06-30."' in field[0]
