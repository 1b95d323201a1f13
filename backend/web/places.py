"""POST /api/places: one change to the list of places and zones."""

from typing import Any

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from backend.desk.places import Change, PlaceDesk
from backend.domain.member import Member, Role
from backend.house import House
from backend.web import wire
from backend.web.guards import may

KEEPERS = may(Role.LEAD, Role.COORDINATOR, Role.ADMIN)


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """The code of the place or zone that was changed; `changed` is false where it was so already."""

    changed: bool
    code: str | None = None


class PlaceController(Controller):
    """Add, rename, move, zone, merge, retire and restore; GET /api/catalogue tells what there is."""

    path = "/api/places"

    @post(
        status_code=200,
        sync_to_thread=True,
        who=KEEPERS,
        takes=Change,
        example={"do": "add", "name": "Östra kajen", "zone": None, "point": "57.75, 16.64"},
    )
    def change(
        self,
        body: RawBody,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        place_desk: NamedDependency[PlaceDesk],
        member: NamedDependency[Member],
    ) -> Changed:
        """Make one change: an event in the trail. What was recorded at a place stays, whatever becomes of it."""
        asked: Change = wire.read(body, request.content_type[0], Change)  # type: ignore[arg-type]
        code = place_desk.change(asked, by=member)
        house.follower.wake()
        return Changed(changed=code is not None, code=code)
