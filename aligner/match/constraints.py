"""What people have settled, as the decoders need it: by position instead of by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from aligner.match.encoded_text import Floats
from aligner.record.model import Document, Pins

__all__ = ["FREE", "Fixed", "fix", "impose"]

Name = TypeVar("Name", int, str)
Sides = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions on both sides, each rising."""
Held = tuple[frozenset[int], frozenset[int]]
"""Positions on both sides."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Fixed links, fixed nulls and forbidden pairs, by position."""

    joined: tuple[Sides, ...] = ()
    """Links to keep, both sides filled, in order, no two the same."""
    held: Held = (frozenset(), frozenset())
    """Segments about which nothing is left to decide: those of `joined`, and those that no link may hold."""
    apart: frozenset[tuple[int, int]] = frozenset()
    """Pairs that no link may hold; none of them is in a link of `joined`."""

    def __bool__(self) -> bool:
        """Whether anything is fixed."""
        return bool(any(self.held) or self.apart)

    @property
    def named(self) -> Held:
        """Segments that anything is said about."""
        return self.held[0] | {i for i, _ in self.apart}, self.held[1] | {j for _, j in self.apart}

    def without_links(self, condensed: int) -> Fixed:
        """The same where the links are known and only the rest is asked for.

        What one segment of the side that condenses (0 or 1) conveys, another may convey as well, so the
        other side of a link is held no longer.
        """
        full = 1 - condensed
        held = list(self.held)
        held[full] = held[full].difference(*(link[full] for link in self.joined))
        return Fixed((), (held[0], held[1]), self.apart)

    @property
    def swapped(self) -> Fixed:
        """The same with the sides exchanged."""
        joined = tuple(sorted((en, zh) for zh, en in self.joined))
        return Fixed(joined, (self.held[1], self.held[0]), frozenset((j, i) for i, j in self.apart))

    def within(self, rows: Sequence[int], columns: Sequence[int]) -> Fixed:
        """The same for the part of the documents that `rows` and `columns` are the positions of.

        A link that reaches beyond the part is none there, but its segments stay held.
        """
        if not self:
            return self
        a, b = ({old: new for new, old in enumerate(kept)} for kept in (rows, columns))
        return Fixed(
            tuple(
                (_moved(zh, a), _moved(en, b))
                for zh, en in self.joined
                if a.keys() >= {*zh} and b.keys() >= {*en}
            ),
            (frozenset(_moved(self.held[0], a)), frozenset(_moved(self.held[1], b))),
            frozenset((a[i], b[j]) for i, j in self.apart if i in a and j in b),
        )


FREE = Fixed()


def _moved(positions: Iterable[Name], places: Mapping[Name, int]) -> tuple[int, ...]:
    return tuple(sorted(places[i] for i in positions if i in places))


def fix(pins: Pins, zh: Document, en: Document) -> Fixed:
    """`pins` by position; what names no segment of the two documents binds nothing.

    Where pins contradict each other, a link outweighs a null and a forbidden pair.
    """
    joined: set[Sides] = set()
    alone: tuple[set[int], set[int]] = (set(), set())
    for ids in pins.joined:
        left, right = _moved(ids[0], zh.position), _moved(ids[1], en.position)
        if left and right:
            joined.add((left, right))
        elif not ids[1]:
            alone[0].update(left)
        elif not ids[0]:
            alone[1].update(right)
    pairs = {(i, j) for left, right in joined for i in left for j in right}
    apart = {(zh.position[i], en.position[j]) for i, j in pins.apart if i in zh.position and j in en.position}
    return Fixed(
        tuple(sorted(joined)),
        (
            frozenset(alone[0].union(*(left for left, _ in joined))),
            frozenset(alone[1].union(*(right for _, right in joined))),
        ),
        frozenset(apart - pairs),
    )


def impose(chance: Floats, fixed: Fixed, condensed: int) -> Floats:
    """Probabilities of all pairs (n, m) as they are once what is `fixed` is known: 1, 0, or as before.

    `condensed` is the axis of the side that condenses; segments of the other side may go with several.
    """
    if not fixed:
        return chance
    result = chance.copy()
    held = fixed.without_links(condensed).held
    result[sorted(held[0])] = 0
    result[:, sorted(held[1])] = 0
    for i, j in fixed.apart:
        result[i, j] = 0
    for rows, columns in fixed.joined:
        result[np.ix_(rows, columns)] = 1
    return result
