"""A refusal as a person reads it."""

from pathlib import Path

import pytest

from backend.domain.refusal import ASKED, Refused
from backend.domain.words import Label

FORM = Path(__file__).parents[3] / "pwa" / "src" / "words"


def test_a_text_is_called_what_its_writer_calls_it():
    refused = Refused("personal-number", "report.note")
    assert refused.message().startswith("Texten i anteckningen innehåller ett personnummer.")
    assert refused.message("en").startswith("The text in the note contains")
    assert refused.field == "report.note"


def test_a_field_that_only_programs_fill_in_goes_by_its_path():
    assert Refused("out-of-range", "letters.seq").message() == "Värdet i letters.seq är utanför det tillåtna."


@pytest.mark.parametrize(
    ("code", "field", "said"),
    [
        ("missing", "report.place", "Fyll i ”Plats”."),
        ("unknown-code", "report.actions[3]", "Det som är valt under ”Vad gjorde ni?” finns inte i listan."),
        ("unknown-code", "report.stops[0].place", "Det som är valt under ”Platser i ordning” finns inte i listan."),
        ("out-of-range", "report.minutes", "Det som står under ”Hur länge” är utanför det tillåtna."),
    ],
)  # fmt: skip
def test_what_the_form_on_the_phone_asks_for_goes_by_the_name_it_has_there(code: str, field: str, said: str):
    refused = Refused(code, field)
    assert refused.message().startswith(said)
    assert "report." not in refused.message("en")
    assert refused.field == field


def test_a_question_of_a_kind_goes_by_its_words():
    asked = Label("Handlade det om trafik?", "Was it about traffic?")
    refused = Refused("missing", "report.answers.traffic", asked=asked)
    assert refused.message() == "Fyll i ”Handlade det om trafik?”."
    assert refused.message("en") == "Fill in “Was it about traffic?”."


@pytest.mark.parametrize(("words", "language"), [("sv.inside.ts", "sv"), ("en.ts", "en")])
def test_the_names_are_those_of_the_form(words: str, language: str):
    form = (FORM / words).read_text().partition("form: {")[2].partition("mine: {")[0]
    assert [label[language] for label in ASKED.values() if f'"{label[language]}"' not in form] == []


def test_a_patrol_whose_minutes_do_not_add_up_is_told_how_to_mend_it():
    for field in ("report.stops", "stops"):  # from a phone, and in a file
        assert "fler minuter än insatsen i allt" in Refused("out-of-range", field).message()


def test_a_field_of_a_form_goes_by_its_name():
    assert Refused("unknown-code", "place").message() == "Koden för platsen finns inte i listan."


def test_only_a_note_is_sent_again_by_itself():
    assert "skickas insatsen igen" in Refused("personal-number", "report.note").message()
    assert Refused("personal-number", "what").message() == (
        "Texten i beslutet innehåller ett personnummer. Ta bort det och försök igen."
    )


def test_a_week_is_not_looked_for_in_a_pledge():
    assert Refused("unknown-period", "week").message() == "Det finns ingen sådan vecka. En vecka skrivs som 2026-W19."
    assert Refused("unknown-period", "period").message() == "Perioden finns inte i löftet."


def test_what_is_found_is_listed_with_one_and():
    refused = Refused("confirm", "what", findings=("phone", "email", "name"))
    assert "ett telefonnummer, en e-postadress och ett namn" in refused.message()
