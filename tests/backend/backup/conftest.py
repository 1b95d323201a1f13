"""Installations to back up: on either database, and one elsewhere on the other."""

import pytest

from tests.backend.backup.installation import installed


@pytest.fixture
def place(database_url, tmp_path):
    with installed(database_url, tmp_path / "here") as made:
        yield made


@pytest.fixture
def elsewhere(database_url, postgres, tmp_path):
    """Another machine, with the other kind of database."""
    on_sqlite = database_url.startswith("sqlite")
    database = postgres.fresh() if on_sqlite else f"sqlite:///{tmp_path / 'there' / 'log.sqlite'}"
    with installed(database, tmp_path / "there") as made:
        yield made
