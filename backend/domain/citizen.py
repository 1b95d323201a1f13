"""Keeps citizens out of the log: finds in free text what must not, or hardly ever needs to, be written there.

The rules are data, in citizen.json, in words that Python and JavaScript read alike: the field app follows the same
ones, and tests/corpus measures both. What they look for, and what they leave alone, is told in tests/corpus/README.md.
"""

import re
import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec

Finding = Literal["phone", "email", "plate", "name"]
"""What is pointed out, and may stand where the writer says so."""


class _Numbers(msgspec.Struct, frozen=True):
    run: str
    group: str
    splits: list[list[int]]
    centuries: list[str]
    date_after: str


class _Plates(msgspec.Struct, frozen=True, rename={"no": "not"}):
    patterns: list[str]
    no: str


class _Names(msgspec.Struct, frozen=True):
    word: str
    between: str
    given: str
    surname_endings: str
    not_given: str
    not_surname: str
    not_surname_endings: str
    not_after_genitive: str


class _Rules(msgspec.Struct, frozen=True):
    dashes: str
    invisible: str
    personal_number: _Numbers
    phone: list[str]
    email: str
    plate: _Plates
    name: _Names


_RULES = msgspec.json.decode(Path(__file__).with_suffix(".json").read_bytes(), type=_Rules)
_DASHES, _INVISIBLE = re.compile(_RULES.dashes), re.compile(_RULES.invisible)


def plain(text: str) -> str:
    """The text as the rules read it: one kind of space, of dash and of digit, and nothing that cannot be seen."""
    return _INVISIBLE.sub("", _DASHES.sub("-", unicodedata.normalize("NFKC", text)))


def findings(text: str) -> tuple[Finding, ...]:
    """What a text seems to hold of somebody's: each kind once, in the order of `Finding`."""
    read = plain(text)
    found: dict[Finding, bool] = {
        "phone": any(p.search(read) for p in _PHONES),
        "email": _EMAIL.search(read) is not None,
        "plate": any(m[1].upper() not in _NO_PLATE for p in _PLATES for m in p.finditer(read)),
        "name": _has_name(read),
    }
    return tuple(kind for kind, there in found.items() if there)


# Personnummer and samordningsnummer: YYMMDD-NNNN with or without century, signs and spaces; a samordningsnummer adds
# 60 to the day; the last digit is a Luhn check (Skatteverket, SKV 704 and SKV 707).

_RUN, _GROUP = re.compile(_RULES.personal_number.run), re.compile(_RULES.personal_number.group)
_DATE_AFTER = re.compile(_RULES.personal_number.date_after)
_SPLITS = {tuple(s) for s in _RULES.personal_number.splits}
_LENGTHS = (10, 12)
_MOST_GROUPS = max(map(len, _SPLITS)) + 2  # the last one, and a century that stands apart


def has_personal_number(text: str) -> bool:
    """Whether the text holds a personnummer or samordningsnummer in a usual spelling."""
    read = plain(text)
    for run in _RUN.finditer(read):
        groups = [(m[0], m.end()) for m in _GROUP.finditer(run[0])]
        if sum(len(digits) for digits, _ in groups) < min(_LENGTHS):
            continue
        for first in range(len(groups)):
            for last in range(first, min(first + _MOST_GROUPS, len(groups))):
                end = run.start() + groups[last][1]
                row = [digits for digits, _ in groups[first : last + 1]]
                if _is_one(row) and not _DATE_AFTER.match(read[end : end + 16]):
                    return True
    return False


def _is_one(groups: list[str]) -> bool:
    """Whether groups of digits are written as a personal number is, with a birthday and a right check digit."""
    digits = "".join(groups)
    if len(digits) not in _LENGTHS:
        return False
    ends: list[int] = []
    for group in groups[:-1]:
        ends.append((ends[-1] if ends else 0) + len(group))
    if len(digits) == max(_LENGTHS):
        if digits[:2] not in _RULES.personal_number.centuries:
            return False
        digits, ends = digits[2:], [end - 2 for end in ends if end > 2]
    return tuple(ends) in _SPLITS and _is_birthday(digits[:2], digits[2:4], digits[4:6]) and _luhn(digits)


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


# What is pointed out.

_PHONES = [re.compile(p) for p in _RULES.phone]
_EMAIL = re.compile(_RULES.email)
_PLATES = [re.compile(p) for p in _RULES.plate.patterns]
_NO_PLATE = frozenset(_RULES.plate.no.split())

# A likely full name: a usual given name, or any word that begins with a capital inside a sentence, and after it a word
# that may be, or looks like, a surname; not a street, a square or a shop that bears somebody's name.

_WORDS = re.compile(f"{_RULES.name.word}(?:{_RULES.name.between}{_RULES.name.word})+")
_WORD = re.compile(_RULES.name.word)
_GIVEN = frozenset(_RULES.name.given.split())
_NOT_GIVEN = frozenset(_RULES.name.not_given.split())
_NOT_SURNAME = frozenset(_RULES.name.not_surname.split())
_SURNAME_ENDS = tuple(_RULES.name.surname_endings.split("|"))
_PLACE_ENDS = tuple(_RULES.name.not_surname_endings.split("|"))
_GENITIVE = frozenset(_RULES.name.not_after_genitive.split())
_NEXT_WORD = re.compile(r"^ ([A-Za-zÅÄÖåäöé]+)")
_SENTENCE = re.compile(r"(?:^|[.!?\n])\s*$")


def _has_name(text: str) -> bool:
    for row in _WORDS.finditer(text):
        words = [(m[0], row.start() + m.start(), row.start() + m.end()) for m in _WORD.finditer(row[0])]
        for (one, begins, _), (two, _, ends) in pairwise(words):
            starts = _SENTENCE.search(text[max(0, begins - 4) : begins]) is not None
            if _may_be_given(one, two, starts=starts) and _may_be_surname(two, text[ends : ends + 24]):
                return True
    return False


def _may_be_given(word: str, following: str, *, starts: bool) -> bool:
    if word in _NOT_GIVEN:
        return False
    if _GIVEN.intersection(word.split("-")):
        return True
    return not starts and following.lower().endswith(_SURNAME_ENDS)


def _may_be_surname(word: str, rest: str) -> bool:
    if word in _NOT_SURNAME or word in _GIVEN or word.lower().endswith(_PLACE_ENDS):
        return False
    following = _NEXT_WORD.match(rest)
    return not (word.endswith("s") and following is not None and following[1].lower() in _GENITIVE)
