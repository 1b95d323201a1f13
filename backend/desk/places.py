"""Takes in what members change of the list of places and zones, one thing at a time."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, assert_never

import msgspec

from backend.desk.catalogues import Catalogues
from backend.desk.letters import free_text
from backend.domain import places as domain
from backend.domain.area import Point
from backend.domain.catalogue import Catalogue
from backend.domain.citizen import Finding
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.place import PlaceAdded, PlaceEvent, ZoneNamed
from backend.domain.refusal import Refused
from backend.domain.words import Named
from backend.log import Conflict, Entry, Log

_TRIES = 5
_POINT_LENGTH = 80
Text = Annotated[str, msgspec.Meta(max_length=1_000)]


class _Change(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True, omit_defaults=True
):
    """What every change has in common."""


class _Naming(_Change, frozen=True, kw_only=True):
    """`confirmed` lists findings that the writer chose to keep in the name: some squares bear somebody's."""

    name: Text
    confirmed: tuple[Finding, ...] = ()


class AddPlace(_Naming, frozen=True, tag="add"):
    """A new place. `point` is as pasted: `57.75, 16.64`; `far`: somebody looked, and it does lie far from others."""

    zone: Named | None = None
    point: Text = ""
    far: bool = False


class RenamePlace(_Naming, frozen=True, kw_only=True, tag="rename"):
    """Another name for a place."""

    place: Named


class MovePlace(_Change, frozen=True, tag="move"):
    """Where a place lies; an empty `point` takes it off the map. `far` as of a new place."""

    place: Named
    point: Text
    far: bool = False


class PutInZone(_Change, frozen=True, tag="zone"):
    """The zone of a place; null for none."""

    place: Named
    zone: Named | None


class MergePlace(_Change, frozen=True, tag="merge"):
    """`into` stands for the place from now on, also for what was recorded there before."""

    place: Named
    into: Named


class RetirePlace(_Change, frozen=True, tag="retire"):
    """The place is no longer offered; its records count as before."""

    place: Named


class RestorePlace(_Change, frozen=True, tag="restore"):
    """The place is offered again, and is a place of its own."""

    place: Named


class NameZone(_Naming, frozen=True, tag="name-zone"):
    """A new zone, or another name for `zone`."""

    zone: Named | None = None


Change = AddPlace | RenamePlace | MovePlace | PutInZone | MergePlace | RetirePlace | RestorePlace | NameZone


class PlaceDesk:
    """Where leads, coordinators and admins change the list of places."""

    def __init__(self, log: Log, catalogues: Catalogues, *, now: Callable[[], datetime]) -> None:
        self.log, self.catalogues, self.now = log, catalogues, now

    def change(self, asked: Change, *, by: Member) -> str | None:
        """Make one change; the code of the place or zone, or None where it changed nothing.

        Raises Refused: what `domain.places` says, and `too-long`, `bad-text`, `personal-number`, `confirm` of a name.
        """
        at = stream(by.partnership, "catalogue")
        for _ in range(_TRIES):
            past = self.catalogues.of(by.partnership, anew=True)
            version = len(self.log.read([at]).get(at, []))
            events = _decide(past, asked, by, self.now())
            if not events:
                return None
            try:
                self.log.append([Entry(stream=at, version=version + 1 + i, event=e) for i, e in enumerate(events)])
            except Conflict:
                continue
            self.catalogues.of(by.partnership, anew=True)
            return _code(events[0])
        raise Conflict

    def look(self, asked: Change, *, by: Member) -> list[PlaceEvent]:
        """What a change would put into the log, with nothing done. Raises as `change` does."""
        return _decide(self.catalogues.of(by.partnership, anew=True), asked, by, self.now())


def _decide(past: Catalogue, asked: Change, by: Member, now: datetime) -> list[PlaceEvent]:
    match asked:
        case AddPlace():
            return domain.add(past, _name(asked), asked.zone, _point(asked.point), by=by, now=now, far=asked.far)
        case RenamePlace():
            return domain.rename(past, asked.place, _name(asked), by=by, now=now)
        case MovePlace():
            return domain.move(past, asked.place, _point(asked.point), by=by, now=now, far=asked.far)
        case PutInZone():
            return domain.put_in(past, asked.place, asked.zone, by=by, now=now)
        case MergePlace():
            return domain.merge(past, asked.place, asked.into, by=by, now=now)
        case RetirePlace():
            return domain.retire(past, asked.place, by=by, now=now)
        case RestorePlace():
            return domain.restore(past, asked.place, by=by, now=now)
        case NameZone():
            return domain.name_zone(past, asked.zone, _name(asked), by=by, now=now)
        case _:
            assert_never(asked)


def _name(asked: _Naming) -> str:
    """The name on one line, held to what every text is."""
    return " ".join((free_text(asked.name, "name", domain.NAME_LENGTH, asked.confirmed) or "").split())


def _point(text: str) -> Point | None:
    if len(text) > _POINT_LENGTH:
        raise Refused("unreadable-point", "point")
    return domain.point_of(text)


def _code(event: PlaceEvent) -> str:
    match event:
        case PlaceAdded():
            return event.place.code
        case ZoneNamed():
            return event.zone.code
        case _:
            return event.code
