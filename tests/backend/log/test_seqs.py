"""Which of a device's numbers were seen, kept as intervals, and which are missing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from backend.log.seqs import gaps, merged

NUMBERS = st.sets(st.integers(1, 60), max_size=40)


def test_numbers_in_a_row_are_one_interval():
    assert merged([], [3, 1, 2]) == [(1, 3)]


def test_a_number_that_was_missing_joins_its_neighbours():
    assert merged([(1, 3), (5, 9)], [4]) == [(1, 9)]


def test_what_is_missing_is_told_from_one_up_to_the_highest():
    assert gaps([(3, 4), (9, 9)]) == [(1, 2), (5, 8)]


@given(NUMBERS, NUMBERS)
def test_intervals_hold_exactly_the_numbers_seen(first, second):
    seen = merged(merged([], first), second)
    held = {n for low, high in seen for n in range(low, high + 1)}
    assert held == first | second
    assert all(high + 1 < low for (_, high), (low, _) in pairwise(seen))


@given(NUMBERS)
def test_gaps_and_intervals_together_are_everything(numbers):
    missing = {n for low, high in gaps(merged([], numbers)) for n in range(low, high + 1)}
    assert missing == set(range(1, max(numbers, default=0) + 1)) - numbers
