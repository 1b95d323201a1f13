"""What lies behind a figure: months, actions, who, where, when in the week, and the activities themselves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec
from markupsafe import Markup
from msgspec import Struct

from backend.web import plots
from backend.web.pages.afterwards import made_afterwards
from backend.web.pages.amounts import amount, counted, plain
from backend.web.pages.course import Course, month_sheet
from backend.web.pages.needing import spot_words
from backend.web.pages.reporting import Reader
from backend.web.pages.sheet import (
    Bar,
    Bars,
    Basis,
    Head,
    Heat,
    HeatCell,
    HeatDay,
    Line,
    Lines,
    Link,
    MonthsSheet,
    Places,
    TableSheet,
)
from backend.web.pages.speaking import Organisation, first_up
from backend.web.pages.tabling import Tables
from backend.web.pages.tongue import NB, Tongue
from projections.answers import Breakdown, Done, Figure, Why
from projections.around import Around

LATEST = 8
"""As many activities as the commitment's page shows before "all"."""
MOST = 10
SIDES = 2
"""With so many organisations behind a figure, who did what is worth a panel."""
SPREAD = 4
"""With so many hours of the week told, when is worth a panel."""
DAWN = 6
"""A day begins at six here, so that a night holds together."""


Part = TypeVar("Part", Bars, Places, Heat)


class Sight(Struct, frozen=True, kw_only=True):
    """Who looks, and when: `may_open` are the activities whose trail they may open. `partnership` is needed where what
    counts is told.
    """

    today: date
    may_open: Collection[UUID]
    partnership: str = ""


class Ground(Struct, frozen=True, kw_only=True):
    """What a basis is made from. `levels` is the latest situation: place → low, medium, high."""

    why: Why
    breakdown: Breakdown
    course: Course
    what: str
    sight: Sight
    all_href: str
    tables: Tables
    levels: Mapping[str, str] = {}


def basis(r: Reader, g: Ground, tabs: tuple[Link, ...] = ()) -> Basis:
    """Everything that can be said of what lies behind one rule's figure."""
    t = r.t
    return Basis(
        tabs=tabs,
        months=_months(t, g),
        actions=_to_take(g, "atgarder", _actions(r, g.breakdown)),
        organisations=_to_take(g, "organisationer", _organisations(t, g.breakdown.by_organisation)),
        places=_to_take(g, "platser", _places(r, g)),
        heat=_to_take(g, "veckan", heat(t, g.breakdown.by_hour)),
        around=_around(t, g.breakdown.around, g.tables.href("fore-och-efter")),
        why=_why(r, g),
        not_yet=_not_yet(r, g),
        withdrawn=_withdrawn(r, g),
    )


def _months(t: Tongue, g: Ground) -> MonthsSheet | None:
    """Month for month, and over it the whole against the same time a year before."""
    sheet, before = month_sheet(t, g.course, g.what, g.tables.href("manader")), g.breakdown.same_time_before
    if sheet is None or before is None:
        return sheet
    said = {
        "now": counted(t, g.why.figure, _so_far(g)),
        "before": counted(t, g.why.figure, before),
        "year": g.course.time.first.year - 1,
    }
    under = t._("%(now)s, mot %(before)s samma tid %(year)s.", **said)
    return msgspec.structs.replace(sheet, under=" ".join(part for part in (under, sheet.under) if part))


def _so_far(g: Ground) -> Figure | None:
    """What was done; of a cadence the figure itself counts periods."""
    if g.why.figure.type != "cadence":
        return g.why.figure.value
    return sum(plain(n) or 0 for n in g.course.by_month.values())


def _around(t: Tongue, found: Around | None, href: str) -> TableSheet | None:
    """The need in the weeks after somebody was there against the weeks before, beside where nobody was."""
    if found is None:
        return None
    heads = (t._("Platser och veckor"), t._("Antal"), t._("Lägre efter"), t._("Lika"), t._("Högre efter"))
    sides = ((t._("Med besök"), found.visited), (t._("Utan besök"), found.unvisited))
    return TableSheet(
        caption=t._("Behovet i lägesbilden, fyra veckor efter mot fyra veckor före"),
        heads=heads,
        rows=tuple(
            (word, *(t.number(n) for n in (side.all, side.lower, side.same, side.higher))) for word, side in sides
        ),
        href=href,
    )


