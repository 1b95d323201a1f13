"""`pip install .` alone: the wheel holds all that the server reads, the field app included, and serves it."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.server import Server

TOP = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "data", "field", "tests", "__pycache__", ".*_cache", ".built-from"
)
READ_AT_RUN_TIME = {".toml", ".html", ".css", ".svg", ".po", ".js", ".webmanifest", ".woff2", ".png"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel made from the sources alone."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(TOP, folder / "sources", ignore=LEFT_OUT)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
    ]
    made = subprocess.run([*pip, "--wheel-dir", folder, folder / "sources"], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr[-4000:]
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that runs what the wheel holds, not the sources."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "packages")
    server = Server(folder, PYTHONPATH=str(folder / "packages"))
    try:
        yield server.start()
    finally:
        server.stop()


def test_the_wheel_holds_every_file_that_the_sources_hold(wheel: Path):
    held = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        str(path.relative_to(TOP))
        for package in ("backend", "projections")
        for path in (TOP / package).rglob("*")
        if path.suffix in READ_AT_RUN_TIME | {".py"} and "field" not in path.parts
    }
    assert needed - held == set()


def test_the_wheel_holds_the_built_field_app_and_nothing_else_of_it(wheel: Path):
    held = zipfile.ZipFile(wheel).namelist()
    assert {"backend/web/field/index.html", "backend/web/field/worker.js"} <= set(held)
    assert not [name for name in held if name.startswith(("pwa/", "tests/")) or "node_modules" in name]


def test_what_the_wheel_holds_serves_the_field_app(installed: Server):
    with urlopen(f"{installed.url}/app/", timeout=10) as answer:
        assert (answer.status, answer.headers.get_content_type()) == (200, "text/html")
