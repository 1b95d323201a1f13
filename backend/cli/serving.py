"""`faltlogg serve` and `faltlogg demo`."""

import errno
import os
import socket
import sys
from datetime import UTC, datetime

import click

from backend.cli.opening import link, opened, settings_given
from backend.cli.served import command, remember
from backend.cli.trouble import OPENING, in_words
from backend.domain.demonstration import PARTNERSHIP
from backend.following import beside
from backend.house import House
from backend.settings import Settings, variable


@click.command()
@click.option("--host", help="Adress att lyssna på.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port att lyssna på.")
def serve(host: str | None, port: int | None) -> None:
    """Starta servern; första gången skapas allt den behöver och alla löften läses in."""
    settings = listening(host, port)
    unheard(settings)
    with opened(settings) as house:
        for published in house.furnish():
            promises = sum(change.table == "commitment" for change in published.changes)
            click.echo(f"Läste in {published.partnership}: {published.code}, {promises} åtaganden")
        house.follower.catch_up()
        _addresses(settings)
        _commands(house)
    _run(settings)


@click.command()
@click.option("--host", help="Adress att lyssna på.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port att lyssna på.")
@click.option("--no-serve", is_flag=True, help="Skapa bara uppgifterna.")
def demo(host: str | None, port: int | None, *, no_serve: bool) -> None:
    """Skapa två påhittade år och starta servern, med en länk för var och en som är med."""
    from backend.demo.record import NotEmpty, record_demonstration

    os.environ[variable("demonstration")] = "true"
    settings = listening(host, port)
    if not no_serve:
        unheard(settings)
    click.echo("Demonstrationen: två påhittade år i Västervik.")
    with in_words(NotEmpty, *OPENING, settings=settings):
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with click.progressbar(length=1, label="Spelar upp", file=sys.stderr) as bar:

            def progress(done: int, of: int) -> None:
                bar.length = of
                bar.update(done - bar.pos)

            record_demonstration(settings, datetime.now(UTC), progress)
    with opened(settings) as house:
        house.follower.catch_up()
        _addresses(settings)
        _links(settings, house)
        _commands(house)
    if not no_serve:
        _run(settings)


def listening(host: str | None, port: int | None) -> Settings:
    """The settings with this host and port instead; also in the environment that server processes read."""
    for name, given in (("host", host), ("port", port)):
        if given is not None:
            os.environ[variable(name)] = str(given)
    return settings_given()


def unheard(settings: Settings) -> None:
    """End with words where somebody listens on the port already: the server would silently share it with them."""
    try:
        address = socket.gethostbyname(settings.host)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # an ended one does not linger
            probe.bind((address, settings.port))
    except OSError as fault:
        if fault.errno != errno.EADDRINUSE:
            raise click.ClickException(f"Det går inte att lyssna på {settings.host}: {fault.strerror}.") from None
        raise click.ClickException(
            f"Port {settings.port} på {settings.host} används redan, kanske av en annan Fältlogg. "
            f"Välj en annan med --port eller {variable('port')}, till exempel --port {settings.port % 65535 + 1}."
        ) from None


def _addresses(settings: Settings) -> None:
    base = settings.base_url.rstrip("/")
    click.echo(f"\nFältlogg på {base}")
    click.echo(f"  {base}/app          fältappen")
    click.echo(f"  {base}/uppfoljning  uppföljningen")
    click.echo(f"  {base}/schema       API:et\n")


def _links(settings: Settings, house: House) -> None:
    from backend.demo.people import PEOPLE

    click.echo("Logga in som (varje länk går att använda en gång; nya kommer vid nästa start):")
    for person in PEOPLE:
        if person.signs_in:
            click.echo(f"  {person.name}, {person.shows}")
            click.echo(f"    {link(settings, house.member_desk, PARTNERSHIP, person.id)}")
    click.echo()


def _commands(house: House) -> None:
    """How a member and a pledge are added to what is served here: the whole lines, to be copied."""
    partnerships = house.partnerships()
    first = not any(house.accounts.members(p) for p in partnerships)
    click.echo("Ingen är inbjuden än. Bjud in den första så här:" if first else "Bjud in en medlem så här:")
    role = "admin" if first else "field"
    for_ = ["--partnership", partnerships[0], "--organisation", "kommunen", "--role", role, "--name", "Ditt namn"]
    click.echo(f"  {command('invite', *for_)}")
    click.echo("Läs in ett löfte så här:")
    click.echo(f"  {command('import', 'pack', 'LÖFTE.toml')}\n")


def _run(settings: Settings) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces

    remember(settings)
    sys.stdout.flush()
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
    with beside():
        server.serve()
