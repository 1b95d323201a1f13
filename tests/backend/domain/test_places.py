"""What may be changed of the list of places, and what a changed list means."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from backend.domain import places
from backend.domain.catalogue import BASE, Catalogue, CataloguePublished, Entries
from backend.domain.member import Member, Role
from backend.domain.place import Place, Zone
from backend.domain.refusal import Refused

NOW = datetime(2026, 5, 5, tzinfo=UTC)
MARIA = Member(id=UUID(int=7), partnership="vastervik", organisation="kommunen", roles=frozenset({Role.COORDINATOR}))
BROUGHT = Entries(
    zone=(Zone(code="vast", name="Väst"), Zone(code="norr", name="Norr")),
    place=(
        Place(code="ankarsrum", name="Ankarsrum", zone="vast", latitude=57.7, longitude=16.33),
        Place(code="totebo", name="Totebo", zone="vast"),
        Place(code="gamleby", name="Gamleby", zone="norr"),
    ),
)


class List:
    """A list of places with what was done to it."""

    def __init__(self) -> None:
        self.catalogue = Catalogue()
        self.bring(BROUGHT)

    def bring(self, entries: Entries, source: str = BASE) -> None:
        self.catalogue.take(
            CataloguePublished(partnership="vastervik", source=source, entries=entries, received_at=NOW)
        )

    def do(self, decision: Callable[..., list[Any]], *args: Any) -> "List":
        events = decision(self.catalogue, *args, by=MARIA, now=NOW)
        assert len(events) == 1
        self.catalogue.take(events[0])
        return self

    def nothing(self, decision: Callable[..., list[Any]], *args: Any) -> None:
        assert decision(self.catalogue, *args, by=MARIA, now=NOW) == []

    def refused(self, decision: Callable[..., list[Any]], *args: Any) -> str:
        with pytest.raises(Refused) as caught:
            decision(self.catalogue, *args, by=MARIA, now=NOW)
        return caught.value.code

    @property
    def offered(self) -> list[str]:
        return sorted(self.catalogue.offered["place"])


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("57.75, 16.64", (57.75, 16.64)),
        ("57,75 16,64", (57.75, 16.64)),
        ("57,75, 16,64", (57.75, 16.64)),
        ("57.75;16.64", (57.75, 16.64)),
        (" 57.7583123, 16.6373 ", (57.75831, 16.6373)),
        ("57.75° N, 16.64° E", (57.75, 16.64)),
        ("57° 45' 0\" N 16° 38' 24\" E", (57.75, 16.64)),
        ("N 57° 45.0′ E 16° 38.4′", (57.75, 16.64)),
        ("57°45′00″N 16°38′24″Ö", (57.75, 16.64)),
        ("", None),
        ("   ", None),
    ],
)
def test_a_position_is_read_as_it_is_pasted(text: str, point: tuple[float, float] | None):
    assert places.point_of(text) == point


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("16.64, 57.75", "outside-sweden"),
        ("5.775, 16.64", "outside-sweden"),
        ("57.75", "unreadable-point"),
        ("vid kajen", "unreadable-point"),
        ("57° 75' N 16° 38' E", "unreadable-point"),
        ("57.75, 16.64, 12", "unreadable-point"),
    ],
)
def test_a_position_that_cannot_be_is_refused(text: str, code: str):
    with pytest.raises(Refused) as caught:
        places.point_of(text)
    assert (caught.value.code, caught.value.field) == (code, "point")


def test_a_code_is_made_from_the_name_and_is_never_anothers():
    assert places.code_for("Östra kajen, vid Åbron", ()) == "ostra-kajen-vid-abron"
    assert places.code_for("Östra kajen", {"ostra-kajen", "ostra-kajen-2"}) == "ostra-kajen-3"
    assert places.code_for("”!”", ()) == "plats"
    assert len(places.code_for("a" * 200, {"a" * 56})) <= 64


def test_a_place_is_added_renamed_moved_and_put_in_a_zone():
    made = List().do(places.add, "Östra kajen", "norr", (57.75, 16.64))
    assert made.catalogue.places["ostra-kajen"] == Place(
        code="ostra-kajen", name="Östra kajen", zone="norr", latitude=57.75, longitude=16.64
    )
    made.do(places.rename, "ostra-kajen", "Kajen").do(places.put_in, "ostra-kajen", None)
    made.do(places.move, "ostra-kajen", None)
    assert made.catalogue.places["ostra-kajen"] == Place(code="ostra-kajen", name="Kajen")
    assert "ostra-kajen" in made.offered


def test_asking_for_what_already_is_so_changes_nothing():
    made = List()
    made.nothing(places.rename, "ankarsrum", "Ankarsrum")
    made.nothing(places.move, "ankarsrum", (57.7, 16.33))
    made.nothing(places.put_in, "ankarsrum", "vast")
    made.nothing(places.restore, "ankarsrum")
    made.nothing(places.name_zone, "vast", "Väst")
    made.do(places.retire, "totebo").nothing(places.retire, "totebo")
    made.do(places.merge, "gamleby", "ankarsrum").nothing(places.merge, "gamleby", "ankarsrum")


def test_what_cannot_be_is_refused_by_name():
    made = List().do(places.retire, "totebo")
    assert made.refused(places.add, "", None, None) == "unnamed"
    assert made.refused(places.add, "ankarsrum ", None, None) == "name-taken"
    assert made.refused(places.add, "Totebo", None, None) == "name-gone"
    assert made.refused(places.add, "Kajen", "atlantis", None) == "unknown-zone"
    assert made.refused(places.rename, "gamleby", "ANKARSRUM") == "name-taken"
    assert made.refused(places.rename, "atlantis", "Kajen") == "unknown-place"
    assert made.refused(places.put_in, "gamleby", "atlantis") == "unknown-zone"
    assert made.refused(places.merge, "gamleby", "gamleby") == "same-place"
    assert made.refused(places.merge, "gamleby", "totebo") == "gone-place"
    assert made.refused(places.merge, "gamleby", "atlantis") == "unknown-place"
    assert made.refused(places.name_zone, None, "väst") == "zone-taken"
    assert made.refused(places.name_zone, "atlantis", "Ö") == "unknown-zone"


def test_a_merged_place_stands_for_the_other_and_so_does_what_was_merged_into_it():
    made = List().do(places.merge, "totebo", "ankarsrum").do(places.merge, "ankarsrum", "gamleby")
    assert made.offered == ["gamleby"]
    assert {made.catalogue.stands_for(code) for code in ("totebo", "ankarsrum", "gamleby")} == {"gamleby"}
    assert made.catalogue.spellings(["totebo"]) == ("totebo", "ankarsrum", "gamleby")
    assert made.catalogue.lying_in(["norr"]) == ("ankarsrum", "totebo", "gamleby")
    assert made.catalogue.lying_in(["vast"]) == ()
    assert made.refused(places.merge, "totebo", "gamleby") == "merged-place"
    assert made.refused(places.merge, "gamleby", "totebo") == "same-place"


def test_a_place_that_was_merged_or_retired_can_be_one_of_its_own_again():
    made = List().do(places.merge, "totebo", "ankarsrum").do(places.retire, "gamleby")
    made.do(places.restore, "totebo").do(places.restore, "gamleby")
    assert made.offered == ["ankarsrum", "gamleby", "totebo"]
    assert made.catalogue.stands_for("totebo") == "totebo"


def test_a_place_is_not_taken_into_use_again_where_another_has_its_name():
    made = List().do(places.retire, "totebo").do(places.rename, "gamleby", "Totebo by")
    made.do(places.rename, "ankarsrum", "Totebo")
    assert made.refused(places.restore, "totebo") == "name-taken"


def test_a_name_stands_for_the_place_in_use_that_has_it():
    made = List().do(places.retire, "totebo").do(places.rename, "gamleby", "Totebo by")
    assert ("totebo", "Totebo") in made.catalogue.called()
    made.do(places.rename, "ankarsrum", "Totebo")
    assert made.catalogue.called() == [("ankarsrum", "Totebo"), ("totebo", "totebo"), ("gamleby", "Totebo by")]


def test_a_pack_that_is_published_again_undoes_nothing():
    made = List().do(places.rename, "ankarsrum", "Ankarsrums torg").do(places.retire, "totebo")
    made.do(places.name_zone, "vast", "Västra bygden").do(places.merge, "gamleby", "ankarsrum")
    made.bring(BROUGHT)
    assert made.catalogue.places["ankarsrum"].name == "Ankarsrums torg"
    assert made.catalogue.zones["vast"].name == "Västra bygden"
    assert made.offered == ["ankarsrum"]


def test_what_a_pack_no_longer_brings_can_be_kept_in_use():
    made = List()
    made.bring(Entries(zone=BROUGHT.zone, place=BROUGHT.place[:1]))
    assert made.offered == ["ankarsrum"]
    made.do(places.restore, "totebo")
    assert made.offered == ["ankarsrum", "totebo"]
    assert made.catalogue.places["gamleby"].name == "Gamleby"  # understood: it happened


def test_a_zone_that_was_added_is_offered():
    made = List().do(places.name_zone, None, "Skärgården")
    assert made.catalogue.zones["skargarden"].name == "Skärgården"
    assert made.catalogue.offered["zone"] == {"vast", "norr", "skargarden"}
