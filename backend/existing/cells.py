"""Reads one cell. What cannot be read raises Bad, with what would be right.

Times without an offset are Swedish. In the hour that is repeated when summer time ends they are the first of the two;
in the hour that is left out when it begins they are read by the clock that had not been changed yet (02:30 is then
03:30). A date alone is that day, without an hour.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone

from backend.domain.calendar import STOCKHOLM, YEARS, may_be, may_be_at, noon
from backend.existing.faults import Bad
from backend.existing.sheets import Cell

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(?:kl\.? ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,6}))?)? ?(Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"'(?=[=+\-@\t\r])")


def text(cell: Cell) -> str:
    """A cell as words. The apostrophe that guards a formula in an exported file is taken off."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    words = str(cell).strip()
    return words[1:] if _ESCAPED.match(words) else words


def whole(cell: Cell, most: int) -> int:
    """A whole number from 0 to `most`, also as 20.0 and as 1 200."""
    words = "".join(text(cell).split())
    if isinstance(cell, bool) or not (words.isascii() and words.isdigit()) or int(words) > most:
        raise Bad(f"ska vara ett heltal från 0 till {most}")
    return int(words)


def listed(cell: Cell) -> list[str]:
    """`synlighet; samtal`: the parts, without the empty ones."""
    return [part.strip() for part in text(cell).split(";") if part.strip()]


def named(cell: Cell) -> list[tuple[str, str]]:
    """`brister=3;besokta=1`: names and values, in order."""
    pairs = []
    for part in listed(cell):
        name, sign, value = part.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise Bad("ska skrivas namn=värde, med semikolon emellan")
        pairs.append((name.strip(), value.strip()))
    return pairs


def moment(cell: Cell) -> tuple[datetime, bool]:
    """When it was, with a fixed offset, and whether only the day is known (then at local noon)."""
    match cell:
        case datetime():
            return _swedish(_to_second(cell)), False
        case date():
            return _day(cell), True
        case str():
            return _written(cell)
    raise Bad("ska vara en tid, till exempel 2026-05-04 20:30, eller en dag")


def _written(words: str) -> tuple[datetime, bool]:
    found = _ISO.fullmatch(words.strip())
    if found is None:
        raise Bad("ska skrivas 2026-05-04 20:30, eller 2026-05-04 om bara dagen är känd")
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        on = date(int(year), int(month), int(day))
        if hour is None:
            return _day(on), True
        clock = time(int(hour), int(minute), int(second or 0), int((fraction or "").ljust(6, "0")))
        wall = datetime.combine(on, clock)
        if offset is None:
            return _swedish(wall), False
        told = datetime.fromisoformat(wall.isoformat() + offset.upper().replace("Z", "+00:00"))
    except ValueError:
        raise Bad("är ingen dag eller tid som finns") from None
    if not may_be_at(told):
        raise _far()
    return told, False


def _day(day: date) -> datetime:
    _within(day)
    return _fixed(noon(day))


def _swedish(wall: datetime) -> datetime:
    _within(wall.date())
    return _fixed(wall.replace(tzinfo=STOCKHOLM))


def _fixed(moment_: datetime) -> datetime:
    """With the offset as a number, as a phone would send it: with a zone, a time in a repeated hour equals no other."""
    offset = moment_.utcoffset()
    assert offset is not None
    return moment_.replace(tzinfo=timezone(offset), fold=0)


def _to_second(wall: datetime) -> datetime:
    """Spreadsheets keep times as parts of a day, a few microseconds off."""
    _within(wall.date())
    return (wall + timedelta(milliseconds=500)).replace(microsecond=0)


def _within(day: date) -> None:
    if not may_be(day):
        raise _far()


def _far() -> Bad:
    return Bad(f"ska ligga inom åren {YEARS}")


class Words:
    """The codes of one list and the Swedish labels that stand for exactly one of them."""

    def __init__(self, labels: Iterable[tuple[str, str]]) -> None:
        """`labels` are code and label."""
        meant: dict[str, set[str]] = {}
        for code, label in labels:
            meant.setdefault(_plain(label), set()).add(code)
            meant.setdefault(code, set()).add(code)
        self._code = {word: next(iter(codes)) for word, codes in meant.items() if len(codes) == 1}
        self._codes = {code for codes in meant.values() for code in codes}

    def code(self, word: str) -> str:
        """The code that a code or a label stands for; raises Bad."""
        plain = _plain(word)
        if plain in self._codes:
            return plain
        if plain not in self._code:
            raise Bad("finns inte i listan")
        return self._code[plain]


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()
