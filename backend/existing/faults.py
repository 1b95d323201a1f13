"""What is wrong with a file or with one cell of it, for whoever keeps the spreadsheet."""

import msgspec

from backend.domain.citizen import findings, has_personal_number

FREE_TEXT = frozenset({"note"})
"""Columns whose content is never shown again."""

_SHOWN = 60  # characters of a value


class Unreadable(Exception):
    """Nothing of the file can be taken; the message says why."""


class Bad(Exception):
    """One cell cannot be read; the message says what would be right. It never quotes the cell."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a row was not taken.

    `row` is the spreadsheet's own number (the header is usually 1). `value` is left out where it is free text.
    """

    row: int
    reason: str
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        where = f"rad {self.row}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.reason}" + (f" ({self.value})" if self.value else "")


def fault(row: int, column: str | None, reason: str, value: object = None) -> Fault:
    """A fault that shows the value where that is safe: in no free text, with nothing of a person's, and cut short."""
    text = None if value is None else " ".join(str(value).split())
    if text is not None and (column in FREE_TEXT or not text.isprintable() or _personal(text)):
        text = None
    if text is not None and len(text) > _SHOWN:
        text = text[: _SHOWN - 1] + "…"
    return Fault(row=row, column=column, reason=reason, value=text)


def _personal(text: str) -> bool:
    return has_personal_number(text) or bool(findings(text))
