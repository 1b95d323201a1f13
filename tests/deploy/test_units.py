"""The systemd units: they set what is a setting and write where they may; systemd has nothing to say about them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from backend.settings import described

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVICES = ["faltlogg.service", "faltlogg-backup.service"]
UNITS = [*SERVICES, "faltlogg-backup.timer"]
FOR_THE_SCRIPT = {"FALTLOGG", "BACKUPS", "KEEP_DAYS"}
SETTINGS = {variable for variable, _, _ in described()}


def values(unit: str, key: str) -> list[str]:
    """What a unit sets a key to, in order; a key may stand several times."""
    return re.findall(rf"^{key}=(.*)$", (DEPLOY / unit).read_text(), flags=re.MULTILINE)


def environment(unit: str) -> dict[str, str]:
    return dict(value.split("=", 1) for value in values(unit, "Environment"))


@pytest.mark.parametrize("unit", SERVICES)
def test_what_a_unit_sets_is_a_setting(unit: str):
    assert environment(unit).keys() <= SETTINGS | FOR_THE_SCRIPT


def test_the_example_of_settings_names_settings():
    named = set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "faltlogg.env").read_text(), flags=re.MULTILINE))
    assert named
    assert named <= SETTINGS


def test_the_backup_copies_what_the_server_writes():
    ours = {name: value for name, value in environment("faltlogg-backup.service").items() if name in SETTINGS}
    assert ours == environment("faltlogg.service")


def test_every_folder_written_to_may_be_written_to():
    states = [f"/var/lib/{name}" for name in values("faltlogg.service", "StateDirectory")[0].split()]
    written = {Path(value.removeprefix("sqlite:///")) for value in environment("faltlogg.service").values()}
    for path in written:
        assert any(path.is_relative_to(state) for state in states), path
    assert {*states, environment("faltlogg-backup.service")["BACKUPS"]} == set(
        values("faltlogg-backup.service", "ReadWritePaths")[0].split()
    )


def test_the_log_the_keys_and_the_erasures_lie_apart():
    told = environment("faltlogg.service")
    folders = [
        Path(told["FALTLOGG_DATA"]),
        *(Path(told[name].removeprefix("sqlite:///")).parent for name in ("FALTLOGG_KEYS", "FALTLOGG_ERASURES")),
    ]
    assert len(set(folders)) == 3
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
