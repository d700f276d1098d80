"""What people have settled, as the decoders need it: by position instead of by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import numpy as np

from aligner.match.encoded_text import Floats
from aligner.record.model import Document, Pins

Name = TypeVar("Name", int, str)
Sides = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions on both sides, each rising."""
Positions = tuple[frozenset[int], frozenset[int]]
"""Positions on both sides."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """Settled links, settled nulls and forbidden pairs, by position."""

    joined: tuple[Sides, ...] = ()
    """Links to keep, both sides filled, in order, no two the same."""
    settled: Positions = (frozenset(), frozenset())
    """Segments about which nothing is left to decide: those of `joined`, and those that no link may hold."""
    forbidden: frozenset[tuple[int, int]] = frozenset()
    """Pairs that no link may hold; none of them is in a link of `joined`."""

    def __bool__(self) -> bool:
        """Whether there is anything to keep to."""
        return bool(any(self.settled) or self.forbidden)

    def named(self, side: int) -> frozenset[int]:
        """Segments of a side (0 or 1) that anything is said about."""
        return self.settled[side].union(pair[side] for pair in self.forbidden)

    def without_links(self, condensed: int) -> Constraints:
        """The same where the links are known and only the other pairs are asked for.

        What one segment of the side that condenses (0 or 1) conveys, another may convey as well, so the
        other side of a link is settled no longer.
        """
        full = 1 - condensed
        settled = list(self.settled)
        settled[full] = settled[full].difference(*(link[full] for link in self.joined))
        return Constraints((), (settled[0], settled[1]), self.forbidden)

    @property
    def swapped(self) -> Constraints:
        """The same with the sides exchanged."""
        joined = tuple(sorted(link[::-1] for link in self.joined))
        return Constraints(joined, self.settled[::-1], frozenset(pair[::-1] for pair in self.forbidden))

    def within(self, rows: Sequence[int], columns: Sequence[int]) -> Constraints:
        """The same for the part of the documents that `rows` and `columns` are the positions of.

        A link that reaches beyond the part is none there, but its segments stay settled.
        """
        if not self:
            return self
        a, b = ({old: new for new, old in enumerate(kept)} for kept in (rows, columns))
        return Constraints(
            tuple(
                (_moved(zh, a), _moved(en, b))
                for zh, en in self.joined
                if a.keys() >= {*zh} and b.keys() >= {*en}
            ),
            (frozenset(_moved(self.settled[0], a)), frozenset(_moved(self.settled[1], b))),
            frozenset((a[i], b[j]) for i, j in self.forbidden if i in a and j in b),
        )

    def apply(self, chance: Floats, condensed: int) -> Floats:
        """Probabilities of all pairs (n, m) once the constraints are known: 1, 0, or as before.

        `condensed` is the axis of the side that condenses; segments of the other side may go with several.
        """
        if not self:
            return chance
        result = chance.copy()
        rows_settled, columns_settled = self.without_links(condensed).settled
        result[sorted(rows_settled)] = 0
        result[:, sorted(columns_settled)] = 0
        for pair in self.forbidden:
            result[pair] = 0
        for rows, columns in self.joined:
            result[np.ix_(rows, columns)] = 1
        return result


UNCONSTRAINED = Constraints()


def _moved(positions: Iterable[Name], places: Mapping[Name, int]) -> tuple[int, ...]:
    return tuple(sorted(places[i] for i in positions if i in places))


def constraints_of(pins: Pins, zh: Document, en: Document) -> Constraints:
    """The constraints that `pins` put on two documents; what names no segment of them binds nothing.

    Where pins contradict each other, a link outweighs a null and a forbidden pair.
    """
    places = zh.position, en.position
    joined: set[Sides] = set()
    settled: tuple[set[int], set[int]] = (set(), set())
    for ids in pins.joined:
        link = _moved(ids[0], places[0]), _moved(ids[1], places[1])
        if all(link):
            joined.add(link)
        for side in (0, 1):
            if all(link) or not ids[1 - side]:
                settled[side].update(link[side])
    pairs = {pair for link in joined for pair in product(*link)}
    apart = {(places[0][i], places[1][j]) for i, j in pins.apart if i in places[0] and j in places[1]}
    return Constraints(
        tuple(sorted(joined)), (frozenset(settled[0]), frozenset(settled[1])), frozenset(apart - pairs)
    )
