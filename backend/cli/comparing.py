"""What a pack's rules make of the log, before and after, in words: for whoever is about to publish it."""

import click

from backend.desk.publish import Prepared
from backend.domain.calendar import local
from backend.house import House
from backend.web.pages.rehearsing import Side, Sides, sides
from backend.web.pages.tongue import NB, tongue
from projections.rehearsal import rehearse


def compare(house: House, prepared: Prepared) -> bool:
    """Tell every commitment of a pledge published before that would come to something else; whether there is one."""
    if prepared.told is None:
        return False
    today, pledge = local(house.now()).date(), prepared.pack.pledge
    with house.reading() as reading:
        found = rehearse(reading, pledge.partnership, pledge.code, prepared.events, as_of=today, viewer=None)
    differing = [c for c in found if c.differs]
    if differing:
        click.echo(f"\nFöre och efter, på samma logg, läget {today.isoformat()} med allmänhetens ögon:")
    for compared in differing:
        click.echo(f"  {compared.code}: {compared.title}")
        for side in sides(tongue("sv"), compared, today, prepared.told.pledge.last, pledge.last):
            _tell(side)
    if differing:
        click.echo()
    return bool(differing)


def _tell(side: Sides) -> None:
    lead = f"{side.name}, " if side.name else ""
    click.echo(f"    {lead}nu:    {_plain(side.before)}")
    click.echo(f"    {lead}sedan: {_plain(side.after)}")


def _plain(side: Side | None) -> str:
    return side.words.replace(NB, " ") if side else "finns inte"
