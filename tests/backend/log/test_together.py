"""Several threads and processes at one log: nothing is lost, nothing is there twice, nobody reads past anything."""

import os
import signal
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread, Timer
from time import monotonic
from uuid import UUID, uuid4

import pytest

from backend.log import Conflict, Log, SeqRange
from tests.backend.log.made import recorded

ROOT = Path(__file__).parents[3]


@pytest.fixture
def log(database_url):
    with Log.open(database_url) as opened:
        yield opened


def test_eight_threads_append_and_every_event_is_there_once_in_its_batchs_order(log):
    batches = [[[recorded() for _ in range(10)] for _ in range(10)] for _ in range(8)]
    told: dict[UUID, int] = {}

    def append(mine):
        for batch in mine:
            told.update(zip((e.stream for e in batch), log.append(batch), strict=True))

    _all([Thread(target=append, args=(b,)) for b in batches])

    assert {r.stream: r.position for r in log.page(1, 10_000)} == told
    for batch in (b for mine in batches for b in mine):
        positions = [told[e.stream] for e in batch]
        assert positions == list(range(positions[0], positions[0] + 10))


def test_received_at_never_decreases_whoever_comes_first(log):
    _all([Thread(target=lambda: [log.append([recorded(), recorded()]) for _ in range(20)]) for _ in range(4)])

    assert all(a.event.received_at <= b.event.received_at for a, b in pairwise(log.page(0, 1000)))


def test_one_callers_conflict_is_its_own(log):
    """All come at once, so that some share a commit; half of them hand in what is there already."""
    there = [recorded() for _ in range(20)]
    log.append(there)
    good, answers = [recorded() for _ in range(20)], Counter[str]()

    def append(entry):
        try:
            log.append([recorded(), entry])
            answers["saved"] += 1
        except Conflict:
            answers["conflict"] += 1

    _all([Thread(target=append, args=(e,)) for pair in zip(there, good, strict=True) for e in pair])

    assert answers == {"saved": 20, "conflict": 20}
    assert log.head() == 1 + 20 + 2 * 20
    assert len(log.read([e.stream for e in good])) == 20


def test_of_many_who_append_the_same_version_one_is_first(log):
    stream, answers = uuid4(), Counter[str]()

    def append():
        try:
            log.append([recorded(stream)])
            answers["saved"] += 1
        except Conflict:
            answers["conflict"] += 1

    _all([Thread(target=append) for _ in range(12)])

    assert answers == {"saved": 1, "conflict": 11}
    assert len(log.read([stream])[stream]) == 1


def test_sequence_numbers_of_one_device_from_many_threads_leave_no_gap(log):
    device = uuid4()

    def append(start):
        for number in range(start, 201, 4):
            log.append([recorded()], seqs=SeqRange(device=device, numbers=[number]))

    _all([Thread(target=append, args=(start,)) for start in (1, 2, 3, 4)])

    assert log.gaps(device) == []
    log.append([], seqs=SeqRange(device=device, numbers=[202]))
    assert log.gaps(device) == [(201, 201)]


def test_who_waits_is_woken_by_an_append(log):
    head, begun = log.head(), monotonic()
    Timer(0.05, log.append, [[recorded()]]).start()

    assert log.wait(head, timeout=10) == head + 1
    assert monotonic() - begun < 5
    assert log.wait(head + 1, timeout=0.05) == head + 1


WRITER = """
import sys
from uuid import UUID
from backend.log import Log
from tests.backend.log.made import recorded

url, batches, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Log.open(url) as log:
    print("ready", flush=True)
    for _ in range(batches):
        entries = [recorded() for _ in range(size)]
        positions = log.append(entries)
        print(*(f"{p}:{e.stream.hex}" for p, e in zip(positions, entries)), flush=True)
"""


def _writer(url, batches, size=5):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(batches), str(size)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def _told(line):
    return {UUID(hex=stream): int(position) for position, stream in (pair.split(":") for pair in line.split())}


def test_a_reader_that_follows_positions_skips_nothing_of_two_processes(log):
    seen, done = [], Event()

    def follow():
        with Log.open(log.url) as mine:
            after = mine.head()
            while not done.is_set() or mine.head() > after:
                for found in mine.page(after, 7):
                    seen.append((found.position, found.stream))
                    after = found.position

    reader = Thread(target=follow)
    reader.start()
    writers = [_writer(log.url, 40) for _ in range(2)]
    told: dict[UUID, int] = {}
    for writer in writers:
        output, _ = writer.communicate(timeout=120)
        lines = output.splitlines()
        assert writer.returncode == 0
        assert len(lines) == 41
        for line in lines[1:]:
            told |= _told(line)
    done.set()
    reader.join()

    assert len(told) == 400
    assert {stream: position for position, stream in seen} == told
    assert [position for position, _ in seen] == sorted(told.values())


def test_two_processes_may_open_a_new_log_at_once(database_url):
    writers = [_writer(database_url, 1) for _ in range(3)]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0

    with Log.open(database_url) as log:
        assert [r.topic for r in log.page(0, 100)].count("epoch-began") == 1


@pytest.mark.parametrize("after_batches", [1, 4, 9])
def test_what_was_answered_survives_kill_9(log, after_batches):
    writer = _writer(log.url, 10_000, size=20)
    assert writer.stdout is not None
    told: dict[UUID, int] = {}
    for number, line in enumerate(writer.stdout):
        if number:
            told |= _told(line)
        if number == after_batches:
            os.kill(writer.pid, signal.SIGKILL)
            break
    rest = writer.stdout.read()
    writer.wait()
    writer.stdout.close()
    for line in rest.splitlines(keepends=True):
        if line.endswith("\n"):
            told |= _told(line)

    with Log.open(log.url) as again:
        there = {r.stream: r.position for r in again.page(1, 1_000_000)}
        assert told.items() <= there.items()
        assert len(there) % 20 == 0, "a batch is there whole or not at all"
        assert len(again.append([recorded()])) == 1


def _all(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
