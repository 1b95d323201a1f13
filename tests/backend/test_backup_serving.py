"""A restore under a running server: the phone hears another epoch and hands in again what was lost."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", "postgresql"])
def serving(request, start_server):
    """A running server on either database, and a program that may record."""
    database = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    server = start_server(database=database)
    asked = ["--partnership", "vastervik", "--organisation", "polisen", "--role", "field", "--role", "lead"]
    token = server.command("token", *asked, "--name", "telefon").split()[-1]
    with httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {token}"}, timeout=30) as client:
        yield server, client


def _letter(seq):
    now = datetime.now(UTC).isoformat()
    report = {"kind": "platsbesok", "occurred_at": now, "place": "ankarsrum", "minutes": 20}
    return {
        "command": str(uuid4()),
        "seq": seq,
        "do": "record",
        "activity": str(uuid4()),
        "recorded_at": now,
        "report": report,
        "confirmed": [],
    }


DEVICE = str(uuid4())


def _hand_in(client, *letters):
    sent = {"device": DEVICE, "sent_at": datetime.now(UTC).isoformat(), "letters": letters}
    answer = client.post("/api/sync", json=sent)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [r["outcome"] for r in told["receipts"]] == ["kept"] * len(letters), told
    return told


def test_a_phone_loses_nothing_to_a_restore_under_a_running_server(serving, tmp_path):
    server, client = serving
    before, lost = [_letter(1), _letter(2)], [_letter(3), _letter(4)]
    first = _hand_in(client, *before)
    assert first["safe"] == 0
    server.command("backup", "--log", str(tmp_path / "l" / "log"), "--keys", str(tmp_path / "k" / "keys"))
    second = _hand_in(client, *lost)
    assert (second["epoch"], second["safe"]) == (first["epoch"], first["receipts"][-1]["position"])

    server.command("restore", "--log", str(tmp_path / "l" / "log"))

    third = _hand_in(client)
    assert third["epoch"] != first["epoch"]
    assert third["safe"] == second["safe"]
    again = _hand_in(client, *before, *lost)
    assert [r["position"] for r in again["receipts"][:2]] == [r["position"] for r in first["receipts"]]
    assert again["gaps"] == []
    for letter in (*before, *lost):
        trail = client.get(f"/api/activities/{letter['activity']}/trail")
        assert trail.status_code == 200, trail.text
