"""POST /api/sync as it travels: JSON or MessagePack in, a receipt for every letter out."""

import json
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.domain.member import Role
from tests.support.office import Office, batch, record


def test_a_letter_is_kept_and_kept_again_at_the_same_position(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    letters = batch(record())
    first, again = (anna.post("/api/sync", json=letters).json()["receipts"][0] for _ in range(2))
    assert first["outcome"] == "kept"
    assert first == again


def test_message_pack_is_read_as_json_is(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    answer = anna.post(
        "/api/sync", content=msgspec.msgpack.encode(batch(record())), headers={"content-type": "application/msgpack"}
    )
    assert answer.json()["receipts"][0]["outcome"] == "kept"


def test_a_lone_surrogate_refuses_only_its_own_letter(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    body = json.dumps(batch(record(note="trasig \ud83d"), record(seq=2))).encode()
    assert b"\\ud83d" in body
    answer = anna.post("/api/sync", content=body, headers={"content-type": "application/json"})
    assert [r["outcome"] for r in answer.json()["receipts"]] == ["refused", "kept"]
    assert answer.json()["receipts"][0]["code"] == "bad-text"


def test_a_patrol_longer_at_its_places_than_in_all_is_refused_alone_and_mended(office: Office):
    anna, patrol = office.sign_in(office.member(Role.FIELD)), uuid4()
    stops = [{"place": place, "minutes": 1440} for place in ("ankarsrum", "gamleby")]
    wrong = record(patrol, kind="fotpatrull", place=None, stops=stops, minutes=5)
    refused, kept = anna.post("/api/sync", json=batch(wrong, record(seq=2))).json()["receipts"]
    assert (refused["code"], refused["field"], kept["outcome"]) == ("out-of-range", "report.stops", "kept")
    for stop in stops:
        stop["minutes"] = 40
    mended = record(patrol, seq=3, kind="fotpatrull", place=None, stops=stops, minutes=90)
    assert anna.post("/api/sync", json=batch(mended)).json()["receipts"][0]["outcome"] == "kept"


VISIT = {"kind": "platsbesok"}
TALK = {
    "kind": "orossamtal", "occurred_at": "2026-05-04T12:00:00+02:00", "minutes": None, "place": None, "problem": None,
    "actions": None, "answers": {"initiativ": "skolan", "utfall": "hanvisat"},
}  # fmt: skip


@pytest.mark.parametrize(("first", "then"), [(VISIT, TALK), (TALK, VISIT)])
def test_no_correction_puts_a_place_and_an_hour_beside_a_talk_about_a_person(
    office: Office, first: dict[str, Any], then: dict[str, Any]
):
    anna, activity = office.sign_in(office.member(Role.FIELD)), uuid4()
    changed = record(activity, seq=2, **then) | {"do": "correct", "version": 1, "reason": "fel insatstyp"}
    kept, refused = anna.post("/api/sync", json=batch(record(activity, **first), changed)).json()["receipts"]
    assert (kept["outcome"], refused["code"], refused["field"]) == ("kept", "about-a-person", "report.kind")
    # As the refusal says: taken back and recorded anew.
    back = {k: v for k, v in record(activity, seq=3).items() if k not in ("report", "confirmed")}
    back |= {"do": "withdraw", "version": 1, "reason": "fel insatstyp"}
    receipts = anna.post("/api/sync", json=batch(back, record(seq=4, **then))).json()["receipts"]
    assert [r["outcome"] for r in receipts] == ["kept", "kept"]


@pytest.mark.parametrize(
    "letter",
    [None, 7, "brev", [], {}, {"do": "shout"}, {"do": "record", "report": []}, {"seq": "x", "command": []}],
)
def test_one_bad_letter_is_answered_by_its_index_and_hurts_no_other(office: Office, letter: object):
    anna = office.sign_in(office.member(Role.FIELD))
    receipts = anna.post("/api/sync", json=batch(letter, record(seq=2))).json()["receipts"]
    assert [(r["letter"], r["outcome"]) for r in receipts] == [(0, "refused"), (1, "kept")]


def test_a_refusal_is_told_in_the_language_of_the_phone(office: Office):
    member = office.member(Role.FIELD)
    letters = batch(record(place="atlantis"))
    swedish = office.sign_in(member).post("/api/sync", json=letters).json()["receipts"][0]
    english = office.sign_in(member, **{"accept-language": "en-GB,sv;q=0.5"}).post("/api/sync", json=letters)
    assert swedish["message"] == "Det som är valt under ”Plats” finns inte i listan. Välj något annat."
    assert english.json()["receipts"][0]["message"] == (
        "What is chosen under “Place” is not in the list. Choose something else."
    )
    assert swedish["field"] == "report.place"


def test_a_body_of_more_than_a_megabyte_is_too_large(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    answer = anna.post("/api/sync", content=b" " * 1_000_001, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_more_than_two_hundred_letters_are_too_many(office: Office):
    anna = office.sign_in(office.member(Role.FIELD))
    answer = anna.post("/api/sync", json=batch(*[{}] * 201))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 5_000,
        b'{"letters": ' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"device": "x", "sent_at": NaN, "\\u0041": 1}',
        b"[]",
        b"{}",
        b'{"device": "\\ud800", "sent_at": "now", "letters": {}}',
    ],
)
def test_what_cannot_be_read_is_said_to_be_unreadable_with_where(office: Office, body: bytes):
    anna = office.sign_in(office.member(Role.FIELD))
    answer = anna.post("/api/sync", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    assert len(answer.json()["message"]) > len("Det går inte att läsa: ")


def test_another_members_queue_is_refused_whole(office: Office):
    anna, jonas = (office.sign_in(office.member(Role.FIELD, name=name)) for name in ("Anna", "Jonas"))
    device = uuid4()
    assert anna.post("/api/sync", json=batch(record(), device=device)).status_code == 200
    answer = jonas.post("/api/sync", json=batch(record(), device=device))
    assert (answer.status_code, answer.json()["code"]) == (403, "other-member")
    named = anna.post("/api/sync", json={**batch(record()), "member": str(uuid4())})
    assert (named.status_code, named.json()["code"]) == (403, "other-member")


@pytest.mark.parametrize(
    "broken",
    [
        {"confirmed": ["\ud83d"]},
        {"command": "\ud83d"},
        {"\ud83d": 1},
        {"do": "\ud83d"},
        {"recorded_at": "\ud83d"},
        {"reason": "\ud83d"},
    ],
)
def test_a_lone_surrogate_anywhere_in_a_letter_refuses_that_letter(office: Office, broken: dict[str, Any]):
    body = json.dumps(batch({**record(), **broken}, record(seq=2))).encode()
    answer = office.program(Role.FIELD).post("/api/sync", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
    assert [r["outcome"] for r in answer.json()["receipts"]] == ["refused", "kept"]


@pytest.mark.parametrize(
    "broken",
    [{"\ud83d": 1}, {"kind": "\ud83d"}, {"answers": {"\ud83d": "ja"}}, {"place": "\ud83d"}, {"stops": ["\ud83d"]}],
)
def test_a_lone_surrogate_anywhere_in_a_report_refuses_that_letter(office: Office, broken: dict[str, Any]):
    body = json.dumps(batch(record(**broken), record(seq=2))).encode()
    answer = office.program(Role.FIELD).post("/api/sync", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
    assert [r["outcome"] for r in answer.json()["receipts"]] == ["refused", "kept"]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=12), inside, max_size=4),
    max_leaves=20,
)
FIELDS = ["command", "seq", "do", "activity", "recorded_at", "report", "confirmed", "version", "reason"]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300), media=st.sampled_from(["application/json", "application/msgpack", "text/plain", ""])
)
def test_no_bytes_make_the_server_stumble(office: Office, body: bytes, media: str):
    program = office.program(Role.FIELD)
    answer = program.post("/api/sync", content=body, headers={"content-type": media})
    assert answer.status_code in (200, 400, 415)


