"""`/platser`: the registered places with what they need, a map of them, and what those who may change of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect, Template
from markupsafe import Markup
from msgspec import Struct

from backend import export
from backend.desk.places import AddPlace, Change, MergePlace, NameZone, PlaceDesk
from backend.domain.calendar import local
from backend.domain.catalogue import Catalogue
from backend.domain.member import Member
from backend.domain.place import Place, PlaceEvent
from backend.domain.refusal import Refused
from backend.house import House
from backend.web import plots
from backend.web.guards import may, signed_in
from backend.web.pages.environment import tongue_of
from backend.web.pages.needing import spot_words
from backend.web.pages.placing import Typed, edit_page, merge_page, read, typed, zone_choices, zones_of
from backend.web.pages.shell import FOLLOWS, PLACES
from backend.web.pages.telling import confirmed
from backend.web.pages.tongue import Tongue
from projections import need, pledges
from projections.need import PlaceNeed
from projections.rehearsal import Eyes, elsewhere

KEEPERS = may(*PLACES)
Posted = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


class PlaceLine(Struct, frozen=True, kw_only=True):
    """One place in the list. `level`, `visits` and `last` are said to those who follow up."""

    code: str
    name: str
    zone: str
    on_map: bool
    level: str = ""
    high: bool = False
    visits: str = ""
    last: str = ""


class GoneLine(Struct, frozen=True, kw_only=True):
    """A place that is not offered any more, and what became of it."""

    code: str
    name: str
    became: str


class PlacePages(Controller):
    """The list for everybody signed in; changes for leads, coordinators and admins."""

    path = "/platser"
    include_in_schema = False

    @get("/", sync_to_thread=True, who=signed_in)
    def all(
        self, request: Request[Any, Any, Any], house: NamedDependency[House], member: NamedDependency[Member]
    ) -> Template:
        """Every place in use, those not in use any more, and the zones."""
        query = request.query_params
        return _page(tongue_of(request), house, member, query.get("q", "")[:80], done=query.get("klar", ""))

    @post("/", status_code=200, sync_to_thread=True, who=KEEPERS)
    def add(
        self,
        data: Posted,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        place_desk: NamedDependency[PlaceDesk],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Take in a new place, or a zone."""
        t = tongue_of(request)
        change: Change
        if data.get("do") == "name-zone":
            change = NameZone(zone=data.get("zone") or None, name=data.get("name", ""), confirmed=confirmed(data))  # type: ignore[arg-type]
        else:
            change = AddPlace(
                name=data.get("name", ""),
                zone=data.get("zone") or None,
                point=data.get("point", ""),
                far=bool(data.get("far")),
                confirmed=confirmed(data),  # type: ignore[arg-type]
            )
        try:
            code = place_desk.change(change, by=member)
        except Refused as no:
            return _page(t, house, member, "", wrong=typed(t, data, no))
        house.follower.wake()
        if isinstance(change, NameZone):
            return Redirect("/platser?klar=name-zone#omraden", status_code=303)
        return Redirect(f"/platser/{code}/andra?klar=add", status_code=303)

    @get("/{code:str}/andra", sync_to_thread=True, who=KEEPERS)
    def edit(
        self,
        code: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """The forms of one place, and the map on which one shows where it lies."""
        catalogue = house.catalogues.of(member.partnership, anew=True)
        follows = bool(FOLLOWS & member.roles)
        return edit_page(tongue_of(request), catalogue, code, dict(request.query_params), follows=follows)

    @post("/{code:str}/andra", status_code=200, sync_to_thread=True, who=KEEPERS)
    def change(
        self,
        code: FromPath[str],
        data: Posted,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        place_desk: NamedDependency[PlaceDesk],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Make one change to a place. Of a merge it is shown first what it makes of the figures."""
        t, follows = tongue_of(request), bool(FOLLOWS & member.roles)
        change = read(code, data)
        try:
            if isinstance(change, MergePlace) and not data.get("sure") and (news := place_desk.look(change, by=member)):
                return _look(t, house, member, change, news)
            place_desk.change(change, by=member)
        except Refused as no:
            catalogue = house.catalogues.of(member.partnership)
            return edit_page(t, catalogue, code, {}, follows=follows, wrong=typed(t, data, no))
        house.follower.wake()
        return Redirect(f"/platser/{code}/andra?klar={data.get('do', '')}", status_code=303)


@get("/platser.csv", sync_to_thread=True, who=signed_in, include_in_schema=False)
def places_csv(house: NamedDependency[House], member: NamedDependency[Member]) -> Response[bytes]:
    """Every place there ever was, as a table: what it is called, where it lies, and what became of it."""
    catalogue = house.catalogues.of(member.partnership, anew=True)
    rows = [
        (
            place.code,
            place.name,
            place.zone,
            place.latitude,
            place.longitude,
            "yes" if place.code in catalogue.offered["place"] else "no",
            None if (into := catalogue.stands_for(place.code)) == place.code else into,
        )
        for place in sorted(catalogue.places.values(), key=lambda place: place.code)
    ]
    columns = ("place", "name", "zone", "latitude", "longitude", "in_use", "merged_into")
    made = export.as_csv(export.Table(name="platser", columns=columns, rows=rows))
    headers = {"content-disposition": 'attachment; filename="platser.csv"'}
    return Response(made, media_type="text/csv", headers=headers)


def _page(
    t: Tongue, house: House, member: Member, asked: str, *, wrong: Typed | None = None, done: str = ""
) -> Template:
    catalogue = house.catalogues.of(member.partnership, anew=True)
    follows, today = bool(FOLLOWS & member.roles), local(house.now()).date()
    needs: Mapping[str, PlaceNeed] = {}
    if follows:
        with house.reading() as reading:
            known = pledges.catalogue(reading, member.partnership)
            found = need.needs(reading, member.partnership, as_of=today, viewer=member.organisation, catalogue=known)
            needs = {one.place: one for one in found}
    used = sorted((catalogue.places[c] for c in catalogue.offered["place"]), key=lambda p: p.name.casefold())
    shown = [place for place in used if _fits(catalogue, place, asked)]
    gone = [p for c, p in catalogue.places.items() if c not in catalogue.offered["place"]]
    context = {
        "asked": asked,
        "under": _under(t, len(used), len(gone)),
        "lines": [_line(t, catalogue, place, needs.get(place.code), today) for place in shown],
        "follows": follows,
        "situation": any(one.level for one in needs.values()),
        "map": _map(t, catalogue, shown, needs, follows=follows),
        "gone": [_gone(t, catalogue, p) for p in sorted(gone, key=lambda p: p.name.casefold())],
        "zones": zones_of(catalogue),
        "zone_choices": zone_choices(t, catalogue),
        "may": bool(PLACES & member.roles),
        "wrong": wrong or Typed(do="", values={}, field="", fault=""),
        "done": t._("Sparat. Det står nu i loggen.") if done else "",
    }
    return Template("places.html", context=context, status_code=422 if wrong else 200)


def _look(t: Tongue, house: House, member: Member, merge: MergePlace, news: Sequence[PlaceEvent]) -> Template:
    """What a merge would make of the figures, with the eyes of whoever is about to do it."""
    today = local(house.now()).date()
    eyes: Eyes = {"as_of": today, "viewer": member.organisation, "unseal": house.vault.open}
    with house.reading() as reading:
        found = elsewhere(reading, member.partnership, news, **eyes)
    catalogue = house.catalogues.of(member.partnership)
    return merge_page(t, catalogue, merge, found, today, follows=bool(FOLLOWS & member.roles))


def _under(t: Tongue, used: int, gone: int) -> str:
    said = t.ngettext("%(n)s plats används.", "%(n)s platser används.", used)
    return f"{said} {t._('%(n)s används inte längre.', n=t.number(gone))}" if gone else said


def _fits(catalogue: Catalogue, place: Place, asked: str) -> bool:
    zone = catalogue.zones.get(place.zone or "")
    return all(
        any(word in said.casefold() for said in (place.name, place.code, zone.name if zone else ""))
        for word in asked.casefold().split()
    )


def _line(t: Tongue, catalogue: Catalogue, place: Place, found: PlaceNeed | None, today: date) -> PlaceLine:
    zone = catalogue.zones.get(place.zone or "")
    words = {"high": t._("högt"), "medium": t._("medel"), "low": t._("lågt")}
    return PlaceLine(
        code=place.code,
        name=place.name,
        zone=zone.name if zone else "",
        on_map=place.latitude is not None and place.longitude is not None,
        level=words.get(found.level or "", "") if found else "",
        high=found is not None and found.level == "high",
        visits=t.number(found.visits) if found else "",
        last=t.short_day(found.last, today) if found and found.last else "",
    )


def _gone(t: Tongue, catalogue: Catalogue, place: Place) -> GoneLine:
    if place.code not in catalogue.edits.gone:
        became = t._("Finns inte längre i något löfte")
    elif catalogue.stands_for(place.code) == place.code:
        became = t._("Ur bruk")
    else:
        became = t._("Ihopslagen med %(place)s", place=catalogue.places[catalogue.stands_for(place.code)].name)
    return GoneLine(code=place.code, name=place.name, became=became)


def _now(found: PlaceNeed | None) -> tuple[int, str]:
    """(visits lately, the level of need)."""
    return (found.visits, found.level or "") if found else (0, "")


def _map(
    t: Tongue, catalogue: Catalogue, shown: Sequence[Place], needs: Mapping[str, PlaceNeed], *, follows: bool
) -> Markup | None:
    spots = [
        plots.Spot(
            code=place.code,
            name=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            count=count,
            level=level,
            zone=place.zone,
            said=spot_words(t, place.name, count, level),
            href="" if follows else f"#plats-{place.code}",
        )
        for place in shown
        for count, level in [_now(needs.get(place.code))]
        if place.latitude is not None and place.longitude is not None
    ]
    title = t.ngettext("%(n)s plats på kartan", "%(n)s platser på kartan", len(spots))
    return plots.places(spots, {code: zone.name for code, zone in catalogue.zones.items()}, name="k", title=title)
