"""Files that are taken in and handed out."""

from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import openpyxl
import pytest

from backend.desk.places import RenamePlace
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.pledge import PledgePublished
from backend.log import Entry
from tests.backend.cli.conftest import PACKS, Installation
from tests.support.far import FAR_DAYS

PACK = PACKS / "vastervik-2026.toml"
ROWS = """\
kind;occurred_at;organisation;place;minutes;problem;actions
platsbesok;2026-03-01 20:30;polisen;ankarsrum;20;otrygg-plats;synlighet
platsbesok;2026-03-02 20:30;polisen;edsbruk;15;otrygg-plats;synlighet
"""


def test_the_same_pack_again_changes_nothing(installed: Installation):
    result = installed.run("import", "pack", PACK)
    assert (result.exit_code, result.output) == (0, "Ingenting ändras: det är redan publicerat så.\n")


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The pack with a higher target."""
    file = tmp_path / "changed.toml"
    file.write_bytes(PACK.read_bytes().replace(b"at_least = 100", b"at_least = 120", 1))
    return file


def test_a_changed_rule_is_shown_before_and_after_and_with_look_only_shown(installed: Installation, changed: Path):
    file = changed.with_suffix(".csv")
    file.write_text(ROWS, encoding="utf-8")
    installed.run("import", "activities", file)
    lines = installed.run("import", "pack", changed, "--look").output.splitlines()
    assert lines[0] == "~ [[commitment]] platsbesok: ändras"
    assert lines[-1] == "Inget publicerades (--look)."
    before, after = (next(line for line in lines if f"    {side}" in line) for side in ("nu:", "sedan:"))
    assert "2 av 100" in before
    assert "2 av 120" in after


def test_a_changed_rule_is_published_by_a_yes_alone(installed: Installation, changed: Path):
    for answer in ("", "n\n", "\n", "nej\n"):
        result = installed.run("import", "pack", changed, answer=answer)
        assert result.exit_code == 1
        assert "Publicera med de nya reglerna? [j/N]" in result.output
        assert "inget är ändrat" in result.output
    asked_again = installed.run("import", "pack", changed, answer="tja\nj\n").output
    assert "Svara j eller n." in asked_again
    assert "Publicerat." in asked_again
    assert "Ingenting ändras" in installed.run("import", "pack", changed).output


@pytest.mark.parametrize("yes", ["j", "JA", "y", " yes "])
def test_a_yes_is_said_in_either_language(installed: Installation, changed: Path, yes: str):
    output = installed.run("import", "pack", changed, answer=f"{yes}\n").output
    assert "Publicerat." in output
    assert "Error" not in output


def test_a_yes_may_be_given_beforehand(installed: Installation, changed: Path):
    assert "Publicerat." in installed.run("import", "pack", changed, "--yes").output


def test_what_was_changed_in_the_browser_stays_and_is_told(installed: Installation, tmp_path: Path):
    who = Member(id=UUID(int=7), partnership="vastervik", organisation="kommunen", roles=frozenset({Role.COORDINATOR}))
    with installed.house() as house:
        house.place_desk.change(RenamePlace(place="ankarsrum", name="Ankarsrums torg"), by=who)
    file = tmp_path / "place.toml"
    file.write_bytes(PACK.read_bytes().replace(b'name = "Ankarsrum"', b'name = "Ankarsrums bruk"', 1))
    assert "= [[place]] ankarsrum: behålls som ni ändrat" in installed.run("import", "pack", file).output
    with installed.house() as house:
        assert house.catalogues.of("vastervik").places["ankarsrum"].name == "Ankarsrums torg"


def test_nobody_is_asked_where_no_figure_becomes_another(installed: Installation, tmp_path: Path):
    file = tmp_path / "title.toml"
    file.write_bytes(PACK.read_bytes().replace(b'title = "Medborgarl', b'title = "Nya medborgarl', 1))
    assert "Publicerat." in installed.run("import", "pack", file).output


def test_a_faulty_pack_is_refused_line_by_line(installed: Installation, tmp_path: Path):
    faulty = tmp_path / "faulty.toml"
    faulty.write_bytes(PACK.read_bytes().replace(b'kinds = ["platsbesok"]', b'kinds = ["rymdfard"]', 1))
    result = installed.run("import", "pack", faulty)
    assert result.exit_code == 1
    assert "faulty.toml: [[commitment]]" in result.output
    assert "'rymdfard'" in result.output
    assert "inget är ändrat" in result.output


def test_activities_are_imported_once(installed: Installation, tmp_path: Path):
    file = tmp_path / "rader.csv"
    file.write_text(ROWS, encoding="utf-8")
    first, again = (installed.run("import", "activities", file) for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "2 rader: 2 nya, 0 fanns redan, 0 fel." in first.output
    assert "2 rader: 0 nya, 2 fanns redan, 0 fel." in again.output


def test_bad_rows_are_listed_and_good_ones_kept(installed: Installation, tmp_path: Path):
    file = tmp_path / "rader.csv"
    file.write_text(ROWS + "platsbesok;i går;polisen;ankarsrum;20;;\n", encoding="utf-8")
    result = installed.run("import", "activities", file)
    assert result.exit_code == 3
    assert "rader.csv: rad 4, occurred_at" in result.output
    assert "3 rader: 2 nya, 0 fanns redan, 1 fel." in result.output


def test_a_file_that_is_no_table_is_refused(installed: Installation, tmp_path: Path):
    file = tmp_path / "rader.xlsx"
    file.write_bytes(b"not a workbook")
    assert installed.run("import", "activities", file).exit_code == 1


def test_a_situation_is_imported_once(installed: Installation, tmp_path: Path):
    file = tmp_path / "lage.csv"
    file.write_text("week;place;level;problems\n2026-W19;ankarsrum;high;otrygg-plats\n", encoding="utf-8")
    first, again = (installed.run("import", "situation", file) for _ in range(2))
    assert "1 veckor: 1 nya" in first.output
    assert "0 nya, 1 fanns redan" in again.output


def test_what_was_exported_is_imported_without_adding_anything(installed: Installation, tmp_path: Path):
    file, out = tmp_path / "rader.csv", tmp_path / "ut.csv"
    file.write_text(ROWS, encoding="utf-8")
    installed.run("import", "activities", file)
    assert installed.run("export", "activities", out, "--organisation", "polisen").exit_code == 0
    assert "2 rader: 0 nya, 2 fanns redan, 0 fel." in installed.run("import", "activities", out).output


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_concerns_a_person_comes_back_in_though_the_file_told_the_hour(
    installed: Installation, tmp_path: Path, suffix: str
):
    """Only the day is kept of it, so only the day is held against what is there."""
    file, out = tmp_path / "rader.csv", tmp_path / f"ut.{suffix}"
    file.write_text("kind;occurred_at;organisation\norossamtal;2026-05-07 14:30;polisen\n", encoding="utf-8")
    assert "1 nya" in installed.run("import", "activities", file).output
    assert installed.run("export", "activities", out, "--organisation", "polisen").exit_code == 0
    assert "1 rader: 0 nya, 1 fanns redan, 0 fel." in installed.run("import", "activities", out).output
    assert "1 rader: 0 nya, 1 fanns redan, 0 fel." in installed.run("import", "activities", file).output


def test_rows_with_faults_are_counted_not_their_faults(installed: Installation, tmp_path: Path):
    file = tmp_path / "rader.csv"
    file.write_text(f"{ROWS}platsbesok;i går;polisen;atlantis;många;;\nfel;2026-03-01;polisen;;;;\n", encoding="utf-8")
    output = installed.run("import", "activities", file).output
    assert output.count("rad 4, ") == 3
    assert "4 rader: 2 nya, 0 fanns redan, 2 fel." in output


def test_weeks_with_faults_are_counted_not_their_faults(installed: Installation, tmp_path: Path):
    file = tmp_path / "lage.csv"
    file.write_text(
        "week;place;level\n2026-W19;ankarsrum;high\n2026-W20;atlantis;hh\n2026-W20;nix;low\n", encoding="utf-8"
    )
    assert "2 veckor: 1 nya, 0 fanns redan, 1 fel." in installed.run("import", "situation", file).output


def test_activities_are_exported_to_whoever_reads_on(installed: Installation, tmp_path: Path):
    file = tmp_path / "rader.csv"
    file.write_text(ROWS, encoding="utf-8")
    installed.run("import", "activities", file)
    result = installed.run("export", "activities", "--organisation", "polisen", "--first", "2026-03-02")
    assert result.output.count("platsbesok") == 1
    assert "edsbruk" in result.output


def test_a_first_day_after_the_last_is_said_and_nothing_written(installed: Installation, tmp_path: Path):
    out = tmp_path / "ut.csv"
    days = ("--first", "2026-05-02", "--last", "2026-05-01")
    result = installed.run("export", "activities", out, "--organisation", "polisen", *days)
    assert result.exit_code == 2
    assert "Första dagen 2026-05-02 ligger efter sista dagen 2026-05-01." in result.output
    assert not out.exists()


def test_what_lies_ahead_is_a_bad_row(installed: Installation, tmp_path: Path):
    file = tmp_path / "rader.csv"
    file.write_text(f"{ROWS}platsbesok;2099-03-01 20:30;polisen;ankarsrum;20;otrygg-plats;synlighet\n")
    result = installed.run("import", "activities", file)
    assert result.exit_code == 3
    said = "rad 4, occurred_at: ligger i framtiden. Bara det som har hänt läses in (2099-03-01 20:30)"
    assert said in result.output
    assert "3 rader: 2 nya, 0 fanns redan, 1 fel." in result.output


@pytest.mark.parametrize("day", FAR_DAYS)
def test_a_day_that_nobody_can_mean_is_said(installed: Installation, tmp_path: Path, day: str):
    pledge, police = ("--pledge", "vastervik-2026"), ("--organisation", "polisen")
    for asked in (
        ("fulfilment", *pledge, "--as-of", day),
        ("activities", *police, "--first", day),
        ("activities", *police, "--last", day),
    ):
        result = installed.run("export", *asked)
        assert result.exit_code == 2
        assert f"{day} ligger inte inom åren 2000–2099." in result.output
    file = tmp_path / "lofte.toml"
    file.write_text(PACK.read_text(encoding="utf-8").replace("to = 2026-12-31", f"to = {day}"), encoding="utf-8")
    result = installed.run("import", "pack", file)
    assert result.exit_code == 1
    assert f"[pledge] to {day}: en dag ligger mellan 2000-01-01 och 2099-12-31" in result.output
    rows = tmp_path / "rader.csv"
    rows.write_text(f"{ROWS}platsbesok;{day} 20:30;polisen;ankarsrum;20;otrygg-plats;synlighet\n", encoding="utf-8")
    result = installed.run("import", "activities", rows)
    assert result.exit_code == 3
    assert "rad 4, occurred_at: ska ligga inom åren 2000–2099" in result.output


@pytest.mark.parametrize(("first", "last"), [(date(2026, 1, 1), date.max), (date.min, date(2026, 12, 31))])
def test_a_pledge_without_end_is_published_over(installed: Installation, first: date, last: date):
    """Such a pledge was taken once; the corrected pack is compared with it, and takes its place."""
    place = stream("vastervik", "pledge", "vastervik-2026")
    with installed.house() as house:
        (past,) = (r.event for r in house.log.read([place])[place])
        assert isinstance(past, PledgePublished)
        far = msgspec.structs.replace(past.pledge, first=first, last=last)
        house.log.append([Entry(stream=place, version=2, event=msgspec.structs.replace(past, pledge=far))])
    looked = installed.run("import", "pack", PACK, "--look")
    assert (looked.exit_code, looked.exception) == (0, None), looked.output
    result = installed.run("import", "pack", PACK, "--yes")
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "Publicerat.")
    assert installed.run("export", "fulfilment", "--pledge", "vastervik-2026").exit_code == 0


def test_fulfilment_names_the_day_that_was_asked_for(installed: Installation):
    result = installed.run("export", "fulfilment", "--pledge", "vastervik-2026", "--as-of", "2026-06-30")
    head, row = (line.split(";") for line in result.output.lstrip("\ufeff").splitlines()[:2])
    assert row[head.index("as_of")] == "2026-06-30"


def test_fulfilment_is_exported_as_a_workbook(installed: Installation, tmp_path: Path):
    out = tmp_path / "ut.xlsx"
    result = installed.run("export", "fulfilment", out, "--pledge", "vastervik-2026", "--as-of", "2026-06-30")
    assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert sheet.max_row > 25


@pytest.mark.parametrize("arguments", [["ut.pdf", "--pledge", "vastervik-2026"], ["--pledge", "atlantis"]])
def test_what_cannot_be_exported_is_said(installed: Installation, arguments: list[str]):
    assert installed.run("export", "fulfilment", *arguments).exit_code != 0


def test_a_row_that_points_somebody_out_is_taken_in_only_when_that_is_confirmed(installed: Installation):
    file = installed.folder / "rows.csv"
    head = "kind;occurred_at;organisation;place;note"
    when = "2026-03-02 20:00"
    file.write_text(
        f"{head}\nplatsbesok;{when};polisen;ankarsrum;Ring 070-174 06 05\n"
        f"platsbesok;{when};polisen;ankarsrum;Pnr 900107-2389\nplatsbesok;{when};polisen;ankarsrum;Lugnt\n"
        f"platsbesok;{when};polisen;ankarsrum;Pnr 900107-2388\n"
    )
    first = installed.run("import", "activities", file)
    assert first.exit_code == 3, first.output
    assert "rad 2, note: Texten i note ser ut att innehålla ett telefonnummer" in first.output
    assert "Ta bort det ur filen, eller läs in den med --confirmed." in first.output
    assert "070-174" not in first.output
    assert "rad 5, note: Texten i note ser ut att innehålla ett nummer som liknar ett personnummer" in first.output
    second = installed.run("import", "activities", file, "--confirmed")
    assert second.exit_code == 3, second.output
    assert "2 nya" in second.output
    said = "rad 3, note: Texten i note innehåller ett personnummer. Ta bort det ur filen och läs in den igen."
    assert said in second.output
