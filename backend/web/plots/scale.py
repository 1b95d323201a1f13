"""Whole, round numbers for an axis of counts."""

import math


def ticks(most: float, wanted: int = 5) -> list[int]:
    """Round steps from 0 until at least `most`: `ticks(118)` is 0, 25, … 125."""
    most = max(most, 1)
    rough = most / wanted
    power = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    step = next(int(m * power) for m in (1, 2, 2.5, 5, 10) if m * power >= rough and float(m * power).is_integer())
    return list(range(0, math.ceil(most / step) * step + 1, step))
