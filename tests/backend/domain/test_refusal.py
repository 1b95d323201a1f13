"""A refusal as a person reads it."""

from backend.domain.refusal import Refused


def test_a_text_is_called_what_its_writer_calls_it():
    refused = Refused("personal-number", "report.note")
    assert refused.message().startswith("Texten i anteckningen innehåller ett personnummer.")
    assert refused.message("en").startswith("The text in the note contains")
    assert refused.field == "report.note"


def test_a_field_that_only_programs_fill_in_goes_by_its_path():
    assert Refused("out-of-range", "report.minutes").message() == "Värdet i report.minutes är utanför det tillåtna."
