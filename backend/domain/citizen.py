"""Keeps citizens out of the log: finds in free text what must not be written there.

Personnummer and samordningsnummer: YYMMDD-NNNN with or without century, sign and space; a samordningsnummer adds 60
to the day; the last digit is a Luhn check (Skatteverket, SKV 704 and SKV 707).
"""

import re
from datetime import date

_NUMBER = re.compile(r"(?<!\d)(?:18|19|20)?(\d{2})[- ]?(\d{2})[- ]?(\d{2})\s?[-+–]?\s?(\d{3})(\d)(?!\d)")


def has_personal_number(text: str) -> bool:
    """Whether the text holds a personnummer or samordningsnummer in a usual spelling."""
    return any(_is_birthday(*m.group(1, 2, 3)) and _luhn("".join(m.groups())) for m in _NUMBER.finditer(text))


def _is_birthday(year: str, month: str, day: str) -> bool:
    number = int(day)
    try:
        date(2000 + int(year), int(month), number - 60 if number > 60 else number)
    except ValueError:
        return (month, day) in {("02", "29"), ("02", "89")}  # a leap day of the other century
    return True


def _luhn(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(digits):
        product = int(digit) * (2 - i % 2)
        total += product - 9 if product > 9 else product
    return total % 10 == 0
