"""Finds the settings and opens the house, with words for what can be wrong with either."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from backend.cli.served import as_last_served
from backend.cli.trouble import OPENING, WORKING, in_words
from backend.desk.members import MemberDesk
from backend.domain.words import ORGANISATIONS
from backend.house import House
from backend.settings import BadSetting, Settings, variable
from projections.pledges import versions

organisations = click.Choice(ORGANISATIONS)


def partnership_option(function: Any) -> Any:
    """`--partnership`, which may be left out where there is one."""
    return click.option("--partnership", help="Samverkan; kan utelämnas där det bara finns en.")(function)


def settings_now() -> Settings:
    """The settings of this environment and the address last served, or an end with the name of the variable that is
    wrong.
    """
    return as_last_served(settings_given())


def settings_given() -> Settings:
    """The same, for whoever is about to serve: at the address that is told, wherever it was before."""
    with in_words(BadSetting):
        return Settings.read(os.environ)


@contextmanager
def opened(settings: Settings) -> Iterator[House]:
    """The house, made where there is none, or an end that says what keeps it shut."""
    is_new = settings.database.startswith("sqlite:///") and not Path(settings.database[len("sqlite:///") :]).exists()
    with in_words(*OPENING, settings=settings):
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        house = House(settings)
    if is_new:
        click.echo(f"Det fanns ingen logg: en ny är gjord i {settings.data} ({variable('data')}).", err=True)
    with house, in_words(*WORKING, settings=settings):
        yield house


def chosen(house: House, named: str | None) -> str:
    """The partnership that was named, or the only one."""
    known = house.partnerships()
    if named is None and len(known) == 1:
        return known[0]
    if named is None or named not in known:
        listed = ", ".join(known) or "ingen än; kör faltlogg import pack eller faltlogg serve"
        raise click.UsageError(f"Ange --partnership. Det finns: {listed}.")
    return named


def chosen_pledge(house: House, partnership: str, named: str | None) -> str:
    """The pledge that was named; left out or unknown, an end that lists those there are."""
    with house.reading() as reading:
        known = sorted(versions(reading, partnership, reading.position))
    if named is None or named not in known:
        raise click.UsageError(f"Ange --pledge. Det finns: {', '.join(known) or 'inget än'}.")
    return named


def link(settings: Settings, desk: MemberDesk, partnership: str, member: Any) -> str:
    """The whole address of a new sign-in link for a member."""
    return f"{settings.base_url.rstrip('/')}/in/{desk.link(partnership, member)}"
