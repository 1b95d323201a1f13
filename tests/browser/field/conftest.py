"""A server for each file of tests, and a phone with somebody signed in for each test."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server, running


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server that all tests of a file share; each test is a member of its own."""
    with running(tmp_path_factory.mktemp("station")) as server:
        yield server


@pytest.fixture
def on_duty(station: Server, phone: Phone) -> Iterator[BrowserContext]:
    """A phone that an officer has just signed in on."""
    with phone.switched_on() as context:
        hands.sign_in(context.pages[0], hands.invite(station))
        yield context


@pytest.fixture
def screen(on_duty: BrowserContext) -> Page:
    """The page of that phone, at the first screen."""
    return on_duty.pages[0]


@pytest.fixture
def relaunched(station: Server, phone: Phone) -> Callable[[], AbstractContextManager[Page]]:
    """`with relaunched() as page:` opens the app again on the same phone, without coverage."""

    @contextmanager
    def again() -> Iterator[Page]:
        with phone.switched_on() as context:
            context.set_offline(True)
            page = context.pages[0]
            page.goto(station.url + "/app")
            yield page

    return again
