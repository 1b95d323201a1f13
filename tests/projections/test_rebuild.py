"""Whatever comes in, in whatever order and portions: the views are what a rebuild from the log makes of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.domain import activity as decide
from backend.domain.activity import Activity, Handed
from backend.domain.member import Member, Role
from backend.domain.refusal import Later, Refused
from backend.domain.report import Report, Stop
from backend.domain.rule import Count
from backend.domain.visit import VisitsMerged, VisitsParted, pair
from projections.store import Views
from tests.projections.story import ANNA, HERE, POLICE, SEALED, Story

ANY = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
BEGAN = datetime(2026, 1, 1, 12, tzinfo=UTC)
ME = Member(id=ANNA, partnership=HERE, organisation=POLICE, roles=frozenset({Role.FIELD}))

DEEDS = ["record", "record", "correct", "correct", "withdraw", "merge", "merge", "part"]


def a_letter(dice: Random) -> Any:
    """Which activity, what is done with it, the report where there is one, and whether it is handed in twice."""
    place, minutes, found = dice.choice(["ankarsrum", "gamleby", "totebo"]), dice.randint(0, 60), dice.randint(0, 2)
    walk = dice.random() < 0.3
    said = {
        "place": None if walk else place,
        "minutes": minutes,
        "day": dice.randint(0, 40),
        "stops": (Stop(place=place, minutes=5), Stop(place="torget", minutes=minutes)) if walk else (),
        "results": {"brister": found} if found else {},
    }
    return dice.randint(0, 4), dice.choice(DEEDS), said, dice.random() < 0.2


def some_queues(seed: int) -> list[list[Any]]:
    """What up to three phones have to hand in. Thrown by hand: hypothesis prefers queues where little happens."""
    dice = Random(seed)
    return [[a_letter(dice) for _ in range(dice.randint(0, 9))] for _ in range(dice.randint(1, 3))]


devices = st.integers(0, 2**32).map(some_queues)


@pytest.fixture
def house(database_url: str) -> Iterator[Story]:
    with Views.open(database_url) as views:
        yield Story(views)


class Hall:
    """Takes letters in as the desk does: the domain decides, refusals and what must wait leave nothing."""

    def __init__(self, story: Story, example: int) -> None:
        self.story, self.example = story, example
        self.now: dict[UUID, Activity] = {}
        self.one: dict[tuple[UUID, UUID], bool] = {}  # whether a pair was said to be one visit

    def take(self, letter: Any) -> None:
        number, do, said, twice = letter
        if do in ("merge", "part"):
            two = (uuid5(UUID(int=self.example), str(n)) for n in (number, (number + 1 + said["day"] % 4) % 5))
            self._answer(*two, same=do == "merge")
            return
        for _ in range(2 if twice else 1):
            self._take(uuid5(UUID(int=self.example), str(number)), do, said)

    def _answer(self, one: UUID, other: UUID, *, same: bool) -> None:
        """As somebody who was there may, once both are recorded; the desk lets nobody say the same again."""
        if one in self.now and other in self.now and self.one.get(pair(one, other)) is not same:
            self.story.now += timedelta(hours=7)
            self.story.answer_visit(one, other, same=same)
            self.one[pair(one, other)] = same

    def visits(self) -> int:
        """How many visits the believed records make."""
        visit = {activity: {activity} for activity in self.now}
        for (one, other), same in self.one.items():
            if same:
                whole = visit[one] | visit[other]
                visit |= dict.fromkeys(whole, whole)
        return len({frozenset(visit[a]) for a, activity in self.now.items() if not activity.withdrawn})

    def _take(self, thing: UUID, do: str, said: dict[str, Any]) -> None:
        story, past = self.story, self.now.get(thing)
        story.now += timedelta(hours=7)
        handed = Handed(command=uuid5(thing, str(story.head())), recorded_at=story.now)
        report = Report(
            kind="platsbesok",
            occurred_at=story.now.replace(month=1, day=1) + timedelta(days=said["day"]),
            **{k: v for k, v in said.items() if k != "day"},
        )
        on: dict[str, Any] = {"handed": handed, "by": ME, "now": story.now}
        version = past.version if past else 1
        note = SEALED if said["minutes"] % 2 else None
        try:
            if do == "record":
                events = decide.record(past, report, by_day=False, note=note, same_note=True, **on)
            elif do == "correct":
                events = decide.correct(
                    past, report, version=version, by_day=False, across=False, note=note, keeps_note=note is None,
                    same_note=False, reason=SEALED, **on,
                )  # fmt: skip
            else:
                events = decide.withdraw(past, version=version, reason=None, **on)
        except (Refused, Later):
            return
        for event in events:
            story.add(thing, event)
            self.now[thing] = past = decide.evolve(past, event)


def contents(views: Views) -> dict[str, list[Any]]:
    """Every row of the live set, by table."""
    with views.read() as reading:
        return {
            table.name[:-1]: sorted(map(repr, reading.connection.execute(select(table))))
            for table in reading.t.metadata.sorted_tables
        }


EXAMPLES = iter(range(1, 1_000_000))


@ANY
@given(
    queues=devices, order=st.randoms(use_true_random=False), step=st.integers(1, 7), page=st.sampled_from([1, 3, 1_000])
)
def test_what_was_followed_step_by_step_is_what_a_rebuild_makes(
    house: Story, queues: list[list[Any]], order: Any, step: int, page: int
):
    example = next(EXAMPLES)
    house.epoch = UUID(int=example)  # a log of its own: the views begin again
    house.events, house.versions, house.now = house.events[:2], {}, BEGAN
    house.pledge(Count(kinds=("platsbesok",), at_least=5))
    house.follower._size = step
    house.follower.catch_up()
    hall = Hall(house, example)
    waiting = [list(queue) for queue in queues]
    while any(waiting):
        queue = order.choice([q for q in waiting if q])
        hall.take(queue.pop(0 if order.random() < 0.8 else -1))  # a phone may also be late with an earlier letter
        if order.random() < 0.5:
            house.follower.catch_up()
    house.follower.catch_up()
    followed = contents(house.views)

    house.follower._size = page
    house.follower.rebuild()
    rebuilt = contents(house.views)

    assert followed == rebuilt
    assert rebuilt["quarantine_"] == []
    assert house.figure("2026-12-31").value == (hall.visits() or None)


@ANY
@given(queues=devices)
def test_every_position_believes_exactly_what_the_log_said_up_to_it(house: Story, queues: list[list[Any]]):
    example = next(EXAMPLES)
    house.epoch = UUID(int=example)
    house.events, house.versions, house.now = house.events[:2], {}, BEGAN
    hall = Hall(house, example)
    for queue in queues:
        for letter in queue:
            hall.take(letter)
    house.follower.catch_up()
    told: dict[UUID, Activity] = {}
    with house.views.read() as reading:
        rows = reading.connection.execute(select(reading.t.activities)).all()
    for at in house.events[2:]:
        if isinstance(at.event, VisitsMerged | VisitsParted):
            continue
        told[at.stream] = decide.evolve(told.get(at.stream), at.event)  # type: ignore[arg-type]
        believed = {
            (row.activity, row.version, row.minutes, row.note_version)
            for row in rows
            if row.believed_from <= at.position < row.believed_to
        }
        assert believed == {
            (stream, now.version, now.report.minutes, now.note_version)
            for stream, now in told.items()
            if not now.withdrawn
        }
