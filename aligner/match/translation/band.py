"""The part of the plane that the second pass looks at: a ragged band around the chain of anchors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aligner.match.translation.anchors import Chain

Ints = NDArray[np.intp]

# Sentences: a gap without anchors that is wider than this on both sides is crossed along its diagonal, for
# its rectangle would cost 160,000 cells and more. Chosen, not measured.
_WIDEST = 400


@dataclass(frozen=True, slots=True)
class Band:
    """Cells (row, column) with low[row] <= column < high[row]; both bounds never fall from row to row."""

    low: Ints
    high: Ints
    offset: Ints
    """Flat index of the first cell of each row, and the number of all cells at the end, shape (rows + 1,)."""

    @staticmethod
    def of(low: Ints, high: Ints) -> Band:
        """A band from its bounds."""
        return Band(low, high, np.concatenate([[0], np.cumsum(high - low)]))

    @property
    def size(self) -> int:
        """Number of cells."""
        return int(self.offset[-1])

    @property
    def rows(self) -> Ints:
        """Row of each cell, shape (size,)."""
        return np.repeat(np.arange(len(self.low)), self.high - self.low)

    @property
    def columns(self) -> Ints:
        """Column of each cell, shape (size,)."""
        return np.arange(self.size) - np.repeat(self.offset[:-1] - self.low, self.high - self.low)

    def find(self, rows: Ints, columns: Ints) -> Ints:
        """Flat index of each cell; `size` for those outside."""
        low, high, base = self._bounds(rows)
        flat: Ints = np.where((columns >= low) & (columns < high), columns + base, self.size)
        return flat

    def shifted(self, first: int, last: int, steps: Sequence[tuple[int, int]]) -> Ints:
        """Flat index of the cell that is so many rows and columns away from each of the rows [first, last).

        Shape (steps, cells of those rows); `size` for those outside. Quicker than `find`: in a row they are
        the cells of another row, one after the other.
        """
        widths = self.high[first:last] - self.low[first:last]
        numbers = np.arange(first, last)
        columns = np.arange(self.offset[first], self.offset[last])
        columns -= np.repeat(self.offset[first:last] - self.low[first:last], widths)
        result = np.empty((len(steps), len(columns)), np.intp)
        bounds: dict[int, list[Ints]] = {}
        for index, (down, across) in enumerate(steps):
            if down not in bounds:
                bounds[down] = [np.repeat(bound, widths) for bound in self._bounds(numbers + down)]
            low, high, base = bounds[down]
            at = columns + across
            result[index] = np.where((at >= low) & (at < high), at + base, self.size)
        return result

    def _bounds(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """Bounds of some rows, nothing being in those outside, and by how much indexes exceed columns."""
        inside = (rows >= 0) & (rows < len(self.low))
        safe = np.where(inside, rows, 0)
        return self.low[safe], np.where(inside, self.high[safe], 0), self.offset[safe] - self.low[safe]

    def transposed(self, columns: int) -> Band:
        """The same cells seen from the other side, which has `columns` rows."""
        numbers = np.arange(columns)
        low = np.searchsorted(self.high, numbers, side="right")
        high = np.searchsorted(self.low, numbers, side="right")
        return Band.of(np.minimum(low, len(self.low)), np.maximum(high, np.minimum(low, len(self.low))))


def band_around(chain: Chain, n: int, m: int, margin: int) -> Band:
    """Nodes (i, j), i sentences of one side and j of the other being behind, at most `margin` off the chain.

    Between two anchors the whole rectangle is open.
    """
    low, high = np.zeros(n + 1, np.intp), np.zeros(n + 1, np.intp)
    points = [(0, 0), *((r, c) for r, c, _ in chain), (n, m)]
    for (r, c), (r2, c2) in pairwise(points):
        span, rise = r2 - r, c2 - c
        rows = np.arange(r, r2 + 1)
        if min(span, rise) > _WIDEST:
            middle = c + (rows - r) * rise // span
            low[rows], high[rows] = np.maximum(middle - _WIDEST, c), np.minimum(middle + _WIDEST, c2)
            low[r], high[r2] = c, c2
        else:
            low[rows[1:]] = c
            high[rows[:-1]] = np.maximum(high[rows[:-1]], c2)
            high[r2] = c2
    low[0] = 0
    shifted = np.arange(n + 1)
    low = low[np.maximum(shifted - margin, 0)] - margin
    high = high[np.minimum(shifted + margin, n)] + margin + 1
    return Band.of(np.maximum(low, 0), np.minimum(high, m + 1))
