"""The command line speaks one language: what Click says around our words too."""

import re

import click
import pytest

from backend.cli import main
from tests.backend.cli.conftest import Installation

ENGLISH = re.compile(r"\b(Usage|Options|Commands|Error|Try|Missing|Invalid|does not|Show|is not|No such)\b")


def commands(group: click.Group, *above: str) -> list[tuple[str, ...]]:
    found = [above]
    for name, command in group.commands.items():
        found += commands(command, *above, name) if isinstance(command, click.Group) else [(*above, name)]
    return found


@pytest.mark.parametrize("command", commands(main), ids=" ".join)
def test_the_help_of_every_command_is_in_swedish(empty: Installation, command: tuple[str, ...]):
    result = empty.run(*command, "--help")
    assert result.exit_code == 0
    assert result.output.startswith("Så här: ")
    assert not ENGLISH.search(result.output), result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fly"], "Kommandot 'fly' finns inte."),
        (["serve", "--porten", "1"], "Valet '--porten' finns inte."),
        (["serve", "--port", "åtta"], "'åtta' är inget heltal."),
        (["serve", "--port", "99999"], "99999 ligger inte inom 1<=x<=65535."),
        (["import", "pack", "finns-inte.toml"], "'finns-inte.toml' finns inte."),
        (["import", "pack"], "Ange argumentet 'FILE'."),
        (["export", "fulfilment"], "Ange valet '--pledge'."),
        (["export", "activities", "--organisation", "regionen"], "'regionen' är ingen av 'polisen', 'kommunen'."),
        (["export", "fulfilment", "--pledge", "p", "--as-of", "igår"], "'igår' är inte skrivet som '%Y-%m-%d'."),
        (["rebuild", "nu"], "Det här argumentet är ett för mycket: nu"),
    ],
)
def test_what_is_wrong_with_a_command_is_said_in_swedish(empty: Installation, arguments: list[str], said: str):
    result = empty.run(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Fel: " in result.output
    assert not ENGLISH.search(result.output), result.output
