"""The hourly backup: taken while the server runs, log and keys apart, thinned out only when it succeeded."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.support.server import FALTLOGG, Server

BACKUP = Path(__file__).parents[2] / "deploy" / "backup"
DAY = 24 * 3600  # seconds


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    """A folder with copies of earlier days: two of one day, one of another, one past its time."""
    for folder in ("log", "keys"):
        for name, days in [
            ("2026-05-01T000100Z", 40),
            ("2026-06-01T000100Z", 9.9),
            ("2026-06-01T050100Z", 9.7),
            ("2026-06-02T070100Z", 8.6),
        ]:
            copy = tmp_path / "backups" / folder / f"{name}.sqlite"
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.touch()
            os.utime(copy, (time.time() - days * DAY,) * 2)
    return tmp_path / "backups"


def run(server: Server, backups: Path, program: str = str(FALTLOGG)) -> subprocess.CompletedProcess[str]:
    """The script, as the unit starts it."""
    environment = server.environment | {"FALTLOGG": program, "BACKUPS": str(backups), "KEEP_DAYS": "30"}
    return subprocess.run([BACKUP], env=environment, capture_output=True, text=True)


def names(folder: Path) -> list[str]:
    return sorted(path.name.partition(".")[0] for path in folder.iterdir())


def test_a_backup_is_taken_while_the_server_runs(server: Server, tmp_path: Path):
    done = run(server, tmp_path / "backups")
    assert done.returncode == 0, done.stderr
    (log,) = (tmp_path / "backups" / "log").iterdir()
    (keys,) = (tmp_path / "backups" / "keys").iterdir()
    for copy in (log, keys):
        assert copy.stat().st_mode & 0o077 == 0
        with sqlite3.connect(copy) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


def test_older_copies_are_thinned_to_one_a_day_and_end_after_their_time(server: Server, backups: Path):
    assert run(server, backups).returncode == 0
    for folder in ("log", "keys"):
        first, second, new = names(backups / folder)
        assert (first, second) == ("2026-06-01T000100Z", "2026-06-02T070100Z")
        assert new > second


def test_nothing_is_removed_when_the_backup_fails(start_server: Callable[..., Server], backups: Path):
    before = names(backups / "log")
    assert run(start_server(start=False), backups, program="/bin/false").returncode != 0
    assert names(backups / "log") == before


def test_a_lost_machine_comes_back_from_its_copies(start_server: Callable[..., Server], tmp_path: Path):
    lost, new = start_server(), start_server(start=False)
    asked = ["--partnership", "vastervik", "--organisation", "polisen", "--role", "auditor", "--name", "Revision"]
    program = {"Authorization": f"Bearer {lost.command('token', *asked).split()[-1]}"}
    assert run(lost, tmp_path / "backups").returncode == 0
    lost.kill()

    shutil.copy(lost.data / "master.key", new.data)
    (log,) = (tmp_path / "backups" / "log").iterdir()
    (keys,) = (tmp_path / "backups" / "keys").iterdir()
    new.command("restore", "--log", str(log), "--keys", str(keys))
    new.start()
    assert httpx.get(f"{new.url}/api/pledges", headers=program).status_code == 200
    assert httpx.get(f"{new.url}/api/pledges").status_code == 401
