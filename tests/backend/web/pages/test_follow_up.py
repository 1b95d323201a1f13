"""The follow-up as a person reads it: figures, what is behind them, and who sees what."""

import re
from datetime import date
from pathlib import Path

import httpx
import pytest
from markupsafe import escape

from backend.domain.member import Role
from projections import pledges
from tests.support.office import PACKS, Office, opened

PLEDGE = "/uppfoljning/vastervik-2026"
VISITS = f"{PLEDGE}/platsbesok"


@pytest.fixture
def chief(office: Office) -> httpx.Client:
    """A browser in which the police's coordinator is signed in."""
    return office.sign_in(office.member(Role.COORDINATOR, name="Maria Holm"), accept="text/html")


@pytest.fixture
def officer(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.FIELD, name="Anna Lind"))


def words(page: httpx.Response) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", body.replace("\N{NO-BREAK SPACE}", " "))


def read(client: httpx.Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return words(answer)


def test_a_visit_stands_behind_the_figure_and_leads_to_its_trail(office: Office, chief, officer):
    activity = office.recorded(officer)
    assert "1 av 100" in read(chief, PLEDGE)
    page = chief.get(VISITS).text
    assert f'href="/granskning/{activity}"' in page
    assert "Ankarsrum" in page
    assert "20:30, A. Lind" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_what_lacks_something_stands_beside_the_figure_with_the_reason(office: Office, chief, officer):
    office.recorded(officer, actions=None)
    said = read(chief, VISITS)
    assert "0 av 100" in said
    assert "Räknas inte än" in said
    assert "Åtgärd saknas." in said


@pytest.mark.parametrize("pack", sorted(path.stem for path in PACKS.glob("*.toml") if path.stem != "kinds"))
def test_every_commitment_of_every_pack_has_a_figure_or_a_status_and_its_own_words(pack: str, tmp_path: Path):
    with opened(tmp_path, pack) as office:
        with office.house.reading() as reading:
            (partnership,) = pledges.partnerships(reading)
            pledge = pledges.pledges(reading, partnership)[0].pledge
        client = office.sign_in(office.member(Role.MANAGEMENT, partnership=partnership), accept="text/html")
        overview = client.get(f"/uppfoljning/{pledge.code}").text
        for promise in pledge.commitments:
            row = overview.partition(f'id="a-{promise.code}"')[2].partition("</li>")[0]
            assert re.search(r'<span class="state (met|on-track|behind|missed|ongoing|reported|unreported)">', row)
            assert re.search(r'<p class="figure"><b>[^<]+</b>', row)
            page = client.get(f"/uppfoljning/{pledge.code}/{promise.code}")
            assert page.status_code == 200
            assert str(escape(promise.text)) in page.text
            assert page.text.count('<p class="big">') == len(promise.rule)
            for rule in promise.rule:
                if rule.reading:
                    assert str(escape(rule.reading)) in page.text


def test_a_plot_that_would_hint_at_a_target_is_not_drawn(office: Office, chief):
    page = chief.get(PLEDGE).text
    for code in ("orossamtal", "sspf", "stod-att-sluta"):
        row = page.partition(f'id="a-{code}"')[2].partition("</li>")[0]
        assert 'class="plot"' not in row
        assert "p-target" not in row


def test_a_figure_about_people_says_the_day_that_it_goes_to_on_the_others_pages(office: Office, chief, officer):
    office.recorded(officer)
    town = office.sign_in(office.member(Role.MANAGEMENT, organisation="kommunen", name="Lars Ek"), accept="text/html")
    talks = f"{PLEDGE}/orossamtal"
    for page in (PLEDGE, talks, f"{PLEDGE}/tabell/oversikt.csv"):
        assert "till och med 30 april" in read(town, page)
        assert "till och med 30 april" not in read(chief, page)
    assert "2026-04-30" in town.get("/api/export/fulfilment/vastervik-2026.csv").text


def test_the_two_readings_differ_by_what_came_in_afterwards(office: Office, chief, officer):
    office.recorded(officer, occurred_at="2026-05-03T20:30:00+02:00")
    then = read(chief, f"{VISITS}?as_of=2026-05-03")
    now = read(chief, f"{VISITS}?as_of=2026-05-03&known=now")
    assert "1 insats kom in efter den 3 maj 2026. Med det är det 1." in then
    assert "1 insats kom in efter den 3 maj 2026 och räknas med här." in now
    assert "1 insats kom in efter den 3 maj 2026." in read(chief, f"{PLEDGE}?as_of=2026-05-03")


def test_a_day_that_cannot_be_read_is_said_beside_the_field(office: Office, chief):
    page = chief.get(f"{PLEDGE}?as_of=i+maj").text
    assert 'aria-invalid="true" aria-describedby="as-of-fault"' in page
    assert 'value="i maj"' in page
    assert '<p class="fault" id="as-of-fault">Skriv dagen som 2026-06-30.</p>' in page


def test_the_tally_filters_and_says_so(office: Office, chief, officer):
    office.recorded(officer)
    said = read(chief, f"{PLEDGE}?status=ongoing")
    assert re.search(r"Visar \d+ av 25 åtaganden: pågår\.", said)
    assert "Minst hundra platsbesök" not in said
    assert "Orossamtal" in said


def test_the_other_organisations_rows_are_counts_and_its_members_nameless(office: Office, chief):
    worker = office.sign_in(office.member(Role.FIELD, organisation="kommunen", name="Sara Nyström"))
    activity = office.recorded(
        worker,
        joint=["polisen"],
        kind="mote",
        answers={"forum": "sspf"},
        problem=None,
        place=None,
        actions=None,
        minutes=60,
    )
    page = chief.get(f"{PLEDGE}/sspf").text
    said = words(chief.get(f"{PLEDGE}/sspf"))
    assert "1 av kommunen räknas." in said
    assert str(activity) not in page
    assert "Nyström" not in page


def test_every_activity_behind_a_figure_is_listed_page_by_page(office: Office, chief, officer, monkeypatch):
    monkeypatch.setattr("backend.web.pages.follow_up.PAGE", 2)
    for hour in (18, 19, 20):
        office.recorded(officer, occurred_at=f"2026-05-04T{hour}:00:00+02:00")
    first = chief.get(f"{VISITS}/insatser")
    assert "1 till 2 av 3" in words(first)
    assert 'rel="next"' in first.text
    last = chief.get(f"{VISITS}/insatser?page=2")
    assert "18:00, A. Lind" in words(last)
    assert 'rel="prev"' in last.text


def test_a_pledge_that_is_not_there_is_said_to_be_missing(office: Office, chief):
    assert "404" in read(chief, "/uppfoljning/vastervik-1999", 404)
    assert "404" in read(chief, f"{PLEDGE}/kaffe", 404)


def test_somebody_signed_out_is_told_how_to_get_in(office: Office):
    said = words(office.browser(accept="text/html").get(PLEDGE))
    assert "Du är inte inloggad" in said


def test_english_is_answered_to_those_who_ask_for_it_and_to_those_who_choose_it(office: Office, chief):
    assert "How to read" not in chief.get(PLEDGE).text
    assert "expected by now" in words(chief.get(PLEDGE, headers={"accept-language": "en"}))
    token = re.search(r'name="_csrf" value="([0-9a-f]+)"', chief.get(PLEDGE).text)
    assert token is not None
    answer = chief.post(
        "/sprak", data={"sprak": "en", "till": PLEDGE, "_csrf": token[1]}, headers={"origin": str(chief.base_url)}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, PLEDGE)
    assert '<html lang="en">' in chief.get(PLEDGE).text


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", ""]
)
def test_choosing_a_language_never_leads_elsewhere(office: Office, elsewhere):
    answer = office.browser(accept="text/html").post("/sprak", data={"sprak": "en", "till": elsewhere})
    assert answer.headers["location"] == "/"


def test_a_page_has_no_script_and_no_style_of_its_own(office: Office, chief, officer):
    office.recorded(officer)
    for path in ("/uppfoljning", PLEDGE, VISITS, f"{PLEDGE}/est", f"{VISITS}/insatser", "/granskning", "/sa-raknar-vi"):
        page = chief.get(path).text
        assert "<script" not in page
        assert "style=" not in page
        assert not re.search(r"\son\w+=", page)


def test_the_day_is_that_of_sweden_whatever_the_clock_of_the_server_says(office: Office, chief):
    office.clock.at = office.clock.at.replace(hour=22, minute=30)
    assert f'value="{date(2026, 5, 6)}"' in chief.get(PLEDGE).text
