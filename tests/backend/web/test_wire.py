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
