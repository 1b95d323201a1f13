"""What is turned away comes to its end first, so that its sender reads why."""

from collections.abc import Iterator

import httpx
import pytest

from backend.domain.member import Role
from backend.house import House
from backend.settings import Settings
from backend.web.session import COOKIE
from tests.support.server import Server


@pytest.fixture(scope="module")
def officer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Somebody signed in, at a server of its own."""
    server = Server(tmp_path_factory.mktemp("installation"))
    with House(Settings.read(server.environment)) as house:
        list(house.furnish())
        _, link = house.member_desk.invite(
            "Anna Lind", None, partnership="vastervik", organisation="polisen", roles=[Role.FIELD], by=None
        )
        session = house.accounts.enter(link, now=house.now())
    server.start()
    headers = {"content-type": "application/json", "x-faltlogg": "1"}
    with httpx.Client(base_url=server.url, cookies={COOKIE: str(session)}, headers=headers) as client:
        yield client
    server.stop()


@pytest.mark.parametrize("signed_in", [True, False])
def test_whoever_sends_too_much_is_told_why_and_may_go_on(officer: httpx.Client, signed_in: bool):
    """On the same connection: one that closes after its answer takes the next question with it."""
    headers = {} if signed_in else {"cookie": ""}
    connections = set()
    for _ in range(5):
        answer = officer.post("/api/sync", content=b"x" * 3_000_000, headers=headers)
        assert answer.status_code == (413 if signed_in else 401)
        connections.add(answer.extensions["network_stream"].get_extra_info("client_addr"))
    assert len(connections) == 1
