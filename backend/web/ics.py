"""A calendar as RFC 5545 wants it: whole days with a name, an address and an id that stays."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

LONGEST = 75  # octets of a line, without its end


class Entry(Struct, frozen=True, kw_only=True):
    """Something on a day of Europe/Stockholm. `id` is the same as long as it is the same thing."""

    id: str
    day: date
    summary: str
    description: str = ""
    url: str = ""


def calendar(name: str, entries: Iterable[Entry], *, now: datetime) -> bytes:
    """The whole file. A calendar asks for it anew, so what is no longer in it is gone."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Faltlogg//Larm//SV", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Europe/Stockholm"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"]
    for entry in entries:
        lines += _event(entry, now)
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in _folded(line))


def _event(entry: Entry, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.id)}@faltlogg"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """A line in pieces of at most 75 octets, never within a character."""
    piece = b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > LONGEST:
            yield piece + b"\r\n"
            piece = b" "
        piece += octets
    yield piece + b"\r\n"
