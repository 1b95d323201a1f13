"""What the readers of TOML and of tables say of a file that they cannot read. They know English alone."""

import re
from collections.abc import Callable

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
    (r"Expected `str` matching regex .*", lambda _: "är inte skrivet så som det ska vara (en kod har a–z, 0–9 och -)"),
    (r"Object missing required field `([^`]+)`", lambda m: f"nyckeln {m[1]} saknas"),
    (r"Object contains unknown field `([^`]+)`", lambda m: f"nyckeln {m[1]} finns inte"),
    (r"Invalid enum value (.+)", lambda m: f"{m[1]} är inte ett av valen"),
    (r"Invalid value (.+)", lambda m: f"{m[1]} är inte ett av valen"),
    (r"Invalid .*(?:RFC3339|ISO8601).*", lambda _: "går inte att läsa som en dag eller ett klockslag"),
)


def _kinds(names: str) -> str:
    return " eller ".join(_KINDS.get(name.strip(), name.strip()) for name in names.split("|"))


def misread(said: str) -> Label:
    """A value that a table cannot hold, after the key that it stands at."""
    words, _, path = said.partition(" - at `$")
    key = path.rstrip("`").lstrip(".")
    swedish = next((say(found) for how, say in _SAID if (found := re.fullmatch(how, words))), "går inte att läsa")
    return Label(f"{key}: {swedish}", f"{key}: {words}") if key else Label(swedish, words)


def not_toml(said: str) -> Label:
    """A file that is not TOML, and where it stops being so."""
    where = re.search(r"\(at line (\d+), column (\d+)\)", said)
    place = f"rad {where[1]}, tecken {where[2]}" if where else "sista raden"
    return Label(f"filen går inte att läsa som TOML: felet är på {place}", f"not TOML: {said}")
