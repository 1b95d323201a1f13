"""How a report's codes are read out in running text."""

import pytest

from backend.web.pages.reporting import _small


@pytest.mark.parametrize(
    ("label", "in_a_list"),
    [
        ("Samtal", "samtal"),
        ("Felanmälan, till exempel belysning", "felanmälan, till exempel belysning"),
        ("ANDTS-insats", "ANDTS-insats"),
        ("SSPF", "SSPF"),
    ],
)
def test_a_label_stands_in_small_letters_in_a_list_unless_it_is_an_abbreviation(label: str, in_a_list: str):
    assert _small(label) == in_a_list
