"""The systemd units: they set what is a setting and write where they may; systemd has nothing to say about them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from backend.settings import described

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVICES = ["faltlogg.service", "faltlogg-backup.service", "faltlogg-digest.service"]
UNITS = [*SERVICES, "faltlogg-backup.timer", "faltlogg-digest.timer"]
FOR_THE_BACKUP = {"BACKUPS", "KEEP_DAYS"}
SETTINGS = {variable for variable, _, _ in described()}


def values(unit: str, key: str) -> list[str]:
    """What a unit sets a key to, in order; a key may stand several times."""
    return re.findall(rf"^{key}=(.*)$", (DEPLOY / unit).read_text(), flags=re.MULTILINE)


def environment() -> dict[str, str]:
    """What the example of this machine's settings sets."""
    lines = re.findall(r"^([A-Z_]+)=(.*)$", (DEPLOY / "faltlogg.env").read_text(), flags=re.MULTILINE)
    return dict(lines)


def places() -> list[Path]:
    """The files and folders that those settings name."""
    return [Path(value.removeprefix("sqlite:///")) for value in environment().values() if "/var/" in value]


def test_what_is_set_is_a_setting():
    named = set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "faltlogg.env").read_text(), flags=re.MULTILINE))
    assert named - SETTINGS == FOR_THE_BACKUP


@pytest.mark.parametrize("unit", SERVICES)
def test_server_backup_and_command_line_read_the_same_settings(unit: str):
    (read,) = values(unit, "EnvironmentFile")
    assert f"EnvironmentFile={read}" in (DEPLOY / "faltlogg").read_text()


def test_every_folder_written_to_may_be_written_to():
    states = {f"/var/lib/{name}" for name in values("faltlogg.service", "StateDirectory")[0].split()}
    (writable,) = values("faltlogg-backup.service", "ReadWritePaths")
    assert {*writable.split()} == {*states, environment()["BACKUPS"]}
    assert {*values("faltlogg-digest.service", "ReadWritePaths")[0].split()} == states
    for place in places():
        assert any(place.is_relative_to(folder) for folder in writable.split()), place


def test_the_log_the_keys_the_erasures_and_the_copies_lie_apart():
    folders = {place.parent if place.suffix else place for place in places()}
    assert len(folders) == 4
    assert not any(one.is_relative_to(other) for one in folders for other in folders if one != other)


def test_systemd_has_nothing_to_say(tmp_path: Path):
    """Where there is a systemd to ask; the programs that the units start are stood in for."""
    if not shutil.which("systemd-analyze"):
        return
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in UNITS:
        text = re.sub(
            r"^ExecStart=/opt/faltlogg/\S+", f"ExecStart={program}", (DEPLOY / unit).read_text(), flags=re.MULTILINE
        )
        (tmp_path / unit).write_text(text)
    asked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit) for unit in UNITS)],
        capture_output=True,
        text=True,
    )
    assert (asked.returncode, asked.stderr) == (0, "")
