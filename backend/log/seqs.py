"""The sequence numbers of a device as merged intervals: [[1, 13], [17, 40]] says that 14 to 16 never came."""

from collections.abc import Iterable

Intervals = list[tuple[int, int]]
"""First and last, both included, in order, never touching."""


def merged(seen: Intervals, numbers: Iterable[int]) -> Intervals:
    """The intervals with more numbers in them."""
    found: Intervals = []
    for first, last in sorted([*seen, *((n, n) for n in set(numbers))]):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def gaps(seen: Intervals) -> Intervals:
    """What is missing from 1 up to the highest number seen."""
    missing: Intervals = []
    expected = 1
    for first, last in seen:
        if first > expected:
            missing.append((expected, first - 1))
        expected = last + 1
    return missing
