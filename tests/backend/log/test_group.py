"""Callers that share one commit: each gets the answer to what it handed in itself."""

from collections.abc import Sequence
from threading import Event, Thread
from time import sleep

import pytest

from backend.log.group import Group


class Store:
    """Commits when it is let; remembers what came together."""

    def __init__(self):
        self.together: list[list[int]] = []
        self.first_is_in, self.go = Event(), Event()

    def commit(self, works: Sequence[int]) -> list[str | Exception]:
        self.together.append(list(works))
        if len(self.together) == 1:
            self.first_is_in.set()
            self.go.wait(5)
        return [ValueError(work) if work < 0 else f"kept {work}" for work in works]


@pytest.fixture
def store():
    return Store()


def _submit(group, answers, work, size=1):
    def run():
        try:
            answers[work] = group.submit(work, size)
        except ValueError as error:
            answers[work] = error

    thread = Thread(target=run)
    thread.start()
    return thread


def _while_the_first_commits(store, group, works, size=1):
    answers: dict[int, object] = {}
    threads = [_submit(group, answers, 1, size)]
    assert store.first_is_in.wait(5)
    for work in works:
        waiting = len(group._queue)
        threads.append(_submit(group, answers, work, size))
        while len(group._queue) == waiting:
            sleep(0.001)
    store.go.set()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()
    return answers


def test_who_comes_alone_is_committed_alone(store):
    store.go.set()
    assert Group(store.commit, largest=10).submit(7, 1) == "kept 7"
    assert store.together == [[7]]


def test_who_comes_during_a_commit_shares_the_next_one(store):
    answers = _while_the_first_commits(store, Group(store.commit, largest=10), [2, 3, 4])

    assert store.together == [[1], [2, 3, 4]]
    assert answers == {n: f"kept {n}" for n in (1, 2, 3, 4)}


def test_ones_failure_is_raised_to_that_one(store):
    answers = _while_the_first_commits(store, Group(store.commit, largest=10), [2, -3, 4])

    assert isinstance(answers[-3], ValueError)
    assert [answers[2], answers[4]] == ["kept 2", "kept 4"]


def test_a_group_grows_to_its_largest_and_no_further(store):
    _while_the_first_commits(store, Group(store.commit, largest=10), [2, 3, 4, 5], size=4)

    assert store.together == [[1], [2, 3], [4, 5]]


def test_work_larger_than_any_group_is_committed_by_itself(store):
    store.go.set()
    assert Group(store.commit, largest=10).submit(7, 1000) == "kept 7"


def test_a_commit_that_fails_as_a_whole_fails_for_all_and_the_next_goes_on():
    def commit(works):
        if 1 in works:
            raise OSError("disk full")
        return [f"kept {work}" for work in works]

    group = Group(commit, largest=10)
    with pytest.raises(OSError, match="disk full"):
        group.submit(1, 1)
    assert group.submit(2, 1) == "kept 2"
