"""What coordinators publish: packs, situations, and a partnership's own kinds and places."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter, RawBody

from backend.desk.catalogues import Catalogues
from backend.desk.publish import LOCAL, PublishDesk, Published
from backend.desk.situations import SituationDesk
from backend.domain.calendar import local, week
from backend.domain.catalogue import Action, Choice, Entries, Kind
from backend.domain.member import Member, Role
from backend.domain.place import Place, Zone
from backend.domain.situation import Need
from backend.house import House
from backend.web import wire
from backend.web.guards import may
from projections.rehearsal import Compared, Elsewhere, Eyes, elsewhere, rehearse

_KEEPERS = may(Role.LEAD, Role.COORDINATOR, Role.ADMIN)
Seen = Annotated[str | None, QueryParameter(pattern="^[0-9a-f]{64}$", description="What a look was told as `seen`.")]
_TOML = ("application/toml", "text/plain")


class Situation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The picture of one ISO week (`2026-W19`)."""

    week: str
    needs: tuple[Need, ...]


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """Which week stands decided; `changed` is false where it stood just so before."""

    week: str
    first: str
    last: str
    changed: bool


class PartOf(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a partnership has, retired entries too; `own` is what its members have added themselves."""

    kinds: list[Kind]
    problems: list[Choice]
    actions: list[Action]
    parties: list[Choice]
    zones: list[Zone]
    places: list[Place]
    offered: dict[str, list[str]]
    own: Entries


class Handed(Published, frozen=True, kw_only=True):
    """What publishing changed, or would change.

    With `only_look`, `compared` holds every commitment whose figures, words or rules would be others, before and after
    on the same log, and `elsewhere` the same of other pledges, which rest on the same catalogue; `seen` names what was
    looked at, and handing it in again publishes that and nothing else.
    """

    seen: str | None = None
    compared: tuple[Compared, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


class PackController(Controller):
    """Pledges come as packs: TOML, as RULES.md describes it."""

    path = "/api/packs"

    @post(status_code=200, sync_to_thread=True, who=may(Role.COORDINATOR), takes=str, media=_TOML)
    def publish(
        self,
        body: RawBody,
        publish_desk: NamedDependency[PublishDesk],
        house: NamedDependency[House],
        member: NamedDependency[Member],
        *,
        only_look: FromQuery[bool] = False,
        seen: Seen = None,
    ) -> Handed:
        """Publish a pack for one's own partnership, or with `only_look=true` tell what it would change.

        With `seen`, from such a look, it is published only if nothing was published in between (`other-version`).
        """
        if not only_look:
            done = publish_desk.pack(body, by=member, seen=seen)
            return Handed(partnership=done.partnership, code=done.code, changes=done.changes)
        prepared = publish_desk.prepare(body, by=member)
        eyes: Eyes = {"as_of": local(house.now()).date(), "viewer": member.organisation}
        with house.reading() as reading:
            compared = rehearse(reading, member.partnership, prepared.pack.pledge.code, prepared.events, **eyes)
            others = elsewhere(reading, member.partnership, prepared.events, **eyes)
        return Handed(
            partnership=prepared.published.partnership,
            code=prepared.published.code,
            changes=prepared.published.changes,
            seen=prepared.seen,
            compared=tuple(c for c in compared if c.differs),
            elsewhere=others,
        )


class SituationController(Controller):
    """The weekly picture that the EST work decides on."""

    path = "/api/situations"

    @post(
        status_code=200,
        sync_to_thread=True,
        who=may(Role.COORDINATOR),
        takes=Situation,
        example={"week": "2026-W19", "needs": [{"place": "ankarsrum", "level": "high", "problems": ["otrygg-plats"]}]},
    )
    def freeze(
        self,
        body: RawBody,
        request: Request[Any, Any, Any],
        situation_desk: NamedDependency[SituationDesk],
        member: NamedDependency[Member],
    ) -> Frozen:
        """Freeze a week's situation, up to next week's. The same again changes nothing.

        Refused: `frozen` for another picture of that week, `unknown-period`, `week-ahead`, `week-before`, `missing`,
        `unknown-code`, `conflict` with 422.
        """
        given = wire.read(body, request.content_type[0], Situation)
        changed = situation_desk.freeze(given.week, given.needs, by=member, through="api")
        period = week(given.week)
        return Frozen(week=given.week, first=period.first.isoformat(), last=period.last.isoformat(), changed=changed)


class CatalogueController(Controller):
    """Kinds, places and code lists."""

    path = "/api/catalogue"

    @get(sync_to_thread=True, who=_KEEPERS)
    def whole(self, catalogues: NamedDependency[Catalogues], member: NamedDependency[Member]) -> PartOf:
        """Everything that may be recorded in one's partnership, and what of it is offered."""
        catalogue = catalogues.of(member.partnership)
        return PartOf(
            kinds=list(catalogue.kinds.values()),
            problems=list(catalogue.problems.values()),
            actions=list(catalogue.actions.values()),
            parties=list(catalogue.parties.values()),
            zones=list(catalogue.zones.values()),
            places=list(catalogue.places.values()),
            offered={name: sorted(codes) for name, codes in catalogue.offered.items()},
            own=catalogue.sources.get(LOCAL, Entries()),
        )

    @put(
        "/own",
        sync_to_thread=True,
        who=_KEEPERS,
        takes=Entries,
        example={"place": [{"code": "busstorget", "name": "Busstorget", "latitude": 57.758, "longitude": 16.637}]},
    )
    def bring(
        self,
        body: RawBody,
        request: Request[Any, Any, Any],
        publish_desk: NamedDependency[PublishDesk],
        member: NamedDependency[Member],
        *,
        only_look: FromQuery[bool] = False,
    ) -> Published:
        """Bring kinds and places beside those of the packs, instead of the ones brought so before."""
        entries = wire.read(body, request.content_type[0], Entries)
        return publish_desk.entries(member.partnership, LOCAL, entries, by=member.id, only_look=only_look)
