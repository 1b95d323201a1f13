"""No citizen in the log: what points somebody out is refused until the writer lets it stand; a personnummer always."""

import re
from typing import get_args
from uuid import uuid4

import pytest

from backend.desk import letters
from backend.domain.citizen import Finding
from backend.domain.member import Role
from tests.support.office import BASE, Office, batch, record

FOUND = "Ring 070-174 06 05 eller prata med Anna Lindvik."
NUMBER, MISTYPED = "900107-2389", "900107-2388"


def handed(office: Office, *letters):
    client = office.sign_in(office.member(Role.FIELD))
    return client.post("/api/sync", json=batch(*letters)).json()["receipts"]


def test_a_note_that_points_somebody_out_is_refused_by_field_and_finding(office: Office):
    (receipt,) = handed(office, record(note=FOUND))
    assert (receipt["outcome"], receipt["code"], receipt["field"]) == ("refused", "confirm", "report.note")
    assert receipt["findings"] == ["phone", "name"]
    assert "ett telefonnummer och ett namn" in receipt["message"]
    assert "Lindvik" not in receipt["message"]


def test_what_the_writer_lets_stand_is_kept(office: Office):
    letter = record(note=FOUND) | {"confirmed": ["phone", "name"]}
    assert handed(office, letter)[0]["outcome"] == "kept"


def test_what_is_confirmed_in_part_is_asked_about_for_the_rest(office: Office):
    letter = record(note=FOUND) | {"confirmed": ["phone"]}
    assert handed(office, letter)[0]["findings"] == ["name"]


def test_a_personal_number_is_refused_whatever_is_confirmed(office: Office):
    letter = record(note=f"Talade med {NUMBER}.") | {"confirmed": list(get_args(Finding))}
    assert handed(office, letter)[0]["code"] == "personal-number"


def test_a_personal_number_with_a_wrong_check_digit_is_asked_about(office: Office):
    (receipt,) = handed(office, record(note=f"Talade med {MISTYPED}."))
    assert (receipt["outcome"], receipt["code"], receipt["findings"]) == ("refused", "confirm", ["number"])
    assert "ett nummer som liknar ett personnummer" in receipt["message"]
    assert MISTYPED not in receipt["message"]
    letter = record(note=f"Talade med {MISTYPED}.") | {"confirmed": ["number"]}
    assert handed(office, letter)[0]["outcome"] == "kept"


def test_what_an_older_app_could_not_ask_is_mended_with_the_same_activity(office: Office):
    """Its letter is refused, so that nothing is lost: a newer app, or another text, hands the activity in anew."""
    client = office.sign_in(office.member(Role.FIELD))
    old = record(seq=1, note=f"Talade med {MISTYPED}.")
    asked = client.post("/api/sync", json=batch(old)).json()["receipts"][0]
    assert (asked["code"], asked["field"]) == ("confirm", "report.note")
    mended = old | {"seq": 2, "command": str(uuid4()), "confirmed": ["number"]}
    assert client.post("/api/sync", json=batch(mended)).json()["receipts"][0]["outcome"] == "kept"


@pytest.mark.parametrize("note", [f"Talade med {MISTYPED}.", FOUND, f"Talade med {NUMBER}."])
def test_a_letter_that_was_kept_before_the_rules_were_told_is_kept_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, note: str
):
    client = office.sign_in(office.member(Role.FIELD))
    first = record(seq=1, note=note)
    back = {k: first[k] for k in ("activity", "recorded_at")} | {
        "command": str(uuid4()),
        "seq": 2,
        "do": "withdraw",
        "version": 1,
        "reason": note,
    }
    with monkeypatch.context() as before:
        before.setattr(letters, "findings", lambda _: ())
        before.setattr(letters, "has_personal_number", lambda _: False)
        kept = client.post("/api/sync", json=batch(first, back)).json()["receipts"]
    assert [receipt["outcome"] for receipt in kept] == ["kept", "kept"]
    assert client.post("/api/sync", json=batch(first, back)).json()["receipts"] == kept

    new = first | {"seq": 3, "command": str(uuid4())}
    assert client.post("/api/sync", json=batch(new, new)).json()["receipts"][1]["outcome"] == "refused"
    other = back | {"reason": f"{note} Igen."}
    assert client.post("/api/sync", json=batch(other)).json()["receipts"][0]["code"] == "command-reused"


def test_a_reason_is_held_to_the_same(office: Office):
    first = record(seq=1)
    back = {
        "command": str(uuid4()),
        "seq": 2,
        "do": "withdraw",
        "activity": first["activity"],
        "version": 1,
        "reason": "Fel, se mejl till kim@example.se",
        "recorded_at": first["recorded_at"],
    }
    kept, asked = handed(office, first, back)
    assert (kept["outcome"], asked["code"], asked["field"]) == ("kept", "confirm", "reason")
    again = handed(office, record(seq=1, activity=None))  # another phone is not disturbed
    assert again[0]["outcome"] == "kept"


def test_the_same_for_why_a_note_is_read_and_for_a_judgement(office: Office):
    recorder = office.sign_in(office.member(Role.FIELD))
    activity = office.recorded(recorder, note="Lugnt.")
    lead = office.sign_in(office.member(Role.LEAD))
    address = f"/api/activities/{activity}/note"
    refused = lead.post(address, json={"reason": "Fråga från Anna Lindvik"})
    assert (refused.status_code, refused.json()["code"], refused.json()["findings"]) == (422, "confirm", ["name"])
    assert lead.post(address, json={"reason": "Fråga från Anna Lindvik", "confirmed": ["name"]}).status_code == 200

    coordinator = office.sign_in(office.member(Role.COORDINATOR))
    reports = "/api/pledges/vastervik-2026/commitments/medborgardialoger/reports"
    judged = {"do": "judge", "period": "2026-T1", "verdict": "partly", "text": "Bilen ABC 123 syntes ofta."}
    refused = coordinator.post(reports, json=judged)
    assert (refused.status_code, refused.json()["findings"]) == (422, ["plate"])
    assert coordinator.post(reports, json=judged | {"confirmed": ["plate"]}).status_code == 200


@pytest.mark.parametrize("confirmed", ["", "name"])
def test_on_a_page_a_box_lets_it_stand(office: Office, confirmed: str):
    recorder = office.sign_in(office.member(Role.FIELD))
    page = f"/granskning/{office.recorded(recorder, note='Lugnt.')}"
    lead = office.sign_in(office.member(Role.LEAD), accept="text/html", origin=BASE)
    token = re.search(r'name="_csrf" value="([0-9a-f]+)"', lead.get(page).text)
    assert token is not None
    data = {"_csrf": token[1], "reason": "Fråga från Anna Lindvik", "confirmed": confirmed}
    answer = lead.post(f"{page}/anteckning", data=data)
    assert answer.status_code == (200 if confirmed else 422)
    assert ("Det ska stå kvar" in answer.text) == (not confirmed)
    assert ("ser ut att innehålla ett namn" in answer.text) == (not confirmed)
