"""From a frozen report to the public page: what both approved, byte for byte, and nothing before."""

import gzip
import io
import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema_rs
import msgspec
import pypdf
import pytest
from pypdf.generic import DictionaryObject

from backend import accounting
from backend.accounting import COLUMNS
from backend.backup import back_up, restore
from backend.domain.account import ASKS
from backend.web.pages import open_schema, printed
from projections.answers import Hidden
from tests.support.office import BASE, opened
from tests.support.read_back import cell, on_paper, rows_of_csv, rows_of_xlsx
from tests.support.scene import FORM, LIST, PUBLIC, Scene

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with opened(tmp_path) as office:
        made = Scene(office)
        for i in range(3):
            office.recorded(made.field, occurred_at=f"2026-05-0{i + 1}T20:30:00+02:00")
        yield made


def test_before_anything_is_published_the_page_says_so(scene: Scene):
    path = scene.freeze()
    for _ in range(2):
        page = scene.reader.get(PUBLIC)
        assert page.status_code == 200
        assert "Inget är publicerat än om Medborgarlöfte 2026." in page.text
        assert "Blev inte av" not in page.text
        assert scene.reader.get(f"{PUBLIC}.json").status_code == 404
        assert scene.reader.get(f"{PUBLIC}/1").status_code == 404
        scene.decide(scene.police, path, "approve")


def test_one_organisation_alone_makes_nothing_public(scene: Scene):
    path = scene.freeze()
    assert scene.decide(scene.police, path, "approve").status_code == 303
    refused = scene.decide(scene.police, path, "publish")
    assert refused.status_code == 422
    assert "Båda organisationerna måste ha godkänt" in refused.text
    assert "Inget är publicerat än" in scene.reader.get(PUBLIC).text


def test_an_approval_of_another_version_is_refused(scene: Scene):
    path = scene.freeze()
    answer = scene.town.post(path, headers=FORM, data={"do": "approve", "sha256": "0" * 64})
    assert answer.status_code == 422
    assert "kommunen" in scene.town.get(path).text.partition("Väntar på")[2][:60]


def test_the_public_page_tells_every_promise_with_what_was_done_and_what_was_not(scene: Scene):
    scene.published()
    page = scene.reader.get(PUBLIC)
    assert page.text.count('<section class="vow"') == 25
    assert page.text.count("Lovat</h4>") == page.text.count("Gjort</h4>") == page.text.count("Blev inte av</h4>") == 25
    assert "Polisen ska ha hög synlighet genom minst hundra platsbesök" in page.text
    assert "<b>3 av 100.</b>" in page.text
    assert "Godkänd av polisen" in page.text
    assert "Godkänd av kommunen" in page.text


def test_the_public_page_says_in_its_title_and_heading_which_account_it_is(scene: Scene):
    scene.published()
    which = "Medborgarlöfte 2026: Tertialets redovisning, läget 4 maj 2026 (nr 1)"
    page = scene.reader.get(PUBLIC).text.replace("\N{NO-BREAK SPACE}", " ")
    assert f"<title>Vad blev det av löftet? {which}" in page
    heading = re.sub(r"<[^>]+>", "", page.partition("<h1>")[2].partition("</h1>")[0])
    assert heading == f"Vad blev det av löftet? {which}"


def test_a_pledge_is_shown_by_its_last_follow_up_and_by_a_paper_for_a_meeting_only_where_there_is_no_other(
    scene: Scene,
):
    scene.published(occasion="obra")
    assert "Underlag till OBRÅ" in scene.reader.get(PUBLIC).text.partition("</h1>")[0]
    scene.published()
    scene.published(occasion="obra")
    page = scene.reader.get(PUBLIC).text
    assert "Tertialets redovisning" in page.partition("</h1>")[0]
    assert page.count("(nr ") == 5  # title and heading, and the list of all three
    assert scene.reader.get(f"{PUBLIC}.json").json()["occasion"] == "tertial"