def test_a_body_that_says_it_is_something_else_is_not_read(office: Office):
    answer = office.program(Role.FIELD).post(
        "/api/sync", content=json.dumps(batch(record())).encode(), headers={"content-type": "text/plain"}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong-media")


@pytest.mark.parametrize(
    ("report", "field"),
    [
        ({"results": {"brister": "många"}}, "report.results.brister"),
        ({"results": {"brister": 3, "lampor": -1}}, "report.results.lampor"),
        ({"results": {"Brister i ljus": 3}}, "report.results"),
        ({"answers": {"trafik": 7}}, "report.answers.trafik"),
        ({"stops": [{"place": "ankarsrum", "minutes": "x"}]}, "report.stops[0].minutes"),
    ],
)
def test_a_bad_named_value_is_told_by_its_name(office: Office, report: dict[str, Any], field: str):
    anna = office.sign_in(office.member(Role.FIELD))
    (receipt,) = anna.post("/api/sync", json=batch(record(**report))).json()["receipts"]
    assert (receipt["outcome"], receipt["field"]) == ("refused", field)


@pytest.mark.parametrize(("change", "field"), [({"device": ...}, "device"), ({"enhet": 1}, "enhet")])
def test_a_field_of_the_batch_that_is_missing_or_unknown_is_named(office: Office, change: dict[str, Any], field: str):
    whole = {name: value for name, value in {**batch(record()), **change}.items() if value is not ...}
    answer = office.program(Role.FIELD).post("/api/sync", json=whole)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(letters=st.lists(st.dictionaries(st.sampled_from(FIELDS), PLAIN) | PLAIN, max_size=3))
def test_every_letter_is_answered_whatever_it_holds(office: Office, letters: list[object]):
    body = msgspec.msgpack.encode({**batch(), "letters": letters})
    answer = office.program(Role.FIELD).post("/api/sync", content=body, headers={"content-type": "application/msgpack"})
    assert answer.status_code == 200, answer.text
    assert [r["letter"] for r in answer.json()["receipts"]] == list(range(len(letters)))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    field=st.sampled_from(
        [
            "kind",
            "occurred_at",
            "minutes",
            "place",
            "stops",
            "zone",
            "joint",
            "crew",
            "problem",
            "actions",
            "people",
            "answers",
            "results",
            "note",
            "x",
        ]
    ),
    value=PLAIN,
)
def test_a_report_with_one_strange_field_is_kept_or_refused(office: Office, field: str, value: Any):
    body = msgspec.msgpack.encode(batch(record(**{field: value})))
    answer = office.program(Role.FIELD).post("/api/sync", content=body, headers={"content-type": "application/msgpack"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["receipts"][0]["outcome"] in ("kept", "refused")
