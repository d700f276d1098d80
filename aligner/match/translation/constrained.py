"""The chain around what is settled: which settled links stand in it, which nodes and beads are left."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from aligner.match.constraints import Constraints, Sides
from aligner.match.encoded_text import Floats
from aligner.match.translation.anchors import Candidates, Chain, best_chain
from aligner.match.translation.band import Band
from aligner.match.translation.lattice import NULL_A, NULL_B, SHAPES, Bead, Lattice

# Margin of a settled link among the anchors, that of two sure ones: where it crosses more, it is no part of
# the chain. Chosen, not measured: a larger one bends the chain around a link that was settled by mistake.
_VOTE = 0.5


def chain_around(candidates: Candidates, constraints: Constraints) -> tuple[Chain, list[Bead]]:
    """The best chain of anchors, and the settled links that stand in it, as beads.

    A settled link that is in several pieces, shares a segment with another, or crosses the text around it, is
    no bead of the chain. Settled sentences are no anchors.
    """
    if not constraints:
        return best_chain(candidates), []
    rows, columns, margins = candidates
    free = ~np.isin(rows, [*constraints.settled[0]]) & ~np.isin(columns, [*constraints.settled[1]])
    whole = {(zh[0], en[0]): (zh[0], zh[-1] + 1, en[0], en[-1] + 1) for zh, en in _disjoint(constraints)}
    chain = best_chain((
        np.concatenate([rows[free], np.array([i for i, _ in whole], np.intp)]),
        np.concatenate([columns[free], np.array([j for _, j in whole], np.intp)]),
        np.concatenate([margins[free], np.full(len(whole), _VOTE, np.float32)]),
    ))  # fmt: skip
    beads = [whole[i, j] for i, j, _ in chain if (i, j) in whole]
    anchors = [
        (i, j, margin)
        for i, j, margin in chain
        if (i, j) not in whole  # and before or behind each bead, on both sides
        and all((i < a and j < b) or (i >= a2 and j >= b2) for a, a2, b, b2 in beads)
    ]
    return anchors, beads


def _disjoint(constraints: Constraints) -> list[Sides]:
    """Settled links in one piece that share no segment with another."""
    counts = [Counter(i for link in constraints.joined for i in link[side]) for side in (0, 1)]
    return [
        link
        for link in constraints.joined
        if all(
            side[-1] - side[0] == len(side) - 1 and all(count[i] == 1 for i in side)
            for side, count in zip(link, counts, strict=True)
        )
    ]


def narrowed(nodes: Band, beads: list[Bead]) -> Band:
    """The nodes that a path through all `beads` can touch; inside a bead there is one way only."""
    low, high = nodes.low.copy(), nodes.high.copy()
    for a, a2, b, b2 in beads:
        low[a + 1 :] = np.maximum(low[a + 1 :], b)
        low[a2 + 1 :] = np.maximum(low[a2 + 1 :], b2)
        high[:a2] = np.minimum(high[:a2], b + 1)
    return Band.of(low, high)


def restrict(scores: Floats, lattice: Lattice, constraints: Constraints) -> Floats:
    """Scores (shapes, nodes) under the constraints: settled sentences are stepped over, for nothing."""
    if not constraints:
        return scores
    i, j = lattice.rows, lattice.columns
    settled_a, settled_b = map(_running, constraints.settled, (i, j))
    result = scores.copy()
    for shape, (m, n) in enumerate(SHAPES):
        rows_busy = settled_a[i] > settled_a[np.maximum(i - m, 0)]
        busy = rows_busy | (settled_b[j] > settled_b[np.maximum(j - n, 0)])
        result[shape, busy & lattice.holds(shape)] = 0 if shape in (NULL_A, NULL_B) else -np.inf
        for row, column in constraints.forbidden:
            down, right = np.indices((m, n)).reshape(2, -1) + 1
            ends = lattice.nodes.find(row + down, column + right)  # of the beads that hold the pair
            result[shape, ends[ends < lattice.nodes.size]] = -np.inf
    return result


def _running(settled: frozenset[int], nodes: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many settled sentences are behind each place."""
    marks = np.zeros(int(nodes.max()) + 1, np.intp)
    marks[[i + 1 for i in settled if i + 1 < len(marks)]] = 1
    return np.cumsum(marks)
