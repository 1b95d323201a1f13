"""The fixtures that tests of every folder may ask for. How to use them: README.md beside this file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, Playwright

from tests.support import browser as browsers
from tests.support.postgres import Databases, databases
from tests.support.server import Server

# Two cores shared with a browser and a database are slow at times; that alone is no failure.
settings.register_profile("shared", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and begin with what takes longest, so that no worker is left alone with it."""
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if "faults" in item.path.parts:
            item.add_marker("slow")
    items.sort(key=lambda item: (not item.get_closest_marker("slow"), not item.get_closest_marker("browser")))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """One PostgreSQL server for the whole run, started on first use; `postgres.fresh()` is an empty database."""
    with databases() as made:
        yield made


@pytest.fixture
def postgres_url(postgres: Databases) -> Iterator[str]:
    """An empty PostgreSQL database of the test's own."""
    url = postgres.fresh()
    yield url
    postgres.take_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the test's own, as FALTLOGG_DATABASE names it; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'faltlogg.db'}"
        return
    postgres: Databases = request.getfixturevalue("postgres")
    url = postgres.fresh()
    yield url
    postgres.take_back(url)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start `faltlogg serve` processes, each with a data folder of its own; they are stopped after the test.

    `start_server(database=…, FALTLOGG_…="…")`; with `start=False` it is only prepared, for `command` first.
    """
    started: list[Server] = []

    def begin(*, database: str | None = None, start: bool = True, **settings: str) -> Server:
        data = tmp_path / f"installation-{len(started) + 1}"
        data.mkdir()
        server = Server(data, database=database, port=None, **settings)
        started.append(server)
        return server.start() if start else server

    yield begin
    for server in started:
        server.stop()


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A running server on SQLite with an empty log."""
    return start_server()


# Playwright keeps an event loop running in this thread for as long as it lives, and other tests want loops of their
# own: it ends with the module that asked for it.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright itself, for what the fixtures below leave out."""
    with browsers.driven() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium; ask it for contexts that share nothing."""
    launched = browsers.launch(playwright)
    yield launched
    launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page 1280 pixels wide in a Swedish browser of the test's own."""
    context = browsers.window(browser)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path) -> browsers.Phone:
    """A phone that keeps its storage over relaunches: `with phone.page() as page: …`."""
    return browsers.Phone(playwright, tmp_path / "phone")


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`assert axe(page) == []`: what axe finds wrong with a page."""
    return browsers.axe_violations
