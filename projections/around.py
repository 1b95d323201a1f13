"""What a place was said to need in the weeks before somebody was there, and in the weeks after; cautiously.

Each place and ISO week is looked at once. The need is the mean of the situations of up to four weeks (a place that a
situation does not name needs nothing then), and only where it was at least medium before: one cannot sink from nothing.
The same of places and weeks without a visit stands beside it, for need that is high tends to sink by itself. None of it
shows an effect, and whoever says it says that too.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from backend.domain.calendar import week_code
from projections.pledges import Picture

WEEKS = 4
FEWEST = 2
"""So many situations there must be on either side."""
TELLING = 5
"""With fewer places and weeks than so many nothing is said."""
_LEVELS = {"low": 1, "medium": 2, "high": 3}


class Turned(msgspec.Struct, frozen=True, kw_only=True):
    """Of how many places and weeks the need was lower, the same or higher after than before."""

    lower: int = 0
    same: int = 0
    higher: int = 0

    @property
    def all(self) -> int:
        return self.lower + self.same + self.higher


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """Places and weeks with a visit, and without one."""

    visited: Turned
    unvisited: Turned


def around(visits: Iterable[tuple[str, date]], pictures: Sequence[Picture], first: date, until: date) -> Around | None:
    """What became of the need where somebody was (place, day), from `first` to `until`; None where it says too little.

    `pictures` are in the order in which they were frozen; the last one for a week holds.
    """
    levels = {picture.week: picture.levels for picture in pictures}
    there = {(place, week_code(day)) for place, day in visits}
    places = {place for named in levels.values() for place in named} | {place for place, _ in there}
    tally: dict[tuple[bool, int], int] = {}
    monday = first - timedelta(days=first.weekday())
    while monday + timedelta(weeks=WEEKS + 1) <= until + timedelta(days=1):
        before = [named for i in range(1, WEEKS + 1) if (named := levels.get(_week(monday, -i))) is not None]
        after = [named for i in range(1, WEEKS + 1) if (named := levels.get(_week(monday, i))) is not None]
        if min(len(before), len(after)) >= FEWEST:
            for place in places:
                was, became = _mean(place, before), _mean(place, after)
                if was >= _LEVELS["medium"]:
                    key = (place, week_code(monday)) in there, (became > was) - (became < was)
                    tally[key] = tally.get(key, 0) + 1
        monday += timedelta(weeks=1)
    visited, unvisited = (
        Turned(lower=tally.get((seen, -1), 0), same=tally.get((seen, 0), 0), higher=tally.get((seen, 1), 0))
        for seen in (True, False)
    )
    return Around(visited=visited, unvisited=unvisited) if visited.all >= TELLING else None


def _week(monday: date, weeks: int) -> str:
    return week_code(monday + timedelta(weeks=weeks))


def _mean(place: str, situations: Sequence[Mapping[str, str]]) -> float:
    return sum(_LEVELS.get(named.get(place, ""), 0) for named in situations) / len(situations)
