"""Whose promise a week's situation counts for: what is made by one organisation is not yet done by another.

An activity counts for those who did it (RULES.md, "Whose"). So where the promise of a situation every week is one
organisation's and another froze it, the pages say so before and after, and the owner confirms the week as its own too.
"""

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from backend.desk.situations import KIND
from backend.domain.calendar import Period
from backend.domain.rule import Cadence
from backend.web.pages.speaking import organisation
from backend.web.pages.tongue import Tongue
from projections import need, pledges
from projections.store import Reading


class Awaited(Struct, frozen=True):
    """A promise that a week does not count for yet: its title and its owners."""

    title: str
    owner: tuple[str, ...]


def awaited(reading: Reading, partnership: str, period: Period, *by: str) -> list[Awaited]:
    """The promises of a regular situation that hold in a week, and that none of the owners has done anything for.

    `by` are organisations that are about to.
    """
    made = {*need.made_by(reading, partnership, period, KIND), *by}
    thursday = period.first + timedelta(days=3)
    return [
        Awaited(commitment.title, commitment.owner)
        for published in pledges.pledges(reading, partnership)
        if published.pledge.first <= thursday <= published.pledge.last
        for commitment in published.pledge.commitments
        if any(isinstance(rule, Cadence) and KIND in rule.kinds for rule in commitment.rule)
        if not made & {*commitment.owner}
    ]


def before(t: Tongue, waiting: Iterable[Awaited]) -> list[str]:
    """What whoever is about to freeze a week should know."""
    return [
        t._(
            "Veckan räknas för löftet ”%(title)s” först när %(who)s har bekräftat lägesbilden. "
            "Det gör de på veckans sida när den är fryst.",
            title=one.title,
            who=_listed(t, one.owner),
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
            who=_listed(t, one.owner),
        )
        for one in waiting
    ]


def _listed(t: Tongue, owner: Iterable[str]) -> str:
    return f" {t._('eller')} ".join(organisation(t, code) for code in owner)
