"""The ingredients of Nästa plats: what a phone is told of places, and what it is never told."""

from datetime import UTC, datetime
from typing import Any

from backend.domain.member import Role
from backend.domain.situation import Need
from tests.support.office import Office


def told(office: Office, client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/field").json()["next"]
    return found | {"places": {place["code"]: place for place in found["places"]}}


def test_a_place_is_told_with_its_need_and_when_one_was_there(office: Office):
    petra = office.member(Role.COORDINATOR, name="Petra Wallin")
    office.house.situation_desk.freeze("2026-W19", (Need(place="ankarsrum", level="high"),), by=petra)
    anna = office.sign_in(office.member(Role.FIELD))
    office.recorded(anna, place="ankarsrum", occurred_at="2026-05-02T20:30:00+02:00")
    found = told(office, anna)
    assert found["week"] == "2026-W19"
    assert found["places"]["ankarsrum"] == {
        "code": "ankarsrum",
        "level": "high",
        "visits": 1,
        "last": "2026-05-02",
        "tonight": 0,
    }
    assert found["places"]["edsbruk"] == {"code": "edsbruk", "level": None, "visits": 0, "last": None, "tonight": 0}


def test_colleagues_of_the_same_night_count_and_ones_own_do_not(office: Office):
    office.clock.at = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)  # half past one in the night to the fifth
    anna, jonas = (office.sign_in(office.member(Role.FIELD, name=name)) for name in ("Anna Lind", "Jonas Berg"))
    office.recorded(anna, place="ankarsrum", occurred_at="2026-05-04T21:00:00+02:00")
    office.recorded(jonas, place="ankarsrum", occurred_at="2026-05-05T00:30:00+02:00")
    office.recorded(jonas, place="edsbruk", occurred_at="2026-05-04T05:59:00+02:00")  # the night before
    found = told(office, anna)
    assert found["since"] == "2026-05-04T06:00:00+02:00"
    assert (found["places"]["ankarsrum"]["tonight"], found["places"]["edsbruk"]["tonight"]) == (1, 0)
    assert told(office, jonas)["places"]["ankarsrum"]["tonight"] == 1
    office.clock.at = datetime(2026, 5, 5, 4, 0, tzinfo=UTC)
    assert told(office, anna)["places"]["ankarsrum"]["tonight"] == 0


def test_the_other_organisation_is_not_told_when_somebody_was_there(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    sara = office.sign_in(office.member(Role.FIELD, organisation="kommunen", name="Sara Nyström"))
    office.recorded(anna, place="ankarsrum", occurred_at="2026-05-05T07:00:00+02:00")
    assert told(office, sara)["places"]["ankarsrum"] == {
        "code": "ankarsrum",
        "level": None,
        "visits": 1,
        "last": None,
        "tonight": 0,
    }


def test_what_is_behind_is_told_to_its_owner(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    office.recorded(anna)
    (behind,) = told(office, anna)["behind"]
    assert (behind["commitment"], behind["kinds"], behind["places"]) == ("platsbesok", ["platsbesok"], [])
    assert behind["needs"] == ["problem", "actions"]
    assert behind["by"] == 100 * 125 // 365 - 1  # 5 May is the 125th day, and one visit was made
    sara = office.sign_in(office.member(Role.FIELD, organisation="kommunen", name="Sara Nyström"))
    assert told(office, sara)["behind"] == []


def test_kinds_on_demand_and_about_a_person_are_never_suggested_nor_counted(office: Office):
    for organisation in ("polisen", "kommunen"):
        client = office.sign_in(office.member(Role.FIELD, organisation=organisation))
        field = client.get("/api/field").json()
        kinds = {kind["code"]: kind for kind in field["kinds"]}
        suggested = field["next"]["kinds"]
        assert not {"orossamtal", "uppsokande-besok"} & {*suggested}
        assert not any(kinds[code]["sensitive"] or kinds[code]["precision"] == "day" for code in suggested)
        assert all("place" in kinds[code]["requires"] + kinds[code]["allows"] for code in suggested)
        assert not any("stops" in kinds[code]["requires"] + kinds[code]["allows"] for code in suggested)
        promised = {kind for behind in field["next"]["behind"] for kind in behind["kinds"]}
        assert "orossamtal" not in promised


def test_a_place_that_was_merged_is_told_under_the_one_that_stands_for_it(office: Office):
    anna, jonas = (office.sign_in(office.member(Role.FIELD, name=name)) for name in ("Anna Lind", "Jonas Berg"))
    office.recorded(jonas, place="karstorp", occurred_at="2026-05-05T07:00:00+02:00")
    petra = office.sign_in(office.member(Role.COORDINATOR, name="Petra Wallin"))
    petra.post("/api/places", json={"do": "merge", "place": "karstorp", "into": "ankarsrum"})
    found = told(office, anna)["places"]
    assert "karstorp" not in found
    assert (found["ankarsrum"]["visits"], found["ankarsrum"]["last"], found["ankarsrum"]["tonight"]) == (
        1,
        "2026-05-05",
        1,
    )


def test_a_visit_of_more_than_a_year_ago_is_none(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    office.recorded(anna, place="ankarsrum", occurred_at="2025-05-05T20:00:00+02:00")
    office.recorded(anna, place="edsbruk", occurred_at="2025-05-04T20:00:00+02:00")
    found = told(office, anna)["places"]
    assert (found["ankarsrum"]["last"], found["edsbruk"]["last"]) == ("2025-05-05", None)
