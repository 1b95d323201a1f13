"""WebKitGTK in tests, over plain WebDriver: the engine of every browser on an iPhone, as near as Linux comes to it.

WebKit takes no `Secure` cookie from http://localhost, so it visits a server through `tls_to`. Debian's packages bring
the browser; `make test` installs them where root runs it (`python -m tests.support.webkit`).
"""

import contextlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.server import free_port

PACKAGES = ("webkit2gtk-driver", "xvfb", "xauth", "dbus")
PROGRAMS = ("WebKitWebDriver", "xvfb-run", "xauth", "dbus-run-session")
MISSING = f"No WebKitGTK: its test wants {' '.join(PACKAGES)} of Debian (apt-get install, as root)."
READY_WITHIN = 60.0  # seconds
WITHIN = 30.0  # seconds that the page may take to show what is waited for
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key of an element in WebDriver's answers, by its standard."""


def browser() -> Path | None:
    """The browser that the driver drives; None on a machine that lacks it or what it needs."""
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    return found[-1] if found and all(map(shutil.which, PROGRAMS)) else None


class Webkit:
    """A browser with one page."""

    def __init__(self, driver: httpx.Client, session: str) -> None:
        self._driver, self._session = driver, f"/session/{session}"

    def _ask(self, path: str, **body: Any) -> Any:
        answer = self._driver.post(self._session + path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    def go(self, address: str) -> None:
        """Open an address, and wait until it has loaded."""
        self._ask("/url", url=address)

    def run(self, script: str, *arguments: Any) -> Any:
        """What the body of an async function returns in the page; an exception there fails the test."""
        wrapped = f"return (async function () {{ {script} }}).apply(null, arguments);"
        return self._ask("/execute/sync", script=wrapped, args=arguments)

    def until(self, script: str, *arguments: Any) -> Any:
        """Run the script until it returns something true; fails after `WITHIN` seconds with what the page shows."""
        last = time.monotonic() + WITHIN
        while not (found := self.run(script, *arguments)):
            assert time.monotonic() < last, f"{script} {arguments}: {self.run('return document.body.innerText')}"
            time.sleep(0.1)
        return found

    def shows(self, text: str) -> None:
        """Wait until the page shows the text."""
        self.until("return document.body.innerText.includes(arguments[0])", text)

    def press(self, css: str, text: str = "") -> None:
        """Press the first visible element that matches, with `text` in it, as a finger does: once it can be reached."""
        last = time.monotonic() + WITHIN
        while True:
            element = self.until(
                """const found = [...document.querySelectorAll(arguments[0])]
                    .find(one => one.checkVisibility() && one.innerText.includes(arguments[1]));
                found?.scrollIntoView({ block: "center" });  // the driver would leave it below the dock
                return found ?? null;""",
                css,
                text,
            )
            pressed = self._driver.post(f"{self._session}/element/{element[ELEMENT]}/click", json={})
            if pressed.status_code == 200:
                return
            # The page is being drawn anew: the element is gone, or not where it was.
            assert time.monotonic() < last, f"{css} {text}: {pressed.text}"
            time.sleep(0.1)


@contextlib.contextmanager
def driven(browser: Path, home: Path) -> Iterator[Webkit]:
    """A browser that trusts any certificate and keeps everything below `home`, until the block ends."""
    runtime = home / "runtime"
    runtime.mkdir(parents=True, mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "LANG": "C.UTF-8",
        "TZ": "Europe/Stockholm",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # root has none, nor has a container; the pages are our own
        "GSETTINGS_BACKEND": "memory",
        "GTK_A11Y": "none",
        "NO_AT_BRIDGE": "1",
    }
    port = free_port()
    command = ["xvfb-run", "-a", "dbus-run-session", "--", "WebKitWebDriver", "--host=127.0.0.1", f"--port={port}"]
    with (home / "driver.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as driver:
            _ready(driver)
            asked = {
                "acceptInsecureCerts": True,
                "webkitgtk:browserOptions": {"binary": str(browser), "args": ["--automation"]},
            }
            begun = driver.post("/session", json={"capabilities": {"alwaysMatch": asked}})
            assert begun.status_code == 200, begun.text
            session = begun.json()["value"]["sessionId"]
            yield Webkit(driver, session)
            driver.delete(f"/session/{session}")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def _ready(driver: httpx.Client) -> None:
    last = time.monotonic() + READY_WITHIN
    while time.monotonic() < last:
        with contextlib.suppress(httpx.HTTPError):
            if driver.get("/status").status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("WebKitWebDriver did not get ready.")


@contextlib.contextmanager
def tls_to(port: int, folder: Path) -> Iterator[str]:
    """The https address of a line to a port of localhost, with a certificate that nobody has signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    listening = socket.create_server(("127.0.0.1", 0))
    taking = threading.Thread(target=_take, args=(listening, context, port), daemon=True)
    taking.start()
    try:
        yield f"https://localhost:{listening.getsockname()[1]}"
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        taking.join(timeout=5)


def _take(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = listening.accept()
            threading.Thread(target=_carry, args=(client, context, port), daemon=True).start()


def _carry(client: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """One request and its answer. `Connection: close` keeps it at that: a TLS socket is not for two threads at once."""
    with contextlib.suppress(OSError), client, context.wrap_socket(client, server_side=True) as secure:
        request = b""
        while b"\r\n\r\n" not in request:
            if not (data := secure.recv(65_536)):
                return
            request += data
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += secure.recv(65_536)
        with socket.create_connection(("127.0.0.1", port)) as server:
            server.sendall(b"\r\n".join([*lines, b"Connection: close", b"", body]))
            while data := server.recv(65_536):
                secure.sendall(data)


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(*private) + made.public_bytes(serialization.Encoding.PEM))
    return file


def main() -> None:
    """Install the browser where we are root and Debian has it; elsewhere say what is missing."""
    if browser() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        install = ["apt-get", "install", "-qq", "--no-install-recommends", *PACKAGES]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(command, env=quietly, stdout=sys.stderr, check=False)
    found = browser()
    print(f"Browser tests use WebKitGTK too ({found})" if found else MISSING, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
