"""Rescue: what a phone cannot send its member's lead hands in, once, with both in the trail."""

import json
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from backend.domain.activity import ActivityRecorded
from backend.domain.member import Member, Role
from tests.support.office import BASE, Office, batch, record
from tests.support.rescue import sealed

DEVICE = uuid4()


@pytest.fixture
def anna(office: Office) -> Member:
    return office.member(Role.FIELD, name="Anna Lind")


@pytest.fixture
def lead(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.LEAD, name="Petra Ek"), **{"x-faltlogg": "1"})


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_key_is_given_to_phones_and_stays_the_same(office: Office, anna: Member):
    phone = office.sign_in(anna)
    key = phone.get("/api/field").json()["rescue"]
    assert (key["kty"], key["crv"]) == ("EC", "P-256")
    assert phone.get("/api/field").json()["rescue"] == key
    other = office.sign_in(office.member(Role.FIELD, organisation="kommunen"))
    assert other.get("/api/field").json()["rescue"] != key


def test_the_letters_are_kept_as_the_authors_with_the_lead_beside(office: Office, anna: Member, lead: httpx.Client):
    letter = record(note="Lugnt vid skolan.")
    made = office.clock() - timedelta(days=3)
    answer = lead.post("/api/rescue", content=sealed(office.house, anna, DEVICE, letter, made=made))
    assert answer.status_code == 200, answer.text
    assert (answer.json()["member"], answer.json()["device"]) == (str(anna.id), str(DEVICE))
    assert [r["outcome"] for r in answer.json()["receipts"]] == ["kept"]
    (mine,) = office.sign_in(anna).get("/api/mine").json()["activities"]
    assert mine["report"]["note"] == "Lugnt vid skolan."
    told = lead.get(f"/api/activities/{letter['activity']}/trail").json()
    names = {told["names"][told["happened"][0][who]] for who in ("by", "rescued_by")}
    assert names == {"Anna Lind", "Petra Ek"}
    assert "skew" not in told["happened"][0]  # a file's age is not its phone's clock
    text = lead.get(f"/granskning/{letter['activity']}", headers={"accept": "text/html"}).text
    assert "Lämnades in från en räddningsfil av Petra Ek." in text


def test_the_phones_own_hand_in_doubles_nothing_before_or_after(office: Office, anna: Member, lead: httpx.Client):
    letters = [record(seq=1), record(seq=2), record(seq=3)]
    phone = office.sign_in(anna)
    phone.post("/api/sync", json=batch(letters[0], device=DEVICE))
    file = sealed(office.house, anna, DEVICE, *letters[:2])
    rescued = lead.post("/api/rescue", content=file).json()["receipts"]
    again = lead.post("/api/rescue", content=file).json()["receipts"]
    own = phone.post("/api/sync", json=batch(*letters, device=DEVICE)).json()
    assert [r["outcome"] for r in (*rescued, *own["receipts"])] == ["kept"] * 5
    assert [r["position"] for r in again] == [r["position"] for r in own["receipts"][:2]]
    assert own["gaps"] == []
    assert len(phone.get("/api/mine").json()["activities"]) == 3


def test_more_letters_than_a_batch_are_taken(office: Office, anna: Member, lead: httpx.Client):
    letters = [record(seq=n, note=None) for n in range(1, 206)]
    receipts = lead.post("/api/rescue", content=sealed(office.house, anna, DEVICE, *letters)).json()["receipts"]
    assert [r["letter"] for r in receipts] == list(range(205))
    assert {r["outcome"] for r in receipts} == {"kept"}


def test_a_bad_letter_is_answered_and_the_others_kept(office: Office, anna: Member, lead: httpx.Client):
    bad = record(seq=2, note="Pnr 900107-2389")
    walk = record(seq=3, kind="fotpatrull", place=None, minutes=5, stops=[{"place": "ankarsrum", "minutes": 20}])
    file = sealed(office.house, anna, DEVICE, record(), bad, walk)
    receipts = lead.post("/api/rescue", content=file).json()["receipts"]
    assert [r.get("code", r["outcome"]) for r in receipts] == ["kept", "personal-number", "out-of-range"]


