"""A line between a phone and a server that tears where a test says: the request has gone, its answer never comes."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

HANDING_IN = b"POST /api/sync"


class TornLine:
    """Forwards every connection to a port of localhost. While `tears` is set, no answer to a hand-in gets through.

    `on_request` is called once the server has been given the letters, `on_answer` once it has begun to answer; the
    phone's connection is closed after either. What is called may kill the server.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._listening.getsockname()[1]}"
        self.torn = threading.Event()
        self._on_request: Callable[[], None] | None = None
        self._on_answer: Callable[[], None] | None = None
        self._carrying: list[threading.Thread] = []
        self._open: set[socket.socket] = set()

    def tear(
        self, *, on_request: Callable[[], None] | None = None, on_answer: Callable[[], None] | None = None
    ) -> None:
        """Tear at every hand-in from now on."""
        self.torn.clear()
        self._on_request, self._on_answer = on_request, on_answer

    def mend(self) -> None:
        """Let everything through again."""
        self._on_request = self._on_answer = None

    def serve(self) -> None:
        """Take connections until closed."""
        with contextlib.suppress(OSError):
            while True:
                phone, _ = self._listening.accept()
                carrying = threading.Thread(target=self._carry, args=(phone,), daemon=True)
                self._carrying.append(carrying)
                carrying.start()

    def close(self) -> None:
        """Take no more connections, and end those there are."""
        _hang_up(self._listening)
        self._listening.close()
        for end in list(self._open):
            _hang_up(end)
        for carrying in self._carrying:
            carrying.join(timeout=5)

    def _carry(self, phone: socket.socket) -> None:
        with (
            phone,
            contextlib.suppress(ConnectionRefusedError),
            socket.create_connection(("127.0.0.1", self._to)) as server,
        ):
            ends = {phone, server}
            self._open |= ends
            handing_in = threading.Event()
            back = threading.Thread(target=self._answers, args=(server, phone, handing_in), daemon=True)
            back.start()
            self._requests(phone, server, handing_in)
            back.join()
            self._open -= ends

    def _requests(self, phone: socket.socket, server: socket.socket, handing_in: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := phone.recv(65_536):
                if data.startswith(HANDING_IN):
                    handing_in.set()
                server.sendall(data)
                if handing_in.is_set() and self._on_request:
                    self._torn(self._on_request, phone, server)
        _hang_up(server)

    def _answers(self, server: socket.socket, phone: socket.socket, handing_in: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65_536):
                if handing_in.is_set() and self._on_answer:
                    self._torn(self._on_answer, phone, server)
                    break
                phone.sendall(data)
                handing_in.clear()
        _hang_up(phone)

    def _torn(self, happens: Callable[[], None], *ends: socket.socket) -> None:
        happens()
        for end in ends:
            _hang_up(end)
        self.torn.set()


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def line_to(port: int) -> Iterator[TornLine]:
    """A line to a port of localhost, for the length of a block."""
    line = TornLine(port)
    carrying = threading.Thread(target=line.serve, daemon=True)
    carrying.start()
    try:
        yield line
    finally:
        line.close()
        carrying.join(timeout=5)
