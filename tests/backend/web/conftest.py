"""A house with the pack of 2026, and the app over it, as each test finds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.types import EventDict

from tests.support.office import Office, opened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An app over SQLite files of the test's own, with the pledge of 2026 published."""
    with opened(tmp_path) as office:
        yield office


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What the server writes to its log meanwhile."""
    with capture_logs() as entries:
        yield entries
