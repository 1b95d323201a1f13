"""`faltlogg digest`."""

from pathlib import Path

import pytest

from backend.domain.member import Role
from tests.backend.cli.conftest import Installation
from tests.support.mail_server import HOST, receiving


@pytest.fixture
def asked(installed: Installation) -> Installation:
    """A coordinator has switched letters on."""
    with installed.house() as house:
        petra, _ = house.member_desk.invite(
            "Petra Wallin",
            "petra@example.se",
            partnership="vastervik",
            organisation="polisen",
            roles=[Role.COORDINATOR],
            by=None,
        )
        house.accounts.digests.ask(petra.id, "sv", now=house.now())
    return installed


def test_letters_go_once_a_day(asked: Installation, tmp_path: Path):
    with receiving(tmp_path) as (mailbox, port, _):
        asked.environment |= {
            "FALTLOGG_SMTP_HOST": HOST,
            "FALTLOGG_SMTP_PORT": str(port),
            "FALTLOGG_SMTP_SECURITY": "none",
            "FALTLOGG_SMTP_SENDER": "faltlogg@example.se",
        }
        first, again = (asked.run("digest") for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert first.output.startswith("1 skickade, 0 redan skickade")
    assert again.output.startswith("0 skickade")
    assert len(mailbox.letters) == 1
    assert "petra" not in first.output


def test_without_a_mail_server_it_says_which_setting_is_missing(asked: Installation):
    result = asked.run("digest")
    assert result.exit_code == 1
    assert "FALTLOGG_SMTP_HOST" in result.output


def test_a_mail_server_that_is_not_there_is_said_and_tried_again(asked: Installation):
    asked.environment |= {"FALTLOGG_SMTP_HOST": HOST, "FALTLOGG_SMTP_PORT": "1", "FALTLOGG_SMTP_SENDER": "a@b.se"}
    result = asked.run("digest")
    assert result.exit_code == 1
    assert "Det gick inte att nå e-postservern (ConnectionRefusedError). Nästa körning försöker igen." in result.output


def test_the_letters_can_be_looked_at_without_a_mail_server(asked: Installation):
    result = asked.run("digest", "--look")
    assert result.exit_code == 0
    assert result.output.startswith("Fältlogg: ")
    assert "/uppfoljning/vastervik-2026/abc" in result.output
