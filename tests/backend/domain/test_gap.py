"""A gap in a phone's sequence is settled by its member or their lead."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from backend.domain.gap import settle
from backend.domain.member import Member
from backend.domain.refusal import Refused
from tests.backend.domain.story import ANNA, JONAS, LEAD

NOW = datetime(2026, 5, 5, 8, tzinfo=UTC)
ELSEWHERE = msgspec.structs.replace(LEAD, organisation="kommunen")


def settled(by: Member, gap: tuple[int, int] = (14, 16)) -> int:
    return len(settle(ANNA, UUID(int=9), gap, [(14, 16)], cause="lost", by=by, now=NOW))


def test_the_member_and_their_lead_may_settle_a_gap():
    assert settled(ANNA) == settled(LEAD) == 1


@pytest.mark.parametrize("stranger", [JONAS, ELSEWHERE])
def test_nobody_else_may(stranger: Member):
    with pytest.raises(Refused, match="not-yours"):
        settled(stranger)


def test_a_gap_that_has_changed_is_refused():
    with pytest.raises(Refused, match="unknown-gap"):
        settled(ANNA, (14, 15))
