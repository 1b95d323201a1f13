"""The process that follows beside the server: begun with it, begun again when it ends, gone when the server goes."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support.server import Server

WITHIN = 30.0  # seconds; two cores may be busy with other tests


def followers(server: Server) -> list[int]:
    """The ids of the processes that follow in this installation."""
    return [pid for pid, home in _running() if home == str(server.data)]


def _running() -> Iterator[tuple[int, str]]:
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                if b"backend.following" in (path / "cmdline").read_bytes():
                    told = dict(v.split(b"=", 1) for v in (path / "environ").read_bytes().split(b"\0") if b"=" in v)
                    yield int(path.name), told.get(b"FALTLOGG_DATA", b"").decode()
            except OSError:  # it ended meanwhile
                continue


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + WITHIN
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def test_one_process_follows_and_another_takes_its_place(server: Server):
    assert until(lambda: len(followers(server)) == 1)  # it may still be on its way when the server answers
    (first,) = followers(server)
    os.kill(first, signal.SIGKILL)
    assert until(lambda: len(followers(server)) == 1 and followers(server) != [first])


def test_none_is_left_when_the_server_was_told_to_stop(server: Server):
    assert until(lambda: len(followers(server)) == 1)
    server.stop()
    assert followers(server) == []
