"""Listed places and the zones they lie in. A place is named by us, never by a position.

What members change in the browser stands over what packs bring (`Edits`): a pack that is published again undoes none
of it. A place that is gone is no longer offered and still understood, because what was recorded there happened.
"""

from datetime import datetime
from typing import Annotated, get_args
from uuid import UUID

import msgspec

from backend.domain.words import Code

Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Zone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the municipality, for where no listed place fits."""

    code: Code
    name: str


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A listed place.

    The coordinates (WGS 84, degrees) are the place's own, for the map and for suggesting it on the phone.
    """

    code: Code
    name: str
    zone: Code | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class _Edited(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", omit_defaults=True):
    """What every change in the browser says of itself. Both organisations use the same places: it is nobody's own."""

    partnership: Code
    received_at: datetime
    by: UUID


class PlaceAdded(_Edited, frozen=True, tag="place-added"):
    """A place that no pack brings."""

    place: Place


class PlaceRenamed(_Edited, frozen=True, tag="place-renamed"):
    """The place is called so now; its code stays."""

    code: Code
    name: str


class PlaceMoved(_Edited, frozen=True, tag="place-moved"):
    """Where the place lies; nowhere on the map without both."""

    code: Code
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class PlaceZoned(_Edited, frozen=True, tag="place-zoned"):
    """The zone that the place lies in; none where it is absent."""

    code: Code
    zone: Code | None = None


class PlaceMerged(_Edited, frozen=True, tag="place-merged"):
    """The place is one and the same as `into`, which also stands for what was recorded at it before."""

    code: Code
    into: Code


class PlaceRetired(_Edited, frozen=True, tag="place-retired"):
    """The place is no longer offered."""

    code: Code


class PlaceRestored(_Edited, frozen=True, tag="place-restored"):
    """The place is offered again, and a place of its own."""

    code: Code


class ZoneNamed(_Edited, frozen=True, tag="zone-named"):
    """A zone is there and called so, whether it is new or had another name."""

    zone: Zone


PlaceEvent = (
    PlaceAdded | PlaceRenamed | PlaceMoved | PlaceZoned | PlaceMerged | PlaceRetired | PlaceRestored | ZoneNamed
)
PLACE_EVENTS = get_args(PlaceEvent)


class Edits:
    """What was changed in the browser, over whatever the packs bring."""

    def __init__(self) -> None:
        self.added: dict[str, Place] = {}
        self.zones: dict[str, Zone] = {}
        self.gone: dict[str, str | None] = {}
        """Places no longer offered, and what each was merged into, if it was."""
        self.kept: set[str] = set()
        """Places that are offered though no pack brings them any more."""
        self._changed: dict[str, dict[str, object]] = {}

    def take(self, event: PlaceEvent) -> None:
        """Learn one more change."""
        match event:
            case PlaceAdded(place=place):
                self.added[place.code] = place
            case PlaceRenamed(code=code, name=name):
                self._change(code, name=name)
            case PlaceMoved(code=code, latitude=latitude, longitude=longitude):
                self._change(code, latitude=latitude, longitude=longitude)
            case PlaceZoned(code=code, zone=zone):
                self._change(code, zone=zone)
            case PlaceMerged(code=code, into=into):
                self.gone[code] = into
            case PlaceRetired(code=code):
                self.gone[code] = None
                self.kept.discard(code)
            case PlaceRestored(code=code):
                self.gone.pop(code, None)
                self.kept.add(code)
            case ZoneNamed(zone=zone):
                self.zones[zone.code] = zone

    def over(self, place: Place) -> Place:
        """A place as a source brings it, with what was changed since."""
        place = self.added.get(place.code, place)
        changed = self._changed.get(place.code)
        return msgspec.structs.replace(place, **changed) if changed else place

    def hold(self, place: Place) -> bool:
        """Whether the place stands otherwise here than a source brings it."""
        return place.code in self.gone or self.over(place) != place

    def _change(self, code: str, **fields: object) -> None:
        self._changed.setdefault(code, {}).update(fields)