def test_two_reports_of_a_sort_and_a_day_can_be_told_apart(scene: Scene):
    paths = [scene.freeze(), scene.freeze()]
    listed = scene.police.get(LIST, headers={"accept": "text/html"}).text.replace("\N{NO-BREAK SPACE}", " ")
    for number, path in enumerate(paths, start=1):
        assert f'<a href="{path}">Tertialets redovisning, läget 4 maj 2026 (nr {number})</a>' in listed
        for form in ("json", "csv", "xlsx", "pdf"):
            sent = scene.police.get(f"{path}/{form}").headers["content-disposition"]
            assert sent == f'attachment; filename="vastervik-2026-tertial-2026-05-04-nr{number}.{form}"'
    trail = scene.police.get("/granskning", headers={"accept": "text/html"}).text.replace("\N{NO-BREAK SPACE}", " ")
    for number in (1, 2):
        assert f"Medborgarlöfte 2026: Tertialets redovisning, läget 4 maj 2026 (nr {number})" in trail


def test_rules_that_are_later_than_the_day_are_told_of_on_the_page_and_on_paper(scene: Scene):
    scene.office.clock.pass_(hours=24)
    path = scene.freeze(day="2026-05-05")  # the day the rules were published
    assert "med regler från den" not in scene.police.get(path).text
    path = scene.freeze(day="2026-05-04")
    said = "Räknat den 6 maj 2026 med regler från den 5 maj 2026, som är senare än läget."
    for form in (scene.police.get(path).text, on_paper(scene.police.get(f"{path}/pdf").content)):
        assert said in re.sub(r"\s+", " ", form)


def test_the_public_page_has_no_script_sets_no_cookie_and_may_be_kept(scene: Scene):
    scene.published()
    page = scene.reader.get(PUBLIC)
    assert "<script" not in page.text
    assert "set-cookie" not in page.headers
    assert "<form" not in page.text
    assert page.headers["cache-control"] == "public, max-age=300"


