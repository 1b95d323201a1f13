"""A refusal as a person reads it."""

from backend.domain.refusal import Refused


def test_a_text_is_called_what_its_writer_calls_it():
    refused = Refused("personal-number", "report.note")
    assert refused.message().startswith("Texten i anteckningen innehåller ett personnummer.")
    assert refused.message("en").startswith("The text in the note contains")
    assert refused.field == "report.note"


def test_a_field_that_only_programs_fill_in_goes_by_its_path():
    assert Refused("out-of-range", "report.minutes").message() == "Värdet i report.minutes är utanför det tillåtna."


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
