"""Looking after the stores: views anew, copies, and the way back."""

from pathlib import Path

from tests.backend.cli.conftest import Installation


def test_the_views_are_rebuilt_to_the_head(installed: Installation):
    result = installed.run("rebuild")
    assert result.exit_code == 0, result.output
    with installed.house() as house:
        assert result.output.splitlines()[-1] == f"Klart till position {house.log.head()}."


def test_a_backup_is_put_back_with_another_epoch(installed: Installation, tmp_path: Path):
    log, keys = tmp_path / "b1" / "log.sqlite", tmp_path / "b2" / "keys.sqlite"
    assert installed.run("backup", "--log", log, "--keys", keys).exit_code == 0
    with installed.house() as house:
        before, head = house.log.epoch, house.log.head()
        assert house.log.safe() == head
    result = installed.run("restore", "--log", log, "--keys", keys)
    assert result.exit_code == 0, result.output
    assert f"position {head}" in result.output
    with installed.house() as house:
        assert house.log.epoch != before


def test_log_and_keys_do_not_lie_together(installed: Installation, tmp_path: Path):
    result = installed.run("backup", "--log", tmp_path / "log.sqlite", "--keys", tmp_path / "keys.sqlite")
    assert result.exit_code == 1
    assert "ge dem en egen mapp" in result.output


def test_a_file_that_is_no_backup_is_refused(installed: Installation, tmp_path: Path):
    wrong = tmp_path / "wrong.sqlite"
    wrong.write_bytes(b"no database")
    assert installed.run("restore", "--log", wrong).exit_code == 1
    assert installed.run("restore").exit_code == 2


def test_help_names_every_command(empty: Installation):
    text = empty.run("--help").output
    for command in ("serve", "demo", "import", "invite", "token", "rebuild", "export", "backup", "restore"):
        assert f"\n  {command} " in text
