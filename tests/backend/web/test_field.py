"""What a phone is given to work with, and what it gets back after losing its memory."""

from datetime import date

from backend.domain.member import Role
from backend.domain.place import Place
from backend.domain.pledge import Commitment
from backend.domain.rule import Ongoing
from backend.web.field import needs_of
from tests.support.office import Office, batch, record


def test_a_phone_is_offered_the_kinds_that_its_member_may_record(office: Office):
    police, municipality = (
        office.sign_in(office.member(Role.FIELD, organisation=o)).get("/api/field").json()
        for o in ("polisen", "kommunen")
    )
    assert "platsbesok" in {k["code"] for k in police["kinds"]}
    assert "platsbesok" not in {k["code"] for k in municipality["kinds"]}
    assert "faltarpass" in {k["code"] for k in municipality["kinds"]}


def test_every_kind_says_everything_that_a_form_asks_for(office: Office):
    kinds = office.sign_in(office.member(Role.FIELD)).get("/api/field").json()["kinds"]
    named = "code label icon requires allows minutes problems actions sensitive precision questions results"
    assert all(set(kind) == set(named.split()) for kind in kinds)
    talk = next(k for k in kinds if k["sensitive"])
    assert talk["precision"] == "day"
    assert not {"place", "stops", "zone", "crew"} & {*talk["requires"], *talk["allows"]}


def test_a_phone_knows_whose_it_is_and_which_colleagues_there_are(office: Office):
    anna = office.member(Role.FIELD, name="Anna Lind")
    office.member(Role.LEAD, name="Karin Ekdahl")
    office.member(Role.MANAGEMENT, name="Lars Forsgren")
    office.member(Role.FIELD, organisation="kommunen", name="Sara Nyström")
    field = office.sign_in(anna).get("/api/field").json()
    assert field["partnership"] == {"code": "vastervik", "name": "Västervik"}
    assert field["member"] == {"id": str(anna.id), "name": "Anna Lind", "organisation": "polisen", "roles": ["field"]}
    assert [c["name"] for c in field["colleagues"]] == ["Karin Ekdahl"]


