"""`/bidrag` and `/api/contribution`: what a member's own records became, and nobody else's."""

from typing import Any

import httpx
import pytest

from backend.domain.member import Member, Role
from backend.web.pages.contributing import asides, fact
from backend.web.pages.tongue import tongue
from projections.answers import Hidden, RuleFigure
from projections.contribution import RulePart
from tests.support.office import Office


@pytest.fixture
def anna(office: Office) -> Member:
    return office.member(Role.FIELD, name="Anna Lind")


@pytest.fixture
def browser(office: Office, anna: Member) -> httpx.Client:
    return office.sign_in(anna, accept="text/html", **{"accept-language": "sv"})


def shown(client: httpx.Client, path: str = "/bidrag") -> str:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_member_sees_what_their_records_became(office: Office, browser: httpx.Client, anna: Member):
    jonas = office.sign_in(office.member(Role.FIELD, name="Jonas Berg"))
    for day in (1, 2):
        office.recorded(browser, occurred_at=f"2026-05-0{day}T20:30:00+02:00")
    lacking = office.recorded(browser, problem=None, place="edsbruk")
    for hour in (10, 12, 14):
        office.recorded(jonas, occurred_at=f"2026-05-03T{hour}:30:00+02:00", place="gamleby", crew=None)
    office.recorded(jonas, occurred_at="2026-05-03T20:30:00+02:00", place="edsbruk", crew=[str(anna.id)])
    page = shown(browser)
    assert "Dina 3 insatser är 3 av de 6 som löftet räknar." in page
    assert "1 av insatserna registrerade en kollega som du var med." in page
    assert "Tack. 3 av dina 4 insatser räknas, i 1 löfte." in page
    assert f'<a href="/granskning/{lacking}">Edsbruk</a> <span class="small">Problembild saknas.</span>' in page
    assert "Jonas" not in page
    assert "Gamleby" not in page


def test_what_is_done_when_called_for_is_called_so_here_too(office: Office, browser: httpx.Client):
    talk = {"kind": "orossamtal", "place": None, "problem": None, "actions": None, "minutes": None}
    office.recorded(browser, occurred_at="2026-05-02T12:00:00+02:00", **talk)
    page = shown(browser)
    assert "Vid behov" in page
    assert "Pågår" not in page


def test_the_same_is_told_to_programs(office: Office, browser: httpx.Client):
    office.recorded(browser, occurred_at="2026-05-01T20:30:00+02:00")
    told = browser.get("/api/contribution?first=2026-04-01&as_of=2026-05-05").json()
    assert (told["first"], told["last"], told["recorded"], told["counted"]) == ("2026-04-01", "2026-05-05", 1, 1)
    (promise,) = told["promises"]
    assert (promise["pledge"], promise["commitment"]) == ("vastervik-2026", "platsbesok")
    assert (promise["parts"][0]["value"], promise["parts"][0]["total"]) == (1, 1)
    assert browser.get("/api/contribution?first=2026-05-01&as_of=2026-04-01").status_code == 400
    assert browser.get("/api/contribution?as_of=2026-02-30").status_code == 400


def test_a_period_and_a_day_can_be_chosen(office: Office, browser: httpx.Client):
    office.recorded(browser, occurred_at="2026-05-01T20:30:00+02:00")
    assert "1 april till 4 maj" in shown(browser, "/bidrag?first=2026-04-01&as_of=2026-05-04").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    # It was received on the fifth: as known the day before, nothing was there.
    assert "Inget löfte har något av ditt" in shown(browser, "/bidrag?as_of=2026-05-04")
    assert "Din insats är den enda" in shown(browser, "/bidrag?as_of=2026-05-04&known=now")


@pytest.mark.parametrize("first", ["igår", "2026-06-01", "1899-01-01"])
def test_a_first_day_that_is_none_is_said_beside_the_field(browser: httpx.Client, first: str):
    page = shown(browser, f"/bidrag?first={first}&as_of=2026-05-04")
    assert 'id="first-fault"' in page
    assert "1 januari" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_who_records_nothing_has_no_such_page_in_the_menu(office: Office):
    for role, there in ((Role.FIELD, True), (Role.LEAD, True), (Role.MANAGEMENT, False)):
        page = shown(office.sign_in(office.member(role)), "/uppfoljning")
        assert ('href="/bidrag"' in page) is there, role


# The fact, in words.


def part(**told: Any) -> RulePart:
    figure = RuleFigure(type="count", of="activities", label=None, reading=None, status="on-track")
    given = {"rule": 0, "type": "count", "of": "activities", "value": 14, "total": 62, "counted": 14, "figure": figure}
    return RulePart(**{**given, **told})


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "Dina 14 insatser är 14 av de 62 som löftet räknar."),
        ({"value": 1, "counted": 1}, "Din insats är en av de 62 som löftet räknar."),
        ({"value": 1, "counted": 1, "total": 1}, "Din insats är den enda som löftet räknar."),
        ({"value": 0, "counted": 0}, "Inget av ditt räknas här än."),
        ({"of": "minutes"}, "14 av löftets 62 minuter är dina."),
        ({"of": "people"}, "14 av löftets 62 deltagare fanns i dina insatser."),
        ({"of": "days"}, "14 av löftets 62 dagar har en insats av dig."),
        ({"of": "places"}, "14 av löftets 62 platser har du varit på."),
        ({"of": "results.brister"}, "14 av de 62 som löftet räknar kommer från dina insatser."),
        ({"type": "cadence"}, "14 av de 62 perioder som hållits har en insats av dig."),
        ({"type": "coverage", "of": "minutes", "high": 9}, "9 av dina 14 minuter var där behovet är högt."),
        ({"total": Hidden(5)}, "14 insatser av dig räknas. Summan för alla visas inte."),
        ({"total": None}, "14 insatser av dig räknas. Summan för alla visas inte."),
    ],
)
def test_a_fact_says_how_much_of_the_figure_is_ones_own(told: dict[str, Any], words: str):
    assert fact(tongue("sv"), part(**told)) == words


def test_records_of_colleagues_and_of_one_visit_are_explained():
    assert asides(tongue("sv"), part()) == []
    assert asides(tongue("sv"), part(crew=2, merged=1)) == [
        "2 av insatserna registrerade kollegor som du var med.",
        "1 är samma besök som i en annan post, och räknas en gång.",
    ]
