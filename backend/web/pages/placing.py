"""The forms of one place: what it is called, where it lies, its zone, and what becomes of it. Plain HTML, no script.

Where a place lies is pasted as numbers or shown on the map: a click is a picture's button, and comes back as the same
page, nearer, with the numbers filled in. Nothing is saved before one says so.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from litestar.response import Template
from msgspec import Struct

from backend.desk.places import (
    Change,
    MergePlace,
    MovePlace,
    PutInZone,
    RenamePlace,
    RestorePlace,
    RetirePlace,
)
from backend.domain.catalogue import Catalogue
from backend.domain.place import Place
from backend.domain.places import point_of
from backend.domain.refusal import Refused
from backend.web.errors import Denied
from backend.web.pages.rehearsing import elsewhere_sheet
from backend.web.pages.sheet import Choice
from backend.web.pages.telling import confirmed, fault_of
from backend.web.pages.tongue import Tongue
from backend.web.plots import spot
from projections.rehearsal import Elsewhere


class Typed(Struct, frozen=True, kw_only=True):
    """A form that was refused: which, what was typed, what is wrong with which field, and what may be confirmed.

    `far`: that the position is far from the other places.
    """

    do: str
    values: Mapping[str, str]
    field: str
    fault: str
    findings: str = ""
    far: bool = False

    def value(self, do: str, field: str, usual: str = "", *, key: str = "") -> str:
        """What stands in a field: what was typed in that form, else what is usual."""
        return self.values.get(field, usual) if self.at(do, key) else usual

    def at(self, do: str, key: str = "") -> bool:
        """Whether it is this form; `key` is the zone that is named anew."""
        return self.do == do and (do != "name-zone" or self.values.get("zone", "") == key)


def typed(t: Tongue, values: Mapping[str, str], refused: Refused) -> Typed:
    """The form as it was handed in, with the reason beside its field."""
    return Typed(
        do=values.get("do", "add"),
        values=values,
        field=refused.field or "",
        fault=fault_of(t, refused) if refused.field != "into" or values.get("into") else t._("Välj en plats."),
        findings=" ".join(refused.findings),
        far=refused.code == "far-away",
    )


def read(code: str, values: Mapping[str, str]) -> Change:
    """The change that a form of one place asks for. Denied (`unreadable`) for none of ours."""
    match values.get("do"):
        case "rename":
            return RenamePlace(place=code, name=values.get("name", ""), confirmed=confirmed(values))  # type: ignore[arg-type]
        case "move":
            return MovePlace(place=code, point=values.get("point", ""), far=bool(values.get("far")))
        case "zone":
            return PutInZone(place=code, zone=values.get("zone") or None)
        case "merge":
            return MergePlace(place=code, into=values.get("into", ""))
        case "retire":
            return RetirePlace(place=code)
        case "restore":
            return RestorePlace(place=code)
    raise Denied("unreadable", field="do")


def edit_page(
    t: Tongue, catalogue: Catalogue, code: str, query: Mapping[str, str], *, follows: bool, wrong: Typed | None = None
) -> Template:
    """The page of one place's forms. Refused (`unknown-place`)."""
    place = catalogue.places.get(code)
    if place is None:
        raise Refused("unknown-place", "place")
    offered = code in catalogue.offered["place"]
    others = sorted(
        (catalogue.places[c] for c in catalogue.offered["place"] if c != code), key=lambda p: p.name.casefold()
    )
    context = {
        "place": place,
        "offered": offered,
        "follows": follows,
        "became": _became(t, catalogue, place),
        "mergeable": [Choice(value=p.code, word=p.name) for p in others],
        "zones": zone_choices(t, catalogue),
        "pointing": _pointing(t, catalogue, place, query, wrong),
        "wrong": wrong or Typed(do="", values={}, field="", fault=""),
        "done": _done(t, query.get("klar", "")),
    }
    return Template("place-edit.html", context=context, status_code=422 if wrong else 200)


def merge_page(
    t: Tongue, catalogue: Catalogue, merge: MergePlace, found: Sequence[Elsewhere], today: date, *, follows: bool
) -> Template:
    """What a merge would change, and the question whether to do it. Who does not follow up sees no figures."""
    context = {
        "place": catalogue.places[merge.place],
        "into": catalogue.places[merge.into],
        "day": t.day(today),
        "follows": follows,
        "changes": [elsewhere_sheet(t, other, today) for other in found],
    }
    return Template("place-merge.html", context=context)


