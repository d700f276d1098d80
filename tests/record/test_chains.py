"""Rising chains against trying every subset; groups of items that share something."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.record.chains import connected, rising_chain, stretches


def heaviest(places: Sequence[int], weights: Sequence[float]) -> float:
    """The greatest weight of a rising chain, by trying all."""
    chains = (
        chain
        for size in range(len(places) + 1)
        for chain in combinations(range(len(places)), size)
        if all(places[a] < places[b] for a, b in pairwise(chain))
    )
    return max(sum(weights[n] for n in chain) for chain in chains)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9)), max_size=9))
def test_the_heaviest_and_the_longest(items: list[tuple[int, int]]) -> None:
    places, weights = [place for place, _ in items], [float(weight) for _, weight in items]
    for given_weights in (weights, None):
        chain = rising_chain(places, given_weights)
        assert all(a < b and places[a] < places[b] for a, b in pairwise(chain))
        counted = given_weights or [1.0] * len(places)
        assert sum(counted[n] for n in chain) == heaviest(places, counted)


@pytest.mark.parametrize(
    ("items", "groups"),
    [
        ([], []),
        (["a", "b"], [[0], [1]]),
        (["ab", "cd", "bc", "e", ""], [[0, 1, 2], [3], [4]]),
        (["x", "ab", "yx", "b"], [[0, 2], [1, 3]]),
        (["aa", "a"], [[0, 1]]),
    ],
)
def test_what_belongs_together(items: list[str], groups: list[list[int]]) -> None:
    assert connected(items) == groups


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], []), ([4], [[4]]), ([1, 2, 3, 7, 9, 10], [[1, 2, 3], [7], [9, 10]]), ([3, 2, 1], [[3], [2], [1]])],
)
def test_stretches_end_where_nothing_follows_on(items: list[int], expected: list[list[int]]) -> None:
    assert stretches(items, lambda a, b: b == a + 1) == expected
