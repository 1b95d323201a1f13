"""`faltlogg rebuild`, `backup` and `restore`."""

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from backend.backup import back_up
from backend.backup import restore as put_back
from backend.cli.opening import opened, settings_now
from backend.cli.trouble import OPENING, WORKING, in_words
from backend.house import at
from backend.vault import Erasures, Vault, master_key

_NEW = click.Path(dir_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
def rebuild() -> None:
    """Bygg om vyerna från loggens början; den som läser ser de gamla tills de nya är klara."""
    with opened(settings_now()) as house:
        click.echo(f"Bygger om vyerna ur {house.log.head()} händelser …")
        position = house.follower.rebuild()
        click.echo(f"Klart till position {position}.")
        if stuck := house.follower.quarantined():
            raise click.ClickException(f"{stuck} händelser gick inte att ta in och står i karantän.")


@click.command()
@click.option("--log", "log_to", type=_NEW, required=True, help="Ny fil för loggen och kontona.")
@click.option("--keys", "keys_to", type=_NEW, required=True, help="Ny fil för nycklarna, i en annan mapp.")
def backup(log_to: Path, keys_to: Path) -> None:
    """Säkerhetskopiera medan servern går. Huvudnyckeln och listan över gallringar kopieras inte."""
    settings = settings_now()
    with opened(settings) as house:
        for file in (log_to, keys_to):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with in_words(ValueError):  # both in one folder
            position = back_up(settings.database, house.vault, log_to=log_to, keys_to=keys_to, now=house.now())
        click.echo(f"Kopierat till position {position}: {log_to} och {keys_to}")


@click.command()
@click.option("--log", "log_from", type=_FILE, help="Loggens kopia.")
@click.option("--keys", "keys_from", type=_FILE, help="Nycklarnas kopia.")
def restore(log_from: Path | None, keys_from: Path | None) -> None:
    """Återställ loggen, nycklarna eller båda, också medan servern går. Det som gallrats förblir gallrat."""
    if log_from is None and keys_from is None:
        raise click.UsageError("Ange --log, --keys eller båda.")
    settings = settings_now()
    with in_words(*OPENING, *WORKING, settings=settings), ExitStack() as stores:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with at("keys"):
            vault = Vault.at(settings.keys, master_key(settings.master_key_file))
        stores.callback(vault.close)
        with at("erasures"):
            erasures = Erasures.at(settings.erasures)
        stores.callback(erasures.close)
        with at("database"):
            done = put_back(
                settings.database, vault, erasures, log_from=log_from, keys_from=keys_from, now=datetime.now(UTC)
            )
    if done.position is not None:
        click.echo(f"Loggen är återställd till position {done.position}; telefoner lämnar in igen det som kom senare.")
    click.echo(f"{done.keys} nycklar lades tillbaka, {done.erased} gallringar gjordes om.")
