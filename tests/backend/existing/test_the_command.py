"""`faltlogg import activities` and `import situation`: what is said, and the exit status that says which."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.desk.publish import own_packs
from backend.house import House
from backend.settings import Settings
from tests.backend.existing.spreadsheets import csv_file

HEAD = "kind;occurred_at;organisation;place;note"
GOOD = "platsbesok;2026-05-04 20:30;polisen;ankarsrum;"
BAD = "platsbesok;2026-05-04 20:30;polisen;atlantis;"
PERSONAL = "platsbesok;2026-05-04 20:30;polisen;ankarsrum;Talade med 19121212-1212"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Hand in the lines of a file in an installation with one partnership."""
    monkeypatch.setenv("FALTLOGG_DATA", str(tmp_path / "data"))
    with House(Settings.read({"FALTLOGG_DATA": str(tmp_path / "data")})) as house:
        house.publish_desk.pack(dict(own_packs())["vastervik-2026.toml"])

    def import_(what: str, *lines: str) -> Result:
        return CliRunner().invoke(main, ["import", what, str(csv_file(tmp_path, *lines))])

    return import_


def test_a_good_file_ends_with_nought_and_again_adds_nothing(run):
    first, again = run("activities", HEAD, GOOD, GOOD), run("activities", HEAD, GOOD, GOOD)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "2 nya" in first.output
    assert "0 nya, 2 fanns redan" in again.output


def test_bad_rows_are_listed_and_good_ones_kept(run):
    done = run("activities", HEAD, GOOD, BAD, PERSONAL)
    assert done.exit_code == 3
    assert "rad 3, place: finns inte i listan (atlantis)" in done.output
    assert "rad 4, note: " in done.output
    assert "1212" not in done.output
    assert "1 nya" in done.output


def test_a_file_without_a_usable_row_and_one_that_cannot_be_read_end_with_one(run):
    assert run("activities", HEAD, BAD).exit_code == 1
    unreadable = run("activities", HEAD.replace("note", "minutr"), GOOD)
    assert unreadable.exit_code == 1
    assert "minutr" in unreadable.output


def test_a_week_is_frozen_once(run):
    week = ("week;place;level", "2026-W19;ankarsrum;high")
    assert [run("situation", *week).exit_code for _ in range(2)] == [0, 0]
    other = run("situation", week[0], "2026-W19;ankarsrum;low", "2026-W20;ankarsrum;low")
    assert other.exit_code == 3
    assert "2026-W19" in other.output
