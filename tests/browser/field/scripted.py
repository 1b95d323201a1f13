"""A server that answers as a test tells it to, for what a real one does seldom: odd statuses, another version."""

import contextlib
import json
import mimetypes
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from backend.web.field_app import FIELD
from backend.web.security import HEADERS
from tests.support.server import free_port

LATEST = 30.0
"""Seconds that anything is held back at most."""

_KIND = {
    "code": "platsbesok",
    "label": {"sv": "Platsbesök", "en": "Place visit"},
    "icon": "place",
    "requires": ["place"],
    "allows": ["note"],
    "minutes": None,
    "problems": [],
    "actions": [],
    "sensitive": False,
    "precision": "minute",
    "questions": [],
    "results": {},
}
_FIELD = {
    "partnership": {"code": "vastervik", "name": "Västervik"},
    "demonstration": False,
    "member": {"id": "one", "name": "Anna Lind", "organisation": "polisen", "roles": ["field"]},
    "colleagues": [],
    "kinds": [_KIND],
    "places": [{"code": "ankarsrum", "name": "Ankarsrum", "zone": None, "latitude": 57.7, "longitude": 16.33}],
    "zones": [],
    "problems": [],
    "actions": [],
    "parties": [],
    "commitments": [],
    "as_of": "2026-05-04T20:00:00+02:00",
}


class Scripted:
    """`status` answers /api/sync; 200 keeps every letter. `unreadable`: numbers of letters that spoil a batch (400).

    `answers`: until it is set, answers to /api/sync are held back.
    `rest`: until it is set, what comes after the first screen is held back; what was held back is then lost.
    `ahead`: what the server's clock shows beyond the phone's. `gaps`: what it asks about, until that is `settled`.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.status = 200
        self.epoch = "first"
        self.unreadable: set[int] = set()
        self.version = ""
        self.answers = threading.Event()
        self.answers.set()
        self.rest = threading.Event()
        self.rest.set()
        self.ahead = timedelta(0)
        self.gaps: list[dict[str, Any]] = []
        self.rescue: dict[str, str] | None = None
        self.settled: list[dict[str, Any]] = []
        self.batches: list[list[dict[str, Any]]] = []

    def answer(self, path: str, body: bytes) -> tuple[int, str, bytes]:
        """Status, media type and content for one request."""
        if path == "/api/field":
            return 200, "application/json", json.dumps(_FIELD | {"rescue": self.rescue}).encode()
        if path == "/api/mine":
            return 200, "application/json", b'{"activities": []}'
        if path == "/api/questions":
            return 200, "application/json", json.dumps({"visits": [], "gaps": self.gaps}).encode()
        if path == "/api/gaps":
            self.settled.append(json.loads(body))
            self.gaps = []
            return 200, "application/json", b"{}"
        if path == "/api/sync":
            status, told = self._sync(json.loads(body)["letters"])
            return status, "application/json", json.dumps(told).encode()
        if "/rest-" in path and not self.rest.is_set():
            self.rest.wait(LATEST)
            return 404, "text/plain", b""
        file = FIELD / (path.removeprefix("/app").lstrip("/") or "index.html")
        if not path.startswith("/app") or not file.is_file():
            return 404, "text/plain", b""
        content = file.read_bytes()
        if file.name == "worker.js":
            content += f"\n// {self.version}\n".encode()
        return 200, mimetypes.guess_type(file.name)[0] or "text/plain", content

    def _sync(self, letters: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        self.batches.append(letters)
        status = self.status
        self.answers.wait(LATEST)
        if status != 200:
            return status, {}
        if self.unreadable & {letter["seq"] for letter in letters}:
            return 400, {}
        receipts = [
            {"letter": i, "command": letter["command"], "outcome": "kept", "activity": letter["activity"]}
            | {"version": 1, "position": letter["seq"]}
            for i, letter in enumerate(letters)
        ]
        answer = {"epoch": self.epoch, "safe": None, "gaps": [], "receipts": receipts}
        return 200, answer | {"server_time": (datetime.now(UTC) + self.ahead).isoformat()}


@contextlib.contextmanager
def scripted() -> Iterator[Scripted]:
    """Such a server for the length of a block."""
    script = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, media, content = script.answer(self.path.partition("?")[0], body)
            self.send_response(status)
            for name, value in {**HEADERS, "service-worker-allowed": "/app", "cache-control": "no-cache"}.items():
                self.send_header(name, value)
            self.send_header("content-type", media)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("localhost", script.port), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