def _to_take(g: Ground, name: str, part: Part | None) -> Part | None:
    """The same, with the address of its table as a file."""
    return msgspec.structs.replace(part, csv=g.tables.href(name)) if part else None


def bars(t: Tongue, counts: Sequence[tuple[str, Figure]]) -> tuple[Bar, ...]:
    """Counts as bars, as wide as their part of the largest."""
    most = max((plain(n) or 0 for _, n in counts), default=0) or 1
    return tuple(Bar(word=word, count=amount(t, n), width=f"{100 * (plain(n) or 0) / most:.1f}") for word, n in counts)


def _actions(r: Reader, found: Breakdown) -> Bars | None:
    if not found.by_action:
        return None
    ranked = sorted(found.by_action.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    under = r.t._("En insats kan ha flera åtgärder.")
    if found.judged:
        suited = r.t._(
            "%(suited)s av %(told)s har en åtgärd som passar problembilden.",
            suited=r.t.number(found.suited),
            told=r.t.number(found.judged),
        )
        if found.judged < found.all:
            both = r.t._(
                "%(told)s av %(all)s har både problembild och åtgärd.",
                told=r.t.number(found.judged),
                all=r.t.number(found.all),
            )
            suited = f"{both} {suited}"
        under = f"{suited} {under}"
    return Bars(lines=bars(r.t, [(r.action(code), n) for code, n in ranked]), under=under)


def _organisations(t: Tongue, parts: Mapping[str, Figure]) -> Bars | None:
    if len(parts) < SIDES:
        return None
    under = t._("Det de gjort tillsammans står bara hos den som registrerade.")
    return Bars(lines=bars(t, [(Organisation(t, code), n) for code, n in parts.items()]), under=under)


def _places(r: Reader, g: Ground) -> Places | None:
    t, by_place = r.t, g.breakdown.by_place
    if not by_place:
        return None
    high = [p for p, level in g.levels.items() if level == "high" and p not in by_place]
    last = None if g.why.elsewhere else g.breakdown.last_at  # when others were there is not ours to tell
    heads = [Head(word=t._("Plats")), Head(word=t._("Antal"), number=True)]
    heads += [Head(word=t._("Behov"))] if g.levels else []
    heads += [Head(word=t._("Dagar sen sist"), number=True)] if last is not None else []
    words = {"low": t._("Lågt"), "medium": t._("Medel"), "high": t._("Högt")}
    rows = []
    counts = [*sorted(by_place.items(), key=lambda pair: (-pair[1], pair[0])), *((p, 0) for p in sorted(high))]
    for code, n in counts:
        row = [r.place(code), t.number(n)]
        row += [words.get(g.levels.get(code, ""), "")] if g.levels else []
        if last is not None:
            row.append(t.number((g.sight.today - last[code]).days) if code in last else t._("aldrig"))
        rows.append(tuple(row))
    return Places(
        caption=t._("%(what)s per plats", what=g.what),
        heads=tuple(heads),
        rows=tuple(rows),
        codes=tuple(code for code, _ in counts),
        under=" ".join(said for said in (_need(r, g, high), _since(t) if last is not None else "") if said),
        needs=any(g.levels.get(code) in plots.RINGS for code, _ in counts),
        map=_map(r, g, counts),
    )


def _map(r: Reader, g: Ground, counts: Sequence[tuple[str, int]]) -> Markup | None:
    """The places on a map, as far as their positions are known."""
    listed = r.catalogue.places
    spots = [
        plots.Spot(
            code=code,
            name=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            count=n,
            level=g.levels.get(code, ""),
            zone=place.zone,
            said=spot_words(r.t, place.name, n, g.levels.get(code)),
        )
        for code, n in counts
        if (place := listed.get(code)) and place.latitude is not None and place.longitude is not None
    ]
    title = r.t.ngettext("%(what)s på %(n)s plats", "%(what)s på %(n)s platser", len(spots), what=g.what)
    return plots.places(spots, {code: zone.name for code, zone in r.catalogue.zones.items()}, name="k", title=title)


def _need(r: Reader, g: Ground, never: Sequence[str]) -> str:
    """How much of it was where the need is greatest, and where nobody has been."""
    if not g.levels or g.why.elsewhere:
        return ""
    t = r.t
    there = sum(any(g.levels.get(p) == "high" for p in done.places) for done in g.why.counted)
    said = t._(
        "%(n)s av %(all)s på de platser där behovet är högt i den senaste lägesbilden.",
        n=t.number(there),
        all=t.number(len(g.why.counted)),
    )
    if not never:
        return said
    missing = t.listed([r.place(p) for p in never])
    return f"{said} {t._('Inget i %(places)s, där behovet är högt.', places=missing)}"


def _since(t: Tongue) -> str:
    """What the days since last are counted from: the phone counts from any visit to the place."""
    return t._(
        "Dagar sen sist räknas från det senaste som räknas för det här löftet. Annat som gjorts på platsen är inte med."
    )


def heat(t: Tongue, by_hour: Mapping[tuple[int, int], int]) -> Heat | None:
    """Weekday × hour, by (ISO weekday, hour); None where too little is told to make a pattern."""
    if len(by_hour) < SPREAD:
        return None
    counts: dict[tuple[int, int], int] = {}
    for (weekday, hour), n in by_hour.items():
        day = weekday if hour >= DAWN else (weekday - 2) % 7 + 1
        counts[day, hour] = n
    most = max(counts.values())
    hours = [(DAWN + i) % 24 for i in range(24)]
    monday = date(2024, 1, 1)  # a Monday, for the names of the days
    days = tuple(
        HeatDay(
            name=t.weekday(monday + timedelta(days=day - 1)),
            cells=tuple(HeatCell(count=(n := counts.get((day, hour), 0)), shade=_shade(n, most)) for hour in hours),
        )
        for day in range(1, 8)
    )
    return Heat(
        under=t._("Dygnet börjar kl.%(nb)s06, så att en natt hänger ihop.", nb=NB),
        caption=t._("Antal per veckodag och timme. Tom ruta: inget."),
        hours=tuple(f"{hour:02d}" for hour in hours[::3]),
        days=days,
    )


def _shade(count: int, most: int) -> int:
    if count == 0:
        return 0
    return min(count, 4) if most <= 4 else max(1, -(-4 * count // most))


def line(r: Reader, sight: Sight, done: Done, *, counts: bool) -> Line:
    """One activity in a list."""
    t = r.t
    where = t.listed([r.place(p) for p in done.places]) or t.listed([r.zone(z) for z in done.zones])
    said = [r.action(a) for a in done.actions]
    if done.joint:
        said.append(t._("med %(who)s", who=t.listed([r.party(p) for p in done.joint])))
    small = r.sentence(said)
    if where:
        small = small or r.kind(done.kind)
    if not counts:
        small = " ".join(lacking(t, field) for field in done.lacks)
    small = " ".join(part for part in (small, made_afterwards(t, sight.partnership, done, sight.today)) if part)
    who = t.listed(list(dict.fromkeys(_brief(r.member(m)) for m in (done.member, *map(UUID, done.crew)))))
    clock = "" if done.minute is None else f"{done.minute // 60:02d}:{done.minute % 60:02d}"
    together = ""
    if done.also:
        together = t._("samma besök som %(who)s", who=t.listed([Organisation(t, o).lower() for o in done.also]))
    elif done.visit:
        together = t._("samma besök som en till")
    return Line(
        iso=f"{done.day:%Y-%m-%d}T{clock}" if clock else f"{done.day:%Y-%m-%d}",
        day=t.short_day(done.day, sight.today),
        what=where or r.kind(done.kind),
        small=small,
        tail=", ".join(part for part in (clock, who, together) if part),
        href=f"/granskning/{done.activity}" if done.activity in sight.may_open else "",
        counts=counts,
    )


def _brief(name: str) -> str:
    """`A. Lind`."""
    first, _, rest = name.rpartition(" ")
    return f"{first[0]}.{NB}{rest}" if first else name


def lacking(t: Tongue, field: str) -> str:
    """What an activity still needs for a rule to count it."""
    return {
        "future": t._("Ligger i framtiden: räknas när dagen har kommit."),
        "problem": t._("Problembild saknas."),
        "actions": t._("Åtgärd saknas."),
        "place": t._("Plats saknas."),
        "stops": t._("Platser saknas."),
        "zone": t._("Område saknas."),
        "minutes": t._("Tid saknas."),
        "people": t._("Antal personer saknas."),
        "joint": t._("Vem det var tillsammans med saknas."),
        "crew": t._("Kollegor saknas."),
        "answers": t._("Svar på frågorna saknas."),
        "results": t._("Resultat saknas."),
        "note": t._("Anteckning saknas."),
    }.get(field, t._("%(field)s saknas.", field=first_up(field)))


def elsewhere(t: Tongue, why: Why) -> str:
    """What the other organisation did, which is told as a count only."""
    told = [
        t._("%(count)s av %(who)s", count=amount(t, n), who=Organisation(t, code).lower())
        for code, n in why.elsewhere.items()
    ]
    if not told:
        return ""
    words = t.listed(told)
    if why.counted:
        return t._("Dessutom räknas %(told)s, som inte listas här.", told=words)
    return t._("%(told)s räknas. Den andra organisationens insatser visas bara som antal.", told=first_up(words))


def _why(r: Reader, g: Ground) -> Lines | None:
    t, why = r.t, g.why
    others = elsewhere(t, why)
    if not why.counted and not others:
        return None
    listed = t._("Varje insats som räknas, senast först.") if why.counted else ""
    under = " ".join(part for part in (listed, others) if part)
    more = len(why.counted) > LATEST
    heading = t._("Varför %(figure)s", figure=counted(t, why.figure, why.figure.value))
    if why.figure.type in ("coverage", "cadence") or plain(why.figure.value) is None:
        heading = t._("Insatserna bakom")
    return Lines(
        heading=heading,
        under=under,
        lines=tuple(line(r, g.sight, d, counts=True) for d in why.counted[:LATEST]),
        all_href=g.all_href if more else "",
        all_word=t._("Visa alla %(n)s", n=t.number(len(why.counted))),
    )


def _not_yet(r: Reader, g: Ground) -> Lines | None:
    t, why = r.t, g.why
    waiting = len(why.not_yet) + why.elsewhere_not_yet
    if not waiting:
        return None
    under = t.ngettext(
        "%(n)s insats uppfyller inte regeln, men kan göra det.",
        "%(n)s insatser uppfyller inte regeln, men kan göra det.",
        waiting,
    )
    if why.elsewhere_not_yet:
        theirs = t._("%(n)s av dem är den andra organisationens.", n=t.number(why.elsewhere_not_yet))
        under = f"{under} {theirs}"
    return Lines(under=under, lines=tuple(line(r, g.sight, d, counts=False) for d in why.not_yet[:MOST]))


def _withdrawn(r: Reader, g: Ground) -> Lines | None:
    t, gone = r.t, g.why.withdrawn
    if not gone:
        return None
    under = t.ngettext(
        "%(n)s insats är återtagen och räknas inte längre. Varför står i granskningsloggen.",
        "%(n)s insatser är återtagna och räknas inte längre. Varför står i granskningsloggen.",
        len(gone),
    )
    shown = gone[:MOST]
    return Lines(under=under, lines=tuple(line(r, g.sight, d, counts=False) for d in shown))
