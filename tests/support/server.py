"""A real `faltlogg serve` process on a free port of localhost, with a data folder of its own."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

FALTLOGG = Path(sys.executable).parent / "faltlogg"
READY_WITHIN = 60.0  # seconds; two cores may be busy with other tests


class Server:
    """One installation: its data folder, its settings, and the process while it runs."""

    def __init__(self, data: Path, *, database: str | None = None, port: int | None = None, **settings: str) -> None:
        """`settings` are environment variables by their full names; nothing else of ours reaches the process."""
        self.data = data
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = data / "server.log"
        self.environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(data),
            "LANG": "C.UTF-8",
            "FALTLOGG_DATA": str(data),
            **({"FALTLOGG_DATABASE": database} if database else {}),
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str, check: bool = True) -> str:
        """What `faltlogg …` prints to standard output when run in this installation; raises when it fails."""
        done = subprocess.run(
            [FALTLOGG, *arguments], env=self.environment, cwd=self.data, capture_output=True, text=True, timeout=300
        )
        if check and done.returncode:
            raise RuntimeError(f"faltlogg {arguments[0]} ended with {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout

    def start(self, command: Sequence[str | Path] = (), *, cwd: Path | None = None) -> "Server":
        """Start the process and wait until it answers that it is ready; another `command` may stand in for serve."""
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command or [FALTLOGG, "serve", "--host", "localhost", "--port", str(self.port)],
                env=self.environment,
                cwd=cwd or self.data,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that its workers can be ended with it
            )
        until = time.monotonic() + READY_WITHIN
        while self.process.poll() is None and time.monotonic() < until:
            if self.answers():
                return self
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"The server did not get ready: {self.log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        """Ask the process to end, as systemd does, and wait; harmless when it is not running."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the process and its workers in the middle of whatever they do, as a power cut does."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if how is signal.SIGKILL:
                os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise
        finally:
            self.process = None

    def answers(self) -> bool:
        """Whether somebody at the address says that they are ready."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextlib.contextmanager
def running(data: Path, *, database: str | None = None, **settings: str) -> Iterator[Server]:
    """A server for the length of a block."""
    server = Server(data, database=database, port=None, **settings)
    try:
        yield server.start()
    finally:
        server.stop()


def free_port() -> int:
    """A port of localhost that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
