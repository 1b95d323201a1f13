"""A situation file handed in on a page: what it holds, what is wrong with it, and what may be frozen of it."""

from collections.abc import Mapping

import msgspec
from litestar.response import Template
from msgspec import Struct

from backend.domain.calendar import week
from backend.domain.situation import Need, afterwards
from backend.existing.faults import Fault
from backend.existing.situations import ReadSituations, situations_of
from backend.web.pages import confirming
from backend.web.pages.afterwards import week_word
from backend.web.pages.filling import given
from backend.web.pages.telling import Unfit
from backend.web.pages.tongue import Tongue
from backend.web.pages.weeks import Looking
from backend.web.security import BODY_LIMIT
from projections import need

LARGEST = 20_000_000
"""Bytes of a workbook, unpacked: while it is read somebody waits for the page."""
_WEEKS = msgspec.json.Decoder(dict[str, tuple[Need, ...]])


class FileWeek(Struct, frozen=True, kw_only=True):
    """A week that a file tells of. `given` opens it in the form; one that cannot be has neither, nor a page."""

    href: str
    word: str
    places: str
    state: str
    given: str


def review(looking: Looking, data: bytes, name: str, usual: str | None) -> Template:
    """What a file holds. Raises Unreadable where nothing can be read."""
    t, house, member = looking.t, looking.house, looking.member
    catalogue = house.catalogues.of(member.partnership, anew=True)
    read = situations_of(data, name, catalogue, usual=usual, largest=LARGEST)
    with house.reading() as reading:
        frozen = {s.week for s in need.situations(reading, member.partnership)}
        whole = {
            code: needs for code, needs in read.weeks.items() if code not in frozen and not looking.why_not(code)
        }
        waiting = [
            one
            for code in whole
            for one in confirming.awaited(reading, member.partnership, week(code), member.organisation)
        ]
    context = {
        "name": name,
        "weeks": [_week(looking, read, code, needs, frozen) for code, needs in _every(read).items()],
        "faults": [_fault(t, fault) for fault in read.faults],
        "awaited": list(dict.fromkeys(confirming.before(t, waiting))),
        "moved": read.moved,
        "whole": t.ngettext("Frys %(n)s vecka", "Frys %(n)s veckor", len(whole)) if whole else "",
        "given": msgspec.json.encode(whole).decode(),
    }
    return Template("importing.html", context=context)


def _every(read: ReadSituations) -> dict[str, tuple[Need, ...]]:
    return dict(sorted({**read.weeks, **read.partial}.items()))


def _week(looking: Looking, read: ReadSituations, code: str, needs: tuple[Need, ...], frozen: set[str]) -> FileWeek:
    t = looking.t
    why_not = None if code in frozen else looking.why_not(code)
    state = t._("utan fel") if code in read.weeks else t._("har fel: det som gick att läsa kan öppnas i formuläret")
    if not why_not and code in read.weeks and afterwards(week(code), looking.house.now()):
        state = t._("utan fel, blir märkt som fryst i efterhand")
    return FileWeek(
        href="" if why_not else f"/lagesbild/{code}",
        word=week_word(t, code, looking.today),
        places=t.ngettext("%(n)s plats", "%(n)s platser", len(needs)),
        state=t._("redan fryst, ändras inte")
        if code in frozen
        else t._("kan inte frysas. %(why)s", why=why_not.message(t.code))
        if why_not
        else state,
        given="" if code in frozen or why_not else given(needs),
    )


def _fault(t: Tongue, fault: Fault) -> str:
    where = t._("Rad %(n)s", n=fault.row)
    if fault.column:
        where = f"{where}, {column_word(t, fault.column)}"
    return f"{where}: {fault.reason}" + (f" ({fault.value})" if fault.value else "")


def column_word(t: Tongue, column: str) -> str:
    """What whoever keeps the file calls a column."""
    return {
        "week": t._("vecka"),
        "place": t._("plats"),
        "level": t._("nivå"),
        "problems": t._("problem"),
        "geometry": t._("läge på kartan"),
        "properties": t._("egenskaper"),
    }.get(column, column)


def read_weeks(t: Tongue, values: Mapping[str, object]) -> dict[str, tuple[Need, ...]]:
    """The weeks that the page offered to freeze; raises Unfit."""
    given = str(values.get("given", ""))
    try:
        if len(given) > BODY_LIMIT:
            raise msgspec.DecodeError
        return _WEEKS.decode(given)
    except msgspec.DecodeError:
        raise Unfit({"": t._("Formuläret känns inte igen. Ladda om sidan.")}) from None
