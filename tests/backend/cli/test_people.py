"""How the first people and the programs get in."""

from backend.domain.member import Role
from tests.backend.cli.conftest import PACKS, Installation
from tests.support.server import Server

WHO = ["--organisation", "polisen", "--role", "field"]


def test_a_token_stands_alone_on_the_last_line_and_works(installed: Installation):
    result = installed.run("token", *WHO, "--role", "lead", "--name", "Statistik")
    assert result.exit_code == 0, result.output
    printed = result.output.splitlines()[-1]
    with installed.house() as house:
        acting = house.accounts.token(printed, now=house.now())
    assert acting is not None
    assert (acting.name, acting.token) == ("Statistik", True)
    assert (acting.member.partnership, acting.member.roles) == ("vastervik", frozenset({Role.FIELD, Role.LEAD}))


def test_an_invitation_ends_with_a_link_that_lets_in_once(installed: Installation):
    result = installed.run("invite", *WHO, "--name", "Anna Lind", "--email", "anna@example.se")
    assert result.exit_code == 0, result.output
    address = result.output.splitlines()[-1]
    assert address.startswith("http://localhost:8000/in/")
    with installed.house() as house:
        session = house.accounts.enter(address.rpartition("/")[2], now=house.now())
        assert session is not None
        acting = house.accounts.session(session, now=house.now())
        assert acting is not None
        assert acting.name == "Anna Lind"


def test_a_link_leads_to_where_the_folder_was_last_served_unless_a_setting_tells_otherwise(server: Server):
    who = ("invite", "--partnership", "vastervik", *WHO, "--name", "Anna Lind")
    server.stop()  # the address is known though nobody is there now
    assert server.command(*who).splitlines()[-1].startswith(f"{server.url}/in/")
    for setting, told, address in (
        ("FALTLOGG_BASE_URL", "https://logg.example.se", "https://logg.example.se"),
        ("FALTLOGG_PORT", "8123", "http://localhost:8123"),
    ):
        elsewhere = Server(server.data, database=None, port=None, **{setting: told})
        assert elsewhere.command(*who).splitlines()[-1].startswith(f"{address}/in/")


def test_the_partnership_must_be_named_where_there_are_several(installed: Installation):
    installed.run("import", "pack", PACKS / "vingaker-2025-2026.toml")
    result = installed.run("token", *WHO, "--name", "x")
    assert result.exit_code == 2
    assert "vastervik, vingaker" in result.output
    assert installed.run("token", *WHO, "--name", "x", "--partnership", "vingaker").exit_code == 0
    assert installed.run("token", *WHO, "--name", "x", "--partnership", "atlantis").exit_code == 2


def test_nobody_is_let_in_before_there_is_a_partnership(empty: Installation):
    result = empty.run("token", *WHO, "--name", "x")
    assert result.exit_code == 2
    assert "faltlogg import pack" in result.output


def test_somebody_of_the_other_side_is_not_invited_to_this_one(installed: Installation):
    installed.run("invite", *WHO, "--name", "Anna", "--email", "anna@example.se")
    result = installed.run(
        "invite", "--organisation", "kommunen", "--role", "field", "--name", "Anna", "--email", "anna@example.se"
    )
    assert result.exit_code == 1
    assert "organisation" in result.output


def test_a_setting_that_cannot_be_used_is_named(installed: Installation):
    installed.environment["FALTLOGG_PORT"] = "många"
    result = installed.run("rebuild")
    assert result.exit_code == 1
    assert "FALTLOGG_PORT" in result.output
