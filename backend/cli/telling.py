"""`faltlogg digest`: the letters about alarms, sent by a timer."""

from typing import NoReturn

import click

from backend.cli.opening import opened, settings_now
from backend.domain.calendar import local
from backend.mail import Undelivered
from backend.settings import variable


@click.command()
@click.option("--look", is_flag=True, help="Visa breven i stället för att skicka dem.")
def digest(*, look: bool) -> None:
    """Skicka larmen med e-post till dem som har bett om det. En gång till samma dag skickar inget mer.

    Avslutas med 0 om inget gick fel, 1 om något brev inte kom fram; nästa gång försöker igen.
    """
    from backend import digest as letters

    settings = settings_now()
    server = letters.server_of(settings)
    if server is None and not look:
        raise click.ClickException(f"Ingen e-postserver är inställd: {variable('smtp_host')}.")
    with opened(settings) as house:
        if look:
            for _, made in letters.letters(house, local(house.now()).date()):
                click.echo(f"{made.subject}\n\n{made.text}" if made else "(inget nytt)\n")
        elif server is not None:
            try:
                done = letters.post(house, server)
            except Undelivered as fault:
                _undelivered(f"Det gick inte att nå e-postservern ({fault}).")
            click.echo(
                f"{done.sent} skickade, {done.already} redan skickade, {done.nothing_new} utan något nytt, "
                f"{done.no_address} utan adress, {len(done.failed)} kom inte fram."
            )
            if done.failed:
                _undelivered(f"E-postservern tog inte emot alla brev ({', '.join(sorted(set(done.failed)))}).")


def _undelivered(why: str) -> NoReturn:
    raise click.ClickException(f"{why} Nästa körning försöker igen.")
