"""What speaks for a pair of sentences: their vectors, and where the words of each find their like."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aligner.match.encoded_text import Floats, Text
from aligner.match.translation.band import Band, Ints

# Of a token's choice of its like, a softmax over the band. The weights in chain.json were learned with it
# (`tests/training/chain_weights.py`); as they are, .05 or .07 change none of 358 beads (`_MARGIN` in
# decoder.py).
_TEMPERATURE = 0.06
_CHUNK = 1024  # cells
_ROWS = 8  # sentences compared at a time: large products are quicker than many small ones
_BLOCK = 64  # sentences whose token states are made ready at a time
_CELLS = 32_768  # cells that such a block has at most, unless it is a single sentence
_WIDE = 1024  # sentences of the other side that are enough for one product


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
    searched = _Found(a, b, cells)
    for first, last in _blocks(cells):
        low, high = int(cells.low[first]), int(cells.high[last - 1])
        if high > low:
            across, upwards = _greatest(a, b, cells, first, last)
            searched.rows(first, last, low, across, a.ends_of(first, last))
            searched.columns(first, low, high, upwards, b.ends_of(low, high))
    return searched.cover_a, searched.mass_a, searched.cover_b, searched.mass_b


def _blocks(cells: Band) -> Iterator[tuple[int, int]]:
    """Rows [first, last) that are looked at together: fewer of them where the band is wide."""
    first = 0
    while first < len(cells.low):
        last = min(first + _BLOCK, len(cells.low))
        while last - first > 1 and (last - first) * (cells.high[last - 1] - cells.low[first]) > _CELLS:
            last = first + (last - first) // 2
        yield first, last
        first = last


def _greatest(a: Text, b: Text, cells: Band, first: int, last: int) -> tuple[Floats, Floats]:
    """Greatest cosine of each token of the rows [first, last) with each column, shape (tokens, columns), and
    of each row with each token of the columns, shape (rows, tokens): all columns that the rows have cells in.

    What is not in the band may be missing, as -1.
    """
    low, high = int(cells.low[first]), int(cells.high[last - 1])
    ends_a, ends_b = a.ends_of(first, last), b.ends_of(low, high)
    across = np.full((ends_a[-1], high - low), -1, np.float32)
    upwards = np.full((last - first, ends_b[-1]), -1, np.float32)
    states = a.states(range(first, last))
    for left in range(low, high, _WIDE):
        right = min(left + _WIDE, high)
        others = b.states(range(left, right))
        for top in range(first, last, _ROWS):
            stop = min(top + _ROWS, last)
            begin, end = max(int(cells.low[top]), left), min(int(cells.high[stop - 1]), right)
            if end <= begin:
                continue
            rows, columns = ends_a[top - first : stop - first + 1], ends_b[begin - low : end - low + 1]
            shift = ends_b[left - low]
            likeness = states[rows[0] : rows[-1]] @ others[columns[0] - shift : columns[-1] - shift].T
            across[rows[0] : rows[-1], begin - low : end - low] = _widest(likeness, columns - columns[0])
            upwards[top - first : stop - first, columns[0] : columns[-1]] = _highest(likeness, rows - rows[0])
    return across, upwards


def _widest(likeness: Floats, ends: Ints) -> Floats:
    """Greatest value of each row in each group of columns; -1 for an empty group."""
    best = np.full((len(likeness), len(ends) - 1), -1, np.float32)
    filled = np.flatnonzero(np.diff(ends))
    if len(filled):
        best[:, filled] = np.maximum.reduceat(likeness, ends[:-1][filled], axis=1)
    return best


def _highest(likeness: Floats, ends: Ints) -> Floats:
    """Greatest value of each column in each group of rows; -1 for an empty group."""
    best = np.full((len(ends) - 1, likeness.shape[1]), -1, np.float32)
    for group, (start, stop) in enumerate(pairwise(ends.tolist())):
        if stop > start:
            np.maximum.reduce(likeness[start:stop], axis=0, out=best[group])
    return best


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

    def rows(self, first: int, last: int, low: int, best: Floats, ends: Ints) -> None:
        """Rows [first, last), from the greatest cosine (tokens, columns) of their tokens with each column."""
        cells = self.cells
        for row in range(first, last):
            seen = best[
                ends[row - first] : ends[row - first + 1], cells.low[row] - low : cells.high[row] - low
            ]
            if seen.size:
                part = slice(int(cells.offset[row]), int(cells.offset[row + 1]))
                self.cover_a[part], self.mass_a[part] = _summed(self.weights[0][row], seen)

    def columns(self, first: int, low: int, high: int, best: Floats, ends: Ints) -> None:
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
    choice = best - np.maximum.reduce(best, 1, keepdims=True)
    choice /= np.float32(_TEMPERATURE)
    np.exp(choice, out=choice)
    return weights @ best, (weights / np.add.reduce(choice, 1)) @ choice


def running(values: Floats) -> NDArray[np.float64]:
    """Sums of `values` (cells,) from the start of all cells up to each, shape (cells + 1,)."""
    return np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
