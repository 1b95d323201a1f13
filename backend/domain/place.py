"""Listed places and the zones they lie in. A place is named by us, never by a position."""

from typing import Annotated

import msgspec

from backend.domain.words import Code


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
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
