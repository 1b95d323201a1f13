"""Starting the server: a port that somebody listens on already is refused, never silently shared."""

import re
import socket
from collections.abc import Callable, Iterator

import pytest

from tests.backend.cli.conftest import Installation
from tests.browser import doors
from tests.support.server import FALTLOGG, Server


@pytest.fixture
def taken() -> Iterator[int]:
    """A port with a server behind it, opened as granian opens its own: others may share it."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_refused_by_name_before_anything_is_made(empty: Installation, taken: int, command: str):
    result = empty.run(command, "--host", "localhost", "--port", taken)
    assert result.exit_code == 1, result.output
    assert f"Port {taken} på localhost" in result.output
    assert "--port" in result.output
    assert "FALTLOGG_PORT" in result.output
    assert not (empty.folder / "data").exists()


def test_a_host_that_is_not_this_machine_is_said_in_words(empty: Installation, taken: int):
    result = empty.run("serve", "--host", "192.0.2.1", "--port", taken)
    assert result.exit_code == 1
    assert "192.0.2.1" in result.output


def test_the_server_that_recorded_the_demonstration_freezes_an_account_too(start_server: Callable[..., Server]):
    server = start_server(start=False)
    server.start([FALTLOGG, "demo", "--host", "localhost", "--port", str(server.port)])
    with doors.client(doors.link(server, "petra")) as coordinator:
        csrf = re.search(r'name="_csrf" value="([^"]+)"', coordinator.get("/rapporter/vastervik-2025").text)
        assert csrf
        given = {"_csrf": csrf[1], "do": "freeze", "occasion": "follow-up", "as_of": "2025-06-30"}
        answer = coordinator.post("/rapporter/vastervik-2025", data=given)
    assert answer.status_code == 303, answer.text
