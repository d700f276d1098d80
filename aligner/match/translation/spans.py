"""Sums over the cells of beads, and of beads that are one sentence longer or shorter at one end.

A bead (m, n) that ends at the node (i, j) holds the cells of the rows [i - m, i) in the columns [j - n, j).
Where sums of the values from the start of the band are known, each of its rows takes two look-ups, and the
beads that differ from it by one sentence take two more, at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aligner.match.encoded_text import Floats
from aligner.match.translation.band import Band, Ints

RunningSums = NDArray[np.float64]
"""Sums of the values of all cells before each, shape (cells + 1,)."""
_At = Callable[[RunningSums, int], NDArray[np.float64]]
"""Sum up to a column, counted from the node's own, in one row of every bead, shape (k,)."""


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


class _Total:
    """A sum in the making, of differences."""

    def __init__(self, count: int) -> None:
        self.value = np.zeros(count)

    def add(self, stop: NDArray[np.float64], start: NDArray[np.float64]) -> None:
        """Add the sum between two running sums."""
        self.value += stop
        self.value -= start

    @property
    def rounded(self) -> Floats:
        """In single precision."""
        return self.value.astype(np.float32)


@dataclass(slots=True)
class Spans:
    """k beads of m and n sentences, that end at the nodes (i, j) of shape (k,)."""

    cells: Band
    i: Ints
    j: Ints
    m: int
    n: int
    _rows: dict[int, _At] = field(default_factory=dict)

    def _row(self, row: int) -> _At:
        """Look-up in the row that is so many away from the beads' first."""
        known = self._rows.get(row)
        if known is not None:
            return known
        numbers = self.i + (row - self.m)
        if not 0 <= row < self.m:
            numbers = np.minimum(np.maximum(numbers, 0), len(self.cells.low) - 1)
        low, high = self.cells.low.take(numbers), self.cells.high.take(numbers)
        base = self.cells.offset.take(numbers) - low
        places: dict[int, Ints] = {}

        def at(sums: RunningSums, column: int) -> NDArray[np.float64]:
            if column not in places:
                places[column] = base + np.minimum(np.maximum(self.j + column, low), high)
            return sums.take(places[column])

        self._rows[row] = at
        return at

    def total(self, sums: RunningSums) -> Floats:
        """Sum over each bead, shape (k,)."""
        total = _Total(len(self.i))
        for row in range(self.m):
            at = self._row(row)
            total.add(at(sums, 0), at(sums, -self.n))
        return total.rounded

    def by_row(self, sums: RunningSums) -> tuple[Floats, list[Floats]]:
        """Sum over each bead, and over each of its rows."""
        total, rows = _Total(len(self.i)), []
        for row in range(self.m):
            stop, start = self._row(row)(sums, 0), self._row(row)(sums, -self.n)
            total.add(stop, start)
            rows.append((stop - start).astype(np.float32))
        return total.rounded, rows

    def by_column(self, sums: RunningSums) -> tuple[Floats, list[Floats]]:
        """Sum over each bead, and over each of its columns."""
        total, columns = _Total(len(self.i)), [_Total(len(self.i)) for _ in range(self.n)]
        for row in range(self.m):
            values = [self._row(row)(sums, column - self.n) for column in range(self.n + 1)]
            total.add(values[-1], values[0])
            for column, sum_ in enumerate(columns):
                sum_.add(values[column + 1], values[column])
        return total.rounded, [sum_.rounded for sum_ in columns]

    def neighbourhood(self, sums: RunningSums) -> Neighbourhood:
        """Sums over each bead and around it."""
        m, n, count = self.m, self.n, len(self.i)
        here = _Total(count)
        grown = {side: _Total(count) for side in ("up", "down", "left", "right")}
        shrunk = {side: _Total(count) for side in ("up", "down") * (m > 1) + ("left", "right") * (n > 1)}
        beside = {side: _Total(count) for side in grown}
        for row in range(-1, m + 1):
            at = self._row(row)
            stop, start = at(sums, 0), at(sums, -n)
            for name, outside in (("up", -1), ("down", m)):
                if row in (outside, *range(m)):
                    grown[name].add(stop, start)
                if row == outside:
                    beside[name].add(stop, start)
            if not 0 <= row < m:
                continue
            here.add(stop, start)
            for name, left_out in (("up", 0), ("down", m - 1)):
                if name in shrunk and row != left_out:
                    shrunk[name].add(stop, start)
            before, after = at(sums, -n - 1), at(sums, 1)
            grown["left"].add(stop, before)
            grown["right"].add(after, start)
            beside["left"].add(start, before)
            beside["right"].add(after, stop)
            if n > 1:
                shrunk["left"].add(stop, at(sums, 1 - n))
                shrunk["right"].add(at(sums, -1), start)
        return Neighbourhood(
            here.rounded, *({name: sum_.rounded for name, sum_ in sums_.items()}
                            for sums_ in (grown, shrunk, beside))
        )  # fmt: skip
