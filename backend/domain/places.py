"""Changes to the list of places, as they are decided: add, rename, move, zone, merge, retire, restore.

Whoever changes a place sees what it is now, and asks for one thing at a time; asking for what already is so changes
nothing. Both organisations share the list.
"""

import re
import unicodedata
from collections.abc import Container
from datetime import datetime

from backend.domain.area import Point, outside
from backend.domain.catalogue import Catalogue
from backend.domain.member import Member
from backend.domain.place import (
    Place,
    PlaceAdded,
    PlaceEvent,
    PlaceMerged,
    PlaceMoved,
    PlaceRenamed,
    PlaceRestored,
    PlaceRetired,
    PlaceZoned,
    Zone,
    ZoneNamed,
)
from backend.domain.refusal import Refused

NAME_LENGTH = 80
FAR = 20
"""Kilometres outside the area of the places in use from which somebody must say that a position is right."""

SWEDEN = (55.0, 69.5), (10.5, 24.5)
"""Where a place can lie: a latitude and a longitude that change places, or miss a digit, fall outside."""

_NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"
_DECIMAL = re.compile(rf"\s*{_NUMBER}\s*°?\s*[Nn]?\s*[,;/\s]\s*{_NUMBER}\s*°?\s*[EeÖö]?\s*")
_PART = rf"(\d{{1,3}})\s*°\s*(?:{_NUMBER}\s*['′’])?\s*(?:{_NUMBER}\s*(?:\"|″|”|''|′′))?"
_DEGREES = re.compile(rf"\s*[Nn]?\s*{_PART}\s*[Nn]?\s*[,;/\s]*\s*[EeÖö]?\s*{_PART}\s*[EeÖö]?\s*")


