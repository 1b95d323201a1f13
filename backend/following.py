"""Follows the log in a process of its own, beside those that answer requests.

A Python process runs one thread at a time: were figures worked out where phones are answered, the phones would wait for
them. Here they take what the machine has left. `python -m backend.following` is that process; it ends with its parent.
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

from backend.house import House
from backend.settings import Settings

_log = logging.getLogger(__name__)

_NICE = 19
"""Phones come first, then figures (0 is as everybody, 19 is last)."""
_AGAIN = 1.0  # seconds before a follower that ended is started again
_LEAVES_WITHIN = 10.0  # seconds


def follow() -> None:
    """Follow until standard input ends, which it does when the parent does, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, and the parent ends this
    with contextlib.suppress(OSError):
        os.nice(_NICE)
    with House(Settings.read(os.environ)) as house:
        house.follower.start()
        sys.stdin.buffer.read()


@contextlib.contextmanager
def beside() -> Iterator[None]:
    """A process that follows, for the length of a block; started again should it end before."""
    follower = _Beside()
    watching = threading.Thread(target=follower.watch, name="beside", daemon=True)
    watching.start()
    try:
        yield
    finally:
        follower.leave()
        watching.join()


class _Beside:
    def __init__(self) -> None:
        self._leaving = threading.Event()
        self._process = self._begun()

    def _begun(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE)

    def watch(self) -> None:
        """Wait for the process to end; begin another unless that was wanted."""
        while not self._leaving.is_set():
            status = self._process.wait()
            if not self._leaving.wait(_AGAIN):
                _log.error("the follower ended with %d; it is started again", status)
                self._process = self._begun()

    def leave(self) -> None:
        """Let it finish its page and end."""
        self._leaving.set()
        process = self._process
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(_LEAVES_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    from backend.web.watch import set_up_logging

    set_up_logging()
    follow()
