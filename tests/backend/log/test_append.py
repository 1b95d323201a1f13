"""What goes into the log, on both databases."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import msgspec
import pytest
from eventsourcing.persistence import OperationalError

from backend.log import Conflict, Log, Parcel, Repeat, SeqRange, Unavailable
from tests.backend.log.made import ANNA, DEVICE, NOON, after, recorded, withdrawn


@pytest.fixture
def log(database_url):
    with Log.open(database_url, clock=lambda: NOON) as opened:
        yield opened


def test_a_new_log_begins_with_an_epoch(log):
    first = log.page(0, 10)

    assert [r.topic for r in first] == ["epoch-began"]
    assert log.epoch == first[0].event.epoch
    assert first[0].event.received_at == NOON


def test_opening_again_keeps_the_epoch(log):
    with Log.open(log.url) as again:
        assert again.epoch == log.epoch
        assert again.head() == 1


def test_a_batch_is_saved_in_order_and_its_positions_are_told(log):
    entries = [recorded(place=place) for place in ("ankarsrum", "gamleby", "edsbruk")]

    positions = log.append(entries)

    assert positions == [2, 3, 4]
    assert [(r.position, r.stream, r.event) for r in log.page(1, 10)] == [
        (p, e.stream, e.event) for p, e in zip(positions, entries, strict=True)
    ]
    assert log.head() == 4


def test_nothing_is_appended_for_nothing(log):
    assert log.append([]) == []
    assert log.head() == 1


def test_a_stream_is_read_oldest_first(log):
    visit = recorded()
    log.append([visit, recorded(), withdrawn(visit.stream)])

    found = log.read([visit.stream, uuid4()])

    assert list(found) == [visit.stream]
    assert [(r.version, r.position) for r in found[visit.stream]] == [(1, 2), (2, 4)]


def test_many_streams_are_read_and_many_commands_known_at_once(log):
    entries = [recorded() for _ in range(300)]
    log.append(entries)

    assert len(log.read([e.stream for e in entries] + [uuid4()])) == 300
    assert set(log.known([e.command for e in entries] + [uuid4()])) == {e.command for e in entries}


def test_a_command_is_known_with_its_digest_and_the_event_that_answers_it(log):
    visit = recorded(digest=b"d" * 32)
    (position,) = log.append([visit])

    known = log.known([visit.command, uuid4()])

    assert list(known) == [visit.command]
    told = known[visit.command]
    assert (told.stream, told.version, told.position, told.digest) == (visit.stream, 1, position, b"d" * 32)


def test_a_command_that_changed_nothing_is_answered_with_the_event_that_made_it_so(log):
    visit = recorded()
    (position,) = log.append([visit])
    again = uuid4()

    log.append([], repeats=[Repeat(stream=visit.stream, version=1, command=again, digest=b"d", position=position)])

    told = log.known([again])[again]
    assert (told.stream, told.version, told.position, told.digest) == (visit.stream, 1, position, b"d")


@pytest.mark.parametrize("digest", [None, b"", b"d" * 33])
def test_a_command_needs_a_digest(log, digest):
    with pytest.raises(ValueError, match="digest"):
        log.append([recorded(digest=digest)])


def test_the_same_version_twice_is_a_conflict_and_saves_nothing_of_the_batch(log):
    visit = recorded()
    log.append([visit])
    other = recorded()

    with pytest.raises(Conflict):
        log.append([other, recorded(visit.stream)], seqs=SeqRange(device=DEVICE, numbers=[5]))

    assert log.head() == 2
    assert log.read([other.stream]) == {}
    assert log.known([other.command]) == {}
    assert log.gaps(DEVICE) == []


def test_the_same_command_twice_is_a_conflict(log):
    visit = recorded()
    log.append([visit])

    with pytest.raises(Conflict):
        log.append([recorded(command=visit.command)])

    assert log.head() == 2


def test_the_log_goes_on_after_a_conflict(log):
    visit = recorded()
    log.append([visit])
    with pytest.raises(Conflict):
        log.append([visit])

    log.append([recorded()])

    assert len(log.page(0, 10)) == 3


def test_of_several_parcels_only_the_one_that_somebody_was_ahead_of_is_left_out(log):
    ahead, one, two = recorded(), recorded(), recorded()
    log.append([ahead])

    first, second, nothing, third = log.append_each(
        [
            Parcel(entries=[one], seqs=SeqRange(device=DEVICE, numbers=[1])),
            Parcel(entries=[recorded(), recorded(ahead.stream)], seqs=SeqRange(device=DEVICE, numbers=[2, 3])),
            Parcel(),
            Parcel(entries=[two], seqs=SeqRange(device=DEVICE, numbers=[4])),
        ]
    )

    assert isinstance(second, Conflict)
    assert (first, nothing, third) == ([3], [], [4])
    assert [r.stream for r in log.page(2, 10)] == [one.stream, two.stream]
    assert log.gaps(DEVICE) == [(2, 3)]


def test_several_parcels_are_saved_in_one_commit(log, monkeypatch):
    commits, really = [], log._recorder.insert_events

    def insert(stored, **given):
        commits.append(len(stored))
        return really(stored, **given)

    monkeypatch.setattr(log._recorder, "insert_events", insert)

    log.append_each([Parcel(entries=[recorded(), recorded()]), Parcel(entries=[recorded()])])

    assert commits == [3]


def test_received_at_never_decreases(log):
    log.append([recorded(at=after(minutes=5))])

    log.append([recorded(at=after(minutes=3)), recorded(at=after(minutes=9)), recorded(at=after(minutes=7))])

    received = [(r.event.received_at - NOON) // timedelta(minutes=1) for r in log.page(1, 10)]
    assert received == [5, 5, 9, 9]


def test_an_event_received_later_keeps_everything_else(log):
    log.append([recorded(at=after(minutes=5))])
    late = recorded(at=NOON)
    log.append([late])

    (found,) = log.read([late.stream])[late.stream]

    assert found.event == msgspec.structs.replace(late.event, received_at=after(minutes=5))


# Devices


def test_gaps_are_what_never_came(log):
    for numbers in ([1, 2, 3], [7, 9], [8]):
        log.append([], seqs=SeqRange(device=DEVICE, numbers=numbers))

    assert log.gaps(DEVICE) == [(4, 6)]
    assert log.gaps(uuid4()) == []


def test_numbers_may_come_in_any_order_and_again(log):
    for numbers in ([40, 2], [1, 2, 2], [2**53 - 1], [3]):
        log.append([recorded()], seqs=SeqRange(device=DEVICE, numbers=numbers))

    assert log.gaps(DEVICE) == [(4, 39), (41, 2**53 - 2)]


@pytest.mark.parametrize("number", [0, -1, 2**53])
def test_a_number_no_phone_can_have_is_refused_before_anything_is_saved(log, number):
    with pytest.raises(ValueError, match="sequence"):
        log.append([recorded()], seqs=SeqRange(device=DEVICE, numbers=[number]))
    assert log.head() == 1


def test_a_device_is_one_members_queue(log):
    assert log.claim(DEVICE, "vastervik", ANNA)
    assert log.claim(DEVICE, "vastervik", ANNA)
    assert not log.claim(DEVICE, "vastervik", uuid4())


def test_of_many_who_claim_a_device_at_once_one_gets_it(log):
    device, members, got = uuid4(), [uuid4() for _ in range(8)], []
    ready = Barrier(8)

    def claim(member):
        ready.wait()
        got.append(log.claim(device, "vastervik", member))

    _all([Thread(target=claim, args=(m,)) for m in members])
    assert sorted(got) == [False] * 7 + [True]


# Backups and epochs


def test_nothing_is_safe_before_the_first_backup(log):
    log.append([recorded()])
    assert log.safe() == 0

    log.backed_up(2, NOON)

    assert log.safe() == 2


def test_another_epoch_is_another_life(log):
    before = log.epoch
    log.append([recorded()])

    begun = log.new_epoch(restored_to=2, now=after(days=1))

    assert log.epoch == begun != before
    assert log.page(2, 1)[0].event.restored_to == 2


def test_a_phone_is_told_epoch_safe_and_gaps_at_once(log):
    log.append([], seqs=SeqRange(device=DEVICE, numbers=[3]))
    log.backed_up(1, NOON)

    told = log.standing(DEVICE)

    assert (told.epoch, told.safe, told.gaps()) == (log.epoch, 1, [(1, 2)])
    assert told.gaps([1, 5]) == [(2, 2), (4, 4)]


# Lost answers


def _losing(log, monkeypatch, *, times, done):
    """The store does (or does not do) what is asked and then its answer is lost."""
    really, left = log._recorder.insert_events, [times]

    def insert(stored, **given):
        if not left[0]:
            return really(stored, **given)
        left[0] -= 1
        if done:
            really(stored, **given)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(log._recorder, "insert_events", insert)
    monkeypatch.setattr(log._recorder, "answer_lost", lambda error: True)


def test_a_batch_that_was_saved_though_its_answer_was_lost_is_answered_as_saved(log, monkeypatch):
    _losing(log, monkeypatch, times=1, done=True)
    entries = [recorded(), recorded()]

    assert log.append(entries) == [2, 3]
    assert log.head() == 3


def test_a_batch_that_was_not_saved_is_tried_once_more(log, monkeypatch):
    _losing(log, monkeypatch, times=1, done=False)

    assert log.append([recorded()]) == [2]
    assert log.head() == 2


def test_a_store_that_stays_away_is_unavailable(log, monkeypatch):
    _losing(log, monkeypatch, times=9, done=False)

    with pytest.raises(Unavailable):
        log.append([recorded()])


def test_anothers_rows_are_not_taken_for_ones_own_after_a_lost_answer(log, monkeypatch):
    visit = recorded()
    log.append([visit])
    _losing(log, monkeypatch, times=1, done=False)

    with pytest.raises(Conflict):
        log.append([recorded(visit.stream)])


# What the environment must not do


def test_a_log_does_not_start_with_database_functions(database_url, monkeypatch):
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with pytest.raises(RuntimeError, match="POSTGRES_ENABLE_DB_FUNCTIONS"):
        Log.open(database_url)


def test_the_environment_changes_nothing_else(database_url, monkeypatch):
    for name in ("PERSISTENCE_MODULE", "SQLITE_DBNAME", "POSTGRES_DBNAME", "CIPHER_TOPIC", "COMPRESSOR_TOPIC"):
        monkeypatch.setenv(name, "elsewhere")
    with Log.open(database_url) as log:
        assert log.append([recorded()]) == [2]


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///", "sqlite:///:memory:", "mysql://x/y", "log.sqlite"])
def test_what_is_no_address_of_a_log_is_refused(url):
    with pytest.raises(ValueError, match="sqlite:///path"):
        Log.open(url)


def _all(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
