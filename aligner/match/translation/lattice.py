"""A lattice of beads over a band, and the walks through it: best path, sums from the left, from the right.

A node (i, j) has i sentences of one side and j of the other behind it; a bead (m, n) leads from (i - m, j -
n) to (i, j). The model is a semi-Markov conditional random field (Sarawagi & Cohen 2004): a path's score is
the sum of its beads' scores, and posteriors come from the forward-backward sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aligner.match.encoded_text import Floats
from aligner.match.translation.band import Band, Ints

Bead = tuple[int, int, int, int]
"""First and one-past-last sentence of both sides: (a, a2, b, b2)."""

# Sentences in a bead, both sides together, or on one side of a single one; nearly as in Bertalign (Liu & Zhu
# 2022). Fewer, and the longest beads of literary translations are out of reach; each more costs time for
# every node.
LONGEST = 8

SHAPES: tuple[tuple[int, int], ...] = (
    *((m, n) for m in range(1, LONGEST) for n in range(1, LONGEST) if m + n <= LONGEST),
    (1, LONGEST),
    (LONGEST, 1),
    (1, 0),
    (0, 1),
)
"""Sizes of beads; the last one leads along a row."""
NULL_A, NULL_B = len(SHAPES) - 2, len(SHAPES) - 1

_FORTH = SHAPES[:NULL_B]
_BACK = tuple((-m, -n) for m, n in _FORTH)
# Instead of -inf where sums are taken along a row: -inf less -inf is no number.
_BLOCKED = -1e6
_NEVER = -1e300  # instead of -inf where it is taken away from -inf
_TOGETHER = 16_384  # nodes whose beads are looked up together


@dataclass(frozen=True, slots=True)
class Lattice:
    """Nodes (v of them), and the beads of s shapes that lead from one to another.

    Where a bead begins or ends is read off the bounds of the band when it is asked for: tables for all nodes
    of a long text would be the largest things in memory.
    """

    nodes: Band
    rows: Ints
    """Row of each node, shape (v,)."""
    columns: Ints
    """Column of each node, shape (v,)."""

    @property
    def shape(self) -> tuple[int, int]:
        """(s, v): the shape of a table of all beads."""
        return len(SHAPES), self.nodes.size

    def holds(self, shape: int) -> NDArray[np.bool_]:
        """Whether there is a bead of one shape that ends at each node, shape (v,)."""
        return self.start(shape) < self.nodes.size

    def start(self, shape: int) -> Ints:
        """Node where the bead of one shape that ends at each node begins, shape (v,); v if there is none."""
        m, n = SHAPES[shape]
        start: Ints = self.nodes.shifted(0, len(self.nodes.low), [(-m, -n)])[0]
        return start


def build(nodes: Band) -> Lattice:
    """All beads with both ends in the band."""
    return Lattice(nodes, nodes.rows, nodes.columns)


@dataclass(frozen=True, slots=True)
class Sums:
    """Log-sums of the scores of paths."""

    lattice: Lattice
    scores: Floats
    """Of every bead, shape (s, v)."""
    before: NDArray[np.float64]
    """Over all paths from the first corner to each node; -inf for the node that there is not, (v + 1,)."""
    behind: NDArray[np.float64]
    """Over all paths from each node to the last corner, likewise."""

    @property
    def whole(self) -> float:
        """Over all paths from corner to corner."""
        return float(self.before[-2])

    def chance(self, shape: int) -> Floats:
        """Probability of the bead of one shape that ends at each node, shape (v,)."""
        with np.errstate(invalid="ignore"):
            logs = self.before[self.lattice.start(shape)] + self.scores[shape] + self.behind[:-1] - self.whole
        chance: Floats = np.exp(np.where(np.isnan(logs), -np.inf, logs)).astype(np.float32)
        return chance


def sum_paths(lattice: Lattice, scores: Floats) -> Sums:
    """Forward and backward sums over all paths whose beads score `scores` (s, v)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return Sums(lattice, scores, _forward(lattice.nodes, scores), _backward(lattice.nodes, scores))


def _forward(nodes: Band, scores: Floats) -> NDArray[np.float64]:
    total = np.full(nodes.size + 1, -np.inf)
    along = _along(nodes, scores[NULL_B], nodes.offset[:-1])
    for row, starts in _rows(nodes, _BACK):
        arriving = _gather(total, starts, scores[:NULL_B, row])
        if not row.start:
            arriving[:1] = np.logaddexp(arriving[:1], 0.0)
        steps = along[row].cumsum()
        total[row] = steps + np.logaddexp.accumulate(arriving - steps)
    return total