def test_only_a_lead_of_the_authors_organisation_may(office: Office, anna: Member):
    file = sealed(office.house, anna, DEVICE, record())
    elsewhere = office.sign_in(office.member(Role.LEAD, organisation="kommunen"), **{"x-faltlogg": "1"})
    assert refused(elsewhere.post("/api/rescue", content=file)) == (403, "not-yours")
    field = office.sign_in(office.member(Role.FIELD))
    assert refused(field.post("/api/rescue", content=file)) == (403, "forbidden")
    assert office.sign_in(anna).get("/api/mine").json()["activities"] == []


def test_the_letters_of_somebody_who_left_are_still_taken(office: Office, anna: Member, lead: httpx.Client):
    file = sealed(office.house, anna, DEVICE, record())
    office.house.member_desk.leave("vastervik", anna.id, by=None)
    assert lead.post("/api/rescue", content=file).json()["receipts"][0]["outcome"] == "kept"


def test_another_members_queue_is_not_taken_as_the_authors(office: Office, anna: Member, lead: httpx.Client):
    jonas = office.sign_in(office.member(Role.FIELD, name="Jonas Berg"))
    jonas.post("/api/sync", json=batch(device=DEVICE))
    file = sealed(office.house, anna, DEVICE, record())
    assert refused(lead.post("/api/rescue", content=file)) == (403, "other-member")


@pytest.mark.parametrize("body", [b"", b"{}", b"\x00\xff", b'{"version": 1}', b"[" * 9_000, b'{"version": 2}'])
def test_what_is_no_rescue_file_is_said_to_be_none(lead: httpx.Client, body: bytes):
    assert refused(lead.post("/api/rescue", content=body)) == (422, "not-a-rescue")


def test_a_file_that_was_changed_or_moved_does_not_open(office: Office, anna: Member, lead: httpx.Client):
    jonas = office.member(Role.FIELD, name="Jonas Berg")
    key = json.loads(sealed(office.house, anna, DEVICE))["epk"]
    for changed in (
        {"member": str(jonas.id)},
        {"device": str(uuid4())},
        {"box": "AAAA"},
        {"box": "å"},
        {"iv": ""},
        {"epk": key},
        {"epk": key | {"x": key["y"]}},
        {"epk": key | {"x": "A" * 400}},
    ):
        file = sealed(office.house, anna, DEVICE, record(), **changed)
        assert refused(lead.post("/api/rescue", content=file)) == (422, "rescue-sealed"), changed


def test_a_lead_hands_a_file_in_on_the_page_and_hears_what_became_of_it(office: Office, anna: Member):
    lead = office.sign_in(office.member(Role.LEAD), accept="text/html", origin=BASE)
    token = lead.get("/radda").text.split('name="_csrf" value="')[1].partition('"')[0]
    file = sealed(office.house, anna, DEVICE, record(), record(seq=2, note="Pnr 900107-2389"))
    done = lead.post("/radda", data={"_csrf": token}, files={"file": ("fil.json", file)})
    assert done.status_code == 200, done.text
    assert "Brev från Anna Lind är inlämnade" in done.text
    assert "personnummer" in done.text
    for content, said in ((b"nej", "ingen räddningsfil"), (b"", "Välj en fil.")):
        wrong = lead.post("/radda", data={"_csrf": token}, files={"file": ("fil.json", content)})
        assert (wrong.status_code, said in wrong.text) == (422, True)


def test_what_the_log_keeps_names_the_lead(office: Office, anna: Member, lead: httpx.Client):
    letter = record()
    lead.post("/api/rescue", content=sealed(office.house, anna, DEVICE, letter))
    (event,) = [r.event for r in office.house.log.page(0, 1_000) if isinstance(r.event, ActivityRecorded)]
    assert event.by == anna.id
    assert event.handed.rescued_by not in (None, anna.id)
