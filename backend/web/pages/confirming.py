"""Whose promise a week's situation counts for: what is made by one organisation is not yet done by another.

An activity counts for those who did it (RULES.md, "Whose"). So where the promise of a situation every week is one
organisation's and another froze it, the pages say so before and after, and the owner confirms the week as its own too.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from backend.domain.calendar import Period
from backend.domain.rule import Cadence
from backend.domain.situation import KIND
from backend.web.pages.speaking import organisation
from backend.web.pages.tongue import Tongue
from projections import need, pledges
from projections.store import Reading


class Awaited(Struct, frozen=True):
    """A promise that a week does not count for yet: its title, its owners, and where it stands."""

    title: str
    owner: tuple[str, ...]
    pledge: str
    pledge_title: str
    commitment: str


def awaited(reading: Reading, partnership: str, period: Period, *by: str) -> list[Awaited]:
    """The promises of a regular situation that hold in a week, and that none of the owners has done anything for.

    `by` are organisations that are about to.
    """
    return awaited_in(reading, partnership, [period], by=by).get(period.code, [])


def awaited_in(
    reading: Reading,
    partnership: str,
    weeks: Sequence[Period],
    *,
    by: Sequence[str] = (),
    upto: int | None = None,
    since: date = date.min,
) -> dict[str, list[Awaited]]:
    """The same for several weeks, by their codes: those that wait. `upto`: by what was known at a log position.

    `since`: of pledges alone that were not over on that day.
    """
    if not weeks:
        return {}
    first, last = min(w.first for w in weeks), max(w.last for w in weeks)
    made = need.made_by(reading, partnership, KIND, first, last, upto=upto)
    promised = _promised(reading, partnership, since)
    found: dict[str, list[Awaited]] = {}
    for period in weeks:
        done, thursday = {*made.get(period.code, ()), *by}, period.first + timedelta(days=3)
        waiting = [one for time, one in promised if time.holds(thursday) and not done & {*one.owner}]
        if waiting:
            found[period.code] = waiting
    return found


def _promised(reading: Reading, partnership: str, since: date = date.min) -> list[tuple[Period, Awaited]]:
    return [
        (
            published.pledge.time,
            Awaited(promise.title, promise.owner, published.pledge.code, published.pledge.title, promise.code),
        )
        for published in pledges.pledges(reading, partnership)
        if published.pledge.last >= since
        for promise in published.pledge.commitments
        if any(isinstance(rule, Cadence) and KIND in rule.kinds for rule in promise.rule)
    ]


def ahead_in(
    reading: Reading, partnership: str, weeks: Sequence[Period], today: date
) -> dict[str, list[tuple[Awaited, date]]]:
    """By week: the promises that it counts for on a day to come, the day of what their owners have done for it."""
    coming = [period for period in weeks if period.last > today]
    if not coming:
        return {}
    first, last = min(w.first for w in coming), max(w.last for w in coming)
    made = need.made_by(reading, partnership, KIND, first, last)
    found: dict[str, list[tuple[Awaited, date]]] = {}
    for period in coming:
        of_week = made.get(period.code, {})
        for time, one in _promised(reading, partnership) if of_week else ():
            days = [day for organisation, day in of_week.items() if organisation in one.owner]
            if days and min(days) > today and time.holds(min(days)):
                found.setdefault(period.code, []).append((one, min(days)))
    return found


def ahead(t: Tongue, coming: Iterable[tuple[Awaited, date]], today: date) -> list[str]:
    """What is said of a frozen week that counts once it has come."""
    return [
        t._(
            "Veckan räknas för löftet ”%(title)s” när den har kommit, från %(day)s.",
            title=one.title,
            day=t.day(day, today),
        )
        for one, day in coming
    ]


def before(t: Tongue, waiting: Iterable[Awaited]) -> list[str]:
    """What whoever is about to freeze a week should know."""
    return [
        t._(
            "Veckan räknas för löftet ”%(title)s” först när %(who)s har bekräftat lägesbilden. "
            "Det gör de på veckans sida när den är fryst.",
            title=one.title,
            who=listed(t, one.owner),
        )
        for one in waiting
    ]


def after(t: Tongue, waiting: Iterable[Awaited], own: str) -> list[str]:
    """What is said of a frozen week: that one's own organisation, or another, has not confirmed it."""
    return [
        t._("Veckan räknas för löftet ”%(title)s” först när ni har bekräftat lägesbilden.", title=one.title)
        if own in one.owner
        else t._(
            "Veckan räknas för löftet ”%(title)s” först när %(who)s har bekräftat lägesbilden.",
            title=one.title,
            who=listed(t, one.owner),
        )
        for one in waiting
    ]


def short(t: Tongue, waiting: Iterable[Awaited], own: str) -> str:
    """The same in a list of weeks: whose confirmation is awaited, one's own first."""
    owners = [one.owner for one in waiting]
    if any(own in owner for owner in owners):
        return t._("väntar på er bekräftelse")
    return t._("väntar på att %(who)s bekräftar", who=listed(t, owners[0]))


def listed(t: Tongue, owner: Iterable[str]) -> str:
    """`polisen eller kommunen`."""
    return f" {t._('eller')} ".join(organisation(t, code) for code in owner)
