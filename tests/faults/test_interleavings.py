"""Several phones hand in, in any order and some of it twice: what followed along equals a rebuild from the log."""

import contextlib
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.desk.catalogues import Catalogues
from backend.desk.sync import Batch
from backend.desk.visits import VisitDesk
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.log import Log
from projections.follow import Follower
from projections.store import Views
from tests.faults.workshop import NOW, SPACE, furnish, letter, member, workshop

PLACES = ("ankarsrum", "gamleby", "karstorp")


@st.composite
def handed_in(draw: st.DrawFn) -> list[tuple[int, list[dict[str, Any]]]]:
    """(phone, letters) in the order they reach the server, shuffled, and some of them handed in again.

    A batch may end with an answer to "samma besök?": `{"same": …, "of": [number, number]}`.
    """
    written: list[tuple[int, dict[str, Any]]] = []
    seqs = [0, 0, 0]
    for _ in range(draw(st.integers(1, 25))):
        phone, number = draw(st.integers(0, 2)), draw(st.integers(0, 5))
        do = draw(st.sampled_from(["record", "record", "correct", "withdraw"]))
        seqs[phone] += 1
        version = draw(st.integers(1, 3))
        note = draw(st.sampled_from([None, "Lugnt."]))
        place = draw(st.sampled_from(PLACES))
        written.append(
            (
                phone,
                letter(do, uuid5(SPACE, f"activity-{number}"), seqs[phone], place=place, version=version, note=note),
            )
        )
    again = draw(st.lists(st.sampled_from(written), max_size=10))
    order = draw(st.permutations(written + again))
    batches: list[tuple[int, list[dict[str, Any]]]] = []
    for phone, one in order:
        if batches and batches[-1][0] == phone and draw(st.booleans()):
            batches[-1][1].append(one)
        else:
            batches.append((phone, [one]))
    numbers = st.lists(st.integers(0, 5), min_size=2, max_size=2, unique=True)
    answers = st.one_of(st.none(), st.fixed_dictionaries({"same": st.booleans(), "of": numbers}))
    for _, letters in batches:
        if answer := draw(answers):
            letters.append(answer)
    return batches


def say(desk: VisitDesk, shift: UUID, answer: dict[str, Any], by: Member) -> None:
    """Somebody answers; what cannot be one visit, or is not theirs, is refused."""
    one, other = (uuid5(shift, str(uuid5(SPACE, f"activity-{number}"))) for number in answer["of"])
    with contextlib.suppress(Refused):
        desk.answer(one, other, same=answer["same"], by=by)


def rows(views: Views) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every view, in a stable order, without the numbers that a database gives rows by itself."""
    with views.read() as reading:
        return {
            name.removesuffix(reading.stand.suffix): sorted(
                (tuple(row) for row in reading.connection.execute(table.select())), key=repr
            )
            for name, table in ((t.name, t) for t in reading.t.metadata.sorted_tables)
        }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=handed_in())
def test_views_that_followed_along_equal_a_rebuild(furnished: str, batches: list[tuple[int, list[dict[str, Any]]]]):
    with tempfile.TemporaryDirectory() as folder, workshop(furnished, Path(folder) / "keys.db") as (log, desk):
        shift = uuid5(SPACE, repr(batches) + str(log.head()))
        with (
            Views.open(f"sqlite:///{folder}/along.db") as along,
            Views.open(f"sqlite:///{folder}/anew.db") as anew,
        ):
            follower = Follower(log, along)
            for phone, letters in batches:
                moved = [
                    one | {"activity": str(uuid5(shift, one["activity"])), "command": str(uuid5(shift, one["command"]))}
                    for one in letters
                    if "do" in one
                ]
                receipts = desk.take(
                    Batch(device=uuid5(shift, str(phone)), sent_at=NOW, letters=moved), member(phone)
                ).receipts
                assert [r.letter for r in receipts] == list(range(len(moved)))
                for answer in (one for one in letters if "same" in one):
                    say(VisitDesk(log, Catalogues(log), now=lambda: NOW), shift, answer, member(phone))
                follower.catch_up()
            Follower(log, anew).rebuild()
            assert rows(along) == rows(anew)


@pytest.fixture
def furnished(database_url: str) -> str:
    with Log.open(database_url, clock=lambda: NOW) as log:
        furnish(log)
    return database_url
