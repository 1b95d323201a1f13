"""What a rule counted, day by day: every figure, split and comparison is a sum over this."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date

import msgspec


class Mark(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`n` activities of one day, organisation and kind, and what they add up to.

    `ready`: they count. Otherwise they lack something that the rule needs, or lie in the future: `ahead` where nothing
    but their day has to come. `places` only where places are counted. `beside`: it counts for its organisation alone,
    the visit being told already (visits.py).
    """

    day: date
    organisation: str
    kind: str
    ready: bool
    n: int
    amount: int
    places: frozenset[str] = frozenset()
    beside: bool = False
    ahead: bool = False


class Series:
    """Marks, and how to sum them in the unit that `of` names. Days are inclusive."""

    def __init__(self, of: str, marks: Iterable[Mark]) -> None:
        self.of = of
        self.marks = sorted(marks, key=lambda m: m.day)
        self._days = [m.day for m in self.marks]

    def only(self, organisation: str) -> "Series":
        """The part that one organisation recorded."""
        own = (m for m in self.marks if m.organisation == organisation)
        return Series(self.of, (msgspec.structs.replace(m, beside=False) if m.beside else m for m in own))

    @property
    def organisations(self) -> list[str]:
        return sorted({m.organisation for m in self.marks})

    def counted(self, first: date, last: date) -> list[Mark]:
        """What counts of [first, last]."""
        return [m for m in self._between(first, last) if m.ready and not m.beside]

    def value(self, first: date, last: date) -> int:
        """The figure of [first, last]."""
        return self._sum(self.counted(first, last))

    def coming(self, first: date, last: date) -> int:
        """What the figure of [first, last] is once its days have come, by what is recorded of them already."""
        return self._sum([m for m in self._between(first, last) if (m.ready or m.ahead) and not m.beside])

    def _sum(self, counted: list[Mark]) -> int:
        if self.of == "days":
            return len({m.day for m in counted})
        if self.of == "places":
            return len(frozenset[str]().union(*(m.places for m in counted)))
        return sum(m.amount for m in counted)

    def activities(self, first: date, last: date) -> int:
        """How many activities the figure of [first, last] rests on, whatever its unit."""
        return sum(m.n for m in self.counted(first, last))

    def waiting(self, first: date, last: date) -> int:
        """How many activities of [first, last] do not count yet."""
        return sum(m.n for m in self._between(first, last) if not m.ready and not m.beside)

    def _between(self, first: date, last: date) -> list[Mark]:
        return self.marks[bisect_left(self._days, first) : bisect_right(self._days, last)]
