"""What the rules of backend/domain/citizen.json do with notes as they are written in the field (README.md here)."""

import sys
from pathlib import Path

import pytest

from backend.domain.citizen import findings, has_personal_number

NOTES = [tuple(line.split("\t", 1)) for line in (Path(__file__).parent / "notes.tsv").read_text().splitlines()[1:]]
INNOCENT, NUMBER = "innocent", "personal-number"
LEAST = {"number": 0.95, "phone": 0.95, "email": 1.0, "plate": 0.95, "name": 0.9}


def labelled(label: str) -> list[str]:
    return [note for named, note in NOTES if named == label]


def test_there_are_four_hundred_notes_and_half_of_them_innocent():
    assert len(NOTES) >= 400
    assert len(set(NOTES)) == len(NOTES)
    assert {label for label, _ in NOTES} == {INNOCENT, NUMBER, *LEAST}
    assert 0.45 <= len(labelled(INNOCENT)) / len(NOTES) <= 0.55


@pytest.mark.parametrize("note", labelled(NUMBER))
def test_no_personal_number_passes(note: str):
    assert has_personal_number(note)


def test_at_most_two_of_a_hundred_innocent_notes_are_disturbed(capsys: pytest.CaptureFixture[str]):
    disturbed = [note for note in labelled(INNOCENT) if has_personal_number(note) or findings(note)]
    say(capsys, f"innocent notes disturbed: {len(disturbed)} of {len(labelled(INNOCENT))}")
    assert len(disturbed) <= 0.02 * len(labelled(INNOCENT)), disturbed


@pytest.mark.parametrize("label", LEAST)
def test_most_of_what_is_to_be_pointed_out_is_found(label: str, capsys: pytest.CaptureFixture[str]):
    notes = labelled(label)
    missed = [note for note in notes if label not in findings(note)]
    say(capsys, f"{label}: {len(notes) - len(missed)} of {len(notes)} found")
    assert 1 - len(missed) / len(notes) >= LEAST[label], missed


def test_what_is_like_a_personal_number_is_asked_about_once_and_nothing_else_is_taken_for_it():
    asked = [note for note in labelled("number") if findings(note) not in (("number",), ())]
    taken = [note for label, note in NOTES if label not in ("number", INNOCENT) and "number" in findings(note)]
    assert (asked, taken) == ([], [])


def test_what_is_to_be_pointed_out_is_not_refused_for_good():
    assert [note for label in LEAST for note in labelled(label) if has_personal_number(note)] == []


def say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():  # a figure to be seen
        sys.stdout.write(f"\n  {line} ")
