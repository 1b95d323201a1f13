"""The phones' side, in a process of its own: sends requests written beforehand over connections that stay open.

`python -m tests.bench.load FILE` reads an `Order` from FILE (MessagePack) and prints a `Load` (JSON). It ends when the
requests are answered or the seconds are over, whichever comes first; only loopback is allowed.
"""

import socket
import sys
import threading
import time
from ipaddress import ip_address
from pathlib import Path

import msgspec

_KEPT = b'"outcome":"kept"'


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to send: whole HTTP/1.1 requests as bytes, a list for each connection."""

    host: str
    port: int
    seconds: float
    clients: list[list[bytes]]


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: seconds from the common start to the last answer, letters kept, requests answered."""

    seconds: float
    kept: int
    answered: int
    slowest_ms: float
    fault: str | None = None


class _Client(threading.Thread):
    def __init__(self, order: Order, requests: list[bytes], start: threading.Barrier) -> None:
        super().__init__()
        self.requests, self.start_together, self.until = requests, start, order.seconds
        self.socket = socket.create_connection((order.host, order.port), timeout=order.seconds)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kept = self.answered = 0
        self.slowest = 0.0
        self.began = self.ended = 0.0
        self.fault: str | None = None

    def run(self) -> None:
        self.start_together.wait()
        self.began = self.ended = time.perf_counter()
        try:
            for request in self.requests:
                sent = time.perf_counter()
                self.socket.sendall(request)
                status, body = self._answer()
                self.ended = time.perf_counter()
                if status != 200:
                    self.fault = f"answered {status}: {body[:300]!r}"
                    break
                self.answered += 1
                self.kept += body.count(_KEPT)
                self.slowest = max(self.slowest, self.ended - sent)
                if self.ended - self.began > self.until:
                    break
        except OSError as error:
            self.fault = f"{type(error).__name__}: {error}"
        finally:
            self.socket.close()

    def _answer(self) -> tuple[int, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
        while len(body) < length:
            body += self._more()
        return int(lines[0].split()[1]), body

    def _more(self) -> bytes:
        more = self.socket.recv(65_536)
        if not more:
            raise ConnectionError("the server closed the connection")
        return more


def send(order: Order) -> Load:
    """Send everything; every connection is open before the clock starts."""
    if not ip_address(socket.gethostbyname(order.host)).is_loopback:
        raise ValueError("only this machine is put under load")
    start = threading.Barrier(len(order.clients))
    clients = [_Client(order, requests, start) for requests in order.clients]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return Load(
        seconds=max(c.ended for c in clients) - min(c.began for c in clients),
        kept=sum(c.kept for c in clients),
        answered=sum(c.answered for c in clients),
        slowest_ms=1000 * max(c.slowest for c in clients),
        fault=next((c.fault for c in clients if c.fault), None),
    )


if __name__ == "__main__":
    load = send(msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=Order))
    sys.stdout.write(msgspec.json.encode(load).decode() + "\n")
