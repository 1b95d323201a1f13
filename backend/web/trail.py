"""Who did what, and when: one activity's whole story, and the trail of one's own organisation. Notes stay sealed."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.house import House
from backend.web.asked import Code, Day, Position, within
from backend.web.pledges import READERS, behind_head
from projections import activities, trail, visits
from projections.history import Happening, history
from projections.store import Reading
from projections.trail import Asked, Deed

OVERSEES = frozenset({Role.LEAD, Role.MANAGEMENT, Role.COORDINATOR, Role.AUDITOR})
"""Who may read the trail of their whole organisation; those in the field read that of their own."""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that happened to one activity, oldest first, and what those are called who did it.

    `happened` holds what projections/history.py calls a Happening; its changes go from and to values of many types.
    """

    activity: UUID
    happened: list[dict[str, Any]]
    names: dict[str, str]


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """One page, newest first; `next` is what to hand in as `before` for the following one, null on the last.

    A deed of somebody of the other organisation has no name in `names`.
    """

    deeds: list[Deed]
    names: dict[str, str]
    next: int | None


class StoryController(Controller):
    """GET /api/activities/{id}/trail."""

    path = "/api/activities/{activity:uuid}/trail"

    @get(sync_to_thread=True, who=READERS)
    def story(self, activity: FromPath[UUID], house: NamedDependency[House], member: NamedDependency[Member]) -> Story:
        """One activity's stream in order: device time and server time, what changed from what to what, and why."""
        check_readable(house, activity, member)
        with house.reading() as reading:
            pairs = visits.answered_with(reading, member.partnership, activity)
        told = history(house.log, member.partnership, activity, unseal=house.vault.open, pairs=pairs)
        happened = [h if h.organisation in (member.organisation, None) else _from_elsewhere(h) for h in told]
        ids = {i for h in happened for i in (h.by, h.rescued_by) if i and h.organisation == member.organisation}
        names = house.accounts.names(ids)
        return Story(
            activity=activity,
            happened=[msgspec.to_builtins(h) for h in happened],
            names={str(i): name for i, name in names.items()},
        )


class TrailController(Controller):
    """GET /api/trail."""

    path = "/api/trail"

    @get(sync_to_thread=True, who=READERS)
    def trail(
        self,
        house: NamedDependency[House],
        member: NamedDependency[Member],
        first: Day = None,
        last: Day = None,
        by: FromQuery[UUID | None] = None,
        kind: Code = None,
        place: Code = None,
        action: Code = None,
        before: Position = None,
        limit: Annotated[int, QueryParameter(ge=1, le=500)] = 50,
    ) -> Response[Trail]:
        """What one's own organisation did, or what one did oneself, newest first; by day of receipt, both included."""
        if not OVERSEES & member.roles:
            if by not in (None, member.id):
                raise Refused("unknown-member", "by")
            by = member.id
        asked = Asked(
            first=within(first, "first"), last=within(last, "last"), member=by, kind=kind, place=place, action=action
        )
        with house.reading() as reading:
            if by != member.id and not _known(house, reading, member, by):
                raise Refused("unknown-member", "by")
            deeds = trail.trail(reading, member.partnership, member.organisation, asked, before=before, limit=limit + 1)
            headers = behind_head(house, reading)
        shown = deeds[:limit]
        following = shown[-1].position if len(deeds) > limit else None
        return Response(Trail(deeds=shown, names=colleagues(house, member, shown), next=following), headers=headers)


def _known(house: House, reading: Reading, member: Member, by: UUID | None) -> bool:
    """Whether somebody belongs to one's own organisation, or ever did anything for it."""
    own = house.accounts.members(member.partnership, member.organisation)
    if by is None or any(person.id == by for person, _ in own):
        return True
    return trail.acted(reading, member.partnership, member.organisation, by)


def _from_elsewhere(happened: Happening) -> Happening:
    """What the other organisation did to a record of ours, its member and its own record left out."""
    return msgspec.structs.replace(happened, by=None, other=None)


def check_readable(house: House, activity: UUID, member: Member) -> None:
    """Refused (`unknown-activity`) for another organisation's, or a colleague's where one sees only one's own."""
    with house.reading() as reading:
        found = activities.one(reading, member.partnership, activity)
    if found is None or found.organisation != member.organisation:
        raise Refused("unknown-activity", "activity")
    own = member.id == found.member or str(member.id) in found.crew
    if not own and not OVERSEES & member.roles:
        raise Refused("unknown-activity", "activity")


def colleagues(house: House, member: Member, deeds: list[Deed]) -> dict[str, str]:
    """The names of those of one's own organisation. What was done for both sides may have been done by either."""
    ids = {d.member for d in deeds if d.member and d.organisation == member.organisation}
    unsure = {d.member for d in deeds if d.member and d.organisation is None} - ids
    if unsure:
        ours = {person.id for person, _ in house.accounts.members(member.partnership, member.organisation)}
        ids |= unsure & ours
    return {str(i): name for i, name in house.accounts.names(ids).items()}
