"""Sums over the cells of beads, and of beads that are one sentence longer or shorter at one end.

A bead (m, n) that ends at the node (i, j) holds the cells of the rows [i - m, i) in the columns [j - n, j).
Where sums of the values from the start of the band are known, each of its rows takes two look-ups, and the
beads that differ from it by one sentence take two more, at most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from aligner.match.encoded_text import Floats
from aligner.match.translation.band import Band, Ints
from aligner.match.translation.token_alignment import Attention

RunningSums = NDArray[np.float64]
"""Sums of the values of all cells before each, shape (cells + 1,)."""
_At = Callable[[int, int], NDArray[np.float64]]
"""Sum up to a column in one row of every bead, both counted from its own, shape (k,)."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Sums over each of k beads, over its neighbours, and over what is just outside it; all of shape (k,).

    Sentences that there are not, beyond the end of a text, are taken to be the last one.
    """

    here: Floats
    grown: dict[str, Floats]
    """Over the beads that are one sentence longer: ``up``, ``down`` (rows), ``left``, ``right`` (columns)."""
    shrunk: dict[str, Floats]
    """Over the beads that are one sentence shorter, where anything is left then."""
    beside: dict[str, Floats]
    """Over that one sentence and the other side of the bead."""


@dataclass(slots=True)
class Spans:
    """k beads of m and n sentences, that end at the nodes (i, j) of shape (k,)."""

    cells: Band
    i: Ints
    j: Ints
    m: int
    n: int
    _rows: dict[int, Callable[[int], Ints]] = field(default_factory=dict)

    def _row(self, row: int) -> Callable[[int], Ints]:
        """Places of columns, counted from each bead's own, in the row that is so many away from its first."""
        if row in self._rows:
            return self._rows[row]
        numbers = self.i + (row - self.m)
        if not 0 <= row < self.m:
            numbers = np.minimum(np.maximum(numbers, 0), len(self.cells.low) - 1)
        low, high = self.cells.low.take(numbers), self.cells.high.take(numbers)
        base = self.cells.offset.take(numbers) - low
        self._rows[row] = cache(lambda column: base + np.minimum(np.maximum(self.j + column, low), high))
        return self._rows[row]

    def _look_up(self, sums: RunningSums) -> _At:
        return cache(lambda row, column: sums.take(self._row(row)(column)))

    def total(self, sums: RunningSums) -> Floats:
        """Sum over each bead, shape (k,)."""
        return _sum(self._look_up(sums), range(self.m), -self.n, 0)

    def by_row(self, sums: RunningSums) -> tuple[Floats, list[Floats]]:
        """Sum over each bead, and over each of its rows."""
        at, rows = self._look_up(sums), range(self.m)
        return _sum(at, rows, -self.n, 0), [_sum(at, [row], -self.n, 0) for row in rows]

    def by_column(self, sums: RunningSums) -> tuple[Floats, list[Floats]]:
        """Sum over each bead, and over each of its columns."""
        at, rows = self._look_up(sums), range(self.m)
        columns = [_sum(at, rows, column, column + 1) for column in range(-self.n, 0)]
        return _sum(at, rows, -self.n, 0), columns

    def weakest(self, a: Attention, b: Attention) -> Floats:
        """Least of what is found of any clause of a bead's sentences on its other side, shape (k,)."""
        of_rows = a.weakest[self.n - 1], [(row, -1) for row in range(-self.m, 0)]
        of_columns = b.weakest[self.m - 1], [(-1, column) for column in range(-self.n, 0)]
        values = [
            table.take(self.cells.find(self.i + row, self.j + column))
            for table, places in (of_rows, of_columns)
            for row, column in places
        ]
        least: Floats = np.minimum.reduce(values).astype(np.float32)
        return least

    def neighbourhood(self, sums: RunningSums) -> Neighbourhood:
        """Sums over each bead and around it."""
        m, n, at, rows = self.m, self.n, self._look_up(sums), range(self.m)
        shrunk = {}
        if m > 1:
            shrunk = {"up": _sum(at, rows[1:], -n, 0), "down": _sum(at, rows[:-1], -n, 0)}
        if n > 1:
            shrunk |= {"left": _sum(at, rows, 1 - n, 0), "right": _sum(at, rows, -n, -1)}
        return Neighbourhood(
            here=_sum(at, rows, -n, 0),
            grown={
                "up": _sum(at, range(-1, m), -n, 0),
                "down": _sum(at, range(m + 1), -n, 0),
                "left": _sum(at, rows, -n - 1, 0),
                "right": _sum(at, rows, -n, 1),
            },
            shrunk=shrunk,
            beside={
                "up": _sum(at, [-1], -n, 0),
                "down": _sum(at, [m], -n, 0),
                "left": _sum(at, rows, -n - 1, -n),
                "right": _sum(at, rows, 0, 1),
            },
        )


def _sum(at: _At, rows: Sequence[int], left: int, right: int) -> Floats:
    """Sum over the columns from `left` to `right` in some rows of every bead, row by row."""
    total = at(rows[0], right) - at(rows[0], left)
    for row in rows[1:]:
        total += at(row, right)
        total -= at(row, left)
    return total.astype(np.float32)
