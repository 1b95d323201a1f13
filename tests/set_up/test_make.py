"""What make promises a stranger: it says what is missing in one line, and whoever ends make ends the server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import Server

TOP = Path(__file__).parents[2]


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A folder for programs that stand in for the machine's own; one of them says that we are not root."""
    folder = tmp_path / "programs"
    folder.mkdir()
    program(folder / "id", "echo 1000")
    return folder


def program(path: Path, does: str) -> Path:
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    return path


def make_environment(python: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """Ask make for a virtual environment in a folder of the test's own, made with this Python."""
    venv = programs.parent / "venv"
    return subprocess.run(
        ["make", f"PYTHON={python}", f"VENV={venv}", f"{venv}/bin/python"],
        cwd=TOP,
        env={"PATH": f"{programs}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )


def test_a_python_without_venv_is_told_the_one_command_that_helps(stand_in: Path):
    python = program(stand_in / "python", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    asked = make_environment(python, stand_in)
    assert asked.returncode != 0
    assert "    apt-get install python3-venv\n" in asked.stdout


def test_a_python_that_is_too_old_is_told_which_one_is_needed(stand_in: Path):
    asked = make_environment(program(stand_in / "python", "exit 1"), stand_in)
    assert asked.returncode != 0
    assert "Python 3.11 or later" in asked.stdout


def test_an_environment_is_made_with_the_python_that_was_named(stand_in: Path):
    assert make_environment(Path(sys.executable), stand_in).returncode == 0
    assert (stand_in.parent / "venv" / "bin" / "pip").exists()


def test_whoever_ends_make_ends_the_server(tmp_path: Path):
    server = Server(tmp_path)
    make = ["make", "serve", f"PORT={server.port}", f"DATA={tmp_path}"]
    server.start(make, cwd=TOP)
    server.stop()
    assert not server.answers()
