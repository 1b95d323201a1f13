"""What was frozen in spring is served byte for byte, whatever happens afterwards, and can be drawn up again."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from backend import accounting, export
from backend.domain.words import Label
from backend.web.pages import printed
from backend.web.pages.open_sheet import open_sheet
from backend.web.pages.tongue import tongue
from projections import figures
from projections.answers import Forecast
from tests.support.office import PACKS, batch, opened, record
from tests.support.scene import PUBLIC, Scene

GOLDEN = sorted((Path(__file__).parent / "golden").glob("account.*.json"))
FORMS = ("json", "csv", "xlsx", "pdf")
FIRST = f"{PUBLIC}/1"
PARTS = re.compile(r'<section class="vow".*?</section>', flags=re.DOTALL)


class Spring:
    """A scene with an account published on 5 May, and how it was served that day."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.house = scene, scene.office.house
        self.visits = [
            scene.office.recorded(scene.field, occurred_at=f"2026-05-0{i + 1}T20:30:00+02:00") for i in range(4)
        ]
        scene.published()
        self.then = self.served()

    def served(self) -> dict[str, Any]:
        """Every file of the account, and what its page says of each promise."""
        reader = self.scene.reader
        files: dict[str, Any] = {form: reader.get(f"{FIRST}.{form}").raise_for_status().content for form in FORMS}
        return {**files, "page": PARTS.findall(reader.get(FIRST).raise_for_status().text)}

    def drawn_up_again(self) -> bytes:
        """Its figures anew, from the log as it was read then."""
        given = self.house.account_desk.of("vastervik", "vastervik-2026").accounts[0]
        with self.house.reading() as reading:
            return accounting.as_json(accounting.draw_up_again(reading, given, self.house.vault.open))

    # What may happen afterwards.

    def mended(self) -> None:
        """One visit was elsewhere, one never was, and two came in late."""
        self._mend(self.visits[0], do="correct", report=record(place="edsbruk", problem=None)["report"])
        self._mend(self.visits[1], do="withdraw")
        for hour in (21, 22):
            self.scene.office.recorded(self.scene.field, occurred_at=f"2026-05-03T{hour}:30:00+02:00")

    def _mend(self, activity: UUID, **what: Any) -> None:
        letter = {"command": str(uuid4()), "seq": 1, "activity": str(activity), "version": 1, "reason": "blev fel"}
        handed = batch({**letter, "recorded_at": "2026-05-05T09:00:00+02:00", **what})
        answer = self.scene.field.post("/api/sync", json=handed).raise_for_status().json()
        assert answer["receipts"][0]["outcome"] == "kept", answer

    def merged(self) -> None:
        """Two organisations' records turned out to be of one visit, and one place to be another."""
        other = self.scene.office.recorded(self.scene.town_field, **_patrol("20:40"))
        mine = self.scene.office.recorded(self.scene.field, **_patrol("20:30"))
        by = self.scene.field.post("/api/visits", json={"mine": str(mine), "other": str(other), "same": True})
        assert by.status_code == 200, by.text

    def promised_anew(self) -> None:
        """The pledge is published with another target, another text and another title."""
        text = (PACKS / "vastervik-2026.toml").read_bytes()
        for old, new in ((b"at_least = 100", b"at_least = 120"), (b"hundra platsbes", b"hundratjugo platsbes")):
            assert old in text
            text = text.replace(old, new)
        prepared = self.house.publish_desk.prepare(text)
        self.house.publish_desk.pack(text, seen=prepared.seen)

    def judged(self) -> None:
        """An owner judges what had not been judged."""
        path = "/api/pledges/vastervik-2026/commitments/narkotika/reports"
        told = {"do": "judge", "period": "2026-T1", "verdict": "partly", "text": "Två av tre."}
        self.scene.police.post(path, json=told).raise_for_status()

    def rebuilt(self) -> None:
        """The views are made anew from the log."""
        self.house.follower.rebuild()


def _patrol(clock: str) -> dict[str, Any]:
    return {"kind": "trygghetsvandring", "occurred_at": f"2026-05-04T{clock}:00+02:00"}


