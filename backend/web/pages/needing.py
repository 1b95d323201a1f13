"""Needs in words: levels, what has changed since the week before, how long ago somebody was there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup
from msgspec import Struct

from backend.domain.catalogue import Catalogue
from backend.domain.situation import Need
from backend.web import plots
from backend.web.pages.reporting import Reader
from backend.web.pages.tongue import NB, Tongue
from projections.need import RANK, PlaceNeed, Situation, Stay

YEAR = 365
NEEDY = ("high", "medium")
"""The levels at which a place without a visit is worth a line."""


class NeedLine(Struct, frozen=True, kw_only=True):
    """A place in a situation: its level as code and word, what it was the week before where that was another."""

    code: str
    href: str
    name: str
    level: str
    word: str
    was: str
    problems: str
    visits: str = ""
    minutes: str = ""
    days: str = ""
    formerly: str = ""


class Unvisited(Struct, frozen=True, kw_only=True):
    """A place with need where nobody has been lately: `since` is one's own organisation, `others` how often another."""

    href: str
    name: str
    level: str
    word: str
    problems: str
    since: str
    others: str


def level_word(t: Tongue, level: str | None) -> str:
    """How great a need is; of a place that the situation does not name, that it does not."""
    return {"low": t._("Lågt"), "medium": t._("Medel"), "high": t._("Högt")}.get(level or "", t._("Inte med"))


def since_words(t: Tongue, days: int | None) -> str:
    """`i dag`, `i går`, `5 dagar sedan`, `aldrig`."""
    if days is None:
        return t._("aldrig")
    if days < 2:
        return t._("i dag") if days <= 0 else t._("i går")
    return t.ngettext("%(n)s dag sedan", "%(n)s dagar sedan", days) if days <= YEAR else t._("över ett år sedan")


def _others(t: Tongue, visits: int) -> str:
    return t.ngettext("andra parten: %(n)s besök", "andra parten: %(n)s besök", visits)


def _days(t: Tongue, days: int | None) -> str:
    return t._("aldrig") if days is None else t.number(days)


def problems_words(r: Reader, codes: Iterable[str]) -> str:
    """The problems of a place, as a list in a sentence."""
    return r.sentence([r.problem(code) for code in codes])


def formerly(catalogue: Catalogue, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By place: the names of those that were merged into it, of some codes as they were written once."""
    found: dict[str, tuple[str, ...]] = {}
    for code in sorted(codes):
        if (into := catalogue.stands_for(code)) != code:
            found[into] = (*found.get(into, ()), catalogue.places[code].name)
    return found


def formerly_words(t: Tongue, names: Sequence[str]) -> str:
    """`tidigare Edsbruk`; empty where a place stands for no other."""
    return t._("tidigare %(places)s", places=t.listed(list(names))) if names else ""


def address(code: str) -> str:
    """Where a place has its page."""
    return f"/platser/{code}"


def lines(
    r: Reader,
    needs: Mapping[str, Need],
    before: Mapping[str, Need] | None,
    stays: Iterable[Stay] = (),
    now: Mapping[str, PlaceNeed] | None = None,
    *,
    formerly: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[NeedLine, ...]:
    """What a situation says, the greatest need first; with the visits of its week, and the days since (`now`).

    `formerly` names the places that were merged into one since, by that one.
    """
    t = r.t
    visits: dict[str, list[Stay]] = {}
    for stay in stays:
        visits.setdefault(stay.place, []).append(stay)
    found = []
    gone = [code for code in before or {} if code not in needs]
    for code in sorted({*needs, *gone}, key=lambda c: (RANK[needs[c].level if c in needs else None], r.place(c))):
        need, past = needs.get(code), (before or {}).get(code)
        level, was = need.level if need else None, past.level if past else None
        there = visits.get(r.catalogue.stands_for(code), [])
        minutes = sum(stay.minutes or 0 for stay in there)
        found.append(
            NeedLine(
                code=code,
                href=address(code),
                name=r.place(code),
                level=level or "",
                word=level_word(t, level),
                was=level_word(t, was) if before is not None and was != level else "",
                problems=problems_words(r, need.problems) if need else "",
                visits=t.number(len(there)),
                minutes=t._("%(n)s min", n=t.number(minutes)).replace(" ", NB) if minutes else "",
                days=_days(t, now[code].days) if now and code in now else "",
                formerly=formerly_words(t, (formerly or {}).get(code, ())),
            )
        )
    return tuple(found)


def unvisited(r: Reader, needs: Iterable[PlaceNeed], elsewhere: Mapping[str, int]) -> tuple[Unvisited, ...]:
    """The places with need where nobody has been in the last weeks, the greatest need first.

    `elsewhere` is how often the other organisation was there in a longer time.
    """
    return tuple(
        Unvisited(
            href=address(place.place),
            name=place.name,
            level=place.level,
            word=level_word(r.t, place.level),
            problems=problems_words(r, place.problems),
            since=since_words(r.t, place.days),
            others=_others(r.t, elsewhere.get(place.place, 0)),
        )
        for place in needs
        if place.level in NEEDY and not place.visits
    )


def map_of(
    t: Tongue, catalogue: Catalogue, levels: Mapping[str, str], counts: Mapping[str, int], *, title: str
) -> Markup | None:
    """The places on offer that have a position, with how often somebody was there and how great the need is."""
    spots = [
        plots.Spot(
            code=code,
            name=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            count=counts.get(code, 0),
            level=levels.get(code, ""),
            zone=place.zone,
            said=spot_words(t, place.name, counts.get(code, 0), levels.get(code)),
        )
        for code, place in catalogue.places.items()
        if (code in catalogue.offered["place"] or code in levels or counts.get(code))
        and place.latitude is not None
        and place.longitude is not None
    ]
    return plots.places(spots, {code: zone.name for code, zone in catalogue.zones.items()}, name="k", title=title)


def spot_words(t: Tongue, name: str, count: int, level: str | None) -> str:
    """What a place on the map says to whoever does not see it."""
    if not level:
        return f"{name}: {t.number(count)}"
    return t._("%(name)s: %(n)s, behov %(level)s", name=name, n=t.number(count), level=level_word(t, level).lower())


def levels_of(situation: Situation | None) -> dict[str, str]:
    """Place → level."""
    return {code: need.level for code, need in situation.needs.items()} if situation else {}


def within(stays: Iterable[Stay], first: date, last: date) -> list[Stay]:
    """Those of [first, last]."""
    return [stay for stay in stays if first <= stay.day <= last]
