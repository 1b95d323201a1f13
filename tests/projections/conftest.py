"""Views to tell a story to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from projections.store import Views
from tests.projections.story import Story


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """A story on SQLite, where the database does not matter."""
    with Views.open(f"sqlite:///{tmp_path / 'views.db'}") as views:
        yield Story(views)


@pytest.fixture
def story_on(database_url: str) -> Iterator[Story]:
    """A story on either database, where it does."""
    with Views.open(database_url) as views:
        yield Story(views)
