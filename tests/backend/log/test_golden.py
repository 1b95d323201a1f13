"""Bytes that stand in logs out there must be read for ever. A golden file is added, never changed."""

from pathlib import Path

import msgspec
import pytest

from backend.log.mapper import TOPICS, to_event, to_stored
from tests.backend.log.made import ANNA

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.json"))


def test_every_topic_has_golden_bytes():
    assert {path.name.split(".")[0] for path in GOLDEN} == set(TOPICS.values())


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_bytes_are_read_and_written_the_same(path):
    state = path.read_bytes().removesuffix(b"\n")

    event, fault = to_event(path.name.split(".")[0], state)

    assert fault is None
    assert event is not None
    assert to_stored(ANNA, 1, event).state == state


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_bytes_hold_nothing_that_reading_drops(path):
    """A field that is read past would be gone from every view built anew."""
    event, _ = to_event(path.name.split(".")[0], path.read_bytes())

    assert msgspec.json.decode(path.read_bytes()) == msgspec.json.decode(msgspec.json.encode(event))
