"""`faltlogg …` in an installation of the test's own."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.house import House
from backend.settings import Settings

PACKS = Path(__file__).parents[3] / "backend" / "packs"


class Installation:
    """A data folder and the commands that work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"FALTLOGG_DATA": str(folder / "data")}

    def run(self, *arguments: object, answer: str = "") -> Result:
        """What `faltlogg …` says and how it ends; `answer` is typed where it asks."""
        return CliRunner().invoke(main, [str(a) for a in arguments], env=self.environment, input=answer)

    def house(self) -> House:
        return House(Settings.read(self.environment))


@pytest.fixture
def empty(tmp_path: Path) -> Installation:
    """Nothing has been done yet."""
    return Installation(tmp_path)


@pytest.fixture
def installed(empty: Installation) -> Installation:
    """The pledge of 2026 has been imported."""
    result = empty.run("import", "pack", PACKS / "vastervik-2026.toml")
    assert result.exit_code == 0, result.output
    return empty
