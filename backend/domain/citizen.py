"""Keeps citizens out of the log: finds in free text what must not, or hardly ever needs to, be written there.

The rules are data, in citizen.json, in words that Python and JavaScript read alike: the field app follows the same
ones, and tests/corpus measures both. What they look for, and what they leave alone, is told in tests/corpus/README.md.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

Finding = Literal["number", "phone", "email", "plate", "name"]
"""What is pointed out, and may stand where the writer says so; `number` is a personal one but for its check digit."""


class _Mistyped(msgspec.Struct, frozen=True):
    splits: list[list[int]]
    no: str = msgspec.field(name="not")


class _Numbers(msgspec.Struct, frozen=True):
    run: str
    group: str
    splits: list[list[int]]
    centuries: list[str]
    date_after: str
    mistyped: _Mistyped


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
        "number": _has_mistyped_number(read),
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
_MISTYPED = {tuple(s) for s in _RULES.personal_number.mistyped.splits}
_MOMENT = re.compile(_RULES.personal_number.mistyped.no)


class _Row(NamedTuple):
    """Digits written as a personal number is, with a birthday; `ends` are the places where groups of them end."""

    digits: str
    ends: tuple[int, ...]


def has_personal_number(text: str) -> bool:
    """Whether the text holds a personnummer or samordningsnummer in a usual spelling."""
    return any(_luhn(row.digits[-min(_LENGTHS) :]) for row in _rows(plain(text)))


def _has_mistyped_number(read: str) -> bool:
    """Whether a number in the most usual spellings is one but for its check digit; what reads as a phone number is not.

    A typing error still points somebody out; yet there are more such numbers that are nobody's, hence a question.
    """
    for phone in _PHONES:
        read = phone.sub("x", read)
    return any(
        ends in _MISTYPED and not _luhn(digits[-min(_LENGTHS) :]) and not _MOMENT.match(digits)
        for digits, ends in _rows(read)
    )


def _rows(read: str) -> Iterator[_Row]:
    for run in _RUN.finditer(read):
        groups = [(m[0], m.end()) for m in _GROUP.finditer(run[0])]
        if sum(len(digits) for digits, _ in groups) < min(_LENGTHS):
            continue
        for first in range(len(groups)):
            for last in range(first, min(first + _MOST_GROUPS, len(groups))):
                end = run.start() + groups[last][1]
                row = _row([digits for digits, _ in groups[first : last + 1]])
                if row and not _DATE_AFTER.match(read[end : end + 16]):
                    yield row


def _row(groups: list[str]) -> _Row | None:
    """Groups of digits that are written as a personal number is, with a birthday, whatever their check digit."""
    digits = "".join(groups)
    if len(digits) not in _LENGTHS:
        return None
    ends: list[int] = []
    for group in groups[:-1]:
        ends.append((ends[-1] if ends else 0) + len(group))
    if century := len(digits) - min(_LENGTHS):
        if digits[:century] not in _RULES.personal_number.centuries:
            return None
        ends = [end - century for end in ends if end > century]
    year, month, day = (digits[century + i : century + i + 2] for i in (0, 2, 4))
    return _Row(digits, tuple(ends)) if tuple(ends) in _SPLITS and _is_birthday(year, month, day) else None


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
