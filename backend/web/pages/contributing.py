"""What a member's own records became, in words: a fact for each promise, and what keeps the rest from counting."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from backend.domain.rule import Status
from backend.web.pages.amounts import plain
from backend.web.pages.basis import Sight, line
from backend.web.pages.panels import word_for
from backend.web.pages.reporting import Reader
from backend.web.pages.rows import Glance
from backend.web.pages.seen import address
from backend.web.pages.sheet import Fact, Line
from backend.web.pages.speaking import status_word
from backend.web.pages.tongue import Tongue
from projections.contribution import Contribution, Kept, RulePart

MOST = 5
"""As many activities as are listed that lack something, before the rest is a number."""


class PartSheet(Struct, frozen=True, kw_only=True):
    """One rule: the fact, what is said of it, how the whole promise stands, and what does not count yet."""

    name: str
    fact: str
    asides: tuple[str, ...]
    whole: str
    waiting: tuple[Line, ...] = ()
    more: str = ""


class KeptSheet(Struct, frozen=True, kw_only=True):
    """One promise that one's records became part of."""

    id: str
    title: str
    href: str
    pledge: str
    status: Status
    word: str
    parts: tuple[PartSheet, ...]


def facts(t: Tongue, found: Contribution) -> tuple[Fact, ...]:
    """All of one's records, sorted by what became of them."""
    told = (
        (t._("Du har registrerat"), found.recorded, True),
        (t._("Kollegor har registrerat att du var med"), found.crew, found.crew > 0),
        (t._("Räknas i minst ett löfte"), found.counted, True),
        (t._("Räknas inte än"), found.not_yet, True),
        (t._("Hör inte till något löfte"), found.elsewhere, True),
        (t._("Återtagna"), found.withdrawn, found.withdrawn > 0),
    )
    return tuple(Fact(term=term, value=t.number(n)) for term, n, shown in told if shown)


def thanks(t: Tongue, found: Contribution) -> str:
    """The fact that is worth a thank-you; empty where there is none yet."""
    kept = sum(any(part.counted for part in promise.parts) for promise in found.promises)
    if not kept:
        return ""
    own = {"own": t.number(found.counted), "all": t.number(found.recorded + found.crew)}
    return t.ngettext(
        "Tack. %(own)s av dina %(all)s insatser räknas, i %(n)s löfte.",
        "Tack. %(own)s av dina %(all)s insatser räknas, i %(n)s löften.",
        kept,
        **own,
    )


def sheets(r: Reader, found: Contribution, carried: dict[str, str]) -> tuple[KeptSheet, ...]:
    """Every promise with something of one's own, in the order of its pledge."""
    return tuple(_sheet(r, promise, found.last, carried) for promise in found.promises)


def _sheet(r: Reader, promise: Kept, today: date, carried: dict[str, str]) -> KeptSheet:
    several = len(promise.parts) > 1
    return KeptSheet(
        id=f"{promise.pledge}-{promise.commitment}",
        title=promise.title,
        href=address(f"/uppfoljning/{promise.pledge}/{promise.commitment}", **carried),
        pledge=promise.pledge_title,
        status=promise.status,
        word=next((word_for(r.t, p.figure) for p in promise.parts if p.figure.status == promise.status), "")
        or status_word(r.t, promise.status),
        parts=tuple(_part(r, promise, part, today, several=several) for part in promise.parts),
    )


def _part(r: Reader, promise: Kept, part: RulePart, today: date, *, several: bool) -> PartSheet:
    t = r.t
    name = t.label(part.name) if part.name else ""
    glance = Glance(t, part.figure, name or promise.title, today, promise.last)
    whole = ", ".join(words for words in (glance.main(), glance.through(), glance.under()) if words)
    sight = Sight(today=today, may_open={d.activity for d in part.not_yet})
    more = len(part.not_yet) - MOST
    return PartSheet(
        name=name if several else "",
        fact=fact(t, part),
        asides=tuple(asides(t, part)),
        whole=t._("Hela löftet: %(figure)s.", figure=whole),
        waiting=tuple(line(r, sight, d, counts=False) for d in part.not_yet[:MOST]),
        more=t.ngettext("%(n)s till räknas inte än.", "%(n)s till räknas inte än.", more) if more > 0 else "",
    )


def fact(t: Tongue, part: RulePart) -> str:
    """How much of the figure is one's own: `Dina 14 insatser är 14 av de 62 som löftet räknar`."""
    if not part.counted:
        return t._("Inget av ditt räknas här än.")
    n, total = t.number(part.value), plain(part.total)
    if part.type == "coverage":
        return _coverage(t, part)
    if total is None:
        known = t.ngettext("%(n)s insats av dig räknas.", "%(n)s insatser av dig räknas.", part.counted)
        return f"{known} {t._('Summan för alla visas inte.')}"
    of = t.number(total)
    if part.type == "cadence":
        return t._("%(own)s av de %(total)s perioder som hållits har en insats av dig.", own=n, total=of)
    match part.of:
        case "minutes":
            return t._("%(own)s av löftets %(total)s minuter är dina.", own=n, total=of)
        case "people":
            return t._("%(own)s av löftets %(total)s deltagare fanns i dina insatser.", own=n, total=of)
        case "days":
            return t._("%(own)s av löftets %(total)s dagar har en insats av dig.", own=n, total=of)
        case "places":
            return t._("%(own)s av löftets %(total)s platser har du varit på.", own=n, total=of)
        case "activities":
            if part.value == total == 1:
                return t._("Din insats är den enda som löftet räknar.")
            if part.value == 1:
                return t._("Din insats är en av de %(total)s som löftet räknar.", total=of)
            return t._("Dina %(own)s insatser är %(own)s av de %(total)s som löftet räknar.", own=n, total=of)
    return t._("%(own)s av de %(total)s som löftet räknar kommer från dina insatser.", own=n, total=of)


def _coverage(t: Tongue, part: RulePart) -> str:
    high, n, share = t.number(part.high or 0), t.number(part.value), plain(part.figure.value)
    told = t._("%(high)s av dina %(own)s insatser var där behovet är högt.", high=high, own=n)
    if part.of == "minutes":
        told = t._("%(high)s av dina %(own)s minuter var där behovet är högt.", high=high, own=n)
    return told if share is None else f"{told} {t._('För hela löftet är det %(share)s.', share=t.percent(share))}"


def asides(t: Tongue, part: RulePart) -> Sequence[str]:
    """What explains the fact: colleagues who wrote, and visits that several wrote of."""
    found = []
    if part.crew:
        found.append(
            t.ngettext(
                "%(n)s av insatserna registrerade en kollega som du var med.",
                "%(n)s av insatserna registrerade kollegor som du var med.",
                part.crew,
            )
        )
    if part.merged:
        found.append(
            t.ngettext(
                "%(n)s är samma besök som i en annan post, och räknas en gång.",
                "%(n)s är samma besök som i andra poster, och räknas en gång.",
                part.merged,
            )
        )
    return found
