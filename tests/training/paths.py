"""Sums over all paths of many lattices at once, by which weights are learned in minutes.

The decoder sums row by row, for memory. Here the beads of all texts are laid out together, in the order of
how many sentences lie behind their ends: those with as many are summed together, of all texts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Paths:
    """b beads between v nodes of t texts; a bead's end has more sentences behind it than its start."""

    start: Ints
    """Node where each bead begins, shape (b,)."""
    end: Ints
    """Node where it ends, never falling, shape (b,)."""
    level: Ints
    """Sentences of both sides behind each node, never falling, shape (v,)."""
    first: Ints
    """Node where each text begins, shape (t,)."""
    last: Ints
    """Node where it ends, shape (t,)."""

    def chances(self, scores: Doubles) -> tuple[Doubles, Doubles]:
        """Log-sum over all paths of each text (t,), and the probability of each bead (b,); a score of -inf
        shuts a bead out.
        """
        before = np.full(len(self.level), -np.inf)
        before[self.first] = 0
        steps = self._steps()
        with np.errstate(invalid="ignore", divide="ignore"):
            for beads, groups, ends in steps:
                reach = before[self.start[beads]] + scores[beads]
                peak = np.maximum(np.maximum.reduceat(reach, groups), -1e300)
                lengths = np.diff(np.append(groups, len(reach)))
                reach = np.exp(reach - np.repeat(peak, lengths))
                before[ends] = np.log(np.add.reduceat(reach, groups)) + peak
            chance = np.exp(before[self.start] + scores - before[self.end])
        chance[~np.isfinite(chance)] = 0
        passing = np.zeros(len(self.level))
        passing[self.last] = 1
        for beads, _, _ in reversed(steps):
            chance[beads] *= passing[self.end[beads]]
            np.add.at(passing, self.start[beads], chance[beads])
        return before[self.last], chance

    def _steps(self) -> list[tuple[slice, Ints, Ints]]:
        """The beads that end at each level, where among them those of each node begin, and the nodes."""
        bounds = np.flatnonzero(np.diff(self.level[self.end], prepend=-1, append=-1))
        steps = []
        for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            ends = self.end[start:stop]
            groups = np.flatnonzero(np.diff(ends, prepend=-1))
            steps.append((slice(start, stop), groups, ends[groups]))
        return steps
