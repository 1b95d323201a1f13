"""The list of what was erased: in order, once each, and there again after reopening."""

from datetime import UTC, datetime
from uuid import uuid4

import msgspec

from backend.domain.note import NoteErased
from backend.vault import Erasures

ERASED = NoteErased(
    partnership="vastervik",
    activity=uuid4(),
    keys=("a", "b"),
    rule="two-years",
    received_at=datetime(2026, 5, 4, tzinfo=UTC),
)


def test_the_list_is_read_oldest_first_and_again_after_reopening(database_url):
    other = msgspec.structs.replace(ERASED, activity=uuid4(), keys=("c",))
    erasures = Erasures.at(database_url)
    erasures.add(ERASED)
    erasures.add(other)
    erasures.close()

    again = Erasures.at(database_url)

    assert again.all() == [ERASED, other]
    again.close()


def test_the_same_erasure_stands_once_whenever_it_was_received(database_url):
    erasures = Erasures.at(database_url)
    erasures.add(ERASED)
    erasures.add(msgspec.structs.replace(ERASED, keys=("b", "a"), received_at=datetime(2026, 5, 5, tzinfo=UTC)))

    assert erasures.all() == [ERASED]
    erasures.close()