def test_the_first_view_weighs_less_than_fifty_thousand_bytes(scene: Scene):
    scene.published()
    page = scene.reader.get(PUBLIC, headers={"accept-encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    text = scene.reader.get(PUBLIC).text
    sheets = re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"', text)
    weight = len(gzip.compress(text.encode()))
    for sheet in sheets:
        weight += len(gzip.compress(scene.reader.get(sheet).content))
    assert weight < 50_000


def test_what_was_frozen_is_served_byte_for_byte_after_corrections(scene: Scene):
    path = scene.published()
    before = {form: scene.reader.get(f"{PUBLIC}/1.{form}").content for form in ("json", "csv", "xlsx", "pdf")}
    page = scene.reader.get(f"{PUBLIC}/1").text
    scene.office.clock.pass_(hours=30)
    for i in range(4):
        scene.office.recorded(scene.field, occurred_at=f"2026-05-0{i + 1}T21:30:00+02:00")
    scene.published("2026-05-05")
    assert {form: scene.reader.get(f"{PUBLIC}/1.{form}").content for form in before} == before
    assert sha256(before["json"]).hexdigest() in page
    assert scene.police.get(f"{path}/json").content == before["json"]
    assert "<b>3 av 100.</b>" in scene.reader.get(f"{PUBLIC}/1").text
    assert "<b>7 av 100.</b>" in scene.reader.get(PUBLIC).text


def test_drawn_up_again_from_the_log_the_figures_are_the_same(scene: Scene):
    scene.published()
    house = scene.office.house
    scene.office.clock.pass_(hours=30)
    scene.office.recorded(scene.field, occurred_at="2026-05-02T21:30:00+02:00")
    given = house.account_desk.of("vastervik", "vastervik-2026").accounts[0]
    with house.reading() as reading:
        again = accounting.draw_up_again(reading, given, house.vault.open)
    assert accounting.as_json(again) == house.account_desk.file("vastervik", given.sha256)


def test_the_same_figures_stand_in_every_form_and_on_the_page(scene: Scene):
    scene.published()
    files = {form: scene.reader.get(f"{PUBLIC}.{form}").content for form in ("json", "csv", "xlsx")}
    given = accounting.read(files["json"])
    told = [[cell(value) for value in row] for row in accounting.as_table(given).rows]
    assert rows_of_csv(files["csv"]) == told
    assert rows_of_xlsx(files["xlsx"]) == told
    at = list(COLUMNS).index("value")
    page = scene.reader.get(PUBLIC).text
    figures = [(c, f) for c in given.commitments for f in c.rules]
    for row, (commitment, figure) in zip(told, figures, strict=True):
        assert row[at] == (None if isinstance(figure.value, Hidden | None) else float(figure.value))
        if figure.type == "count":
            assert f"<b>{figure.value} av {figure.target:.0f}.</b>" in page, commitment.code


def test_the_open_data_is_described_and_is_as_it_is_described(scene: Scene):
    scene.published()
    schema = scene.reader.get("/oppet/schema.json").json()
    given = scene.reader.get(f"{PUBLIC}.json").json()
    valid = jsonschema_rs.validator_for(schema, validate_formats=True)
    valid.validate(given)
    assert not valid.is_valid({**given, "as_of": "i går"})
    assert not valid.is_valid({**given, "counts": {"met": "många"}})
    properties = {
        (name, field): told for name, part in schema["$defs"].items() for field, told in part["properties"].items()
    }
    assert [at for at, told in properties.items() if not told.get("description")] == []
    assert {c["name"] for c in scene.reader.get("/oppet/schema-csv.json").json()["tableSchema"]["columns"]} == set(
        COLUMNS
    )


@pytest.mark.parametrize(
    "golden", sorted((Path(__file__).parent / "golden").glob("*.json")), ids=lambda path: path.stem
)
def test_accounts_of_every_shape_are_as_they_are_described(golden: Path):
    jsonschema_rs.validator_for(open_schema.schema()).validate(msgspec.json.decode(golden.read_bytes()))


def test_the_lists_lead_from_everywhere_to_every_account_that_is_public(scene: Scene):
    assert "Ingen har publicerat något än." in scene.reader.get("/oppet").text
    scene.freeze()
    assert "Inget är publicerat än." in scene.reader.get("/oppet/vastervik").text
    scene.published()
    scene.office.clock.pass_(hours=30)
    scene.published("2026-05-05")
    everywhere, here = scene.reader.get("/oppet"), scene.reader.get("/oppet/vastervik")
    assert 'href="/oppet/vastervik"' in everywhere.text
    links = re.findall(rf'href="({PUBLIC}(?:/\d+)?)"', here.text)
    assert links == [PUBLIC, f"{PUBLIC}/3", f"{PUBLIC}/2"]
    assert 'href="/oppet/vastervik"' in scene.reader.get(links[0]).text
    assert scene.reader.get("/oppet/ingenstans").status_code == 404
    for page in (everywhere, here):
        assert "<script" not in page.text
        assert "set-cookie" not in page.headers
        assert page.headers["cache-control"] == "public, max-age=300"


def test_every_plot_says_what_it_shows_and_has_its_table(scene: Scene):
    scene.published()
    figures = re.findall(r"<figure>.*?</figure>", scene.reader.get(PUBLIC).text, flags=re.DOTALL)
    assert len(figures) > 3
    for figure in figures:
        assert re.search(r'role="img" aria-label="[^"]{8,}"', figure)
        assert re.search(r"<table><caption>[^<]+</caption>", figure)


def test_the_feed_names_each_publication_and_where_it_stands(scene: Scene):
    assert ET.fromstring(scene.reader.get("/oppet/vastervik/feed.atom").content).findall(f"{ATOM}entry") == []
    scene.published()
    scene.office.clock.pass_(hours=30)
    scene.published("2026-05-05")
    feed = ET.fromstring(scene.reader.get("/oppet/vastervik/feed.atom").content)
    links = [e.find(f"{ATOM}link").get("href") for e in feed.findall(f"{ATOM}entry")]  # type: ignore[union-attr]
    assert links == [f"{BASE}{PUBLIC}/2", f"{BASE}{PUBLIC}/1"]
    assert scene.reader.get(links[0]).status_code == 200
    assert scene.reader.get("/oppet/ingenstans/feed.atom").status_code == 404


@pytest.mark.parametrize("fault", ["import time; time.sleep(60)", "raise SystemExit('no fonts')"])
def test_a_layout_that_hangs_or_fails_freezes_nothing_and_says_so(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
):
    (tmp_path / "typeset.py").write_text(fault)
    monkeypatch.setattr(printed, "TYPESETTER", tmp_path / "typeset.py")
    monkeypatch.setattr(printed, "PATIENCE", 0.5)
    house, before = scene.office.house, scene.office.house.log.head()
    answer = scene.police.post(LIST, headers=FORM, data={"do": "freeze", "occasion": "obra", "as_of": "2026-05-04"})
    assert answer.status_code == 503
    assert "Inget frystes" in answer.text
    assert re.search(r'<option value="obra" selected', answer.text)
    assert house.log.head() == before
    assert house.account_desk.of("vastervik", "vastervik-2026").accounts == ()


def test_a_day_that_has_not_ended_is_not_frozen(scene: Scene):
    for day, words in (
        ("2026-05-05", "Dagen måste vara slut"),
        ("5/4", "Skriv dagen som"),
        ("2025-12-31", "hade inte"),
    ):
        answer = scene.police.post(LIST, headers=FORM, data={"do": "freeze", "occasion": "tertial", "as_of": day})
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{day}"' in answer.text


def test_the_report_of_the_year_carries_the_national_checklist(scene: Scene):
    scene.office.clock.pass_(days=300)
    scene = Scene(scene.office)  # sessions have ended
    refused = scene.police.post(LIST, headers=FORM, data={"do": "freeze", "occasion": "year", "as_of": "2026-12-31"})
    assert refused.status_code == 422
    assert "behöver svar på alla frågor" in refused.text
    for ask in ASKS:
        who = scene.town if ask == "fulfilled-kommunen" else scene.police
        typed = {"do": "answer", "ask": ask, "text": f"Svar om {ask}."}
        assert who.post(LIST, headers=FORM, data=typed).status_code == 303
    scene.published("2026-12-31", "year")
    page = scene.reader.get(PUBLIC).text
    given = accounting.read(scene.reader.get(f"{PUBLIC}.json").content)
    assert tuple(c.ask for c in given.checklist) == ASKS
    for ask in ASKS:
        assert f"Svar om {ask}." in page


def test_nobody_answers_for_the_other_organisation_and_an_empty_answer_is_said(scene: Scene):
    other = {"do": "answer", "ask": "fulfilled-polisen", "text": "Bra."}
    assert scene.town.post(LIST, headers=FORM, data=other).status_code == 422
    empty = scene.town.post(LIST, headers=FORM, data={"do": "answer", "ask": "process", "text": " "})
    assert empty.status_code == 422
    asked = '<p class="fault" id="f-process-fault">Hur har arbetet med löftena fungerat? '
    assert f"{asked}Skriv ett svar.</p>" in empty.text
    secret = {"do": "answer", "ask": "process", "text": "Enligt 19121212-1212."}
    refused = scene.town.post(LIST, headers=FORM, data=secret).text
    assert f"{asked}Texten innehåller ett personnummer. Ta bort det och spara igen.</p>" in refused


def test_freezing_approvals_and_publication_are_in_the_trail(scene: Scene):
    path = scene.published()
    deeds = [d for d in scene.police.get("/api/trail").json()["deeds"] if d["action"].startswith("account-")]
    assert [d["action"] for d in deeds] == ["account-approved", "account-frozen"]
    assert {d["subject"] for d in deeds} == {path.removeprefix("/rapporter/")}
    theirs = [d["action"] for d in scene.town.get("/api/trail").json()["deeds"] if d["action"].startswith("account-")]
    assert theirs == ["account-published", "account-approved"]
    assert "En redovisning publicerades" in scene.town.get("/granskning", headers={"accept": "text/html"}).text


def test_a_frozen_account_outlives_a_backup_and_a_restore(scene: Scene, tmp_path: Path):
    scene.published()
    house = scene.office.house
    before = scene.reader.get(f"{PUBLIC}/1.json").content
    log_to, keys_to = tmp_path / "copy" / "log.db", tmp_path / "keys-copy" / "keys.db"
    log_to.parent.mkdir()
    keys_to.parent.mkdir()
    back_up(house.settings.database, house.vault, log_to=log_to, keys_to=keys_to, now=house.now())
    restore(house.settings.database, house.vault, house.erasures, log_from=log_to, now=house.now())
    house.follower.wake()
    assert scene.reader.get(f"{PUBLIC}/1.json").content == before


def test_the_council_sees_area_by_area_how_it_goes(scene: Scene):
    path = scene.freeze("obra")
    page = scene.police.get(path).text
    given = accounting.read(scene.police.get(f"{path}/json").content)
    table = page.partition("Löftesområdena, antal löften i varje läge")[2].partition("</table>")[0]
    assert table.count('<th scope="row">') == len(given.areas)
    numbers = [int(n) for n in re.findall(r"<td>(\d+)</td>", table)]
    assert sum(numbers) == len(given.commitments)
    assert "Område för område" in on_paper(scene.police.get(f"{path}/pdf").content)


def test_every_plot_on_paper_has_words_in_its_place(scene: Scene):
    scene.published()
    paper = pypdf.PdfReader(io.BytesIO(scene.reader.get(f"{PUBLIC}.pdf").content))
    numbers = range(1, len(paper.xref[0]) + len(paper.xref_objStm) + 1)
    objects = [found for n in numbers if isinstance(found := paper.get_object(n), DictionaryObject)]
    figures = [found for found in objects if found.get("/S") == "/Figure"]
    drawn = scene.reader.get(PUBLIC).text.count("<figure>")
    assert len(figures) == drawn > 3
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


def test_english_is_spoken_to_those_who_ask_for_it(scene: Scene):
    scene.published()
    for page in (
        scene.reader.get(PUBLIC, headers={"accept-language": "en"}).text,
        scene.reader.get(f"{PUBLIC}?sprak=en").text,
    ):
        assert "What became of the promise?" in page
        assert '<html lang="en">' in page
    assert date.fromisoformat(msgspec.json.decode(scene.reader.get(f"{PUBLIC}.json").content)["as_of"])


def test_what_concerns_people_is_told_in_fives_in_every_form(scene: Scene):
    for day in range(1, 8):
        talk = {"kind": "orossamtal", "place": None, "problem": None, "actions": None, "minutes": None}
        answers = {"initiativ": "polisen", "vardnadshavare": "ja", "utfall": "genomfort", "hanvisning": "ingen"}
        scene.office.recorded(scene.field, **talk, occurred_at=f"2026-04-0{day}T12:00:00+02:00", answers=answers)
    scene.office.clock.pass_(days=30)  # what came in during May is told when May has ended
    scene = Scene(scene.office)
    scene.published("2026-05-31")
    given = accounting.read(scene.reader.get(f"{PUBLIC}.json").content)
    told = next(c for c in given.commitments if c.code == "orossamtal").rules[0]
    assert (told.value, told.at_least, told.by_organisation, told.not_yet, told.parts) == (None, 5, None, None, None)
    assert "<b>Minst 5.</b>" in scene.reader.get(PUBLIC).text
    rows = rows_of_csv(scene.reader.get(f"{PUBLIC}.csv").content)
    row = next(dict(zip(COLUMNS, r, strict=True)) for r in rows if r[3] == "orossamtal")
    assert (row["value"], row["at_least"], row["polisen"], row["kommunen"]) == (None, 5, None, None)


def test_the_paper_says_the_same_and_is_tagged_for_screen_readers(scene: Scene):
    scene.published()
    content = scene.reader.get(f"{PUBLIC}.pdf").content
    paper = pypdf.PdfReader(io.BytesIO(content))
    said = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    given = accounting.read(scene.reader.get(f"{PUBLIC}.json").content)
    for commitment in given.commitments:
        for figure in commitment.rules:
            if figure.type == "count":
                assert f"{figure.value} av {figure.target:.0f}." in said, commitment.code
    assert said.count("Lovat") == said.count("Blev inte av") == 25
    assert "'/Marked': True" in repr(paper.root_object["/MarkInfo"])
    assert str(paper.root_object["/Lang"]).startswith("sv")
    assert b"pdfuaid" in content
    assert paper.metadata is not None
    title = str(paper.metadata.title).replace("\N{NO-BREAK SPACE}", " ")
    assert title == "Medborgarlöfte 2026: Tertialets redovisning, läget 4 maj 2026"
