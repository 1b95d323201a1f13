"""The follower: exactly once, from where it was, beside while it rebuilds, and past what it cannot take."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, inspect, select

from backend.domain.rule import Count
from backend.log import Entry, Log
from projections import activities, follow
from projections.follow import Follower
from projections.store import NotReady, Views
from tests.projections.story import Story

HUNDRED = Count(kinds=("platsbesok",), at_least=100)


def rows(story: Story) -> int:
    with story.views.read() as reading:
        return int(reading.connection.execute(select(func.count()).select_from(reading.t.activities)).scalar_one())


def value(story: Story) -> Any:
    with story.reading():
        return story.figure("2026-12-31").value


def visits(story: Story, n: int) -> None:
    for _ in range(n):
        story.record("2026-05-04T20:30")


def test_it_goes_on_from_where_it_was(story_on: Story):
    visits(story_on, 3)
    story_on.follower.catch_up()
    visits(story_on, 2)
    again = Follower(story_on, story_on.views, page=1)
    assert again.catch_up() == story_on.head()
    assert rows(story_on) == 5


def test_nothing_new_changes_nothing(story: Story):
    visits(story, 3)
    assert story.follower.catch_up() == story.follower.catch_up() == story.head()
    assert rows(story) == 3


def test_a_page_that_fails_leaves_no_row_and_no_position(story_on: Story, monkeypatch: pytest.MonkeyPatch):
    visits(story_on, 3)
    story_on.follower.catch_up()
    position = story_on.head()
    visits(story_on, 3)
    with monkeypatch.context() as broken:
        broken.setattr(Follower, "_move", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            story_on.follower.catch_up()
    assert (story_on.follower.position(), rows(story_on)) == (position, 3)
    story_on.follower.catch_up()
    assert rows(story_on) == 6


def test_before_the_first_time_through_there_is_nothing_to_read(story: Story):
    with pytest.raises(NotReady), story.views.read():
        pass
    assert (story.follower.position(), story.follower.quarantined()) == (0, 0)


def test_the_lag_is_what_the_log_holds_and_the_views_do_not(story: Story):
    visits(story, 3)
    assert story.follower.lag() == story.head()
    story.follower.catch_up()
    visits(story, 2)
    assert story.follower.lag() == 2


# Rebuilding.


@contextmanager
def half_rebuilt(story: Story) -> Iterator[None]:
    """A rebuild that stopped after its first page."""
    follower = Follower(story, story.views, page=2)
    taken = follower._apply_next
    with pytest.MonkeyPatch.context() as stopped:
        pages = iter([True])

        def once(suffix: str, ahead: Any) -> bool:
            if next(pages, None) is None:
                raise TimeoutError
            return taken(suffix, ahead)

        stopped.setattr(follower, "_apply_next", once)
        with pytest.raises(TimeoutError):
            follower.rebuild()
    yield


def test_while_a_rebuild_is_under_way_the_figures_stand(story_on: Story):
    story_on.pledge(HUNDRED)
    visits(story_on, 5)
    assert value(story_on) == 5
    with half_rebuilt(story_on), story_on.views.read() as reading:
        assert reading.position == story_on.head()
        assert rows(story_on) == 5


def test_a_rebuild_that_was_cut_short_goes_on_from_its_last_page(story_on: Story):
    story_on.pledge(HUNDRED)
    visits(story_on, 5)
    assert value(story_on) == 5
    live = {s.live: s.suffix for s in stands(story_on)}
    with half_rebuilt(story_on):
        pass
    assert next(s.position for s in stands(story_on) if s.suffix == live[False]) == 2
    assert value(story_on) == 5
    assert {s.live: s.suffix for s in stands(story_on)}[True] == live[False]


def stands(story: Story) -> Any:
    with story.views.engine.connect() as connection:
        return story.views.stands(connection)


def test_a_reader_keeps_the_set_it_began_with_over_the_switch(story_on: Story):
    story_on.pledge(HUNDRED)
    visits(story_on, 2)
    story_on.follower.catch_up()
    with story_on.views.read() as before:
        visits(story_on, 1)
        story_on.follower.rebuild()
        counted = select(func.count()).select_from(before.t.activities)
        assert before.connection.execute(counted).scalar_one() == 2
    assert rows(story_on) == 3


def test_the_set_that_was_read_before_is_dropped_when_its_readers_have_left(
    story_on: Story, monkeypatch: pytest.MonkeyPatch
):
    visits(story_on, 2)
    story_on.follower.catch_up()
    story_on.follower.rebuild()
    monkeypatch.setattr(follow, "_LEFT_AFTER", 0)
    story_on.follower._clear()
    left = next(s.suffix for s in stands(story_on) if not s.live)
    names = inspect(story_on.views.engine).get_table_names(schema=story_on.views.schema)
    assert not [name for name in names if name.endswith(f"_{left}")]
    assert rows(story_on) == 2
    assert story_on.follower.rebuild() == story_on.head()


def test_a_set_that_was_settled_by_another_process_is_left_in_peace(story_on: Story):
    visits(story_on, 2)
    story_on.follower.catch_up()
    live = next(s.suffix for s in stands(story_on) if s.live)
    with story_on.views.writing() as connection:
        before = len(inspect(connection).get_indexes(f"activities_{live}", story_on.views.schema))
        story_on.views.settle(connection, live)
        assert len(inspect(connection).get_indexes(f"activities_{live}", story_on.views.schema)) == before


def test_several_processes_may_open_empty_views_at_once(database_url: str):
    opened: list[Views] = []
    threads = [threading.Thread(target=lambda: opened.append(Views.open(database_url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    with opened[0].engine.connect() as connection:
        assert [s.suffix for s in opened[0].stands(connection)] == ["a", "b"]
    for views in opened:
        views.close()


def test_another_epoch_rebuilds(story_on: Story):
    story_on.pledge(HUNDRED)
    visits(story_on, 3)
    assert value(story_on) == 3
    # A restore lost the last visit, and another was recorded since: the log is as long as before.
    story_on.events.pop()
    story_on.epoch = UUID(int=2)
    story_on.record("2026-05-04T20:30", kind="mote")
    assert story_on.follower.position() == 0
    assert value(story_on) == 2


def test_other_logic_rebuilds(story_on: Story, monkeypatch: pytest.MonkeyPatch):
    visits(story_on, 3)
    story_on.follower.catch_up()
    before = next(s for s in stands(story_on) if s.live)
    monkeypatch.setattr(activities, "LOGIC", activities.LOGIC + 1)
    story_on.follower = Follower(story_on, story_on.views)
    story_on.follower.catch_up()
    after = next(s for s in stands(story_on) if s.live)
    assert (before.suffix, after.suffix) in {("a", "b"), ("b", "a")}
    assert rows(story_on) == 3


def test_tables_with_other_columns_cannot_be_read(story: Story, monkeypatch: pytest.MonkeyPatch):
    story.follower.catch_up()
    monkeypatch.setattr(story.views, "shape", "other")
    with pytest.raises(NotReady), story.views.read():
        pass


# Quarantine.


def test_what_cannot_be_decoded_waits_and_the_rest_goes_on(story_on: Story):
    story_on.pledge(HUNDRED)
    visits(story_on, 2)
    story_on.add(uuid4(), None, fault="not JSON")
    visits(story_on, 1)
    answer = story_on.answer("2026-12-31")
    assert (answer.commitments[0].rules[0].value, answer.incomplete) == (3, True)
    assert story_on.follower.quarantined() == 1


def test_later_events_of_that_stream_wait_with_it(story_on: Story):
    story_on.pledge(HUNDRED)
    story_on.add(visit := uuid4(), None, fault="not JSON")
    story_on.record("2026-05-04T20:30", activity=visit)
    story_on.follower.catch_up()
    story_on.correct(visit, minutes=3)
    story_on.record("2026-05-04T21:30")
    assert value(story_on) == 1
    with story_on.views.read() as reading:
        q = reading.t.quarantine.c
        found = reading.connection.execute(select(q.stream, q.reason).order_by(q.position)).all()
    assert found == [(visit, "not JSON"), *[(visit, "follows an event in quarantine")] * 2]


def test_an_event_that_a_view_cannot_take_leaves_no_row(story_on: Story, monkeypatch: pytest.MonkeyPatch):
    story_on.pledge(HUNDRED)
    bad = story_on.record("2026-05-04T20:30")
    visits(story_on, 2)
    take = follow.TAKES[type(story_on.events[-1].event)]

    def refuses(page: Any, at: Any, event: Any) -> None:
        page.add("stops", [at.stream, at.version, 0, "torget", None, None])
        if at.stream == bad:
            raise KeyError("secret words")
        page.undo()

    monkeypatch.setitem(follow.TAKES, type(story_on.events[-1].event), (refuses, *take))
    assert value(story_on) == 2
    with story_on.views.read() as reading:
        reason = reading.connection.execute(select(reading.t.quarantine.c.reason)).scalar_one()
        stops = reading.connection.execute(select(func.count()).select_from(reading.t.stops)).scalar_one()
    assert (reason, stops) == ("cannot be taken: KeyError", 0)


def test_a_row_that_the_database_refuses_is_found_among_the_others(story_on: Story):
    story_on.pledge(HUNDRED)
    twice = story_on.record("2026-05-04T20:30")
    story_on.versions[twice] = 0
    story_on.record("2026-05-04T20:30", activity=twice)
    visits(story_on, 2)
    assert value(story_on) == 3
    assert story_on.follower.quarantined() == 1


def test_quarantine_of_another_partnership_does_not_make_this_one_incomplete(story: Story):
    story.pledge(HUNDRED)
    visits(story, 1)
    stranger = story.record("2026-05-04T20:30", partnership="vingaker")
    story.versions[stranger] = 0
    story.record("2026-05-04T20:30", partnership="vingaker", activity=stranger)
    assert not story.answer("2026-12-31").incomplete
    assert story.follower.quarantined() == 1


# In the background, and several at once.


def test_in_the_background_it_is_woken_by_a_hint(story_on: Story):
    follower = Follower(story_on, story_on.views, poll=60, glance=60)
    follower.start()
    try:
        assert follower.wait_for(story_on.head(), timeout=10) == 0
        visits(story_on, 3)
        assert follower.wait_for(story_on.head(), timeout=10) == 0
        assert rows(story_on) == 3
    finally:
        follower.stop()


def test_without_a_hint_it_looks_by_itself(story: Story):
    follower = Follower(story, story.views, poll=0.01)
    follower.start()
    try:
        visits(story, 3)
        until = time.monotonic() + 10
        while follower.position() < story.head() and time.monotonic() < until:
            time.sleep(0.01)
        assert rows(story) == 3
    finally:
        follower.stop()


def test_without_a_hint_it_sees_the_head_of_the_log_move(story: Story):
    follower = Follower(story, story.views, poll=60, glance=0.01)
    follower.start()
    try:
        assert follower.wait_for(story.head(), timeout=10) == 0
        visits(story, 3)
        until = time.monotonic() + 10
        while follower.position() < story.head() and time.monotonic() < until:
            time.sleep(0.01)
        assert rows(story) == 3
    finally:
        follower.stop()


def test_who_relies_on_another_process_waits_and_does_not_follow(story: Story):
    story.follower.catch_up()
    visits(story, 3)
    relying = Follower(story, story.views)
    relying.rely()
    assert relying.wait_for(story.head(), timeout=0.05) == 3
    story.follower.start()
    try:
        assert relying.wait_for(story.head(), timeout=10) == 0
    finally:
        story.follower.stop()


def test_who_waits_in_vain_is_told_how_much_is_lacking(story: Story, monkeypatch: pytest.MonkeyPatch):
    story.follower.catch_up()
    visits(story, 3)
    follower = Follower(story, story.views)
    monkeypatch.setattr(follower, "catch_up", lambda: 0)
    follower.start()
    try:
        assert follower.wait_for(story.head(), timeout=0.05) == 3
    finally:
        follower.stop()


def test_it_survives_a_log_that_is_away_for_a_while(story: Story, monkeypatch: pytest.MonkeyPatch):
    follower = Follower(story, story.views, poll=0.01)
    visits(story, 3)
    away = monkeypatch.context()
    with away as gone:
        gone.setattr(story, "page", lambda *_: 1 / 0)
        follower.start()
        time.sleep(0.05)
    try:
        assert follower.wait_for(story.head(), timeout=10) == 0
    finally:
        follower.stop()


def test_two_followers_at_once_take_every_event_once(story_on: Story, database_url: str):
    visits(story_on, 200)
    with Views.open(database_url) as other:
        followers = [Follower(story_on, story_on.views, page=7), Follower(story_on, other, page=5)]
        threads = [threading.Thread(target=f.catch_up) for f in followers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [f.position() for f in followers] == [story_on.head()] * 2
    assert rows(story_on) == 200
    assert story_on.follower.quarantined() == 0


def test_it_follows_a_real_log(database_url: str, tmp_path: Any, story: Story):
    visits(story, 3)
    story.correct(story.events[-1].stream, minutes=5)
    log_url = f"sqlite:///{tmp_path / 'log.db'}" if database_url.startswith("sqlite") else database_url
    with Log.open(log_url) as log, Views.open(database_url) as views:
        told = [e for e in story.events if e.topic != "epoch-began"]
        log.append([Entry(stream=e.stream, version=e.version, event=e.event) for e in told if e.event])
        follower = Follower(log, views)
        assert follower.catch_up() == log.head()
        with views.read() as reading:
            found = reading.connection.execute(select(reading.t.activities.c.version)).scalars()
            assert sorted(found) == [1, 1, 1, 2]
