"""What whole journeys stand on: the demonstration's two years, recorded once for all of them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.server import Server, running

# What is waited for comes at once on a machine with nothing else to do; two cores shared with others take their time.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def recorded_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demonstration on SQLite. Nobody runs on it: copy it."""
    folder = tmp_path_factory.mktemp("recorded-years")
    Server(folder).command("demo", "--no-serve")
    return folder


@pytest.fixture(scope="module")
def demonstration(recorded_years: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server over a demonstration of its own, shared by the tests of a file."""
    data = shutil.copytree(recorded_years, tmp_path_factory.mktemp("demonstration") / "data")
    with running(data) as server:
        yield server