def point_of(text: str) -> Point | None:
    """Where a pasted text says: `57.75, 16.64`, `57,75 16,64`, `57° 45′ 0″ N 16° 38′ 24″ E`; None for nothing at all.

    Refused (`unreadable-point`, `outside-sweden`). Five decimals are kept, which is a metre.
    """
    if not text.strip():
        return None
    if found := _DECIMAL.fullmatch(text):
        at = _number(found[1]), _number(found[2])
    elif found := _DEGREES.fullmatch(text):
        parts = [_number(part or "0") for part in found.groups()]
        if max(parts[1], parts[2], parts[4], parts[5]) >= 60:
            raise Refused("unreadable-point", "point")
        at = parts[0] + parts[1] / 60 + parts[2] / 3600, parts[3] + parts[4] / 60 + parts[5] / 3600
    else:
        raise Refused("unreadable-point", "point")
    if not all(low <= part <= high for part, (low, high) in zip(at, SWEDEN, strict=True)):
        raise Refused("outside-sweden", "point")
    return round(at[0], 5), round(at[1], 5)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def code_for(name: str, taken: Container[str]) -> str:
    """A code made from a name: `Östra kajen` becomes `ostra-kajen`, and `ostra-kajen-2` where that is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    bare = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:56].strip("-") or "plats"
    number, code = 1, bare
    while code in taken:
        number += 1
        code = f"{bare}-{number}"
    return code


# The decisions.


def add(
    past: Catalogue,
    name: str,
    zone: str | None,
    point: Point | None,
    *,
    by: Member,
    now: datetime,
    far: bool = False,
) -> list[PlaceEvent]:
    """List a place. Its code is made from its name. `far`: it does lie far from the others.

    Refused: `unnamed`, `name-taken`, `name-gone`, `unknown-zone`, `far-away`.
    """
    _check_name(past, name)
    _check_zone(past, zone)
    if not far:
        _check_near(past, point)
    latitude, longitude = point or (None, None)
    code = code_for(name, past.places)
    place = Place(code=code, name=name, zone=zone, latitude=latitude, longitude=longitude)
    return [PlaceAdded(partnership=by.partnership, place=place, received_at=now, by=by.id)]


def rename(past: Catalogue, code: str, name: str, *, by: Member, now: datetime) -> list[PlaceEvent]:
    """Call a place something else. Refused: `unknown-place`, `unnamed`, `name-taken`, `name-gone`."""
    if _listed(past, code).name == name:
        return []
    _check_name(past, name, but=code)
    return [PlaceRenamed(partnership=by.partnership, code=code, name=name, received_at=now, by=by.id)]


def move(
    past: Catalogue, code: str, point: Point | None, *, by: Member, now: datetime, far: bool = False
) -> list[PlaceEvent]:
    """Say where a place lies, or with None that it is not on the map. `far`: it does lie far from the others.

    Refused: `unknown-place`, `far-away`.
    """
    place = _listed(past, code)
    latitude, longitude = point or (None, None)
    if (place.latitude, place.longitude) == (latitude, longitude):
        return []
    if not far:
        _check_near(past, point, but=code)
    return [
        PlaceMoved(
            partnership=by.partnership, code=code, latitude=latitude, longitude=longitude, received_at=now, by=by.id
        )
    ]


def put_in(past: Catalogue, code: str, zone: str | None, *, by: Member, now: datetime) -> list[PlaceEvent]:
    """Put a place in a zone, or in none. Refused: `unknown-place`, `unknown-zone`."""
    if _listed(past, code).zone == zone:
        return []
    _check_zone(past, zone)
    return [PlaceZoned(partnership=by.partnership, code=code, zone=zone, received_at=now, by=by.id)]


def merge(past: Catalogue, code: str, into: str, *, by: Member, now: datetime) -> list[PlaceEvent]:
    """Let another place stand for this one, also for what was recorded before.

    Refused: `unknown-place`, `same-place`, `merged-place` for one that is merged already, `gone-place` where the other
    is not in use.
    """
    _listed(past, code)
    if past.edits.gone.get(code) == into:
        return []
    if past.edits.gone.get(code) is not None:
        raise Refused("merged-place", "into")
    if into not in past.places:
        raise Refused("unknown-place", "into")
    if past.stands_for(into) == code or into == code:
        raise Refused("same-place", "into")
    if into not in past.offered["place"]:
        raise Refused("gone-place", "into")
    return [PlaceMerged(partnership=by.partnership, code=code, into=into, received_at=now, by=by.id)]


def retire(past: Catalogue, code: str, *, by: Member, now: datetime) -> list[PlaceEvent]:
    """Stop offering a place. Refused: `unknown-place`."""
    _listed(past, code)
    if code not in past.offered["place"]:
        return []
    return [PlaceRetired(partnership=by.partnership, code=code, received_at=now, by=by.id)]


def restore(past: Catalogue, code: str, *, by: Member, now: datetime) -> list[PlaceEvent]:
    """Offer a place again, as a place of its own if it was merged. Refused: `unknown-place`, `name-taken`."""
    place = _listed(past, code)
    if code in past.offered["place"]:
        return []
    _check_name(past, place.name, but=code)
    return [PlaceRestored(partnership=by.partnership, code=code, received_at=now, by=by.id)]


def name_zone(past: Catalogue, code: str | None, name: str, *, by: Member, now: datetime) -> list[PlaceEvent]:
    """Add a zone (`code` None) or call one something else. Refused: `unnamed`, `zone-taken`, `unknown-zone`."""
    if not name:
        raise Refused("unnamed", "name")
    if code is not None and code not in past.zones:
        raise Refused("unknown-zone", "zone")
    if code is not None and past.zones[code].name == name:
        return []
    if any(_alike(zone.name, name) for zone in past.zones.values() if zone.code != code):
        raise Refused("zone-taken", "name")
    zone = Zone(code=code or code_for(name, past.zones), name=name)
    return [ZoneNamed(partnership=by.partnership, zone=zone, received_at=now, by=by.id)]


def _listed(past: Catalogue, code: str) -> Place:
    place = past.places.get(code)
    if place is None:
        raise Refused("unknown-place", "place")
    return place


def _check_name(past: Catalogue, name: str, *, but: str | None = None) -> None:
    """A name that somebody could take for another place's is refused; of those not in use only where it is new."""
    if not name:
        raise Refused("unnamed", "name")
    alike = [p.code for p in past.places.values() if p.code != but and _alike(p.name, name)]
    if any(code in past.offered["place"] for code in alike):
        raise Refused("name-taken", "name")
    if alike and but is None:
        raise Refused("name-gone", "name")


def _check_near(past: Catalogue, point: Point | None, *, but: str | None = None) -> None:
    """A position far outside the area that the other places in use span is refused: it may be mistyped."""
    if point is None:
        return
    used = (past.places[code] for code in past.offered["place"] if code != but)
    lying = [(p.latitude, p.longitude) for p in used if p.latitude is not None and p.longitude is not None]
    if (away := outside(point, lying)) > FAR:
        raise Refused("far-away", "point", detail=str(round(away)))


def _check_zone(past: Catalogue, zone: str | None) -> None:
    if zone is not None and zone not in past.zones:
        raise Refused("unknown-zone", "zone")


def _alike(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
