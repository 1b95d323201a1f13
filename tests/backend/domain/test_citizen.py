"""A personnummer is found in any usual spelling, other numbers are left alone; made up here, check digits right."""

import pytest

from backend.domain.citizen import has_personal_number

NUMBERS = ["19900107-2389", "900107-2389", "199001072389", "9001072389", "900107 2389", "900107+2389", "19900167-2386"]
INNOCENT = [
    "Kl 21.30 till 23.15",
    "Dnr 5000-K123456-26",
    "Storgatan 112, 593 30 Västervik",
    "12 000 kr",
    "Enhet 57-1310 på plats 2026-05-04",
    "0490-25 50 00",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_found_within_a_text(number: str):
    assert has_personal_number(f"Talade med {number} vid torget")


@pytest.mark.parametrize("text", INNOCENT)
def test_other_numbers_are_left_alone(text: str):
    assert not has_personal_number(text)
