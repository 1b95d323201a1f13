"""Starting the server: a port that somebody listens on already is refused, never silently shared."""

import socket
from collections.abc import Iterator

import pytest

from tests.backend.cli.conftest import Installation


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
