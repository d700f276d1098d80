"""Which of the older things is which of the newer, one to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def best_pairs(
    old: Sequence[T],
    new: Sequence[T],
    keys: Callable[[T], Iterable[object]],
    rank: Callable[[T, T], Any],
) -> Iterator[tuple[T, T]]:
    """One to one, those that fit best first; the lowest rank fits best, and what has none does not fit.

    Only things with a key in common are compared.
    """
    holders: dict[object, list[int]] = {}
    for j, thing in enumerate(new):
        for key in keys(thing):
            holders.setdefault(key, []).append(j)
    ranked = [
        (fit, i, j)
        for i, thing in enumerate(old)
        for j in {j for key in keys(thing) for j in holders.get(key, ())}
        if (fit := rank(thing, new[j])) is not None
    ]
    free_old, free_new = set(range(len(old))), set(range(len(new)))
    for _, i, j in sorted(ranked):
        if i in free_old and j in free_new:
            free_old.remove(i)
            free_new.remove(j)
            yield old[i], new[j]
