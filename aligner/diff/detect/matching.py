"""Which of the older things is which of the newer, one to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def best_pairs(
    old: Sequence[T],
    new: Sequence[T],
    keys: Callable[[T], Iterable[object]],
    fit: Callable[[T, T], float],
    tie: Callable[[T, T], Any],
) -> Iterator[tuple[T, T]]:
    """One to one, those that fit best first, of equals those with the lowest `tie`; 0 is no fit at all.

    Only things with a key in common are compared.
    """
    holders: dict[object, list[int]] = {}
    for j, thing in enumerate(new):
        for key in keys(thing):
            holders.setdefault(key, []).append(j)
    ranked = [
        (-value, tie(thing, new[j]), i, j)
        for i, thing in enumerate(old)
        for j in {j for key in keys(thing) for j in holders.get(key, ())}
        if (value := fit(thing, new[j]))
    ]
    free_old, free_new = set(range(len(old))), set(range(len(new)))
    for *_, i, j in sorted(ranked):
        if i in free_old and j in free_new:
            free_old.remove(i)
            free_new.remove(j)
            yield old[i], new[j]