def zones_of(catalogue: Catalogue) -> list[Choice]:
    """Every zone in use, by name."""
    known = [Choice(value=c, word=z.name) for c, z in catalogue.zones.items() if c in catalogue.offered["zone"]]
    return sorted(known, key=lambda zone: zone.word.casefold())


def zone_choices(t: Tongue, catalogue: Catalogue) -> list[Choice]:
    """The same, after none."""
    return [Choice(value="", word=t._("Inget område")), *zones_of(catalogue)]


def _done(t: Tongue, do: str) -> str:
    if do == "add":
        return t._("Platsen finns nu. Telefonerna får den när de har täckning.")
    return t._("Sparat. Det står nu i loggen.") if do else ""


def _became(t: Tongue, catalogue: Catalogue, place: Place) -> str:
    if place.code in catalogue.offered["place"]:
        return ""
    into = catalogue.stands_for(place.code)
    if into != place.code:
        other = catalogue.places[into].name
        return t._("Ihopslagen med %(place)s, som också räknar det som registrerats här.", place=other)
    return t._("Platsen föreslås inte längre. Det som registrerats här räknas.")


# Where it lies.


class Pointing(Struct, frozen=True, kw_only=True):
    """The map of one place: the picture, what a click is asked with, and the numbers so far."""

    map: str
    hidden: Mapping[str, str]
    point: str
    chosen: bool
    wider: str
    whole: str


def _pointing(t: Tongue, catalogue: Catalogue, place: Place, query: Mapping[str, str], wrong: Typed | None) -> Pointing:
    spots = {
        p.code: spot.Spot(name=p.name, latitude=p.latitude, longitude=p.longitude)
        for p in catalogue.places.values()
        if p.latitude is not None and p.longitude is not None and p.code in catalogue.offered["place"] | {place.code}
    }
    own = spots.pop(place.code, None)
    whole = spot.around([*spots.values(), *([own] if own else [])])
    view, chosen = _view(query, whole), _asked(query.get("till", ""))
    if clicked := _click(query):
        chosen = view.at(*clicked)
        view = view.closer(*chosen)
    if chosen:
        own = spot.Spot(name=place.name, latitude=chosen[0], longitude=chosen[1])
    point = f"{own.latitude}, {own.longitude}" if own else ""
    return Pointing(
        map=spot.spotting(view, spots.values(), own, name="k", title=t._("Platserna runt omkring")),
        hidden={"mitt": f"{view.latitude:.5f},{view.longitude:.5f}", "hojd": f"{view.tall:.5f}"},
        point=wrong.value("move", "point", point) if wrong else point,
        chosen=chosen is not None,
        wider=_address(place.code, view.wider(), chosen),
        whole=_address(place.code, whole, chosen),
    )


def _address(code: str, view: spot.View, chosen: tuple[float, float] | None) -> str:
    asked = {"mitt": f"{view.latitude:.5f},{view.longitude:.5f}", "hojd": f"{view.tall:.5f}"}
    if chosen:
        asked["till"] = f"{chosen[0]},{chosen[1]}"
    return f"/platser/{code}/andra?{urlencode(asked)}#lage"


def _view(query: Mapping[str, str], whole: spot.View) -> spot.View:
    middle = _asked(query.get("mitt", ""))
    tall = re.fullmatch(r"\d{1,2}(\.\d{1,6})?", query.get("hojd", ""))
    if middle is None or tall is None:
        return whole
    within = min(max(float(tall[0]), spot.CLOSEST), spot.WIDEST)
    return spot.View(latitude=middle[0], longitude=middle[1], tall=within)


def _asked(text: str) -> tuple[float, float] | None:
    """A point in our own address; None for what is not one."""
    try:
        return point_of(text[:40])
    except Refused:
        return None


def _click(query: Mapping[str, str]) -> tuple[float, float, int] | None:
    """Where on which of the two pictures was clicked; a key press says 0, 0, and means the middle."""
    for name, size in (("stor", spot.SIZE), ("liten", spot.NARROW)):
        x, y = query.get(f"{name}.x", ""), query.get(f"{name}.y", "")
        if x.isdecimal() and y.isdecimal() and len(x) < 5 and len(y) < 5:
            across, down = min(int(x), size), min(int(y), size)
            return (size / 2, size / 2, size) if (across, down) == (0, 0) else (across, down, size)
    return None
