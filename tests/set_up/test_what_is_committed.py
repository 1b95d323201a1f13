"""What a stranger gets: locked packages that say where from to nobody, and nothing that holds on one machine only."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
PYTHON_LOCKS = sorted(path.name for path in TOP.glob("requirements*.txt"))
NPM_LOCKS = ["pwa/package-lock.json", "tests/browser/package-lock.json"]
ASIDE = {".git", ".venv", "node_modules", "data", "dist", "build", "field", "__pycache__"}
# Spelled in two parts, so that this file does not name them either.
REGISTRIES = [
    ".".join(name) for name in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org/debian"))
]
A_MACHINE = re.compile(r"(?<![\w.])/(home|Users|root)/\w+")
TEXT = {
    ".py",
    ".ts",
    ".svelte",
    ".js",
    ".json",
    ".toml",
    ".md",
    ".txt",
    ".yaml",
    ".yml",
    ".html",
    ".css",
    ".sh",
    ".service",
    "",
}


def written() -> Iterator[Path]:
    """The files that git keeps; where this is no git clone, every file that looks like ours."""
    if (TOP / ".git").exists() and shutil.which("git"):
        kept = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=True
        )
        yield from (TOP / name for name in kept.stdout.split("\0") if name and (TOP / name).is_file())
    else:
        for path in TOP.rglob("*"):
            if path.is_file() and not ASIDE.intersection(path.relative_to(TOP).parts):
                yield path


def entries(lock: str) -> list[str]:
    """The requirements in a lock file, each with its continuation lines."""
    return [line for line in re.sub(r"\\\n", " ", (TOP / lock).read_text()).splitlines() if line.strip()]


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_python_package_is_pinned_and_hashed(lock: str):
    for entry in entries(lock):
        assert re.match(r"[a-z0-9-]+==\S+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_what_runs_is_what_was_tested():
    tested = set(entries("requirements-dev.txt"))
    assert set(entries("requirements.txt")) <= tested
    assert set(entries("requirements-build.txt")) <= tested


@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_every_npm_package_has_a_digest_and_no_address(lock: str):
    packages = json.loads((TOP / lock).read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


def test_no_file_names_a_registry_or_a_machine():
    found = []
    for path in written():
        if path.suffix in TEXT:
            text = path.read_text(errors="replace")
            names = [name for name in (*REGISTRIES, f"{TOP}/") if name in text]
            names += [match.group() for match in A_MACHINE.finditer(text)]
            found += [f"{path.relative_to(TOP)}: {name}" for name in names]
    assert found == []


def test_ci_runs_the_command_of_the_readme_and_nothing_else():
    commands = [line for line in (TOP / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")]
    assert commands == ['cd "$(dirname "$0")/.." && exec make test']
    assert (TOP / ".ci" / "run").stat().st_mode & 0o100


def test_the_readme_opens_with_the_two_commands_and_names_targets_that_exist():
    readme, makefile = (TOP / "README.md").read_text(), (TOP / "Makefile").read_text()
    assert re.findall(r"^    (.+)$", readme, flags=re.MULTILINE)[:2] == ["make run", "make test"]
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", readme)) <= targets
