"""Long words in headings have a seam to be divided at."""

import pytest

from backend.web.pages.dividing import SOFT_HYPHEN, soft


@pytest.mark.parametrize(
    ("word", "divided"),
    [
        ("Samverkansöverenskommelse 2025–2027", "Samverkans-överenskommelse 2025–2027"),
        ("Myndighetsgemensamma kontroller", "Myndighets-gemensamma kontroller"),
        ("Medborgarlöfte 2026", "Medborgarlöfte 2026"),
    ],
)
def test_a_long_word_is_divided_where_its_parts_meet(word: str, divided: str):
    assert soft(word).replace(SOFT_HYPHEN, "-") == divided
