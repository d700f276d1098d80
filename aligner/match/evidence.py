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


def attention(a: Text, b: Text, cells: Band) -> tuple[Floats, Floats]:
    """(coverage, mass) of each row sentence by each column sentence of the band, both of shape (cells,).

    Coverage: the mean over the row's tokens, weighted by how telling they are, of the greatest cosine with a
    token of the column (BERTScore recall, Zhang et al. 2020, on a middle layer). Mass: the share of the row's
    tokens that find their like in that column rather than in another one of the row, a soft choice between
    columns at a fixed temperature.
    """
    coverage, mass = np.zeros(cells.size, np.float32), np.zeros(cells.size, np.float32)
    starts_a, starts_b = _starts(a), _starts(b)
    for first in range(0, len(a), _ROWS):
        last = min(first + _ROWS, len(a))
        low, high = int(cells.low[first]), int(cells.high[last - 1])
        if starts_a[last] == starts_a[first] or high <= low or starts_b[high] == starts_b[low]:
            continue
        tokens = np.concatenate(a.tokens[first:last]).astype(np.float32)
        pool = np.concatenate(b.tokens[low:high]).astype(np.float32)
        best = _maxima(tokens @ pool.T, starts_b[low : high + 1] - starts_b[low])
        for row in range(first, last):
            part = slice(int(cells.offset[row]), int(cells.offset[row + 1]))
            own = slice(starts_a[row] - starts_a[first], starts_a[row + 1] - starts_a[first])
            seen = best[own, cells.low[row] - low : cells.high[row] - low]
            if seen.size:
                coverage[part] = a.weights[row] @ seen
                mass[part] = a.weights[row] @ _choice(seen)
    return coverage, mass


def _starts(text: Text) -> NDArray[np.intp]:
    """Index of the first token of each sentence among all tokens, and their number at the end."""
    return np.concatenate([[0], np.cumsum([len(t) for t in text.tokens])]).astype(np.intp)


def _choice(best: Floats) -> Floats:
    choice = np.exp((best - best.max(1, keepdims=True)) / _TEMPERATURE)
    share: Floats = choice / choice.sum(1, keepdims=True)
    return share


def _maxima(likeness: Floats, ends: NDArray[np.intp]) -> Floats:
    """Greatest value in each group of columns, shape (tokens, groups); -1 for an empty group."""
    filled = np.flatnonzero(np.diff(ends))
    best = np.full((len(likeness), len(ends) - 1), -1.0, np.float32)
    best[:, filled] = np.maximum.reduceat(likeness, ends[:-1][filled], axis=1)
    return best


def running(values: Floats) -> NDArray[np.float64]:
    """Sums of `values` (cells,) from the start of all cells up to each, shape (cells + 1,)."""
    return np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
