"""A lattice of beads over a band, and the walks through it: best path, sums from the left, from the right.

A node (i, j) has i sentences of one side and j of the other behind it; a bead (m, n) leads from (i - m, j -
n) to (i, j). The model is a semi-Markov conditional random field (Sarawagi & Cohen 2004): a path's score is
the sum of its beads' scores, and posteriors come from the forward-backward sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.match.band import Band
from aligner.match.text import Floats

__all__ = ["NULL_B", "SHAPES", "Bead", "Lattice", "best_path", "build", "posteriors"]

Bead = tuple[int, int, int, int]
"""First and one-past-last sentence of both sides: (a, a2, b, b2)."""

_MOST = 8  # sentences in a bead, both sides together (as Bertalign)

SHAPES: tuple[tuple[int, int], ...] = (
    *((m, n) for m in range(1, _MOST) for n in range(1, _MOST) if m + n <= _MOST),
    (1, 0),
    (0, 1),
)
"""Sizes of beads; the last one leads along a row."""
NULL_A, NULL_B = len(SHAPES) - 2, len(SHAPES) - 1


@dataclass(frozen=True, slots=True)
class Lattice:
    """Nodes and the beads that lead to them (s shapes, v nodes)."""

    nodes: Band
    start: NDArray[np.int32]
    """Node where the bead of each shape that ends here begins, shape (s, v); v if there is none."""
    end: NDArray[np.int32]
    """Node where the bead of each shape that begins here ends, shape (s, v); v if there is none."""

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Whether there is such a bead, shape (s, v)."""
        return self.start < self.nodes.size


def build(nodes: Band) -> Lattice:
    """All beads whose both ends lie in the band."""
    i, j = nodes.rows, nodes.columns
    start = np.stack([nodes.find(i - m, j - n) for m, n in SHAPES]).astype(np.int32)
    end = np.stack([nodes.find(i + m, j + n) for m, n in SHAPES]).astype(np.int32)
    return Lattice(nodes, start, end)


def _rows(nodes: Band) -> Sequence[slice]:
    return [slice(int(a), int(b)) for a, b in zip(nodes.offset, nodes.offset[1:], strict=False)]


def _walk(lattice: Lattice, gather: Floats, source: NDArray[np.int32], backward: bool) -> NDArray[np.float64]:
    """Log-sums over all paths from one corner to every node.

    `gather` (s, v) is the score of the bead that joins each node to its `source` node.
    """
    nodes = lattice.nodes
    total = np.full(nodes.size + 1, -np.inf)
    rows = _rows(nodes)
    corner = nodes.size - 1 if backward else 0
    for row in reversed(rows) if backward else rows:
        with np.errstate(invalid="ignore", divide="ignore"):
            reach = total[source[:NULL_B, row]] + gather[:NULL_B, row]
            peak = reach.max(0)
            base = np.where(np.isfinite(peak), peak, 0)
            here = base + np.log(np.exp(reach - base).sum(0))
        along = gather[NULL_B, row].astype(np.float64)
        if row.start <= corner < row.stop:
            here[corner - row.start] = np.logaddexp(here[corner - row.start], 0.0)
        if backward:
            here, along = here[::-1], along[::-1]
        steps = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(along[1:]), along[1:], -1e6))])
        here = steps + np.logaddexp.accumulate(here - steps)
        total[row] = here[::-1] if backward else here
    return total


def posteriors(lattice: Lattice, scores: Floats) -> tuple[Floats, float]:
    """Probability of every bead given the scores (s, v), and the log-sum over all paths."""
    size = lattice.nodes.size
    forward = _walk(lattice, scores, lattice.start, backward=False)
    outgoing = np.empty_like(scores)
    for shape, ends in enumerate(lattice.end):
        outgoing[shape] = np.append(scores[shape], np.float32(-np.inf))[ends]
    back = _walk(lattice, outgoing, lattice.end, backward=True)[:size]
    whole = float(forward[size - 1])
    chance = outgoing  # no longer needed: large texts want the room
    for shape, starts in enumerate(lattice.start):
        with np.errstate(invalid="ignore"):
            logs = forward[starts] + scores[shape] + back - whole
        chance[shape] = np.exp(np.where(np.isnan(logs), -np.inf, logs))
    return chance, whole


def best_path(lattice: Lattice, scores: Floats) -> list[tuple[Bead, int, int]]:
    """The path with the greatest sum of scores (s, v): (bead, shape, node where it ends) in order."""
    nodes = lattice.nodes
    total = np.full(nodes.size + 1, -np.inf)
    taken = np.zeros(nodes.size, np.int8)
    for row in _rows(nodes):
        reach = total[lattice.start[:NULL_B, row]] + scores[:NULL_B, row]
        choice = reach.argmax(0)
        here = np.take_along_axis(reach, choice[None], 0)[0]
        if row.start == 0:
            here[0] = 0.0
        along = scores[NULL_B, row].astype(np.float64)
        steps = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(along[1:]), along[1:], -1e6))])
        reached = np.maximum.accumulate(here - steps)
        taken[row] = np.where(here - steps < reached, NULL_B, choice)
        total[row] = reached + steps
    return _trace(lattice, taken)


def _trace(lattice: Lattice, taken: NDArray[np.int8]) -> list[tuple[Bead, int, int]]:
    rows, columns = lattice.nodes.rows, lattice.nodes.columns
    path = []
    node = lattice.nodes.size - 1
    while rows[node] or columns[node]:
        shape = int(taken[node])
        m, n = SHAPES[shape]
        i, j = int(rows[node]), int(columns[node])
        path.append(((i - m, i, j - n, j), shape, int(node)))
        node = int(lattice.start[shape, node])
    return path[::-1]
