"""Starting the server: a port that somebody listens on already is refused, never silently shared."""

import re
import socket
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.backend.cli.conftest import PACKS, Installation
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


def test_a_server_prints_the_whole_line_that_adds_a_member_to_what_it_serves(start_server: Callable[..., Server]):
    server = start_server(start=False)
    data = server.data / "min mapp"
    server.environment["FALTLOGG_DATA"] = str(data)
    server.start()
    printed = server.log.read_text()
    (line,) = re.findall(r"^  (.*faltlogg invite .*)$", printed, re.MULTILINE)
    assert line.startswith("FALTLOGG_DATA='min mapp' ")  # from the folder that it was started in
    assert re.search(r"^  FALTLOGG_DATA='min mapp' .*faltlogg import pack LÖFTE.toml$", printed, re.MULTILINE)
    bare = {name: server.environment[name] for name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(line, shell=True, cwd=server.data, env=bare, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    address = done.stdout.splitlines()[-1]
    assert address.startswith(f"{server.url}/in/")
    with doors.client(address) as member:
        assert member.get("/admin").status_code == 200


def test_a_log_that_was_not_there_is_said_to_be_new_with_its_folder(empty: Installation):
    command = ("import", "pack", PACKS / "vastervik-2026.toml")
    new = f"Det fanns ingen logg: en ny är gjord i {empty.folder / 'data'} (FALTLOGG_DATA)."
    assert new in empty.run(*command).output
    assert new not in empty.run(*command).output


def test_the_server_that_recorded_the_demonstration_freezes_an_account_too(start_server: Callable[..., Server]):
    server = start_server(start=False)
    server.start([FALTLOGG, "demo", "--host", "localhost", "--port", str(server.port)])
    with doors.client(doors.link(server, "petra")) as coordinator:
        csrf = re.search(r'name="_csrf" value="([^"]+)"', coordinator.get("/rapporter/vastervik-2025").text)
        assert csrf
        given = {"_csrf": csrf[1], "do": "freeze", "occasion": "follow-up", "as_of": "2025-06-30"}
        answer = coordinator.post("/rapporter/vastervik-2025", data=given)
    assert answer.status_code == 303, answer.text
