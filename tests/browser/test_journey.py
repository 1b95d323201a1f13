"""The main job, end to end: from a phone without coverage to a pledge's figure, what lies behind it, and its trail."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import doors
from tests.browser.field import hands
from tests.browser.torn_line import TornLine, line_to
from tests.support.browser import Phone, window
from tests.support.server import Server

EVENING, LATER, MORNING = "2026-05-04T22:40:00+02:00", "2026-05-04T23:20:00+02:00", "2026-05-05T06:45:00+02:00"
"""What the phone's clock shows: at the visit, when the app is opened again, and when there is coverage again."""

PROMISE = "/uppfoljning/vastervik-2026/platsbesok"
THAT_DAY = "?as_of=2026-05-04&known=now"
"""The day of the visit, as we know it today: the demonstration goes on after it, and this test runs on any day."""

Tear = Callable[[TornLine, Server], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def station(
    request: pytest.FixtureRequest, recorded_years: Path, tmp_path: Path, start_server: Callable[..., Server]
) -> Server:
    """A server of the test's own with a real log: the demonstration's two years."""
    if request.param == "sqlite":
        server = start_server(start=False)
        shutil.copytree(recorded_years, server.data, dirs_exist_ok=True)
    else:
        server = start_server(database=request.getfixturevalue("postgres_url"), start=False)
        server.command("demo", "--no-serve")
    return server.start()


@pytest.fixture
def chief(station: Server) -> Iterator[httpx.Client]:
    """A program that asks on behalf of the police's management."""
    with doors.client(doors.link(station, "lars")) as client:
        yield client


@pytest.fixture
def line(station: Server) -> Iterator[TornLine]:
    """What lies between the phone and the server."""
    with line_to(station.port) as line:
        yield line


def nothing(line: TornLine, station: Server) -> None:
    """All goes well."""


def lose_the_answer(line: TornLine, station: Server) -> None:
    """The server takes the letters and answers; the connection breaks before the answer is through."""
    line.tear(on_answer=lambda: None)


def kill_before_the_answer(line: TornLine, station: Server) -> None:
    """The server takes the letters and is killed while it answers."""
    line.tear(on_answer=station.kill)


def kill_at_the_request(line: TornLine, station: Server) -> None:
    """The server is killed when the letters have just reached it: it may have taken them, or not."""
    line.tear(on_request=station.kill)


@pytest.mark.parametrize(
    ("station", "happens"),
    [
        ("sqlite", nothing),
        ("sqlite", lose_the_answer),
        ("sqlite", kill_before_the_answer),
        ("sqlite", kill_at_the_request),
        ("postgresql", kill_before_the_answer),
    ],
    indirect=["station"],
)
def test_what_was_done_without_coverage_is_in_the_figure_the_why_list_and_the_trail(
    station: Server, chief: httpx.Client, line: TornLine, phone: Phone, browser: Browser, happens: Tear
):
    before = behind_the_figure(chief)

    link = doors.link(station, "anna").replace(station.url, line.url)
    with on_the_phone(phone, EVENING) as page:
        hands.sign_in(page, link)
        page.context.set_offline(True)
        hands.record_visit(page, "Ankarsrum", note="Mörkt vid stationen.")
        hands.record_visit(page, "Karstorp")
        hands.record_visit(page, "Gunnebo")
        expect(page.locator(".sync")).to_contain_text("0 av 3 skickade")

    with on_the_phone(phone, LATER) as page:
        page.context.set_offline(True)
        page.goto(line.url + "/app")
        expect(page.locator(".sync")).to_contain_text("3 väntar på telefonen")
        correct_the_place(page, "Karstorp", "Gamleby")
        withdraw(page, "Gunnebo")

    with on_the_phone(phone, MORNING) as page:
        page.context.set_offline(True)
        page.goto(line.url + "/app")
        expect(page.locator(".sync")).to_contain_text("3 väntar på telefonen")
        happens(line, station)
        page.context.set_offline(False)
        if happens is not nothing:
            page.get_by_role("button", name="Skicka nu").click()
            assert line.torn.wait(15)
            expect(page.locator(".sync")).to_contain_text(re.compile(r"Inget svar från servern 06:4\d"))
            expect(page.locator(".sync")).to_contain_text("3 väntar på telefonen")
            line.mend()
            if happens is not lose_the_answer:
                station.start()
        hands.send(page, "Inget att skicka")
        hands.open_tab(page, "Mina")
        expect(page.get_by_role("radio", name="Kvar 0")).to_be_visible()
        expect(page.get_by_role("radio", name="Att rätta 0")).to_be_visible()

    after = behind_the_figure(chief)
    new = [one for one in after["counted"] if one not in before["counted"]]
    assert sorted(one["places"] for one in new) == [["ankarsrum"], ["gamleby"]]
    assert after["figure"]["value"] == before["figure"]["value"] + 2 == len(after["counted"])
    visit = next(one for one in new if one["places"] == ["ankarsrum"])
    moved = next(one for one in new if one["places"] == ["gamleby"])
    assert visit["occurred_at"] == "2026-05-04T20:40:00Z"

    # Five letters were kept, each once, whatever happened on the way.
    deeds = chief.get("/api/trail?limit=6").json()["deeds"]
    gone = next(one["activity"] for one in deeds if one["action"] == "activity-withdrawn")
    ours = [visit["activity"], moved["activity"], gone]
    assert [one["activity"] in ours for one in deeds] == [True] * 5 + [False]

    context = window(browser)
    doors.let_in(context, doors.link(station, "lars"))
    page = context.new_page()
    the_follow_up_agrees(page, station, after)
    the_trail_of_the_visit_agrees(page, station, chief, visit)
    the_trail_of_the_correction_agrees(page, station, chief, moved)
    the_trail_of_the_withdrawal_agrees(page, station, chief, gone)
    the_trail_of_the_organisation_agrees(page, station, deeds)
    context.close()


# On the phone


@contextmanager
def on_the_phone(phone: Phone, clock: str) -> Iterator[Page]:
    """One session of use, from a moment on; the browser is closed after it."""
    with phone.switched_on() as context:
        context.clock.install(time=clock)
        yield context.pages[0]


def open_unsent(page: Page, place: str) -> None:
    hands.open_tab(page, "Mina")
    page.get_by_role("radio", name="Kvar").check()
    hands.activity(page, place).get_by_role("link").click()


def correct_the_place(page: Page, was: str, is_now: str) -> None:
    open_unsent(page, was)
    page.get_by_role("link", name="Rätta").click()
    hands.choose_place(page, is_now)
    page.get_by_role("button", name="fel plats").click()
    hands.save(page)


def withdraw(page: Page, place: str) -> None:
    open_unsent(page, place)
    page.get_by_role("button", name="Återta").click()
    page.get_by_role("button", name="dubblett").click()
    page.get_by_role("button", name="Återta insatsen").click()
    page.get_by_role("radio", name="Kvar").check()
    expect(hands.activity(page, place)).to_contain_text("Återtagen av dig: dubblett.")


# Behind the figure, as programs and as people see it


def behind_the_figure(chief: httpx.Client) -> dict[str, Any]:
    """The promise of a hundred place visits: its figure and every activity that counts, from the API."""
    told: dict[str, Any] = chief.get(
        f"/api/pledges/vastervik-2026/commitments/platsbesok/activities{THAT_DAY}&limit=500"
    ).json()
    whole = chief.get(f"/api/pledges/vastervik-2026/fulfilment{THAT_DAY}").json()
    promise = next(one for one in whole["commitments"] if one["code"] == "platsbesok")
    assert promise["rules"][0]["value"] == told["figure"]["value"] == told["total"]
    assert promise["rules"][0]["by_organisation"] == {"polisen": told["total"]}
    return told


def the_follow_up_agrees(page: Page, station: Server, told: dict[str, Any]) -> None:
    figure = told["figure"]["value"]
    page.goto(station.url + "/uppfoljning/vastervik-2026" + THAT_DAY)
    expect(page.locator("#a-platsbesok .figure b")).to_have_text(f"{figure} av 100")
    page.get_by_role("link", name="Minst hundra platsbesök").click()
    expect(page.locator(".big b")).to_have_text(str(figure))
    why = page.get_by_role("region", name=f"Varför {figure}")
    expect(why.locator("li", has_text="22:40, A. Lind")).to_have_count(2)
    expect(why.get_by_text("Gunnebo")).to_have_count(0)
    why.get_by_role("link", name=f"Visa alla {figure}").click()
    links = page.locator(".log.why a")
    expect(links).to_have_count(figure)
    listed = links.evaluate_all("all => all.map(a => a.pathname)")
    assert sorted(listed) == sorted(f"/granskning/{one['activity']}" for one in told["counted"])


def the_trail_of_the_visit_agrees(page: Page, station: Server, chief: httpx.Client, visit: dict[str, Any]) -> None:
    page.goto(station.url + PROMISE + THAT_DAY)
    why = page.get_by_role("region", name="Varför")
    why.locator("li", has_text="Ankarsrum").locator("a").first.click()
    expect(page).to_have_url(f"{station.url}/granskning/{visit['activity']}")
    expect(page.locator("h1")).to_have_text("Platsbesök, Ankarsrum, 4 maj 2026 22:40")
    facts = page.locator("dl.facts")
    expect(facts).to_contain_text("Minst hundra platsbesök, Medborgarlöfte 2026")
    expect(page.get_by_text("Mörkt vid stationen.")).to_have_count(0)
    expect(page.locator(".log.trail h3")).to_have_text(["Kom in till servern", "Skrevs på telefonen"])
    expect(page.locator(".log.trail time").last).to_have_attribute("datetime", "2026-05-04T22:40")
    assert done_to(chief, visit["activity"]) == ["activity-recorded"]


def the_trail_of_the_correction_agrees(page: Page, station: Server, chief: httpx.Client, moved: dict[str, Any]) -> None:
    page.goto(f"{station.url}/granskning/{moved['activity']}")
    correction = page.locator(".log.trail > li", has=page.locator("del"))
    expect(correction).to_have_count(1)
    expect(correction.locator("del")).to_have_text("Karstorp")
    expect(correction.locator("ins")).to_have_text("Gamleby")
    expect(correction.locator("q")).to_have_text("fel plats")
    assert done_to(chief, moved["activity"]) == ["activity-recorded", "activity-corrected"]


def the_trail_of_the_withdrawal_agrees(page: Page, station: Server, chief: httpx.Client, gone: str) -> None:
    page.goto(f"{station.url}/granskning/{gone}")
    expect(page.locator("dl.facts")).to_have_text(re.compile("Återtagen, räknas inte"))
    expect(page.locator(".log.trail > li").first.locator("q")).to_have_text("dubblett")
    assert done_to(chief, gone) == ["activity-recorded", "activity-withdrawn"]


def the_trail_of_the_organisation_agrees(page: Page, station: Server, deeds: list[dict[str, Any]]) -> None:
    page.goto(station.url + "/granskning")
    hrefs = page.locator(".log.deeds > li a").evaluate_all("all => all.map(a => a.pathname)")
    assert hrefs[: len(deeds)] == [f"/granskning/{one['activity']}" for one in deeds]


def done_to(chief: httpx.Client, activity: str) -> list[str]:
    happened: list[dict[str, Any]] = chief.get(f"/api/activities/{activity}/trail").json()["happened"]
    return [one["action"] for one in happened]
