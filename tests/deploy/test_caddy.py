"""The Caddyfile: Caddy takes it, speaks TLS, logs no secret addresses, and shows nobody the machine's figures."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

CADDYFILE = Path(__file__).parents[2] / "deploy" / "Caddyfile"


def directives() -> str:
    """The Caddyfile without its comments."""
    return re.sub(r"^\s*#.*$", "", CADDYFILE.read_text(), flags=re.MULTILINE)


def test_no_address_is_logged():
    assert not re.search(r"^\s*log\b", directives(), flags=re.MULTILINE)


def test_browsers_are_told_to_stay_with_tls():
    years = re.search(r'Strict-Transport-Security "max-age=(\d+)', directives())
    assert years
    assert int(years.group(1)) >= 31_536_000


def test_figures_about_the_machine_stay_on_the_machine():
    assert re.search(r"@inside path /metrics /health/\*\s+respond @inside 404", directives())


@pytest.fixture
def adapted(tmp_path: Path) -> dict[str, Any] | None:
    """What Caddy makes of the file; None on a machine without Caddy."""
    if not shutil.which("caddy"):
        return None
    home = dict(os.environ, HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path))
    home |= {"FALTLOGG_SITE": "logg.example.se", "FALTLOGG_UPSTREAM": "localhost:8000"}
    for step in (["adapt"], ["validate", "--adapter", "caddyfile"]):
        asked = subprocess.run(["caddy", *step, "--config", CADDYFILE], env=home, capture_output=True, text=True)
        assert asked.returncode == 0, asked.stderr
        if step == ["adapt"]:
            assert asked.stderr == ""  # not even a remark about its layout
            found: dict[str, Any] = json.loads(asked.stdout)
    return found


def test_caddy_takes_the_file_and_serves_the_site_over_tls_only(adapted: dict[str, Any] | None):
    if adapted is None:
        return
    (server,) = adapted["apps"]["http"]["servers"].values()
    assert server["listen"] == [":443"]
    assert server["routes"][0]["match"] == [{"host": ["logg.example.se"]}]
    assert '"dial": "localhost:8000"' in json.dumps(server)
