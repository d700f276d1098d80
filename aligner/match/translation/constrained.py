"""The chain around what is fixed: which fixed links stand in it, which nodes and beads are left."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from aligner.match.constraints import Fixed, Sides
from aligner.match.encoded_text import Floats
from aligner.match.translation.anchors import Candidates, Chain, best_chain
from aligner.match.translation.band import Band
from aligner.match.translation.lattice import NULL_A, NULL_B, SHAPES, Bead, Lattice

__all__ = ["chain_around", "corners", "narrowed", "restrict"]

_VOTE = 0.5
"""Margin of a fixed link among the anchors, that of two sure ones: where it crosses more, it is no part of
the chain."""


def chain_around(found: Candidates, fixed: Fixed) -> tuple[Chain, list[Bead]]:
    """The best chain of anchors, and the fixed links that stand in it, as beads.

    A fixed link that is in several pieces, shares a segment with another, or crosses the text around it, is
    no bead of the chain. Held sentences are no anchors.
    """
    if not fixed:
        return best_chain(found), []
    rows, columns, margins = found
    held = [np.array(sorted(side), np.intp) for side in fixed.held]
    free = ~np.isin(rows, held[0]) & ~np.isin(columns, held[1])
    whole = {(zh[0], en[0]): _bead(zh, en) for zh, en in _disjoint(fixed)}
    chain = best_chain((
        np.concatenate([rows[free], np.array([i for i, _ in whole], np.intp)]),
        np.concatenate([columns[free], np.array([j for _, j in whole], np.intp)]),
        np.concatenate([margins[free], np.full(len(whole), _VOTE, np.float32)]),
    ))  # fmt: skip
    beads = [whole[i, j] for i, j, _ in chain if (i, j) in whole]
    anchors = [
        (i, j, margin)
        for i, j, margin in chain
        if (i, j) not in whole and all(_beside(i, j, bead) for bead in beads)
    ]
    return anchors, beads


def _disjoint(fixed: Fixed) -> list[Sides]:
    """Fixed links in one piece that share no segment with another."""
    counts = [Counter(i for link in fixed.joined for i in link[side]) for side in (0, 1)]
    return [
        link
        for link in fixed.joined
        if all(
            side[-1] - side[0] == len(side) - 1 and all(count[i] == 1 for i in side)
            for side, count in zip(link, counts, strict=True)
        )
    ]


def _bead(zh: tuple[int, ...], en: tuple[int, ...]) -> Bead:
    return zh[0], zh[-1] + 1, en[0], en[-1] + 1


def _beside(i: int, j: int, bead: Bead) -> bool:
    """Whether a pair of sentences is before or behind the bead on both sides."""
    return (i < bead[0] and j < bead[2]) or (i >= bead[1] and j >= bead[3])


def corners(beads: list[Bead]) -> Chain:
    """Both ends of the beads, as points that the band must hold."""
    return [point for a, a2, b, b2 in beads for point in ((a, b, 0.0), (a2, b2, 0.0))]


def narrowed(nodes: Band, beads: list[Bead]) -> Band:
    """The nodes that a path through all `beads` can touch; inside a bead there is one way only."""
    count = len(nodes.low)
    low, high = np.zeros(count, np.intp), np.full(count, nodes.high[-1], np.intp)
    for a, a2, b, b2 in beads:
        low[a + 1 : a2 + 1] = b
        low[a2 + 1 :] = b2
    for _, a2, b, _ in reversed(beads):
        high[:a2] = np.minimum(high[:a2], b + 1)
    return Band.of(np.maximum(nodes.low, low), np.minimum(nodes.high, high))


def restrict(scores: Floats, lattice: Lattice, fixed: Fixed) -> Floats:
    """Scores (shapes, nodes) under what is fixed: held sentences are stepped over, for nothing."""
    if not fixed:
        return scores
    i, j = lattice.rows, lattice.columns
    held_a, held_b = _running(fixed.held[0], i), _running(fixed.held[1], j)
    result = scores.copy()
    for shape, (m, n) in enumerate(SHAPES):
        busy = (held_a[i] > held_a[np.maximum(i - m, 0)]) | (held_b[j] > held_b[np.maximum(j - n, 0)])
        result[shape, busy & lattice.holds(shape)] = 0 if shape in (NULL_A, NULL_B) else -np.inf
        for row, column in fixed.apart:
            at = _holding(lattice.nodes, row, column, m, n)
            result[shape, at] = -np.inf
    return result


def _running(held: frozenset[int], nodes: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many held sentences are behind each place."""
    here = np.zeros(int(nodes.max()) + 1, np.intp)
    here[[i + 1 for i in held if i + 1 < len(here)]] = 1
    return np.cumsum(here)


def _holding(nodes: Band, row: int, column: int, m: int, n: int) -> NDArray[np.intp]:
    """Nodes where a bead of m and n sentences ends that holds a pair of sentences."""
    ends = np.array([(row + x, column + y) for x in range(1, m + 1) for y in range(1, n + 1)], np.intp)
    at = nodes.find(ends.reshape(-1, 2)[:, 0], ends.reshape(-1, 2)[:, 1])
    found: NDArray[np.intp] = at[at < nodes.size]
    return found