@pytest.fixture
def spring(tmp_path: Path) -> Iterator[Spring]:
    with opened(tmp_path) as office:
        yield Spring(Scene(office))


LATER: dict[str, Callable[[Spring], None]] = {
    "records are corrected and withdrawn, and come in late": Spring.mended,
    "visits are merged": Spring.merged,
    "the pledge is published with other rules": Spring.promised_anew,
    "an owner judges": Spring.judged,
    "the views are rebuilt": Spring.rebuilt,
}


def test_after_all_that_may_happen_it_is_served_as_it_was_and_drawn_up_again_is_the_same(spring: Spring):
    spring.scene.office.clock.pass_(hours=5)
    for what, happens in LATER.items():
        happens(spring)
        assert spring.served() == spring.then, what
        assert spring.drawn_up_again() == spring.then["json"], what
    spring.scene.office.clock.pass_(hours=25)
    spring.scene.published("2026-05-05")
    assert "<b>4 av 120.</b>" in spring.scene.reader.get(PUBLIC).text  # a new account says what is known by then
    assert spring.served() == spring.then


def test_another_way_to_forecast_changes_nothing_that_was_frozen(spring: Spring, monkeypatch: pytest.MonkeyPatch):
    told = msgspec.json.decode(spring.then["json"])
    visits = next(c for c in told["commitments"] if c["code"] == "platsbesok")["rules"][0]
    assert visits["forecast"]["method"] == "linear"
    method = Label(sv="Så räknas prognosen: på ett nytt sätt.", en="How the forecast is made: in a new way.")
    with monkeypatch.context() as newer:
        newer.setattr(figures, "forecast", lambda *_: Forecast(value=999, method="seasonal", said=method))
        assert spring.served() == spring.then
        assert b"999" in spring.drawn_up_again()  # the new way is at work
    assert spring.drawn_up_again() == spring.then["json"]


def test_a_new_version_of_the_program_serves_what_the_old_one_wrote(spring: Spring, monkeypatch: pytest.MonkeyPatch):
    def never(*_: object, **__: object) -> bytes:
        raise AssertionError("made anew")

    monkeypatch.setattr(export, "as_csv", never)
    monkeypatch.setattr(export, "as_xlsx", never)
    monkeypatch.setattr(accounting, "as_json", never)
    monkeypatch.setattr(accounting, "COLUMNS", {"other": ("Annat", "string")})
    monkeypatch.setattr(printed, "printed", never)
    monkeypatch.setattr(printed, "LAYOUT", Path("gone.typ"))
    assert spring.served() == spring.then


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_account_that_an_older_version_froze_is_still_read_and_said(golden: Path, language: str):
    given = accounting.read(golden.read_bytes())
    sheet = open_sheet(tongue(language), given, None)
    told = msgspec.json.decode(golden.read_bytes())
    assert sum(len(part.vows) for part in sheet.parts) == len(told["commitments"]) > 0
    rules, places = [r for c in told["commitments"] for r in c["rules"]], told.get("week", {}).get("places", ())
    meeting = told.get("meeting", {})
    decided = [*meeting.get("before", ()), *meeting.get("decided", ())]
    assert len(list(accounting.as_table(given).rows)) == len(rules) + len(places) + len(decided)
    assert (sheet.meeting is not None and sheet.meeting.decisions is not None) == bool(meeting)


def test_a_golden_account_of_this_version_is_kept(spring: Spring):
    """When an account gets a new shape, add one as `golden/account.N.json`, so that it can be read for ever."""
    keys = {name for path in GOLDEN for name in shape(msgspec.json.decode(path.read_bytes()))}
    assert shape(msgspec.json.decode(spring.then["json"])) <= keys


def shape(told: Any, at: str = "") -> set[str]:
    """The names in a JSON value, with the way to each."""
    if isinstance(told, dict):
        return {f"{at}.{k}" for k in told} | {s for k, v in told.items() for s in shape(v, f"{at}.{k}")}
    if isinstance(told, list):
        return {s for one in told for s in shape(one, at)}
    return set()
