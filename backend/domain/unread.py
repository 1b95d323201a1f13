"""What the readers of TOML and of tables say of a file that they cannot read. They know English alone."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from backend.domain import allowed
from backend.domain.words import Label

_KINDS = {
    "str": "en text",
    "int": "ett heltal",
    "float": "ett tal",
    "bool": "true eller false",
    "date": "en dag",
    "datetime": "en dag med klockslag",
    "time": "ett klockslag",
    "array": "en lista",
    "object": "en tabell",
    "null": "inget",
}

_SAID: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"Expected `([^`]+)`, got `([^`]+)`", lambda m: f"ska vara {_kinds(m[1])}, men är {_kinds(m[2])}"),
    (r"Expected `(?:int|float)` >= (\S+)", lambda m: f"ska vara minst {m[1]}"),
    (r"Expected `(?:int|float)` > (\S+)", lambda m: f"ska vara mer än {m[1]}"),
    (r"Expected `(?:int|float)` <= (\S+)", lambda m: f"ska vara högst {m[1]}"),
    (r"Expected `(?:int|float)` < (\S+)", lambda m: f"ska vara mindre än {m[1]}"),
    (r"Expected `str` of length >= (\d+)", lambda m: f"ska ha minst {m[1]} tecken"),
    (r"Expected `str` of length <= (\d+)", lambda m: f"ska ha högst {m[1]} tecken"),
    (r"Expected `array` of length >= (\d+)", lambda m: f"ska ha minst {m[1]} {'värde' if m[1] == '1' else 'värden'}"),
    (r"Expected `array` of length <= (\d+)", lambda m: f"ska ha högst {m[1]} {'värde' if m[1] == '1' else 'värden'}"),
    (r"Object missing required field `([^`]+)`", lambda m: f"nyckeln {m[1]} saknas"),
    (r"give either pledge or value", lambda _: "ska ha antingen pledge eller value"),
    (r"Invalid .*(?:RFC3339|ISO8601).*", lambda _: "går inte att läsa som en dag eller ett klockslag"),
)


def _kinds(names: str) -> str:
    return " eller ".join(_KINDS.get(name.strip(), name.strip()) for name in names.split("|"))


def none_of(what: str, known: Iterable[str]) -> Label:
    """A word that is not among those that are known."""
    listed = ", ".join(known)
    return Label(f"{what} är inte någon av {listed}", f"{what} is none of {listed}")


def misread(said: str, shape: Any, value: object) -> Label:
    """A value that a table cannot hold, after the key that it stands at, with what may stand there.

    `said` is what the reader said when `value` was to become `shape`.
    """
    words, _, path = said.partition(" - at `")
    inner, _, outer = path.partition("` in `")  # `key` in `$.answers`: it is a key of that table
    path = (outer or inner).rstrip("`").removeprefix("$").lstrip(".")
    told = _A_KEY if outer else _allowed(words, shape, value, path) or _plainly(words)
    return Label(f"{path}: {told.sv}", f"{path}: {told.en}") if path else told


def _plainly(words: str) -> Label:
    swedish = next((say(found) for how, say in _SAID if (found := re.fullmatch(how, words))), "går inte att läsa")
    return Label(swedish, words)


def _allowed(words: str, shape: Any, value: object, path: str) -> Label | None:
    """Where what is allowed can be counted or shown."""
    if found := re.fullmatch(r"Object contains unknown field `(.+)`", words):
        listed = ", ".join(allowed.keys(shape, value, path))
        return Label(
            f"nyckeln {found[1]} finns inte; här finns {listed}", f"there is no key {found[1]} here, but {listed}"
        )
    if found := re.fullmatch(r"Invalid (?:enum )?value (.+)", words):
        return none_of(found[1], allowed.words(shape, value, path))
    if words.startswith("Expected `str` matching regex"):
        return _WRITTEN.get(re.sub(r"\[.*?\]$", "", path).rpartition(".")[2], _CODE)
    return None


_CODE = Label("är ingen kod (a–z, 0–9 och -)", "is not a code (a–z, 0–9 and -)")
_A_KEY = Label("en nyckel är inte en kod (a–z, 0–9 och -)", "a key is not a code (a–z, 0–9 and -)")
_OF = "activities, minutes, people, places, days, results"
_WRITTEN = {
    "hours": Label("ska skrivas som 18:00-06:00", "is to be written like 18:00-06:00"),
    "of": Label(f"är inte någon av {_OF}.<namn>", f"is none of {_OF}.<name>"),
}
"""How a text is written, for the keys that are no codes."""


def not_toml(said: str) -> Label:
    """A file that is not TOML, and where it stops being so."""
    where = re.search(r"\(at line (\d+), column (\d+)\)", said)
    place = f"rad {where[1]}, tecken {where[2]}" if where else "sista raden"
    return Label(f"filen går inte att läsa som TOML: felet är på {place}", f"not TOML: {said}")
