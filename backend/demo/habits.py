"""What police and municipality do, how often, when and where: `habits.toml`, read."""

from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

Shape = Literal["patrol", "evening", "office", "daytime", "water", "day"]
"""When: on shifts, youth evenings, in office hours, in daylight, on summer days at sea; `day` is the day alone."""


class Habit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of work of one organisation.

    `stops` is how many places a round has; `crewed` and `joint` are chances.
    """

    kind: str
    organisation: str
    in_2025: tuple[int, ...]
    in_2026: tuple[int, ...]
    shape: Shape
    minutes: tuple[int, ...] = ()
    places: str | None = None
    stops: tuple[int, int] | None = None
    problems: str | None = None
    joint: dict[str, float] = {}
    people: tuple[int, int] | None = None
    answers: dict[str, dict[str, int]] = {}
    results: dict[str, tuple[int, int]] = {}
    crewed: float = 0.0
    notes: str | None = None

    def times(self, year: int, month: int) -> int:
        """How often it is done in one month."""
        return {2025: self.in_2025, 2026: self.in_2026}[year][month - 1]


class Habits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every habit, and the weighted lists that they name."""

    habit: tuple[Habit, ...]
    places: dict[str, dict[str, int]]
    problems: dict[str, dict[str, int]]
    notes: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def habits() -> Habits:
    """The habits that came with this release."""
    return msgspec.toml.decode((files("backend.demo") / "habits.toml").read_bytes(), type=Habits)
