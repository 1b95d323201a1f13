"""Which day a page looks at, and with which knowledge: read from the address, and said on the page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from backend.domain.calendar import local, may_be
from backend.web.pages.sheet import Pages, Seen
from backend.web.pages.tongue import Tongue
from projections.fulfilment import Known

T = TypeVar("T")


def looked_at(t: Tongue, query: Mapping[str, str], path: str, now: datetime) -> tuple[Seen, date, Known]:
    """(what the form shows, the day, the reading). Without a day it is today.

    A day that cannot be read is said beside the field, and the page shows what it would have shown without it.
    """
    usual = local(now).date()
    typed, asked = query.get("as_of", "").strip(), query.get("known", "")
    known: Known = "now" if asked == "now" else "then"
    warnings = []
    if asked not in ("now", "then", ""):
        warnings.append(t._("Kunskapen som adressen frågar efter finns inte. Här visas så som det var känt då."))
    if not typed:
        seen = Seen(path=path, typed=usual.isoformat(), now=known == "now", warnings=tuple(warnings))
        return seen, usual, known
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        fault = t._("Skriv dagen som 2026-06-30.")
        return Seen(path=path, typed=typed[:20], now=known == "now", fault=fault), usual, known
    if not may_be(day):
        fault = t._("Skriv en dag inom åren 2000–2099.")
        return Seen(path=path, typed=typed, now=known == "now", fault=fault), usual, known
    if day > usual:
        ahead = t._(
            "%(day)s har inte varit än: läget då är inte känt. Så här blir det bara om inget mer görs.", day=t.day(day)
        )
        warnings.append(ahead)
    return Seen(path=path, typed=day.isoformat(), now=known == "now", warnings=tuple(warnings)), day, known


def address(path: str, **query: str | int | None) -> str:
    """A path with a query of what is given, in that order."""
    given = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


def kept(seen: Seen, query: Mapping[str, str]) -> dict[str, str]:
    """What the links of a page carry on: the day and the reading, where they were chosen."""
    carried = {}
    if query.get("as_of") and not seen.fault:
        carried["as_of"] = seen.typed
    if seen.now:
        carried["known"] = "now"
    return carried


def paged(
    t: Tongue, every: Sequence[T], query: Mapping[str, str], path: str, carried: Mapping[str, str], size: int
) -> tuple[Sequence[T], Pages]:
    """The page that an address asks for, and the way to those beside it."""
    last = max(1, -(-len(every) // size))
    number = min(int(query["page"]), last) if query.get("page", "").isdecimal() else 1
    first = (max(number, 1) - 1) * size
    shown = every[first : first + size]
    words = ""
    if len(every) > size:
        words = t._(
            "%(first)s till %(last)s av %(all)s",
            first=t.number(first + 1),
            last=t.number(first + len(shown)),
            all=t.number(len(every)),
        )
    return shown, Pages(
        newer=address(path, **carried, page=number - 1) if number > 1 else "",
        older=address(path, **carried, page=number + 1) if number < last else "",
        words=words,
    )
