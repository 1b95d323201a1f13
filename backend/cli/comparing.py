"""What a pack's rules make of the log, before and after, in words: for whoever is about to publish it."""

from datetime import date

import click

from backend.desk.publish import Prepared
from backend.domain.calendar import local
from backend.house import House
from backend.web.pages.rehearsing import Side, Sides, sides
from backend.web.pages.tongue import NB, tongue
from projections.rehearsal import Compared, Eyes, elsewhere, rehearse


def compare(house: House, prepared: Prepared) -> bool:
    """Tell every commitment published before that would come to something else, also of other pledges that rest on
    what changes; whether there is one.
    """
    today, pledge, told = local(house.now()).date(), prepared.pack.pledge, prepared.told
    eyes: Eyes = {"as_of": today, "viewer": None}
    with house.reading() as reading:
        own = rehearse(reading, pledge.partnership, pledge.code, prepared.events, **eyes) if told else ()
        others = elsewhere(reading, pledge.partnership, prepared.events, **eyes)
    differing = [c for c in own if c.differs]
    if not differing and not others:
        return False
    click.echo(f"\nFöre och efter, på samma logg, läget {today.isoformat()} med allmänhetens ögon:")
    for compared in differing:
        _compared(compared, today, told.pledge.last if told else pledge.last, pledge.last)
    for other in others:
        click.echo(f"I {other.title}, som vilar på det som ändras:")
        for compared in other.compared:
            _compared(compared, today, other.last, other.last)
    click.echo()
    return True


def _compared(compared: Compared, today: date, before_ends: date, after_ends: date) -> None:
    click.echo(f"  {compared.code}: {compared.title}")
    for side in sides(tongue("sv"), compared, today, before_ends, after_ends):
        _tell(side)


def _tell(side: Sides) -> None:
    lead = f"{side.name}, " if side.name else ""
    click.echo(f"    {lead}nu:    {_plain(side.before)}")
    click.echo(f"    {lead}sedan: {_plain(side.after)}")


def _plain(side: Side | None) -> str:
    return side.words.replace(NB, " ") if side else "finns inte"
