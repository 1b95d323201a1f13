"""What README tells a newcomer to run does run, in its order and as it stands; what it says of the folders is so."""

import ast
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.cli import main
from backend.house import House
from backend.settings import Settings

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^    ((?:FALTLOGG_DATA=\S+ )?\.venv/bin/faltlogg (?!demo).+)$", README, re.MULTILINE)
WHERE = README.partition("## Where things live")[2].partition("## Settings")[0]
FOLDERS = re.findall(r"^\| (`.+?`) \|", WHERE, re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as `make serve` and `make run` leave it, where the lines are given."""
    (tmp_path / "backend").symlink_to(TOP / "backend")
    for data in ("data", "data/demo"):
        (tmp_path / data).mkdir()
        with House(Settings.read({"FALTLOGG_DATA": str(tmp_path / data)})) as house:
            list(house.furnish())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_line_that_the_readme_gives_runs(checkout: Path):
    assert len(LINES) >= 9
    for line in LINES:
        *told, _, rest = re.split(r"(\.venv/bin/faltlogg) ", line, maxsplit=1)
        environment = dict(part.split("=", 1) for part in shlex.split(told[0]))
        done = CliRunner().invoke(main, shlex.split(rest), env=environment)
        assert done.exit_code == 0, f"{line}\n{done.output}"
        assert "en ny är gjord" not in done.output, line
    assert (checkout / "data" / "polisen.csv").exists()


def test_no_line_of_the_readme_gives_the_command_without_where_it_is():
    assert not re.search(r"^    faltlogg ", README, re.MULTILINE)


def test_every_folder_says_what_it_is_for():
    folders = [folder for cell in FOLDERS for folder in re.findall(r"`(.+?)`", cell)]
    assert len(folders) > 10
    for folder in folders:
        path = next(p for p in (TOP / folder, TOP / "backend" / folder) if p.is_dir())
        init = path / "__init__.py"
        told = init.exists() and ast.get_docstring(ast.parse(init.read_text(encoding="utf-8")))
        assert (path / "README.md").exists() or (told and path.parent.name == "backend"), folder
