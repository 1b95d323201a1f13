"""The paper for the Friday meeting: the week's places and decisions, frozen with their words, and never published."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import jsonschema_rs
import msgspec
import pytest

from backend import accounting
from backend.accounting import COLUMNS, OF_MEETING
from backend.desk.decisions import Deciding
from backend.domain.account import AccountPublished
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.log import Entry
from backend.web.pages import open_schema
from tests.backend.web.pages.test_frozen_for_ever import GOLDEN, shape
from tests.support.office import opened
from tests.support.read_back import on_paper, rows_of_csv, rows_of_xlsx
from tests.support.scene import FORM, LIST, PUBLIC, Scene

ALL = {**COLUMNS, **OF_MEETING}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with opened(tmp_path) as office:
        made = Scene(office)
        for i in range(3):
            office.recorded(made.field, occurred_at=f"2026-05-0{i + 1}T20:30:00+02:00")
        yield made


@pytest.fixture
def week(scene: Scene) -> Scene:
    """The need was decided: Ankarsrum had three visits last week, Edsbruk none; one that came in late was there too."""
    needs = [{"place": "ankarsrum", "level": "high"}, {"place": "edsbruk", "level": "high"}]
    needs.append({"place": "karstorp", "level": "low"})
    scene.office.clock.pass_(minutes=1)
    answer = scene.town.post("/api/situations", json={"week": "2026-W18", "needs": needs})
    assert answer.status_code in (200, 201), answer.text
    scene.office.clock.pass_(hours=24)
    return scene


def test_the_friday_meeting_sees_what_to_raise_and_where_nobody_has_been(week: Scene):
    path = week.freeze("friday", "2026-05-05")
    page = week.police.get(path).text
    assert "Att ta upp" in page
    assert '<a href="#v-platsbesok" lang="sv">Minst hundra platsbesök</a>: 31 färre än väntat, 38 till senast' in page
    assert "Inget besök i Edsbruk, där behovet är högt i lägesbilden för v.\N{NO-BREAK SPACE}18." in page
    whole = week.police.get(f"{path}/json").json()
    told = whole["week"]
    pace = next(c for c in whole["commitments"] if c["code"] == "platsbesok")["rules"][0]["would_change"][0]
    visits = {place["place"]: place["visits"] for place in told["places"]}
    assert visits == {"edsbruk": 0, "ankarsrum": 3}
    assert (told["situation"], told["first"], told["last"]) == ("2026-W18", "2026-04-29", "2026-05-05")
    for rows in (
        rows_of_csv(week.police.get(f"{path}/csv").content, ALL),
        rows_of_xlsx(week.police.get(f"{path}/xlsx").content, ALL),
    ):
        of = [dict(zip(ALL, row, strict=True)) for row in rows]
        (visits_,) = [r for r in of if r["commitment"] == "platsbesok"]
        nearest = f"on-track={pace['more']} till senast {pace['by']}"
        assert visits_["would_change"] == f"{nearest};met=97 till senast 2026-12-31"
        assert {str(r["commitment"]): r["value"] for r in of if r["type"] == "place"} == {
            "plats/edsbruk": 0.0,
            "plats/ankarsrum": 3.0,
        }
    paper = " ".join(on_paper(week.police.get(f"{path}/pdf").content).split())
    assert "Ankarsrum 3" in paper
    assert f"31 färre än väntat, {pace['more']} till senast" in paper


def test_what_was_drawn_up_for_a_friday_is_the_same_again(week: Scene):
    week.freeze("friday", "2026-05-05")
    house = week.office.house
    week.office.recorded(week.field, occurred_at="2026-05-04T21:30:00+02:00", place="edsbruk")
    given = house.account_desk.of("vastervik", "vastervik-2026").accounts[0]
    with house.reading() as reading:
        again = accounting.draw_up_again(reading, given, house.vault.open)
    assert accounting.as_json(again) == house.account_desk.file("vastervik", given.sha256)


class Meetings:
    """Three meetings: what they decided, what was told of it, and one text that was erased."""

    def __init__(self, scene: Scene) -> None:
        self.office = scene.office
        self.desk = self.office.house.decision_desk
        self.by: dict[str, Member] = {
            whose: self.office.member(Role.COORDINATOR, organisation=whose, name="Petra Ström")
            for whose in ("polisen", "kommunen")
        }
        self.closed = self.decide("2026-W18", "Det som var klart i tid.")
        self.desk.follow(self.closed, "done", "Klart samma vecka.", by=self.by["polisen"])
        self.open = self.decide(
            "2026-W18",
            "Fler pass vid skolan på fredagar.",
            owner=("polisen", "kommunen"),
            place="ankarsrum",
            function="områdespolisen",
            member=self.by["kommunen"].id,
            until=date(2026, 5, 29),
        )
        self.late = self.decide("2026-W19", "Lyktorna i parken felanmäls.", whose="kommunen", until=date(2026, 5, 10))
        self.office.clock.pass_(days=8)  # Wednesday of week 20
        self.desk.follow(self.open, "partly", "Två av tre pass blev av.", by=self.by["kommunen"])
        self.zone = self.decide("2026-W20", "Båten patrullerar på helgen.", zone="skargarden")
        self.erased = self.decide("2026-W20", "Ord som inte skulle ha skrivits.", function="fältgruppen")
        made = self.desk.of("vastervik", self.erased)
        assert made is not None
        self.office.house.vault.destroy([made.made.what.key])

    def decide(self, week: str, what: str, *, whose: str = "polisen", **more: Any) -> UUID:
        id_ = uuid4()
        given = Deciding(decision=id_, week=week, what=what, **{"owner": (whose,), **more})
        assert self.desk.make(given, by=self.by[whose])
        return id_


@pytest.fixture(scope="module")
def meetings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meetings]:
    with opened(tmp_path_factory.mktemp("meetings")) as office:
        yield Meetings(Scene(office))


@pytest.fixture(scope="module")
def frozen(meetings: Meetings) -> tuple[Scene, str]:
    """The paper of week 20, and where it lies."""
    scene = Scene(meetings.office)  # sessions have ended
    return scene, scene.freeze("friday", "2026-05-12")


def words(page: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split()).replace(" ,", ",").replace("\xa0", " ")


def test_the_decisions_of_the_week_and_what_became_of_the_open_ones_stand_in_every_form(
    meetings: Meetings, frozen: tuple[Scene, str]
):
    scene, path = frozen
    told = scene.police.get(f"{path}/json").json()["meeting"]
    assert told["week"] == "2026-W20"
    assert [d["decision"] for d in told["before"]] == [str(meetings.open), str(meetings.late)]
    assert [d["decision"] for d in told["decided"]] == [str(meetings.zone), str(meetings.erased)]
    assert told["before"][0] == {
        "decision": str(meetings.open),
        "week": "2026-W18",
        "owner": ["polisen", "kommunen"],
        "outcome": "partly",
        "what": "Fler pass vid skolan på fredagar.",
        "place": "ankarsrum",
        "where": "Ankarsrum",
        "function": "områdespolisen",
        "until": "2026-05-29",
        "told": "Två av tre pass blev av.",
        "told_on": "2026-05-13",
        "told_by": "kommunen",
    }
    assert told["decided"][1]["erased"] == ["what"]
    assert "what" not in told["decided"][1]

    every = [*told["before"], *told["decided"]]
    for rows in (
        rows_of_csv(scene.police.get(f"{path}/csv").content, ALL),
        rows_of_xlsx(scene.police.get(f"{path}/xlsx").content, ALL),
    ):
        of = [dict(zip(ALL, row, strict=True)) for row in rows]
        read = [{k: v for k, v in row.items() if v is not None} for row in of if row["type"] == "decision"]
        assert [r["commitment"] for r in read] == [f"beslut/{d['decision']}" for d in every]
        for row, one in zip(read, every, strict=True):
            assert row.get("text") == one.get("what")
            assert (row["owner"], row["outcome"], row["week"]) == (";".join(one["owner"]), one["outcome"], one["week"])
            for field in ("where", "function", "until", "told", "told_on", "told_by"):
                assert row.get(field) == one.get(field), field
            assert row.get("erased") == (";".join(one["erased"]) if "erased" in one else None)

    page = words(scene.police.get(path))
    paper = " ".join(on_paper(scene.police.get(f"{path}/pdf").content).split()).replace("\xa0", " ")
    for said in (page, paper):
        for line in (
            "Beslut skrivna till och med den 13 maj 2026.",
            "Fler pass vid skolan på fredagar. Delvis klart",
            "polisen och kommunen, områdespolisen, till 29 maj",
            "Delvis klart, Kommunen: Två av tre pass blev av.",
            "Lyktorna i parken felanmäls. Försenat",
            "Båten patrullerar på helgen. Inte klart",
            "Texten är gallrad.",
            "fältgruppen",
        ):
            assert line in said, line
        assert "Det som var klart i tid." not in said
        assert "Ord som inte skulle" not in said
        assert "Petra" not in said


def test_before_it_is_frozen_it_is_said_that_words_go_along_for_ever_and_so_they_do(
    meetings: Meetings, frozen: tuple[Scene, str]
):
    scene, path = frozen
    form = words(scene.police.get(LIST))
    assert "Veckans beslut följer med ordagrant, och ur ett fryst underlag går de inte att gallra" in form
    forms = {form: scene.police.get(f"{path}/{form}").content for form in ("json", "csv", "xlsx", "pdf")}
    house = meetings.office.house
    meetings.desk.follow(meetings.zone, "done", "Båda nätterna.", by=meetings.by["polisen"])
    meetings.decide("2026-W20", "Ett beslut till.")
    with house.reading() as reading:
        given = house.account_desk.of("vastervik", "vastervik-2026").accounts[0]
        assert accounting.as_json(accounting.draw_up_again(reading, given, house.vault.open)) == forms["json"]
    made = meetings.desk.of("vastervik", meetings.zone)
    assert made is not None
    house.vault.destroy([made.made.what.key])
    assert {form: scene.police.get(f"{path}/{form}").content for form in forms} == forms
    assert "Båten patrullerar på helgen." in scene.police.get(path).text
    assert "Båten patrullerar" not in scene.police.get(scene.freeze("friday", "2026-05-12")).text
    earlier = accounting.read(scene.police.get(f"{scene.freeze('friday', '2026-05-06')}/json").content)
    assert earlier.meeting is not None
    assert [d.decision for d in earlier.meeting.decided] == [meetings.late]
    assert [d.decision for d in earlier.meeting.before] == [meetings.closed, meetings.open]


def test_it_is_approved_by_both_and_published_by_nobody(frozen: tuple[Scene, str]):
    scene, path = frozen
    for who in (scene.police, scene.town):
        assert scene.decide(who, path, "approve").status_code == 303
    page = scene.police.get(path)
    assert "Godkänd av båda, internt" in page.text
    assert "Underlaget till fredagsmötet är internt och publiceras aldrig" in page.text
    assert "Publicera för alla" not in page.text
    refused = scene.decide(scene.police, path, "publish")
    assert refused.status_code == 422
    assert "Underlaget till fredagsmötet är internt och publiceras inte" in refused.text
    assert "Inget är publicerat än" in scene.reader.get(PUBLIC).text
    assert scene.reader.get(f"{PUBLIC}/1").status_code == 404
    assert "Internt underlag till fredagsmötet" in " ".join(on_paper(scene.police.get(f"{path}/pdf").content).split())


def test_one_that_was_published_before_stays_at_its_address_and_is_led_to_from_nowhere(scene: Scene):
    path = scene.freeze("friday", "2026-05-04")
    pledge, _, account = path.removeprefix("/rapporter/").partition("/")
    house, place = scene.office.house, stream("vastervik", "accounts", pledge)
    by = scene.office.member(Role.COORDINATOR)
    past = house.account_desk.of("vastervik", pledge)
    published = AccountPublished(
        partnership="vastervik",
        pledge=pledge,
        account=UUID(account),
        sha256=past.accounts[0].sha256,
        by=by.id,
        organisation="polisen",
        received_at=house.now(),
    )
    house.log.append([Entry(stream=place, version=past.version + 1, event=published)])
    for form in ("json", "csv", "xlsx", "pdf"):
        assert scene.reader.get(f"{PUBLIC}/1.{form}").content == scene.police.get(f"{path}/{form}").content
    assert scene.reader.get(f"{PUBLIC}/1").status_code == 200
    for address in ("/oppet/vastervik", "/oppet/vastervik/feed.atom", PUBLIC):
        assert f"{PUBLIC}/1" not in scene.reader.get(address).text
    assert "Inget är publicerat än" in scene.reader.get(PUBLIC).text
    assert scene.reader.get(f"{PUBLIC}.json").status_code == 404
    assert 'href="/oppet/vastervik"' not in scene.reader.get("/oppet").text
    scene.published()
    assert f'href="{PUBLIC}/2"' in scene.reader.get(f"{PUBLIC}/1").text
    assert f"{PUBLIC}/1" not in scene.reader.get(f"{PUBLIC}/2").text
    assert "account-published" in {d["action"] for d in scene.police.get("/api/trail").json()["deeds"]}


def test_its_figures_are_as_they_are_described_and_a_golden_one_is_kept(frozen: tuple[Scene, str]):
    """When the paper gets a new shape, add one as `golden/account.N.json`, so that it can be read for ever."""
    scene, path = frozen
    told = scene.police.get(f"{path}/json").json()
    jsonschema_rs.validator_for(open_schema.schema(), validate_formats=True).validate(told)
    kept = {name for golden in GOLDEN for name in shape(msgspec.json.decode(golden.read_bytes()))}
    assert shape(told["meeting"], ".meeting") <= kept
    assert shape(told["commitments"], ".commitments") <= kept


def test_words_that_point_somebody_out_are_asked_about_again_before_they_are_frozen(meetings: Meetings):
    meetings.decide("2026-W21", "Prata med Anna Lindvik.", confirmed=("name",))
    meetings.office.clock.pass_(days=7)
    scene = Scene(meetings.office)
    given = {"do": "freeze", "occasion": "friday", "as_of": "2026-05-19"}
    head = meetings.office.house.log.head()
    asked = scene.police.post(LIST, headers=FORM, data=given)
    assert asked.status_code == 422
    assert "Texten i besluten ser ut att innehålla ett namn." in asked.text
    assert meetings.office.house.log.head() == head
    box = re.search(r'name="confirmed" value="(\w+)"', asked.text)
    assert box is not None
    assert scene.police.post(LIST, headers=FORM, data={**given, "confirmed": box[1]}).status_code == 303
