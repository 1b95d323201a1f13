"""Är det samma besök? Both recorders are asked; a yes counts the visit once, and either can take it back."""

from uuid import UUID, uuid4

import httpx
import pytest

from backend.domain.member import Member, Role
from tests.support.office import BASE, Office


class Two:
    """Anna of the police, and somebody of `organisation`, each with a record of the same place within 45 minutes."""

    def __init__(self, office: Office, organisation: str) -> None:
        self.office = office
        self.anna = office.member(Role.FIELD, Role.LEAD, name="Anna Lind")
        self.jonas = office.member(Role.FIELD, Role.LEAD, organisation=organisation, name="Jonas Berg")
        self.hers, self.his = office.sign_in(self.anna), office.sign_in(self.jonas)
        of_both = {"kind": "mote", "answers": {"forum": "tistel"}, "place": None, "problem": None, "actions": None}
        more = {} if organisation == "polisen" else of_both
        self.mine = office.recorded(self.hers, **more)
        self.other = office.recorded(self.his, occurred_at="2026-05-04T20:50:00+02:00", **more)

    def say(self, who: httpx.Client, *, same: bool) -> httpx.Response:
        mine, other = (self.mine, self.other) if who is self.hers else (self.other, self.mine)
        return who.post("/api/visits", json={"mine": str(mine), "other": str(other), "same": same})


def asked(who: httpx.Client) -> list[dict[str, object]]:
    found: list[dict[str, object]] = who.get("/api/questions").json()["visits"]
    return found


@pytest.fixture(params=["polisen", "kommunen"])
def two(office: Office, request: pytest.FixtureRequest) -> Two:
    return Two(office, request.param)


def test_both_are_asked(two: Two):
    (hers,), (his,) = asked(two.hers), asked(two.his)
    assert (hers["mine"], hers["other"], hers["state"]) == (str(two.mine), str(two.other), "open")
    assert (his["mine"], his["other"], his["state"]) == (str(two.other), str(two.mine), "open")


def test_a_colleague_is_named_the_other_organisation_is_not(two: Two):
    (hers,) = asked(two.hers)
    assert set(hers) == {"mine", "other", "kind", "place", "occurred_at", "state", "with"}
    assert hers["with"] == ("Jonas Berg" if two.jonas.organisation == "polisen" else None)


def test_a_yes_counts_once_and_either_takes_it_back(two: Two):
    assert two.say(two.hers, same=True).json() == {"changed": True}
    assert two.say(two.his, same=True).json() == {"changed": False}
    assert [q["state"] for who in (two.hers, two.his) for q in asked(who)] == ["merged", "merged"]
    assert two.say(two.his, same=False).json() == {"changed": True}
    assert [q["state"] for who in (two.hers, two.his) for q in asked(who)] == ["parted", "parted"]


def test_a_place_that_was_merged_is_the_same_place_to_those_who_recorded_there(office: Office):
    anna, jonas = (office.sign_in(office.member(Role.FIELD, Role.LEAD, name=name)) for name in ("Anna", "Jonas"))
    mine = office.recorded(anna, place="karstorp")
    other = office.recorded(jonas, occurred_at="2026-05-04T20:50:00+02:00")
    assert asked(anna) == []
    assert anna.post("/api/places", json={"do": "merge", "place": "karstorp", "into": "ankarsrum"}).status_code == 200
    (hers,) = asked(anna)
    assert (hers["place"], hers["state"]) == ("ankarsrum", "open")
    said = {"mine": str(mine), "other": str(other), "same": True}
    assert anna.post("/api/visits", json=said).json() == {"changed": True}


def test_the_figure_counts_two_until_somebody_says(office: Office):
    two = Two(office, "polisen")
    address = "/api/pledges/vastervik-2026/commitments/platsbesok/activities"
    before = two.hers.get(address).json()
    two.say(two.hers, same=True)
    after = two.hers.get(address).json()
    assert (before["figure"]["value"], before["figure"]["unanswered"]) == (2, 1)
    assert (after["figure"]["value"], "unanswered" in after["figure"]) == (1, False)
    assert {d["visit"] for d in after["counted"]} == {min(str(two.mine), str(two.other))}


def test_nobody_who_was_at_neither_may_say(two: Two):
    stranger = two.office.sign_in(two.office.member(Role.FIELD, name="Någon"))
    answer = stranger.post("/api/visits", json={"mine": str(two.mine), "other": str(two.other), "same": True})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-yours")


def test_two_that_cannot_be_one_visit_are_refused(two: Two):
    far = two.office.recorded(two.hers, occurred_at="2026-05-03T10:00:00+02:00")
    answer = two.hers.post("/api/visits", json={"mine": str(far), "other": str(two.other), "same": True})
    assert (answer.status_code, answer.json()["code"]) == (422, "not-one-visit")
    for unknown in ({"mine": str(uuid4()), "other": str(two.other)}, {"mine": str(two.mine), "other": str(uuid4())}):
        answer = two.hers.post("/api/visits", json={**unknown, "same": True})
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-activity")


def page(office: Office, member: Member, activity: UUID) -> str:
    return office.sign_in(member, accept="text/html", origin=BASE).get(f"/granskning/{activity}").text


def test_the_trail_of_either_tells_it_in_words(two: Two):
    two.say(two.hers, same=True)
    two.say(two.hers, same=False)
    for member, activity in ((two.anna, two.mine), (two.jonas, two.other)):
        text = page(two.office, member, activity)
        assert "Slogs ihop med en annan insats. De räknas en gång." in text
        assert "Inte samma besök" in text
    elsewhere = two.jonas.organisation == "kommunen"
    assert ("Anna Lind" in page(two.office, two.jonas, two.other)) == (not elsewhere)
    told = two.his.get(f"/api/activities/{two.other}/trail").json()
    merged = next(h for h in told["happened"] if h["action"] == "visits-merged")
    assert ("by" in merged, "other" in merged) == (not elsewhere, not elsewhere)


def test_the_page_of_a_commitment_says_what_nobody_has_answered_and_what_belongs_together(office: Office):
    two = Two(office, "polisen")
    manager = office.sign_in(office.member(Role.MANAGEMENT, name="Chef"), accept="text/html")
    before = manager.get("/uppfoljning/vastervik-2026/platsbesok").text
    assert "Kanske samma besök" in before
    assert "1 par räknas som två" in before.replace("\N{NO-BREAK SPACE}", " ")
    two.say(two.hers, same=True)
    after = manager.get("/uppfoljning/vastervik-2026/platsbesok").text
    assert "Kanske samma besök" not in after
    assert after.count("samma besök som en till") == 2
