"""The one place where a body becomes objects: JSON or MessagePack by content type (WIRE.md, "Sync"). A body that does
not say what it is is read as JSON; one that says that it is something else is not read.

Letters stay plain objects, so that each is opened by itself. A lone surrogate, which a phone may have cut out of an
emoji, makes a strict decoder give up the whole body; a lenient one lets it through to where it refuses its own letter.
"""

import json
import re
from typing import Any, NoReturn, TypeVar

import msgspec

from backend.desk.sync import Batch
from backend.domain.words import Label
from backend.web.errors import Denied

DEPTH = 32
LETTERS = 200
MESSAGE_PACK = frozenset({"application/x-msgpack", "application/msgpack", "application/vnd.msgpack"})

T = TypeVar("T")


def decode(body: bytes, content_type: str) -> Batch:
    """A batch of at most 200 letters; Denied: `unreadable` with where, `too-large` for more letters."""
    batch = read(body, content_type, Batch)
    if len(batch.letters) > LETTERS:
        raise Denied("too-large", field="letters", detail=Label(f"{LETTERS} brev", f"{LETTERS} letters"))
    return batch


def read(body: bytes, content_type: str, shape: type[T]) -> T:
    """What was sent, as `shape`; Denied `unreadable` where it is not, with the byte or the path at fault, and
    `wrong-media` for another content type.
    """
    plain = _plain(body, content_type)
    try:
        return msgspec.convert(plain, shape, str_keys=True)
    except msgspec.ValidationError as error:
        said, path = _without_values(str(error))
        raise Denied("unreadable", field=path, detail=said) from None
    except UnicodeError:  # a lone surrogate outside the letters
        raise Denied("unreadable", detail=Label("trasig text", "broken text")) from None


def _plain(body: bytes, content_type: str) -> Any:
    try:
        plain = msgspec.msgpack.decode(body) if _is_message_pack(content_type) else _json(body)
    except RecursionError:
        _too_deep()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Denied("unreadable", detail=_where(error)) from None
    except (ValueError, TypeError, OverflowError):
        # MessagePack can hold what Python cannot: a list as a key, a moment in the year 300,000.
        raise Denied("unreadable", detail=Label("ett värde som inte finns", "a value that does not exist")) from None
    if _too_nested(plain):
        _too_deep()
    return plain


_JSON = frozenset({"application/json", ""})


def _is_message_pack(content_type: str) -> bool:
    """Whether it is MessagePack; False for JSON, Denied for anything else."""
    if content_type in _JSON:
        return False
    said = content_type.lower()
    if said in MESSAGE_PACK or said in _JSON:
        return said in MESSAGE_PACK
    if not (said.startswith("application/") and said.endswith("+json")):
        detail = Label("application/json eller application/msgpack", "application/json or application/msgpack")
        raise Denied("wrong-media", detail=detail)
    return False


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        if b"\\u" not in body:
            raise
        try:
            return json.loads(body, parse_constant=_no_such_number)
        except json.JSONDecodeError as error:
            raise msgspec.DecodeError(f"JSON is malformed (byte {error.pos})") from None


def _no_such_number(_name: str) -> NoReturn:
    raise msgspec.DecodeError("JSON has no NaN and no Infinity")


def _too_deep() -> NoReturn:
    raise Denied("unreadable", detail=Label(f"djupare än {DEPTH} nivåer", f"deeper than {DEPTH} levels"))


def _too_nested(plain: Any) -> bool:
    """Whether containers lie deeper within each other than DEPTH; without recursion, which it guards against."""
    level = [plain] if isinstance(plain, dict | list) else []
    for _ in range(DEPTH):
        # Level by level rather than value by value: a batch holds a thousand values and lies six levels deep.
        level = [v for c in level for v in (c.values() if type(c) is dict else c) if type(v) is dict or type(v) is list]
    return bool(level)


def _where(error: Exception) -> Label:
    """Where the decoder stopped. Its own words name a byte and a kind of fault, never a value."""
    if isinstance(error, UnicodeDecodeError):
        return Label(f"UTF-8 (byte {error.start})", f"UTF-8 (byte {error.start})")
    if found := _BYTE.search(str(error)):
        return Label(f"trasigt vid byte {found[1]}", str(error))
    if str(error).startswith("Number out of range"):
        return Label("ett tal som är för stort", "a number that is too large")
    return Label("det tar slut för tidigt", str(error))


_BYTE = re.compile(r"\(byte (\d+)\)")
_LONGEST = 100  # characters of a field's name that are said again
_FIELD = re.compile(r"Object (missing required|contains unknown) field `([^`]*)`")
_KIND = re.compile(r"Expected `([^`]*)`, got `([^`]*)`")
_BOUND = re.compile(r"Expected `[^`]*` (?:<|>|of length|matching)")
_KINDS = {
    "object": "ett objekt",
    "array": "en lista",
    "str": "en text",
    "int": "ett heltal",
    "float": "ett tal",
    "bool": "sant eller falskt",
    "null": "inget",
    "uuid": "ett id",
    "date": "en dag",
    "datetime": "en tidpunkt",
}


def _without_values(message: str) -> tuple[Label, str | None]:
    """A validation message apart from its path; what could quote a value (an unknown enum, a bad tag) is left out."""
    said, _, where = message.partition(" - at `")
    path = where.removesuffix("`").removeprefix("$").lstrip(".") or None
    said = said[:200]
    if found := _FIELD.match(said):
        lacks = found[1] == "missing required"
        path = f"{path}.{found[2]}"[:_LONGEST] if path else found[2][:_LONGEST]
        return Label(f"fältet {found[2][:_LONGEST]} {'saknas' if lacks else 'finns inte'}", said), path
    if found := _KIND.match(said):
        return Label(f"{_kinds(found[1])} väntades, {_kinds(found[2])} kom", said), path
    if _BOUND.match(said):
        return Label("ett värde utanför det tillåtna", said), path
    return Label("fel värde", "wrong value"), path


def _kinds(said: str) -> str:
    """What a value may be, in Swedish: `en text eller inget`."""
    return " eller ".join(_KINDS.get(kind, kind) for kind in said.split(" | "))
