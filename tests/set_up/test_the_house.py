"""Rules of the house that import-linter cannot see: what the domain leans on, and that it asks nobody the time."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
DOMAIN = sorted((TOP / "backend" / "domain").rglob("*.py"))
MAY_LEAN_ON = {"msgspec", "backend", *sys.stdlib_module_names} - {
    *("asyncio", "http", "logging", "os", "random", "secrets", "shutil", "socket", "sqlite3", "subprocess", "tempfile"),
    *("threading", "time", "urllib"),
}
ASKS = {"now", "today", "utcnow", "uuid1", "uuid4", "getenv", "open", "print", "read_text", "read_bytes"}


def imported(tree: ast.Module) -> Iterator[str]:
    """The top packages that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "backend" if node.level else (node.module or "").partition(".")[0]


def called(tree: ast.Module) -> Iterator[str]:
    """The last part of the name of everything that a module's functions call; what ships beside it may be read once."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_the_domain_leans_on_msgspec_and_the_standard_library(path: Path):
    assert set(imported(ast.parse(path.read_text()))) <= MAY_LEAN_ON


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_the_domain_calls_no_clock_no_uuid_no_store(path: Path):
    assert ASKS.isdisjoint(called(ast.parse(path.read_text())))


def test_every_part_of_the_backend_has_its_layer():
    contracts = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    placed = {name.strip("() ") for layer in layers for name in re.split("[:|]", layer)}
    parts = {path.stem for path in (TOP / "backend").glob("*.py")} | {
        path.parent.name for path in (TOP / "backend").glob("*/*.py")
    }
    assert {f"backend.{part}" for part in parts - {"__init__"}} <= placed


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(TOP))
        for folder in ("backend", "projections", "tests")
        for path in (TOP / folder).rglob("*.py")
        if "node_modules" not in path.parts and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
