"""Every plot has its table, and every table its file, with the same cells on the same day."""

import csv
import html
import io
import re
from datetime import date

import httpx
import pytest

from backend.domain.member import Role
from tests.support.office import Office

PLEDGE = "/uppfoljning/vastervik-2026"
HTML = {"accept": "text/html"}


@pytest.fixture
def chief(office: Office) -> httpx.Client:
    officer = office.sign_in(office.member(Role.FIELD))
    for day in range(1, 5):
        office.recorded(officer, occurred_at=f"2026-0{day}-04T2{day - 1}:30:00+01:00")
    return office.sign_in(office.member(Role.COORDINATOR, name="Petra Wallin"), accept="text/html")


def taken(client: httpx.Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def addresses(page: str) -> dict[str, str]:
    """The files that a page leads to, by name."""
    found = re.findall(r'href="([^"]+/tabell/([a-z0-9-]+)\.csv[^"]*)"', page)
    return {name: html.unescape(address) for address, name in found}


@pytest.mark.parametrize(
    ("commitment", "names"),
    [
        ("platsbesok", {"regel-1", "manader", "atgarder", "platser", "veckan"}),
        ("tistel", {"regel-1"}),
        ("vagledning-mot-vald", {"regel-1"}),
    ],
)
def test_every_plot_of_a_page_has_a_file(chief: httpx.Client, commitment: str, names: set[str]):
    page = chief.get(f"{PLEDGE}/{commitment}").text
    found = addresses(page)
    assert names <= set(found)
    for address in found.values():
        assert len(taken(chief, address)) > 1


def test_the_file_has_the_cells_of_the_table(chief: httpx.Client):
    page = chief.get(f"{PLEDGE}/platsbesok").text
    head, *rows = taken(chief, addresses(page)["manader"])
    assert head == ["Månad", "2026"]
    assert rows[:5] == [["Januari", "1"], ["Februari", "1"], ["Mars", "1"], ["April", "1"], ["Maj", "0"]]
    assert rows[5] == ["Juni", ""]


def test_the_hours_of_the_week_are_a_row_a_day(chief: httpx.Client):
    head, *rows = taken(chief, f"{PLEDGE}/platsbesok/tabell/veckan.csv")
    assert (head[1], head[-1], len(rows)) == ("06", "05", 7)
    assert sum(int(cell) for row in rows for cell in row[1:]) == 4


def test_a_file_is_of_the_day_that_the_page_looks_at(chief: httpx.Client):
    page = chief.get(f"{PLEDGE}/platsbesok?as_of=2026-02-10&known=now").text
    address = addresses(page)["manader"]
    assert "as_of=2026-02-10" in address
    assert [row[1] for row in taken(chief, address)[1:4]] == ["1", "1", ""]


def test_the_course_tells_what_is_done_and_where_it_is_heading(chief: httpx.Client):
    head, *rows = taken(chief, f"{PLEDGE}/platsbesok/tabell/regel-1.csv")
    assert head == ["Till månadens slut", "Gjort", "Prognos"]
    assert [row[1] for row in rows[:6]] == ["1", "2", "3", "4", "4", ""]
    days = (date(2026, 5, 5) - date(2025, 12, 31)).days
    assert rows[-1][2] == str(round(4 * 365 / days))


@pytest.mark.parametrize("name", ["ingen.csv", "manader.pdf", "manader", "regel-9.csv"])
def test_what_is_no_table_is_not_found(chief: httpx.Client, name: str):
    assert chief.get(f"{PLEDGE}/platsbesok/tabell/{name}").status_code == 404


def test_the_overview_has_its_table_and_its_file(chief: httpx.Client):
    page = chief.get(f"{PLEDGE}?as_of=2026-05-05").text
    address = addresses(page)["oversikt"]
    assert "as_of=2026-05-05" in address
    head, *rows = taken(chief, address)
    assert head[3:6] == ["Vad som ändrar läget", "2026-01", "2026-02"]
    assert len(rows) == 25
    (visits,) = [row for row in rows if row[0] == "Minst hundra platsbesök"]
    assert visits[1].startswith("4 av 100")
    assert "till senast" in visits[3]
    assert visits[4:10] == ["1", "1", "1", "1", "0", ""]
    assert "jan 1, feb 1, mar 1, apr 1, maj 0" in html.unescape(page)


def test_the_overview_by_status_takes_its_file_by_status(chief: httpx.Client):
    address = addresses(chief.get(f"{PLEDGE}?status=behind").text)["oversikt"]
    assert [row[2] for row in taken(chief, address)[1:]] == ["Efter"] * (len(taken(chief, address)) - 1)
