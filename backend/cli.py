"""`faltlogg …`: everything that is done at the server itself rather than through it."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from backend.desk.publish import Change, Published
from backend.domain.member import Role
from backend.domain.pack import PackFault
from backend.domain.refusal import Refused
from backend.domain.words import ORGANISATIONS
from backend.house import House
from backend.log import Unavailable
from backend.settings import BadSetting, Settings, variable
from backend.vault import Tampered

_ROLES = click.Choice([str(role) for role in Role])
_ORGANISATIONS = click.Choice(ORGANISATIONS)
_HOW = {"new": "ny", "changed": "ändras", "retired": "erbjuds inte längre"}
_MARK = {"new": "+", "changed": "~", "retired": "-"}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="faltlogg")
def main() -> None:
    """Fältlogg: en händelseloggad aktivitetslogg för medborgarlöften.

    Inställningar läses ur miljön: FALTLOGG_DATA, FALTLOGG_DATABASE, FALTLOGG_KEYS och flera; se README.
    """


@main.command()
@click.option("--host", help="Adress att lyssna på.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port att lyssna på.")
def serve(host: str | None, port: int | None) -> None:
    """Starta servern; första gången skapas allt den behöver och alla löften läses in."""
    settings = listening(host, port)
    with _opened(settings) as house:
        furnish(house)
        addresses(settings, house)
    run(settings)


def listening(host: str | None, port: int | None) -> Settings:
    """The settings with this host and port instead; also in the environment that server processes read."""
    for name, given in (("host", host), ("port", port)):
        if given is not None:
            os.environ[variable(name)] = str(given)
    return _settings()


def furnish(house: House) -> None:
    """Publish what comes with this release, telling of each pack, because the first time takes seconds."""
    for published in house.furnish():
        promises = sum(change.table == "commitment" for change in published.changes)
        click.echo(f"Läste in {published.partnership}: {published.code}, {promises} åtaganden")
    house.follower.catch_up()


def addresses(settings: Settings, house: House) -> None:
    """Say where the server is found, and how the first member gets in."""
    base = settings.base_url.rstrip("/")
    click.echo(f"\nFältlogg på {base}")
    click.echo(f"  {base}/app          fältappen\n  {base}/uppfoljning  uppföljningen\n  {base}/schema       API:et")
    partnerships = house.partnerships()
    if not any(house.accounts.members(p) for p in partnerships):
        click.echo("\nIngen är inbjuden än. Bjud in den första så här:")
        click.echo('  faltlogg invite --partnership vastervik --organisation kommunen --role admin --name "Ditt namn"')
    click.echo("", nl=True)
    sys.stdout.flush()


def run(settings: Settings) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "backend.app:serve",
        address=socket.gethostbyname(settings.host),
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        factory=True,
        websockets=False,
        log_access=False,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
    )
    server.serve()


@main.command()
@click.option("--partnership", help="Samverkan; kan utelämnas där det bara finns en.")
@click.option("--organisation", type=_ORGANISATIONS, required=True, help="Huvudman.")
@click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="Roll; får anges flera gånger.")
@click.option("--name", required=True, help="Personens namn.")
@click.option("--email", help="Personens adress; samma adress är samma person.")
def invite(partnership: str | None, organisation: str, roles: tuple[str, ...], name: str, email: str | None) -> None:
    """Bjud in en medlem, eller ge en ny länk. Länken står ensam på sista raden och går att använda en gång."""
    settings = _settings()
    with _opened(settings) as house:
        place = _partnership(house, partnership)
        member, secret = house.member_desk.invite(
            name, email, partnership=place, organisation=organisation, roles=[Role(r) for r in roles], by=None
        )
        click.echo(f"{name} är medlem i {place} för {organisation} ({', '.join(sorted(member.roles))}).")
        click.echo(f"{settings.base_url.rstrip('/')}/in/{secret}")


@main.command()
@click.option("--partnership", help="Samverkan; kan utelämnas där det bara finns en.")
@click.option("--organisation", type=_ORGANISATIONS, required=True, help="Huvudman.")
@click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="Roll; får anges flera gånger.")
@click.option("--name", required=True, help="Vad programmet heter i granskningsloggen.")
def token(partnership: str | None, organisation: str, roles: tuple[str, ...], name: str) -> None:
    """Ge ett program en nyckel. Den står ensam på sista raden och visas bara nu."""
    with _opened(_settings()) as house:
        place = _partnership(house, partnership)
        made = house.accounts.issue(place, organisation, [Role(r) for r in roles], name, now=house.now())
        click.echo(f"{name} får agera i {place} för {organisation}. Så används den: Authorization: Bearer …")
        click.echo(made)


@main.command()
def rebuild() -> None:
    """Bygg om vyerna från loggens början; den som läser ser de gamla tills de nya är klara."""
    with _opened(_settings()) as house:
        head = house.log.head()
        click.echo(f"Bygger om vyerna ur {head} händelser …")
        position = house.follower.rebuild()
        click.echo(f"Klart till position {position}.")
        if stuck := house.follower.quarantined():
            raise click.ClickException(f"{stuck} händelser gick inte att ta in och står i karantän.")


@main.group("import")
def import_() -> None:
    """Läs in löften, lägesbilder och tidigare aktiviteter."""


@import_.command("pack")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--look", is_flag=True, help="Visa bara vad som skulle ändras.")
def import_pack(file: Path, *, look: bool) -> None:
    """Läs in ett löfte ur en TOML-fil. Samma fil en gång till ändrar ingenting."""
    with _opened(_settings()) as house:
        try:
            published = house.publish_desk.pack(file.read_bytes(), only_look=look)
        except PackFault as fault:
            _faulty(file, fault.faults)
        except Refused as refused:
            _faulty(file, [refused.message()])
        _changes(published)
        if not published.changes:
            click.echo("Ingenting ändras: det är redan publicerat så.")
        else:
            click.echo("Inget publicerades (--look)." if look else "Publicerat.")


def _changes(published: Published) -> None:
    for change in published.changes:
        click.echo(_line(change))


def _line(change: Change) -> str:
    return f"{_MARK[change.how]} [[{change.table}]] {change.code}: {_HOW[change.how]}"


def _faulty(file: Path, lines: list[str]) -> NoReturn:
    for line in lines:
        click.echo(f"{file.name}: {line}", err=True)
    raise click.ClickException(f"{file.name} togs inte in; inget är ändrat.")


def _settings() -> Settings:
    try:
        return Settings.read(os.environ)
    except BadSetting as fault:
        raise click.ClickException(str(fault)) from None


@contextmanager
def _opened(settings: Settings) -> Iterator[House]:
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        house = House(settings)
    except (ValueError, OSError, RuntimeError, Unavailable, Tampered) as fault:
        raise click.ClickException(str(fault)) from None
    with house:
        yield house


def _partnership(house: House, named: str | None) -> str:
    known = house.partnerships()
    if named is None and len(known) == 1:
        return known[0]
    if named not in known:
        listed = ", ".join(known) or "ingen: kör faltlogg import pack"
        raise click.UsageError(f"Ange --partnership. Det finns: {listed}.")
    return named
