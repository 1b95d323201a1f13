"""A body that cannot be read is told so in the reader's language, and never with what it held."""

from typing import Any

import msgspec
import pytest

from backend.desk.decisions import Deciding
from backend.web.errors import Denied
from backend.web.wire import read

GIVEN = {"decision": "01981b3e-7c00-7000-8000-0000000000d1", "week": "2026-W19", "what": "x", "owner": ["polisen"]}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"[]", "ett objekt väntades, en lista kom"),
        (b"{", "det tar slut för tidigt"),
        (b"{x", "trasigt vid byte 1"),
        (b'{"decision": 1e400}', "ett tal som är för stort"),
        (b"{}", "fältet decision saknas"),
        ({**GIVEN, "mer": 1}, "fältet mer finns inte"),
        ({**GIVEN, "what": 7}, "en text eller inget väntades, ett heltal kom"),
        ({**GIVEN, "until": "hemlig"}, "fel värde"),
        ({**GIVEN, "confirmed": ["hemlig"]}, "fel värde"),
    ],
)
def test_what_is_wrong_is_said_in_swedish_and_english(sent: Any, said: str):
    with pytest.raises(Denied) as no:
        read(sent if isinstance(sent, bytes) else msgspec.json.encode(sent), "application/json", Deciding)
    assert no.value.message("sv") == f"Det går inte att läsa: {said}"
    assert no.value.message("en").startswith("It cannot be read: ")
    assert said not in no.value.message("en")
    assert "hemlig" not in no.value.message("sv") + no.value.message("en")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "decision"),
        ({**GIVEN, "mer": 1}, "mer"),
        ({**GIVEN, "what": 7}, "what"),
        ({**GIVEN, "owner": [7]}, "owner[0]"),
        ([], None),
    ],
)
def test_the_field_at_fault_is_named_where_the_words_name_it(sent: Any, field: str | None):
    with pytest.raises(Denied) as no:
        read(msgspec.json.encode(sent), "application/json", Deciding)
    assert no.value.field == field


@pytest.mark.parametrize("said", ["text/plain", "application/toml", "application/x-www-form-urlencoded", "json", "x/y"])
def test_a_body_of_another_content_type_is_not_read(said: str):
    with pytest.raises(Denied) as no:
        read(msgspec.json.encode(GIVEN), said, Deciding)
    assert (no.value.status, no.value.code) == (415, "wrong-media")
    assert no.value.message("sv").endswith("Skicka application/json eller application/msgpack.")
    assert no.value.message("en").endswith("Send application/json or application/msgpack.")


@pytest.mark.parametrize("said", ["application/json", "Application/JSON", "application/vnd.faltlogg+json", ""])
def test_a_body_that_says_that_it_is_json_or_nothing_is_read_as_json(said: str):
    assert read(msgspec.json.encode(GIVEN), said, Deciding).what == "x"
