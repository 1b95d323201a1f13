"""Decisions of the Friday meeting: made once, followed until they are closed, and by whom."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from backend.domain.decision import Decision, DecisionMade, evolve, follow, make
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.domain.words import Sealed

NOW = datetime(2026, 5, 8, 7, 0, tzinfo=UTC)
ID = UUID(int=7)
MARIA = Member(id=UUID(int=1), partnership="vastervik", organisation="kommunen", roles=frozenset({Role.COORDINATOR}))
TEXT = Sealed(key="k", box=b"box", mac=b"mac", length=3)


def made(past: Decision | None = None, **fields: Any) -> list[DecisionMade]:
    return make(past, ID, "2026-W19", TEXT, **{"owner": ("polisen",), "by": MARIA, "now": NOW, **fields})


def standing() -> Decision:
    found = evolve(None, made()[0])
    assert found is not None
    return found


def test_a_decision_is_open_until_somebody_tells():
    assert (standing().outcome, standing().version) == ("open", 1)


def test_the_last_word_holds_and_every_word_is_kept():
    past: Decision | None = standing()
    for outcome in ("partly", "done", "partly"):
        (event,) = follow(past, outcome, TEXT, by=MARIA, now=NOW)
        past = evolve(past, event)
    assert past is not None
    assert (past.outcome, [f.outcome for f in past.followed]) == ("partly", ["partly", "done", "partly"])


def test_made_again_it_changes_nothing():
    assert made(standing(), owner=("kommunen",)) == []


def test_owners_stand_in_one_order_and_a_place_says_more_than_its_zone():
    (event,) = made(owner=("kommunen", "polisen"), place="ankarsrum", zone="vast")
    assert (event.owner, event.place, event.zone) == (("polisen", "kommunen"), "ankarsrum", None)


@pytest.mark.parametrize("until", [date(2026, 5, 4), date(2026, 12, 31), None])
def test_it_may_be_done_from_its_own_week_on(until: date | None):
    assert made(until=until)[0].until == until


def test_what_was_never_made_cannot_be_followed_nor_anothers():
    elsewhere = msgspec.structs.replace(MARIA, partnership="vingaker")
    for past, by in ((None, MARIA), (standing(), elsewhere)):
        with pytest.raises(Refused, match="unknown-decision"):
            follow(past, "done", TEXT, by=by, now=NOW)
