"""A process that hands in is killed at a random moment, again and again. What it answered `kept` is there, once."""

import multiprocessing
import random
import signal
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from backend.desk.sync import Batch, Receipt
from backend.domain.activity import ActivityRecorded
from backend.log import Log
from projections import activities
from projections.follow import Follower
from projections.store import Views
from tests.faults.workshop import NOW, SPACE, furnish, letter, member, workshop

TIMES = 100
LETTERS = 20


def batch(life: int, number: int) -> Batch:
    """The batch that life `life` hands in as its `number`th; the same call is the same batch."""
    letters = []
    for i in range(LETTERS):
        activity = uuid5(SPACE, f"{life}-{number}-{i}")
        seq = number * LETTERS + i + 1
        letters.append(letter("record", activity, seq, note="Lugnt." if i % 5 == 0 else None))
    return Batch(device=uuid5(SPACE, f"phone-{life}"), sent_at=NOW, letters=letters)


def hand_in_for_ever(url: str, keys: Path, life: int, answers: Connection) -> None:
    """Hand in batch after batch, telling what was answered, until killed."""
    with workshop(url, keys) as (_, desk):
        for number in range(10_000):
            answers.send_bytes(msgspec.json.encode(desk.take(batch(life, number), member(1)).receipts))


def killed(process: multiprocessing.process.BaseProcess, answers: Connection, rest: float) -> list[Receipt]:
    """Wait for a first answer and `rest` seconds more, kill, and return everything that was answered."""
    assert answers.poll(60)
    time.sleep(rest)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    heard: list[Receipt] = []
    while answers.poll():
        try:
            heard += msgspec.json.decode(answers.recv_bytes(), type=list[Receipt])
        except (EOFError, OSError, msgspec.DecodeError):  # cut off in the middle of an answer: nobody heard it
            break
    return heard


def test_what_a_killed_server_answered_kept_is_there_once(database_url: str, tmp_path: Path):
    spawn = multiprocessing.get_context("forkserver")
    spawn.set_forkserver_preload(["backend.desk.sync", "backend.vault", "tests.faults.workshop"])
    chance, keys = random.Random(20260504), tmp_path / "keys.db"
    with Log.open(database_url, clock=lambda: NOW) as log:
        furnish(log)
    heard: list[Receipt] = []
    for life in range(TIMES):
        ours, theirs = spawn.Pipe(duplex=False)
        process = spawn.Process(target=hand_in_for_ever, args=(database_url, keys, life, theirs), daemon=True)
        process.start()
        theirs.close()
        heard += killed(process, ours, chance.random() * 0.05)
        ours.close()
    with workshop(database_url, keys) as (log, desk):
        found = recorded(log)
        assert len(heard) >= TIMES * LETTERS
        assert {r.outcome for r in heard} == {"kept"}
        assert {r.activity: r.position for r in heard}.items() <= found.items()
        handed_in_again = desk.take(batch(TIMES - 1, 0), member(1)).receipts
        assert handed_in_again == [r for r in heard if r.activity in {x.activity for x in handed_in_again}]
        with Views.open(f"sqlite:///{tmp_path / 'views.db'}") as views:
            Follower(log, views).catch_up()
            with views.read() as reading:
                rows = activities.own(reading, "vastervik", member(1).id, limit=1_000_000)
        assert Counter(row.activity for row in rows) == Counter(dict.fromkeys(found, 1))


def recorded(log: Log) -> dict[UUID | None, int]:
    """Every activity in the log and the position of its record; fails where one stands twice."""
    found: dict[UUID | None, int] = {}
    after = 0
    while page := log.page(after, 1_000):
        for at in page:
            if isinstance(at.event, ActivityRecorded):
                assert at.stream not in found
                found[at.stream] = at.position
        after = page[-1].position
    return found