def test_the_answer_is_sent_again_only_when_it_says_something_new(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    first = anna.get("/api/field")
    again = anna.get("/api/field", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    office.recorded(anna)
    changed = anna.get("/api/field", headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert _platsbesok(changed.json())["value"] == 1


def test_a_promise_is_told_with_what_counts_for_it_and_how_far_it_has_come(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    office.recorded(anna)
    promise = _platsbesok(anna.get("/api/field").json())
    assert (promise["pledge"], promise["kinds"], promise["unit"]) == ("vastervik-2026", ["platsbesok"], "activities")
    assert (promise["value"], promise["target"]) == (1, 100)
    assert promise["text"].startswith("Polisen ska ha hög synlighet")


def test_a_promise_that_is_kept_when_called_for_says_so(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    office.recorded(anna)
    told = {c["code"]: c["on_demand"] for c in anna.get("/api/field").json()["commitments"]}
    assert (told["orossamtal"], told["platsbesok"]) == (True, False)


def test_a_promise_is_told_with_its_pledge_and_what_a_report_must_say_to_count_for_it(office: Office):
    promises = office.sign_in(office.member(Role.FIELD)).get("/api/field").json()["commitments"]
    promise = next(c for c in promises if c["code"] == "platsbesok")
    assert promise["needs"] == {"platsbesok": ["problem", "actions"]}
    assert promise["pledge_title"] == "Medborgarlöfte 2026"
    assert not any(c["needs"] for c in promises if c["code"] != "platsbesok")


def test_only_what_every_rule_of_a_kind_needs_keeps_a_report_from_counting():
    rules = (
        Ongoing(kinds=("a", "b"), needs=("problem", "actions")),
        Ongoing(kinds=("b", "c"), needs=("actions", "note")),
        Ongoing(kinds=("c",)),
    )
    promise = Commitment(code="x", area="y", title="", text="", owner=("polisen",), rule=rules)
    assert [needs_of(promise, kind) for kind in "abc"] == [["problem", "actions"], ["actions"], []]


def test_a_pledge_that_is_over_is_not_shown_in_the_field(office: Office):
    office.clock.at = office.clock.at.replace(year=2027)
    assert date(2026, 12, 31) < office.clock().date()
    assert office.sign_in(office.member(Role.FIELD)).get("/api/field").json()["commitments"] == []


def test_a_new_place_is_offered_at_once(office: Office):
    lead = office.sign_in(office.member(Role.LEAD))
    place = {"code": "busstorget", "name": "Busstorget", "latitude": 57.758, "longitude": 16.637}
    published = lead.put("/api/catalogue/own", json={"place": [place]})
    assert published.json()["changes"] == [{"table": "place", "code": "busstorget", "how": "new"}]
    offered = lead.get("/api/field").json()["places"]
    assert {**place, "zone": None} in offered
    assert lead.put("/api/catalogue/own", json={"place": [place]}).json()["changes"] == []
    assert isinstance(office.house.catalogues.of("vastervik").places["busstorget"], Place)


def test_a_place_that_is_taken_back_is_offered_no_longer_and_still_understood(office: Office):
    lead = office.sign_in(office.member(Role.LEAD))
    lead.put("/api/catalogue/own", json={"place": [{"code": "busstorget", "name": "Busstorget"}]})
    assert lead.put("/api/catalogue/own", json={}).json()["changes"] == [
        {"table": "place", "code": "busstorget", "how": "retired"}
    ]
    assert "busstorget" not in {p["code"] for p in lead.get("/api/field").json()["places"]}
    assert lead.post("/api/sync", json=batch(record(place="busstorget"))).json()["receipts"][0]["outcome"] == "kept"


def test_ones_own_activities_come_back_with_their_notes(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    activity = office.recorded(anna, note="Lugnt vid skolan.")
    (mine,) = anna.get("/api/mine").json()["activities"]
    assert (mine["activity"], mine["version"], mine["withdrawn"]) == (str(activity), 1, False)
    assert mine["report"] == {**record()["report"], "note": "Lugnt vid skolan."}


def test_a_withdrawn_activity_comes_back_as_withdrawn(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    activity = office.recorded(anna)
    letter = {**record(activity, seq=2), "do": "withdraw", "version": 1, "reason": "dubblett"}
    del letter["report"], letter["confirmed"]
    anna.post("/api/sync", json=batch(letter))
    (mine,) = anna.get("/api/mine").json()["activities"]
    assert (mine["version"], mine["withdrawn"]) == (2, True)


def test_the_crew_sees_what_it_took_part_in_without_the_note(office: Office):
    anna, jonas = office.member(Role.FIELD, name="Anna"), office.member(Role.FIELD, name="Jonas")
    kind = "fotpatrull"
    report = {"kind": kind, "place": None, "stops": [{"place": "ankarsrum", "minutes": 20}], "note": "Bara Annas."}
    office.recorded(office.sign_in(anna), crew=[str(jonas.id)], **report)
    (mine,) = office.sign_in(jonas).get("/api/mine").json()["activities"]
    assert mine["report"]["kind"] == kind
    assert "note" not in mine["report"]


def _platsbesok(field):
    return next(c for c in field["commitments"] if c["code"] == "platsbesok")


def test_a_phone_is_told_what_became_of_places_that_are_no_longer_offered(office: Office):
    anna, petra = office.sign_in(office.member(Role.FIELD)), office.sign_in(office.member(Role.COORDINATOR))
    assert anna.get("/api/field").json()["former"] == []
    for change in (
        {"do": "merge", "place": "karstorp", "into": "ankarsrum"},
        {"do": "retire", "place": "edsbruk"},
        {"do": "add", "name": "Östra kajen", "point": "57.75, 16.64"},
    ):
        assert petra.post("/api/places", json=change).json()["changed"] is True
    field = anna.get("/api/field").json()
    assert sorted(field["former"], key=lambda place: place["code"]) == [
        {"code": "edsbruk", "name": "Edsbruk", "into": None},
        {"code": "karstorp", "name": "Karstorp", "into": "ankarsrum"},
    ]
    listed = {place["code"]: place for place in field["places"]}
    assert not {"karstorp", "edsbruk"} & listed.keys()
    assert (listed["ostra-kajen"]["latitude"], listed["ostra-kajen"]["longitude"]) == (57.75, 16.64)
    office.recorded(anna, place="karstorp")  # from an old list: taken
