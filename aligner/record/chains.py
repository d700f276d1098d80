"""Questions that several wings ask: what keeps its order, what belongs together, what follows on."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def rising_chain(places: Sequence[int], weights: Sequence[float] | None = None) -> list[int]:
    """Indices, rising, of a chain of strictly rising places with the greatest sum of weights.

    Without weights it is a longest one. Patience sorting with sums (Fredman 1975, "On computing the length
    of longest increasing subsequences", extended by weights): n log n steps where all weights are alike.
    Weights are above 0.
    """
    ends: list[int] = []  # last places of the best chains, rising
    totals: list[float] = []  # their sums, rising with the places
    last: list[int] = []  # their last indices
    before = [-1] * len(places)
    for index, place in enumerate(places):
        at = bisect_left(ends, place)
        total = (1.0 if weights is None else weights[index]) + (totals[at - 1] if at else 0.0)
        before[index] = last[at - 1] if at else -1
        stop = at
        while stop < len(ends) and totals[stop] <= total:
            stop += 1
        if stop == at < len(ends) and ends[at] == place:
            continue  # a better chain ends here already
        ends[at:stop], totals[at:stop], last[at:stop] = [place], [total], [index]
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]


def connected(items: Sequence[Iterable[Hashable]]) -> list[list[int]]:
    """Indices of the items in groups that share something, directly or by way of others.

    Groups and indices are in the order of the items (union-find with path halving: Tarjan & van Leeuwen
    1984, "Worst-case analysis of set union algorithms").
    """
    parent = list(range(len(items)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    holders: dict[Hashable, int] = {}
    for index, item in enumerate(items):
        for element in item:
            parent[root(index)] = root(holders.setdefault(element, index))
    groups: dict[int, list[int]] = {}
    for index in range(len(items)):
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())


def by_key(items: Iterable[tuple[T, Iterable[K]]]) -> defaultdict[K, list[T]]:
    """Items by each of the keys that stand beside them, in their order."""
    groups: defaultdict[K, list[T]] = defaultdict(list)
    for item, keys in items:
        for key in keys:
            groups[key].append(item)
    return groups


def stretches(items: Iterable[T], follows: Callable[[T, T], bool]) -> list[list[T]]:
    """The items cut wherever one does not follow on the one before it."""
    parts: list[list[T]] = []
    for item in items:
        if parts and follows(parts[-1][-1], item):
            parts[-1].append(item)
        else:
            parts.append([item])
    return parts
