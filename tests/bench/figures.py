"""What a run says: five of each, side by side, and whether the target is met."""

from collections.abc import Callable, Sequence
from statistics import median

import msgspec

TIMES = 5


class Spread(msgspec.Struct, frozen=True):
    """Several measurements of one thing."""

    values: tuple[float, ...]

    def __str__(self) -> str:
        return f"{number(min(self.values))} – {number(median(self.values))} – {number(max(self.values))}"

    @property
    def median(self) -> float:
        return median(self.values)


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that the project promises: the median is held against it."""

    name: str
    measured: Spread
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        value = self.measured.median
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        bound = (
            f"at least {number(self.at_least)}" if self.at_least is not None else f"at most {number(self.at_most or 0)}"
        )
        return f"{'met   ' if self.met else 'MISSED'}  {self.name}: {number(self.measured.median)} ({bound})"


def side_by_side(measures: Sequence[Callable[[], float]], times: int = TIMES) -> list[Spread]:
    """A B A B …: each measure in turn, so that what disturbs the machine disturbs them alike."""
    found: list[list[float]] = [[] for _ in measures]
    for _ in range(times):
        for values, measure in zip(found, measures, strict=True):
            values.append(measure())
    return [Spread(tuple(values)) for values in found]


def ratios(of: Spread, to: Spread) -> Spread:
    """Of each pair measured one after the other."""
    return Spread(tuple(a / b for a, b in zip(of.values, to.values, strict=True)))


def number(value: float) -> str:
    """Three figures of it, at least; thousands apart."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
