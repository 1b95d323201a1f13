"""A letter from the year 1 or 9999: it is refused by itself, and what lies in a log from before that is still read."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.desk.letters import RecordLetter, open_letter
from backend.domain.activity import ActivityCorrected, ActivityEvent, ActivityRecorded, ActivityWithdrawn, Handed
from backend.domain.member import Member, Role
from backend.domain.report import Report
from backend.log import Entry
from tests.support.far import FAR_MOMENTS, NEAR_MOMENTS, NO_MOMENTS
from tests.support.office import NOW, Office, batch, opened, record
from tests.support.rescue import sealed

READS = (
    "/granskning",
    "/granskning?first=2000-01-01&last=2099-12-31",
    "/api/trail",
    "/api/mine",
    "/api/questions",
    "/api/contribution",
    "/bidrag",
    "/api/activities",
    "/api/export/activities.csv",
    "/api/export/activities.xlsx",
    "/api/pledges/vastervik-2026/fulfilment",
    "/api/pledges/vastervik-2026/fulfilment?as_of=2099-12-31&known=now",
    "/api/pledges/vastervik-2026/commitments/platsbesok/activities",
    "/api/export/fulfilment/vastervik-2026.csv",
    "/uppfoljning",
    "/uppfoljning/vastervik-2026",
    "/uppfoljning/vastervik-2026/platsbesok",
    "/uppfoljning/vastervik-2026/platsbesok/insatser",
    "/larm",
    "/lagesbild",
    "/platser",
    "/platser/ankarsrum",
    "/platser/ankarsrum/veckor.csv",
    "/api/field",
    "/oppet/vastervik/vastervik-2026",
)


@pytest.fixture
def anna(office: Office) -> httpx.Client:
    """Somebody in the field who leads as well: reads everything of her organisation."""
    return office.sign_in(office.member(*Role))


def hand_in(client: httpx.Client, *letters: Any) -> list[dict[str, Any]]:
    answer = client.post("/api/sync", json=batch(*letters))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["receipts"]
    return found


def all_is_read(client: httpx.Client, *activities: UUID) -> None:
    """Every page and answer that shows activities, as a page and as data."""
    for path in (*READS, *(p for a in activities for p in (f"/api/activities/{a}/trail", f"/granskning/{a}"))):
        for accept in ("application/json", "text/html"):
            assert client.get(path, headers={"accept": accept}).status_code == 200, path


@pytest.mark.parametrize("kind", ["platsbesok", "orossamtal"])
def test_a_letter_of_no_year_of_ours_is_refused_by_itself(anna: httpx.Client, kind: str):
    only: dict[str, Any] = dict.fromkeys(("place", "problem", "actions", "minutes")) if kind == "orossamtal" else {}
    letters: list[dict[str, Any]] = []
    for moment in FAR_MOMENTS:
        letters.append(record(seq=len(letters) + 1, kind=kind, **only | {"occurred_at": moment}))
    *refused, kept = hand_in(anna, *letters, record(seq=len(letters) + 1))
    assert {(r["code"], r["field"]) for r in refused} == {("out-of-range", "report.occurred_at")}
    assert all("2000–2099" in r["message"] for r in refused)
    assert kept["outcome"] == "kept"
    all_is_read(anna, UUID(kept["activity"]))


def test_a_correction_is_held_to_the_same(anna: httpx.Client):
    (kept,) = hand_in(anna, first := record())
    of = {"activity": kept["activity"], "version": 1}
    mended = [record(seq=n, occurred_at=m, minutes=30) | of | {"do": "correct"} for n, m in enumerate(FAR_MOMENTS, 2)]
    assert {(r["code"], r["field"]) for r in hand_in(anna, *mended)} == {("out-of-range", "report.occurred_at")}
    assert hand_in(anna, first)[0]["position"] == kept["position"]


def test_what_is_no_moment_is_refused_by_itself(anna: httpx.Client):
    letters = [
        letter
        for n, moment in enumerate(NO_MOMENTS)
        for letter in (record(seq=2 * n + 1, occurred_at=moment), record(seq=2 * n + 2) | {"recorded_at": moment})
    ]
    *refused, kept = hand_in(anna, *letters, record(seq=99))
    assert {r["code"] for r in refused} == {"malformed"}
    assert kept["outcome"] == "kept"


@pytest.mark.parametrize("kind", ["platsbesok", "orossamtal"])
def test_a_clock_that_was_never_set_blocks_nothing(anna: httpx.Client, kind: str):
    """Skew never blocks (DESIGN.md, decision 3): a phone whose battery ran out may stand in 1970."""
    only: dict[str, Any] = dict.fromkeys(("place", "problem", "actions", "minutes")) if kind == "orossamtal" else {}
    written = [record(seq=n, kind=kind, **only) | {"recorded_at": m} for n, m in enumerate(FAR_MOMENTS, 1)]
    receipts = hand_in(anna, *written)
    gone = [
        {"command": str(uuid4()), "seq": 50 + n, "do": "withdraw", "recorded_at": m}
        | {"activity": receipts[n]["activity"], "version": 1}
        for n, m in enumerate(FAR_MOMENTS)
    ]
    assert {r["outcome"] for r in [*receipts, *hand_in(anna, *gone)]} == {"kept"}
    assert [r["position"] for r in hand_in(anna, *written)] == [r["position"] for r in receipts]
    all_is_read(anna, *(UUID(r["activity"]) for r in receipts))


def test_a_clock_that_is_years_wrong_is_kept_and_read(anna: httpx.Client):
    """What is no year of ours alone is refused."""
    letters = [record(seq=n, occurred_at=m) | {"recorded_at": m} for n, m in enumerate(NEAR_MOMENTS, 1)]
    receipts = hand_in(anna, *letters)
    assert {r["outcome"] for r in receipts} == {"kept"}
    all_is_read(anna, *(UUID(r["activity"]) for r in receipts))


def test_a_batch_that_says_it_was_sent_at_no_time_of_ours_is_taken(anna: httpx.Client):
    for moment in FAR_MOMENTS:
        sent = batch(record()) | {"sent_at": moment}
        answer = anna.post("/api/sync", json=sent)
        assert (answer.status_code, answer.json()["receipts"][0]["outcome"]) == (200, "kept"), moment
        activity = sent["letters"][0]["activity"]
        (told,) = anna.get(f"/api/activities/{activity}/trail").json()["happened"]
        assert not told.get("skew"), moment  # what such a clock is worth is not known
    all_is_read(anna, UUID(activity))


def test_a_timestamp_of_message_pack_is_held_to_the_same(anna: httpx.Client):
    letters: list[dict[str, Any]] = []
    for moment in map(datetime.fromisoformat, FAR_MOMENTS):
        try:
            msgspec.msgpack.encode(moment)
        except (OverflowError, ValueError):
            continue  # no timestamp can say it
        letters.append(record(seq=len(letters) + 1))
        letters[-1]["report"]["occurred_at"] = moment
    assert len(letters) > len(FAR_MOMENTS) / 2
    body = msgspec.msgpack.encode(batch(*letters, record(seq=99)))
    answer = anna.post("/api/sync", content=body, headers={"content-type": "application/msgpack"})
    *refused, kept = answer.json()["receipts"]
    assert {r["code"] for r in refused} == {"out-of-range"}
    assert kept["outcome"] == "kept"


def test_a_rescue_file_is_held_to_the_same(office: Office):
    author, lead = office.member(Role.FIELD), office.sign_in(office.member(Role.LEAD), **{"x-faltlogg": "1"})
    device = uuid4()
    letters = [record(seq=n, occurred_at=m) for n, m in enumerate(FAR_MOMENTS, 1)] + [record(seq=99)]
    for made in map(datetime.fromisoformat, ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00")):
        answer = lead.post("/api/rescue", content=sealed(office.house, author, device, *letters, made=made))
        assert answer.status_code == 200, answer.text
        *refused, kept = answer.json()["receipts"]
        assert {r["code"] for r in refused} == {"out-of-range"}
        assert kept["outcome"] == "kept"


# What lies in a log from before.


def far_events(member: Member, moment: datetime) -> tuple[UUID, list[Entry]]:
    """An activity as it was kept once, corrected and withdrawn at times that nobody can mean."""
    activity = uuid4()
    by: dict[str, Any] = {"partnership": member.partnership, "by": member.id, "organisation": member.organisation}
    handed = [Handed(command=uuid4(), recorded_at=moment, device=UUID(int=7), seq=n, skew=2**38) for n in (1, 2, 3)]
    report = Report(kind="platsbesok", occurred_at=moment, minutes=20, place="ankarsrum")
    later = msgspec.structs.replace(report, minutes=30)
    events: list[ActivityEvent] = [
        ActivityRecorded(**by, handed=handed[0], received_at=NOW, report=report),
        ActivityCorrected(**by, handed=handed[1], received_at=NOW, report=later),
        ActivityWithdrawn(**by, handed=handed[2], received_at=NOW),
    ]
    return activity, [
        Entry(stream=activity, version=n, event=e, command=h.command, digest=b"digest")
        for n, (e, h) in enumerate(zip(events, handed, strict=True), start=1)
    ]


@pytest.fixture(params=[False, True], ids=["standing", "withdrawn"])
def old_log(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Office, httpx.Client, list[UUID]]]:
    """A log that took such letters, read by somebody who may read it all."""
    with opened(tmp_path) as office:
        member = office.member(*Role)
        found = [far_events(member, datetime.fromisoformat(m)) for m in FAR_MOMENTS]
        for _, entries in found:
            office.house.log.append(entries if request.param else entries[:2])
        office.house.follower.rebuild()
        yield office, office.sign_in(member), [activity for activity, _ in found]


def test_what_lies_in_a_log_is_read_as_the_nearest_day(old_log: tuple[Office, httpx.Client, list[UUID]]):
    office, anna, activities = old_log
    assert office.house.follower.quarantined() == 0
    all_is_read(anna, *activities)
    assert not anna.get("/api/pledges/vastervik-2026/fulfilment").json().get("incomplete")
    stands = [row["report"]["occurred_at"][:10] for row in anna.get("/api/mine").json()["activities"]]
    assert len(stands) == len(FAR_MOMENTS)
    listed = anna.get("/api/activities").json()["activities"]
    assert {row["day"] for row in listed} <= {"2000-01-01", "2099-12-31"}


def test_it_can_be_corrected_and_then_counts(tmp_path: Path):
    with opened(tmp_path) as office:
        member = office.member(*Role)
        anna = office.sign_in(member)
        activity, entries = far_events(member, datetime.fromisoformat(FAR_MOMENTS[-2]))
        office.house.log.append(entries[:1])
        mended = record(activity) | {"do": "correct", "version": 1}
        assert hand_in(anna, mended)[0]["outcome"] == "kept"
        first, last = anna.get(f"/api/activities/{activity}/trail").json()["happened"]
        assert (first["action"], last["action"]) == ("activity-recorded", "activity-corrected")
        assert anna.get("/api/activities").json()["activities"][0]["day"] == "2026-05-04"


def test_a_phone_that_was_told_kept_is_told_so_again(tmp_path: Path):
    """After a restore it hands in again what it has, as it was taken then (WIRE.md): the same command at its place."""
    with opened(tmp_path) as office:
        member = office.member(*Role)
        anna = office.sign_in(member)
        letter = record(occurred_at=FAR_MOMENTS[1]) | {"recorded_at": FAR_MOMENTS[-1]}
        taken = open_letter(letter)
        assert isinstance(taken.letter, RecordLetter)
        command, activity = taken.letter.command, taken.letter.activity
        event = ActivityRecorded(
            partnership=member.partnership,
            by=member.id,
            organisation=member.organisation,
            handed=Handed(command=command, recorded_at=taken.letter.recorded_at, device=UUID(int=7), seq=1),
            received_at=NOW,
            report=taken.letter.report,
        )
        digest = taken.digest(None, None)
        (position,) = office.house.log.append(
            [Entry(stream=activity, version=1, event=event, command=command, digest=digest)]
        )
        (again,) = hand_in(anna, letter)
        assert (again["outcome"], again["position"]) == ("kept", position)
        changed = letter | {"report": letter["report"] | {"minutes": 21}}
        assert hand_in(anna, changed)[0]["code"] == "command-reused"


# Any moment at all.

OFFSETS = st.sampled_from(["Z", "+00:00", "+14:00", "-14:00", "+23:59", "-23:59", "+02:00", "+24:00", ""])
MOMENTS = st.builds(lambda wall, offset: wall.isoformat() + offset, st.datetimes(), OFFSETS)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOMENTS, min_size=1, max_size=20), MOMENTS)
def test_no_moment_at_all_hurts_another_letter(anna: httpx.Client, moments: list[str], sent: str):
    letters = []
    for n, moment in enumerate(moments):
        letters += [record(seq=3 * n + 1, occurred_at=moment), record(seq=3 * n + 2) | {"recorded_at": moment}]
    answer = anna.post("/api/sync", json=batch(*letters, record(seq=999)))
    assert answer.status_code == 200
    *told, good = answer.json()["receipts"]
    assert good["outcome"] == "kept"
    assert {r.get("code") for r in told} <= {None, "out-of-range", "malformed"}
    assert anna.post("/api/sync", json=batch(record()) | {"sent_at": sent}).status_code in (200, 400)
    assert anna.get("/api/trail").status_code == 200
    assert anna.get("/api/mine").status_code == 200
