"""Places change through the desk: one event a change, names held to what every text is, packs told what is kept."""

from typing import Any
from uuid import UUID

import pytest

from backend.desk.places import AddPlace, MergePlace, MovePlace, NameZone, PlaceDesk, RenamePlace, RetirePlace
from backend.desk.publish import Change
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.domain.report import Report
from tests.backend.desk.conftest import NOW, PACKS, Desks

PACK = (PACKS / "vastervik-2026.toml").read_bytes()
MARIA = Member(id=UUID(int=7), partnership="vastervik", organisation="kommunen", roles=frozenset({Role.COORDINATOR}))


@pytest.fixture
def places(pledged: Desks) -> PlaceDesk:
    return PlaceDesk(pledged.log, pledged.catalogues, now=pledged.now)


def refused(desk: PlaceDesk, asked: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        desk.change(asked, by=MARIA)
    return caught.value.code, caught.value.field


def test_a_change_is_one_event_and_seen_at_once(pledged: Desks, places: PlaceDesk):
    before = pledged.log.head()
    assert places.change(AddPlace(name="  Östra \n kajen ", point="57,75 16,64"), by=MARIA) == "ostra-kajen"
    assert pledged.log.head() == before + 1
    place = pledged.catalogues.of("vastervik").places["ostra-kajen"]
    assert (place.name, place.latitude, place.longitude) == ("Östra kajen", 57.75, 16.64)
    assert places.change(RenamePlace(place="ostra-kajen", name="Östra kajen"), by=MARIA) is None
    assert pledged.log.head() == before + 1
    last = pledged.log.read([stream("vastervik", "catalogue")])[stream("vastervik", "catalogue")][-1].event
    assert last is not None
    assert last.by == MARIA.id  # type: ignore[union-attr]


def test_a_name_is_held_to_what_every_text_is(places: PlaceDesk):
    assert refused(places, AddPlace(name="Hos 19121212-1212")) == ("personal-number", "name")
    assert refused(places, AddPlace(name="Kajen\u202e")) == ("bad-text", "name")
    assert refused(places, AddPlace(name="Hemma hos Anna Andersson")) == ("confirm", "name")
    assert refused(places, AddPlace(name="x" * 81)) == ("too-long", "name")
    assert refused(places, NameZone(name="   ")) == ("unnamed", "name")
    assert refused(places, MovePlace(place="ankarsrum", point="16.64, 57.75")) == ("outside-sweden", "point")
    assert places.change(AddPlace(name="Anna Anderssons plats", confirmed=("name",)), by=MARIA)


def test_letters_that_name_a_merged_or_retired_place_are_taken(pledged: Desks, places: PlaceDesk):
    places.change(MergePlace(place="karstorp", into="ankarsrum"), by=MARIA)
    places.change(RetirePlace(place="edsbruk"), by=MARIA)
    catalogue = pledged.catalogues.of("vastervik")
    for place in ("karstorp", "edsbruk"):
        assert place not in catalogue.offered["place"]
        report = Report(kind="platsbesok", occurred_at=NOW, place=place, minutes=20)
        assert catalogue.check(report, note=False, organisation="polisen").code == "platsbesok"


def test_a_pack_says_what_it_leaves_as_it_was_changed_here(pledged: Desks, places: PlaceDesk):
    places.change(RenamePlace(place="ankarsrum", name="Ankarsrums torg"), by=MARIA)
    assert pledged.publish.pack(PACK).changes == ()  # the same again changes nothing
    moved = PACK.replace(b'name = "Ankarsrum"', b'name = "Ankarsrum bruk"', 1)
    assert moved != PACK
    told = pledged.publish.pack(moved)
    assert Change(table="place", code="ankarsrum", how="kept") in told.changes
    assert pledged.catalogues.of("vastervik").places["ankarsrum"].name == "Ankarsrums torg"


def test_a_pack_may_name_a_place_that_was_added_in_the_browser(pledged: Desks, places: PlaceDesk):
    places.change(AddPlace(name="Kajen"), by=MARIA)
    rule = b'type = "count"\nkinds = ["platsbesok"]\nat_least = 100\n'
    assert rule in PACK
    named = PACK.replace(rule, rule + b'places = ["kajen"]\n', 1)
    assert Change(table="commitment", code="platsbesok", how="changed") in pledged.publish.pack(named).changes
