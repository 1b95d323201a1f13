"""`faltlogg import …` and `faltlogg export …`."""

import contextlib
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NoReturn

import click

from backend import export as tables
from backend.cli.comparing import compare
from backend.cli.opening import chosen, chosen_pledge, opened, organisations, partnership_option, settings_now
from backend.domain.calendar import YEARS, local, may_be
from backend.domain.pack import PackFault
from backend.domain.refusal import FINDINGS, Refused
from backend.domain.words import ORGANISATIONS
from backend.existing.faults import Unreadable
from backend.existing.recording import ImportDesk, Outcome, Progress, importer
from backend.house import House
from projections.fulfilment import fulfilment

_HOW = {"new": "ny", "changed": "ändras", "retired": "erbjuds inte längre", "kept": "behålls som ni ändrat"}
_MARK = {"new": "+", "changed": "~", "retired": "-", "kept": "="}
_NEW = click.Path(dir_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Day(click.DateTime):
    """`2026-06-30`, of a year that anybody could mean."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        day: datetime = super().convert(value, param, ctx)
        if not may_be(day.date()):
            self.fail(f"{day.date()} ligger inte inom åren {YEARS}.", param, ctx)
        return day


_DAY = _Day(["%Y-%m-%d"])


@click.group("import")
def import_() -> None:
    """Läs in löften, lägesbilder och tidigare aktiviteter."""


@import_.command("pack")
@click.argument("file", type=_FILE)
@click.option("--look", is_flag=True, help="Visa bara vad som skulle ändras.")
@click.option("--yes", is_flag=True, help="Publicera ändrade regler utan att fråga.")
def import_pack(file: Path, *, look: bool, yes: bool) -> None:
    """Läs in ett löfte ur en TOML-fil. Samma fil en gång till ändrar ingenting.

    Ändras reglerna i ett löfte som redan gäller visas varje åtagandes siffra före och efter, på samma logg, och inget
    publiceras förrän någon svarat ja.
    """
    with opened(settings_now()) as house:
        try:
            prepared = house.publish_desk.prepare(file.read_bytes())
            changes = prepared.published.changes
            for change in changes:
                click.echo(f"{_MARK[change.how]} [[{change.table}]] {change.code}: {_HOW[change.how]}")
            if not prepared.events:
                click.echo("Ingenting ändras: det är redan publicerat så.")
                return
            asks = compare(house, prepared) or prepared.asks
            if look:
                click.echo("Inget publicerades (--look).")
                return
            if asks and not yes:
                _asked(file)
            house.publish_desk.pack(file.read_bytes(), seen=prepared.seen)
        except PackFault as fault:
            _faulty(file, fault.said())
        except Refused as refused:
            _faulty(file, [refused.message()])
        click.echo("Publicerat.")


_YES, _NO = ("j", "ja", "y", "yes"), ("n", "nej", "no", "")


def _asked(file: Path) -> None:
    """Go on only where somebody says yes. Click's own question takes English alone."""
    said = "?"
    with contextlib.suppress(click.Abort):
        while said not in _YES + _NO:
            if said != "?":
                click.echo("Svara j eller n.")
            said = click.prompt("Publicera med de nya reglerna? [j/N]", default="", show_default=False).strip().lower()
    if said not in _YES:
        raise click.ClickException(f"{file.name} togs inte in; inget är ändrat. Svara j, eller kör igen med --yes.")


@import_.command("activities")
@click.argument("file", type=_FILE)
@partnership_option
@click.option(
    "--confirmed",
    is_flag=True,
    help="Ta in också anteckningar med telefonnummer, e-post, regnummer, namn eller något som liknar ett personnummer.",
)
def import_activities(file: Path, partnership: str | None, *, confirmed: bool) -> None:
    """Läs in aktiviteter ur en CSV- eller XLSX-fil. Rader som finns redan hoppas över.

    En rad vars anteckning ser ut att peka ut någon tas inte in utan --confirmed, en med personnummer aldrig.

    Avslutas med 0 om allt gick, 3 om en del rader inte gick att ta in, 1 om ingen gick.
    """
    with opened(settings_now()) as house:
        place = chosen(house, partnership)
        kept = tuple(FINDINGS) if confirmed else ()
        _take_in(file, "rader", lambda progress: _desk(house, place).activities(file, place, progress, confirmed=kept))


@import_.command("situation")
@click.argument("file", type=_FILE)
@partnership_option
@click.option("--organisation", type=organisations, default="kommunen", show_default=True, help="Vem som beslutat.")
def import_situation(file: Path, partnership: str | None, organisation: str) -> None:
    """Läs in lägesbilder per vecka ur en CSV-, XLSX- eller GeoJSON-fil. En vecka fryses en gång."""
    with opened(settings_now()) as house:
        place = chosen(house, partnership)
        _take_in(file, "veckor", lambda progress: _desk(house, place).situations(file, place, organisation, progress))


def _desk(house: House, partnership: str) -> ImportDesk:
    for organisation in ORGANISATIONS:  # so that the trail can say who it was
        house.accounts.add("Inläst ur fil", id=importer(partnership, organisation).id)
    return ImportDesk(house.log, house.vault, house.catalogues, now=house.now, crew_known=house.member_desk.known)


def _take_in(file: Path, unit: str, read: Callable[[Progress], Outcome]) -> NoReturn:
    """Show how far it has come, list what is wrong, and end with the status that says which."""
    try:
        with click.progressbar(length=1, label=f"Läser in {file.name}", file=sys.stderr) as bar:

            def progress(done: int, of: int) -> None:
                bar.length = max(of, 1)
                bar.update(done - bar.pos)

            outcome = read(progress)
    except Unreadable as fault:
        _faulty(file, [str(fault)])
    for taken in outcome.moved:
        click.echo(f"{file.name}: {taken}", err=True)
    for wrong in outcome.faults:
        click.echo(f"{file.name}: {wrong}", err=True)
    click.echo(f"{outcome.total} {unit}: {outcome.added} nya, {outcome.already} fanns redan, {outcome.failed} fel.")
    sys.exit(outcome.exit_status)


def _faulty(file: Path, lines: list[str]) -> NoReturn:
    for line in lines:
        click.echo(f"{file.name}: {line}", err=True)
    raise click.ClickException(f"{file.name} togs inte in; inget är ändrat.")


@click.group()
def export() -> None:
    """Skriv aktiviteter eller löftesuppfyllelse till CSV eller XLSX."""


def _to(function: Any) -> Any:
    """Where the table goes: a file that says by its name what it is, or CSV to whoever reads on."""
    return click.argument("file", type=_NEW, required=False)(function)


@export.command("activities")
@_to
@partnership_option
@click.option("--organisation", type=organisations, required=True, help="Vems aktiviteter.")
@click.option("--first", type=_DAY, help="Första dagen.")
@click.option("--last", type=_DAY, help="Sista dagen.")
def export_activities(
    file: Path | None, partnership: str | None, organisation: str, first: datetime | None, last: datetime | None
) -> None:
    """Det en huvudman har registrerat och inte återtagit, utan anteckningar."""
    if first and last and first > last:
        raise click.UsageError(f"Första dagen {first:%Y-%m-%d} ligger efter sista dagen {last:%Y-%m-%d}.")
    with opened(settings_now()) as house:
        place = chosen(house, partnership)
        with house.reading() as reading:
            table = tables.activities(
                house.log,
                reading,
                place,
                organisation,
                house.catalogues.of(place),
                first=first.date() if first else None,
                last=last.date() if last else None,
            )
            _write(table, file)


@export.command("fulfilment")
@_to
@partnership_option
@click.option("--organisation", type=organisations, help="Med vems ögon; utan, med allmänhetens.")
@click.option("--pledge", help="Löftets kod; utelämnad listas de som finns.")
@click.option("--as-of", type=_DAY, help="Dagen; i dag om den utelämnas.")
@click.option("--known", type=click.Choice(["then", "now"]), default="then", show_default=True, help="Läsningen.")
def export_fulfilment(
    file: Path | None,
    partnership: str | None,
    organisation: str | None,
    pledge: str | None,
    as_of: datetime | None,
    known: Literal["then", "now"],
) -> None:
    """Ett löftes siffror, en rad per räkneregel."""
    with opened(settings_now()) as house:
        place = chosen(house, partnership)
        pledge = chosen_pledge(house, place, pledge)
        day = as_of.date() if as_of else local(house.now()).date()
        try:
            with house.reading() as reading:
                answer = fulfilment(
                    reading, place, pledge, as_of=day, known=known, viewer=organisation, unseal=house.vault.open
                )
        except Refused as refused:
            raise click.ClickException(refused.message()) from None
        _write(tables.fulfilment(answer), file)


def _write(table: tables.Table, file: Path | None) -> None:
    if file is None:
        sys.stdout.buffer.write(tables.as_csv(table))
        return
    write = {".csv": tables.as_csv, ".xlsx": tables.as_xlsx}.get(file.suffix.lower())
    if write is None:
        raise click.UsageError("Filen ska sluta på .csv eller .xlsx.")
    file.write_bytes(write(table))
    click.echo(f"Skrev {file}", err=True)
