"""A personnummer is found in any usual spelling, and pointed out where its check digit is wrong; made up here."""

import pytest

from backend.domain.citizen import findings, has_personal_number

NUMBERS = ["19900107-2389", "900107-2389", "199001072389", "9001072389", "900107 2389", "900107+2389", "19900167-2386"]
UNSEEN = ["\u00ad", "\u200b", "\u200e", "\u200f", "\u061c", "\u202a", "\u202c", "\u2060", "\u2068", "\u2069", "\ufeff"]
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


@pytest.mark.parametrize("sign", UNSEEN)
def test_a_sign_that_cannot_be_seen_hides_no_number(sign: str):
    assert has_personal_number(f"Talade med {sign}900107{sign}-23{sign}89{sign} vid torget")
    assert findings(f"Ring {sign}070-174{sign} 06 05{sign}.") == ("phone",)


@pytest.mark.parametrize("text", INNOCENT)
def test_other_numbers_are_left_alone(text: str):
    assert not has_personal_number(text)


MISTYPED = ["19900107-2388", "900107-2388", "199001072388", "9001072388", "900107 2388", "900107+2388", "900167-2387"]


@pytest.mark.parametrize("number", [*MISTYPED, "1990-01-07-2388", "90 01 07 2388", "19 900107-2388"])
def test_a_number_with_a_wrong_check_digit_is_pointed_out(number: str):
    assert findings(f"Talade med {number} vid torget") == ("number",)
    assert not has_personal_number(f"Talade med {number} vid torget")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_right_number_is_refused_and_not_asked_about_beside_it(number: str):
    assert findings(f"Talade med {number} vid torget") == ()


@pytest.mark.parametrize(
    "text",
    [
        *INNOCENT,
        "260504 2030",
        "260504 1830-2045",
        "20260504-2030",
        "202605042030",
        "2026-05-04 2030",
        "2026-05-04 20.30-21.10",
        "2026-05-08 - 2026-05-10",
        "Organisationsnummer 212000-0779",
        "57.8105 16.6373",
    ],
)
def test_a_day_with_a_time_and_other_numbers_are_not_pointed_out(text: str):
    assert findings(text) in ((), ("phone",))


@pytest.mark.parametrize("phone", ["0701740612", "0505852391", "070812-1234", "Tel 0701740612 och 070-174 06 05"])
def test_what_is_asked_about_as_a_phone_number_is_asked_about_once(phone: str):
    assert findings(phone) == ("phone",)


def test_a_phone_number_beside_it_hides_no_mistyped_number():
    assert findings("070-174 06 05 900107-2388 +46 70 174 06 05") == ("number", "phone")
