"""All beads of a lattice at once, for small ones: which there are, and how likely each is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aligner.match.translation.lattice import SHAPES, Lattice, sum_paths


def valid(lattice: Lattice) -> NDArray[np.bool_]:
    """Whether there is a bead of each shape that ends at each node, shape (shapes, nodes)."""
    return np.stack([lattice.holds(shape) for shape in range(len(SHAPES))])


def posteriors(lattice: Lattice, scores: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """Probability of every bead given the scores (shapes, nodes), and the log-sum over all paths."""
    sums = sum_paths(lattice, scores)
    return np.stack([sums.chance(shape) for shape in range(len(SHAPES))]), sums.whole
