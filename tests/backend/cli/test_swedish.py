"""The command line speaks one language: what Click says around our words too."""

import re
import socket
from pathlib import Path

import click
import pytest

from backend.cli import main
from tests.backend.cli.conftest import PACKS, Installation

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
    assert not re.search(r"\b(FILE|FILENAME|INTEGER|RANGE|%Y)\b", result.output), result.output


def test_what_may_be_left_out_stands_in_brackets(empty: Installation):
    assert empty.run("export", "activities", "--help").output.startswith("Så här: main export activities [VAL] [FIL]\n")
    assert empty.run("import", "pack", "--help").output.startswith("Så här: main import pack [VAL] FIL\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fly"], "Kommandot 'fly' finns inte."),
        (["serve", "--porten", "1"], "Valet '--porten' finns inte."),
        (["serve", "--port", "åtta"], "'åtta' är inget heltal."),
        (["serve", "--port", "99999"], "99999 ligger inte inom 1<=x<=65535."),
        (["import", "pack", "finns-inte.toml"], "'finns-inte.toml' finns inte."),
        (["import", "pack"], "Ange argumentet 'FIL'."),
        (["invite", "--organisation", "polisen", "--role", "field"], "Ange valet '--name'. Personens namn."),
        (["token", "--organisation", "polisen", "--name", "x"], "Ange valet '--role'. Välj bland:\n\tfield,"),
        (["backup"], "Ange valet '--log'. Ny fil för loggen och kontona."),
        (["export", "activities", "--organisation", "regionen"], "'regionen' är ingen av 'polisen', 'kommunen'."),
        (["export", "fulfilment", "--pledge", "p", "--as-of", "igår"], "'igår' är ingen dag som 2026-06-30."),
        (["rebuild", "nu"], "Det här argumentet är ett för mycket: nu"),
    ],
)
def test_what_is_wrong_with_a_command_is_said_in_swedish(empty: Installation, arguments: list[str], said: str):
    result = empty.run(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Fel: " in result.output
    assert not ENGLISH.search(result.output), result.output


def test_a_pledge_that_is_left_out_or_unknown_is_told_with_those_there_are(installed: Installation):
    installed.run("import", "pack", PACKS / "vastervik-2025.toml")
    for arguments in ([], ["--pledge", "atlantis"]):
        result = installed.run("export", "fulfilment", *arguments)
        assert result.exit_code == 2
        assert "Ange --pledge. Det finns: vastervik-2025, vastervik-2026." in result.output


@pytest.mark.parametrize("setting", ["DATABASE", "KEYS", "ERASURES", "VIEWS"])
@pytest.mark.parametrize("command", [["rebuild"], ["demo", "--no-serve"]], ids=" ".join)
def test_a_database_that_does_not_answer_is_told_by_its_setting(
    empty: Installation, setting: str, command: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("backend.log.postgres._PATIENCE", 0.5)
    empty.environment[f"FALTLOGG_{setting}"] = f"postgresql://logg:hemligt@127.0.0.1:{unused_port()}/logg"
    result = empty.run(*command)
    assert result.exit_code == 1, result.output
    assert "Fel: Databasen på 127.0.0.1:" in result.output
    assert f"/logg svarar inte. Se efter att den är igång, och att FALTLOGG_{setting} är rätt." in result.output
    assert "hemligt" not in result.output


def test_a_file_that_is_no_database_is_told_by_its_setting(empty: Installation):
    (empty.folder / "data").mkdir()
    (empty.folder / "data" / "keys.sqlite").write_text("inte en databas" * 100)
    result = empty.run("rebuild")
    assert result.exit_code == 1
    assert "keys.sqlite går inte att öppna. Ange en annan med FALTLOGG_KEYS, eller laga den." in result.output


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "många", "FALTLOGG_PORT: ange ett heltal"),
        ("PORT", "70000", "FALTLOGG_PORT: ange högst 65535"),
        ("WORKERS", "0", "FALTLOGG_WORKERS: ange minst 1"),
        ("DEMONSTRATION", "kanske", "FALTLOGG_DEMONSTRATION: ange true eller false"),
        ("METRICS_TOKEN", "kort", "FALTLOGG_METRICS_TOKEN: ange minst 16 tecken"),
        ("DATABASE", "mysql://x", "FALTLOGG_DATABASE: ange sqlite:///väg/till/filen eller postgresql://"),
        ("BASE_URL", "logg", "FALTLOGG_BASE_URL: ange https://namn eller http://localhost:port, utan sökväg"),
        ("SMTP_SECURITY", "kanske", "FALTLOGG_SMTP_SECURITY: ange starttls, tls eller none"),
        ("SMTP_HOST", "mail", "FALTLOGG_SMTP_SENDER: ange adressen som breven kommer från"),
        ("SMTP_SENDER", "anna", "FALTLOGG_SMTP_SENDER: ange en adress, som faltlogg@example.se"),
        ("SMTP_USER", "anna", "FALTLOGG_SMTP_PASSWORD_FILE: ange filen med den användarens lösenord"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_swedish(empty: Installation, name: str, value: str, said: str):
    empty.environment[f"FALTLOGG_{name}"] = value
    result = empty.run("rebuild")
    assert result.exit_code == 1
    assert f"Fel: {said}" in result.output


def test_what_keeps_a_backup_from_being_made_is_told_in_swedish(installed: Installation, tmp_path: Path):
    log, keys = tmp_path / "log" / "log.sqlite", tmp_path / "keys" / "keys.sqlite"
    assert installed.run("backup", "--log", log, "--keys", keys).exit_code == 0
    assert f"Fel: {keys} finns redan." in installed.run("backup", "--log", log, "--keys", keys).output
    assert f"Fel: {log} finns redan." in installed.run("backup", "--log", log, "--keys", f"{keys}2").output
    beside = tmp_path / "log" / "keys.sqlite"
    assert "ge dem en egen mapp" in installed.run("backup", "--log", f"{log}2", "--keys", beside).output
    wrong = tmp_path / "wrong"
    wrong.write_text("nej")
    assert f"{wrong} är ingen säkerhetskopia av en logg." in installed.run("restore", "--log", wrong).output
    assert f"{wrong} är ingen säkerhetskopia av nycklar." in installed.run("restore", "--keys", wrong).output


def test_a_key_that_others_may_read_is_told_with_what_to_run(installed: Installation):
    key, rows = installed.folder / "data" / "master.key", installed.folder / "rows.csv"
    rows.write_text("kind;occurred_at;organisation;place;note\nplatsbesok;2026-03-01;polisen;ankarsrum;Lugnt\n")
    installed.run("import", "activities", rows)
    key.chmod(0o644)
    assert f"Fel: Andra kan läsa huvudnyckeln i {key}. Kör: chmod 600 {key}" in installed.run("rebuild").output
    key.chmod(0o600)
    key.write_text("nej")
    assert f"Fel: Det står ingen huvudnyckel i {key}" in installed.run("rebuild").output
    key.write_text("0" * 64)
    assert "Fel: Nycklarna hör till en annan huvudnyckel." in installed.run("rebuild").output


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