def _backward(nodes: Band, scores: Floats) -> NDArray[np.float64]:
    total = np.full(nodes.size + 1, -np.inf)
    along = _along(nodes, np.append(scores[NULL_B, 1:], np.float32(0)), nodes.offset[1:] - 1)
    shapes = np.arange(NULL_B)[:, None]
    for row, ends in _rows(nodes, _FORTH, backwards=True):
        departing = _gather(total, ends, scores[shapes, np.minimum(ends, nodes.size - 1)])
        if row.stop == nodes.size:
            departing[-1:] = np.logaddexp(departing[-1:], 0.0)
        steps = along[row][::-1].cumsum()
        total[row] = (steps + np.logaddexp.accumulate(departing[::-1] - steps))[::-1]
    return total


def _gather(total: NDArray[np.float64], nodes: Ints, scores: Floats) -> NDArray[np.float64]:
    """Log-sum, for each of w places, over `nodes` (k, w) that are joined to it at `scores` (k, w)."""
    reach = total.take(nodes)
    reach += scores
    peak = np.maximum(reach.max(0), _NEVER)
    reach -= peak
    np.exp(reach, out=reach)
    sums: NDArray[np.float64] = np.log(reach.sum(0)) + peak
    return sums


def _along(nodes: Band, scores: Floats, first: Ints) -> NDArray[np.float64]:
    """Scores of the steps along each row, 0 for its `first` node, where none arrives."""
    along = np.where(np.isfinite(scores), scores, _BLOCKED).astype(np.float64)
    along[first[nodes.high > nodes.low]] = 0
    return along


def _rows(
    nodes: Band, steps: Sequence[tuple[int, int]], *, backwards: bool = False
) -> Iterator[tuple[slice, Ints]]:
    """Where the w nodes of each row are, and the nodes so many steps away from them, shape (steps, w).

    They are looked up for several rows at once: large look-ups are quicker than many small ones.
    """
    order = -1 if backwards else 1
    for first, last in [*_blocks(nodes)][::order]:
        others = nodes.shifted(first, last, steps)
        bounds = nodes.offset[first : last + 1].tolist()
        for start, stop in [*pairwise(bounds)][::order]:
            yield slice(start, stop), others[:, start - bounds[0] : stop - bounds[0]]


def _blocks(nodes: Band) -> Iterator[tuple[int, int]]:
    """Rows [first, last) that are looked up together."""
    row = 0
    while row < len(nodes.low):
        stop = int(np.searchsorted(nodes.offset, nodes.offset[row] + _TOGETHER, side="right")) - 1
        stop = min(max(stop, row + 1), len(nodes.low))
        yield row, stop
        row = stop


def best_path(lattice: Lattice, scores: Floats) -> list[tuple[Bead, int, int]]:
    """The path with the greatest sum of scores (s, v): (bead, shape, node where it ends) in order."""
    nodes = lattice.nodes
    total = np.full(nodes.size + 1, -np.inf)
    taken = np.zeros(nodes.size, np.int8)
    along = _along(nodes, scores[NULL_B], nodes.offset[:-1])
    for row, starts in _rows(nodes, _BACK):
        reach = total.take(starts)
        reach += scores[:NULL_B, row]
        choice = reach.argmax(0)
        arriving = reach[choice, np.arange(len(choice))]
        if not row.start:
            arriving[:1] = 0.0
        steps = along[row].cumsum()
        arriving -= steps
        best = np.maximum.accumulate(arriving)
        taken[row] = np.where(arriving < best, NULL_B, choice)
        total[row] = best + steps
    return _trace(lattice, taken)


def _trace(lattice: Lattice, taken: NDArray[np.int8]) -> list[tuple[Bead, int, int]]:
    offset, low = lattice.nodes.offset, lattice.nodes.low
    path = []
    i, j = len(low) - 1, int(lattice.nodes.high[-1]) - 1
    while i or j:
        node = int(offset[i] + j - low[i])
        shape = int(taken[node])
        m, n = SHAPES[shape]
        path.append(((i - m, i, j - n, j), shape, node))
        i, j = i - m, j - n
    return path[::-1]
