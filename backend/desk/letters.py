"""Opens one letter by itself, so that a bad one never hurts another (WIRE.md, "Sync")."""

import re
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import msgspec

from backend.domain.citizen import Finding, findings, has_personal_number
from backend.domain.refusal import Refused
from backend.domain.report import Count, Report
from backend.domain.words import Named

NOTE_LENGTH = 2_000
REASON_LENGTH = 500
Version = Annotated[int, msgspec.Meta(ge=1)]
Seq = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _Letter(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True, omit_defaults=True
):
    command: UUID
    seq: Seq
    activity: UUID
    recorded_at: Moment


class RecordLetter(_Letter, frozen=True, tag="record"):
    """Something was done. `confirmed` lists findings that the writer chose to keep in the note."""

    report: Report
    confirmed: tuple[Finding, ...] = ()


class CorrectLetter(_Letter, frozen=True, tag="correct"):
    """What was reported is to be replaced, as seen at `version`. `confirmed` is of the note and of the reason."""

    version: Version
    report: Report
    confirmed: tuple[Finding, ...] = ()


class WithdrawLetter(_Letter, frozen=True, tag="withdraw"):
    """The activity is to be taken back, as seen at `version`. `confirmed` is of the reason."""

    version: Version
    confirmed: tuple[Finding, ...] = ()


Letter = RecordLetter | CorrectLetter | WithdrawLetter
_SHAPES: dict[object, Any] = {"record": RecordLetter, "correct": CorrectLetter, "withdraw": WithdrawLetter}


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A letter and its free text. `keeps_note`: a correction that does not speak of the note leaves it as it was.

    `refused` is what the free text is refused for, unless the letter was kept before: by rules that knew less.
    """

    letter: Letter
    note: str | None = None
    reason: str | None = None
    keeps_note: bool = False
    refused: Refused | None = None

    def digest(self, note_mac: bytes | None, reason_mac: bytes | None) -> bytes:
        """SHA-256 over the canonical letter, free text replaced by its HMAC: outlives the text without telling it."""
        return sha256(_CANON.encode((self.letter, note_mac, reason_mac, self.keeps_note))).digest()


_CANON = msgspec.json.Encoder(order="deterministic")


def unseal_envelope(raw: Any) -> tuple[UUID | None, int | None]:
    """The command and sequence number of a letter, as far as they can be read, for its receipt."""
    if not isinstance(raw, dict):
        return None, None
    return _convert_or_none(raw.get("command"), UUID), _convert_or_none(raw.get("seq"), Seq)


def _convert_or_none(value: Any, type_: Any) -> Any:
    try:
        return msgspec.convert(value, type_)
    except (msgspec.ValidationError, UnicodeError):
        return None


def open_letter(raw: Any) -> Opened:
    """Read one letter from plain objects; raises Refused with the path of what is wrong."""
    if not isinstance(raw, dict):
        raise Refused("malformed", None, detail="inte ett objekt")
    raw = dict(raw)
    do, confirmed = raw.get("do"), _listed(raw.get("confirmed"))
    reason = _written(raw.pop("reason", None), "reason", REASON_LENGTH) if do != "record" else None
    note, keeps_note = None, False
    report = raw.get("report")
    if isinstance(report, dict):
        report = raw["report"] = dict(report)
        keeps_note = "note" not in report and do == "correct"
        note = _written(report.pop("note", None), "report.note", NOTE_LENGTH)
    try:
        # A union is taken apart anew at each call, which takes four times as long as all the rest.
        letter: Letter = msgspec.convert(raw, _SHAPES.get(do, Letter) if isinstance(do, str) else Letter)
    except msgspec.ValidationError as error:
        raise _refusal(str(error), raw) from None
    except RecursionError:
        raise Refused("malformed", None, detail="för djupt") from None
    except UnicodeError:  # a lone surrogate where a code or an id should be
        raise Refused("bad-text", None) from None
    refused = _of_a_citizen(reason, "reason", confirmed) or _of_a_citizen(note, "report.note", confirmed)
    return Opened(letter=letter, note=note, reason=reason, keeps_note=keeps_note, refused=refused)


def _listed(confirmed: Any) -> tuple[str, ...]:
    """What is confirmed, as far as it can be read; what cannot is refused with the letter."""
    return tuple(c for c in confirmed if isinstance(c, str)) if isinstance(confirmed, list | tuple) else ()


_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def free_text(
    value: Any, field: str, longest: int, confirmed: Collection[str] = (), *, by_phone: bool = False
) -> str | None:
    """Free text as it may be kept; None for nothing written. The value is never echoed.

    Signs that turn the way of reading make a text look like another: they are refused unless it was written `by_phone`.
    Phones put them around a pasted number, where nobody sees them.

    Raises Refused: `malformed`, `too-long`, `bad-text`, `personal-number`, and `confirm` with the findings in it that
    the writer has not confirmed.
    """
    text = _written(value, field, longest)
    if text and not by_phone and _TURNS.search(text):
        raise Refused("bad-text", field)
    if refused := _of_a_citizen(text, field, confirmed):
        raise refused
    return text


def _written(value: Any, field: str, longest: int) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Refused("malformed", field, detail="inte text")
    if len(value) > longest:
        raise Refused("too-long", field)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Refused("bad-text", field) from None
    if "\x00" in value:
        raise Refused("bad-text", field)
    return value.strip() or None


def _of_a_citizen(text: str | None, field: str, confirmed: Collection[str]) -> Refused | None:
    """The answer to a text that points somebody out, unless its writer was asked and lets that stand."""
    if text is None:
        return None
    if has_personal_number(text):
        return Refused("personal-number", field)
    asked = tuple(finding for finding in findings(text) if finding not in confirmed)
    return Refused("confirm", field, findings=asked) if asked else None


_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_RANGE = re.compile(r"Expected `\w+` (?:<|>|of length)")


def _refusal(message: str, raw: Any) -> Refused:
    """Turn what the decoder says of a letter into a refusal.

    Its words name types and bounds, and are passed on only where no value can be in them.
    """
    said, _, where = message.partition(" - at `")
    path = where.rpartition("` in `")[2]  # a name is at fault: "`key` in `$.report.results`"
    path = _named(path.removesuffix("`").removeprefix("$").lstrip("."), raw)
    for pattern, code in ((_UNKNOWN, "unknown-field"), (_MISSING, "missing")):
        if found := pattern.match(said):
            return Refused(code, f"{path}.{found[1]}".lstrip(".")[:200])
    if _RANGE.match(said):
        return Refused("out-of-range", path or None)
    return Refused("malformed", path or None, detail=path or "do")


_NAMED = {"report.results": Count, "report.answers": Named}


def _named(path: str, raw: Any) -> str:
    """The path with the name of the value at fault, which the decoder leaves out of its path."""
    table = path.removesuffix("[...]")
    if table == path or table not in _NAMED:
        return path.replace("[...]", "[]")
    values = raw["report"][table.removeprefix("report.")]
    return next(
        (f"{table}.{name}" for name, value in values.items() if _convert_or_none(value, _NAMED[table]) is None), table
    )
