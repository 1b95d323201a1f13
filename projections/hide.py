"""What one organisation may not read of the other's sensitive work: small counts, and totals that would reveal them.

DESIGN.md, decision 10.
"""

from collections.abc import Collection
from datetime import date

from projections.answers import Figure, Hidden
from projections.series import Series

FLOOR = 5


class Veil:
    """A series seen by one organisation; None is the public, to whom every organisation is another."""

    def __init__(self, series: Series, viewer: str | None, sensitive: Collection[str], owner: Collection[str]) -> None:
        """`sensitive` are the kinds to be careful with.

        An owner of a sensitive rule is taken to have recorded under the floor.
        """
        self.series, self.viewer, self.sensitive, self.owner = series, viewer, sensitive, owner

    def hidden(self, first: date, last: date) -> list[str]:
        """The organisations whose part of [first, last] must not be told."""
        if not self.sensitive:
            return []
        marks = [m for m in self.series.counted(first, last) if m.kind in self.sensitive]
        told: dict[str, int] = dict.fromkeys(self.owner, 0)
        for mark in marks:
            told[mark.organisation] = told.get(mark.organisation, 0) + mark.n
        return sorted(o for o, n in told.items() if n < FLOOR and o != self.viewer)

    def value(self, first: date, last: date) -> Figure | None:
        """The figure, or under what it lies where it would reveal a part; None where even that cannot be said."""
        return self._told(self.series, self.hidden(first, last), first, last)

    def by_organisation(self, first: date, last: date) -> dict[str, Figure] | None:
        """Each organisation's part; None where there is nothing to tell."""
        hidden = self.hidden(first, last)
        parts: dict[str, Figure] = {}
        for organisation in sorted({*self.series.organisations, *hidden}):
            part = self.series.only(organisation)
            value = self._told(part, [organisation] if organisation in hidden else [], first, last)
            if value is not None and (organisation in hidden or part.counted(first, last)):
                parts[organisation] = value
        return parts or None

    def _told(self, series: Series, hidden: Collection[str], first: date, last: date) -> Figure | None:
        """The figure; with parts hidden, what may be told and one more than the most that they can be."""
        if not hidden:
            return series.value(first, last)
        if series.of != "activities":
            return None
        told = (m for m in series.marks if m.kind not in self.sensitive or m.organisation not in hidden)
        return Hidden(Series(series.of, told).value(first, last) + (FLOOR - 1) * len(hidden) + 1)

    def waiting(self, first: date, last: date) -> int:
        """How many activities do not count yet, the other's sensitive ones left out."""
        marks = (m for m in self.series.marks if m.kind not in self.sensitive or m.organisation == self.viewer)
        return Series(self.series.of, marks).waiting(first, last)
