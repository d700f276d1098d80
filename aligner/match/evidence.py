"""What speaks for a pair of sentences: their vectors, and where the words of each find their like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aligner.match.band import Band
from aligner.match.text import Floats, Text

__all__ = ["attention", "dots", "running"]

_TEMPERATURE = 0.06
_CHUNK = 65536
_ROWS = 16  # sentences compared at a time: large products are much quicker than many small ones


def dots(a: Text, b: Text, cells: Band) -> Floats:
    """Scalar products of the summed vectors for every cell, shape (cells,)."""
    rows, columns = cells.rows, cells.columns
    result = np.empty(cells.size, np.float32)
    for start in range(0, cells.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        result[part] = np.einsum("cd,cd->c", a.vectors[rows[part]], b.vectors[columns[part]])
    return result


def attention(a: Text, b: Text, cells: Band) -> tuple[Floats, Floats, Floats, Floats]:
    """(coverage, mass) of each row sentence by each column sentence of the band, and the other way round.

    Coverage: the mean over a sentence's tokens, weighted by how telling they are, of the greatest cosine with
    a token of the other (BERTScore recall, Zhang et al. 2020, on a middle layer). Mass: the share of the
    tokens that find their like in that other sentence rather than in another one of the band, a soft choice
    at a fixed temperature. All four of shape (cells,), in the order of `cells`.
    """
    found = _Found(a, b, cells)
    starts_a, starts_b = a.ends, b.ends
    for first in range(0, len(a), _ROWS):
        last = min(first + _ROWS, len(a))
        low, high = int(cells.low[first]), int(cells.high[last - 1])
        ends_a, ends_b = starts_a[first : last + 1], starts_b[low : high + 1]
        if high <= low or ends_b[-1] == ends_b[0]:
            continue
        likeness = a.states(range(first, last)) @ b.states(range(low, high)).T
        found.rows(first, last, low, _maxima(likeness, ends_b - ends_b[0], axis=1), ends_a - ends_a[0])
        found.columns(first, low, high, _maxima(likeness, ends_a - ends_a[0], axis=0), ends_b - ends_b[0])
    return found.cover_a, found.mass_a, found.cover_b, found.mass_b


class _Found:
    """Coverage and mass in the making, a few rows at a time."""

    def __init__(self, a: Text, b: Text, cells: Band) -> None:
        self.weights = a.weights, b.weights
        self.cells, self.back = cells, cells.transposed(len(b))
        self.cover_a, self.mass_a, self.cover_b, self.mass_b = (
            np.zeros(cells.size, np.float32) for _ in range(4)
        )
        self.waiting: dict[int, list[Floats]] = {}
        """For each column not yet done: the greatest cosine of its tokens with each row so far."""

    def rows(self, first: int, last: int, low: int, best: Floats, ends: NDArray[np.intp]) -> None:
        """Rows [first, last), from the greatest cosine (tokens, columns) of their tokens with each column."""
        cells = self.cells
        for row in range(first, last):
            seen = best[
                ends[row - first] : ends[row - first + 1], cells.low[row] - low : cells.high[row] - low
            ]
            if seen.size:
                part = slice(int(cells.offset[row]), int(cells.offset[row + 1]))
                self.cover_a[part], self.mass_a[part] = _summed(self.weights[0][row], seen)

    def columns(self, first: int, low: int, high: int, best: Floats, ends: NDArray[np.intp]) -> None:
        """Columns [low, high), from the greatest cosine (rows, tokens) of their tokens with each row."""
        back, last = self.back, first + len(best)
        for column in range(low, high):
            top, stop = max(int(back.low[column]), first), min(int(back.high[column]), last)
            if top < stop:
                part = best[top - first : stop - first, ends[column - low] : ends[column - low + 1]]
                self.waiting.setdefault(column, []).append(part)
                if stop == back.high[column]:
                    self._finish(column)

    def _finish(self, column: int) -> None:
        seen = np.concatenate(self.waiting.pop(column)).T
        if seen.size:
            rows = np.arange(self.back.high[column] - seen.shape[1], self.back.high[column])
            at = self.cells.offset[rows] + column - self.cells.low[rows]
            self.cover_b[at], self.mass_b[at] = _summed(self.weights[1][column], seen)


def _summed(weights: Floats, best: Floats) -> tuple[Floats, Floats]:
    """Coverage and mass of one sentence, from the greatest cosine of its tokens with each other (t, k)."""
    choice = np.exp((best - best.max(1, keepdims=True)) / np.float32(_TEMPERATURE))
    return weights @ best, (weights / choice.sum(1)) @ choice


def _maxima(likeness: Floats, ends: NDArray[np.intp], axis: int) -> Floats:
    """Greatest value in each group of columns (axis 1) or rows (axis 0); -1 for an empty group."""
    filled = np.flatnonzero(np.diff(ends))
    if not len(filled):
        return np.full((likeness.shape[0], len(ends) - 1)[:: 1 if axis else -1], -1.0, np.float32)
    found: Floats = np.maximum.reduceat(likeness, ends[:-1][filled], axis=axis)
    if len(filled) == len(ends) - 1:
        return found
    shape = [*likeness.shape]
    shape[axis] = len(ends) - 1
    best = np.full(shape, -1.0, np.float32)
    best[(slice(None),) * axis + (filled,)] = found
    return best


def running(values: Floats) -> NDArray[np.float64]:
    """Sums of `values` (cells,) from the start of all cells up to each, shape (cells + 1,)."""
    return np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
