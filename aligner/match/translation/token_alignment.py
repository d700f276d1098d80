"""Evidence for a pair of sentences: how alike their vectors are, and which tokens match on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aligner.match.encoded_text import Floats, Text
from aligner.match.translation.band import Band, Ints
from aligner.match.translation.lattice import LONGEST

# Of a token's choice of its like, a softmax over the band. The weights in chain.json were learned with it
# (`tests/training/chain_weights.py`); as they are, .05 or .07 change none of 358 beads (`_MARGIN` in
# decoder.py).
_TEMPERATURE = 0.06
_CHUNK = 1024  # cells
_ROWS = 8  # sentences compared at a time: large products are quicker than many small ones
_BLOCK = 64  # sentences whose token states are made ready at a time
_CELLS = 32_768  # cells that such a block has at most, unless it is a single sentence
_WIDE = 1024  # sentences of the other side that are enough for one product
_TINY = 1e-6  # instead of dividing by nothing


@dataclass(frozen=True, slots=True)
class Attention:
    """What of each sentence of one side is found in those of the other, in the order of the band's cells.

    Coverage: the mean over the sentence's tokens, weighted by how telling they are, of the greatest cosine
    with a token of the other (BERTScore recall, Zhang et al. 2020, on a middle layer). Mass: the share of the
    tokens that find their like in that other sentence rather than in another one of the band, a soft choice
    at a fixed temperature.
    """

    coverage: Floats
    """Shape (cells,)."""
    mass: Floats
    """Shape (cells,)."""
    weakest: NDArray[np.float16]
    """Mass of that clause of the sentence of which least is found in the stretch of 1 to k sentences of the
    other side that ends with the cell's, shape (k, cells + 1); 0 where there is no cell."""


def dots(a: Text, b: Text, cells: Band) -> Floats:
    """Scalar products of the summed vectors for every cell, shape (cells,)."""
    rows, columns = cells.rows, cells.columns
    result = np.empty(cells.size, np.float32)
    for start in range(0, cells.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        result[part] = np.einsum("cd,cd->c", a.vectors[rows[part]], b.vectors[columns[part]])
    return result


@np.errstate(invalid="ignore")  # what lies behind two arrays in memory may raise it in their product
def attention(a: Text, b: Text, cells: Band) -> tuple[Attention, Attention]:
    """What of each row sentence is found in each column sentence of the band, and the other way round."""
    forth, back = _nothing(cells), _nothing(cells)
    across_rows = cells.transposed(len(b))
    unfinished: dict[int, list[Floats]] = {}
    for first, last in _blocks(cells):
        low, high = int(cells.low[first]), int(cells.high[last - 1])
        if high <= low:
            continue
        across, upwards = _greatest(a, b, cells, first, last)
        for row, best in _rows(cells, first, across, a.ends_of(first, last)):
            at = np.arange(cells.offset[row], cells.offset[row + 1])
            _fill(forth, at, a.weights[row], a.clauses[row], best)
        for column, best in _columns(across_rows, first, low, upwards, b.ends_of(low, high), unfinished):
            rows = np.arange(across_rows.low[column], across_rows.high[column])
            at = cells.offset[rows] + column - cells.low[rows]
            _fill(back, at, b.weights[column], b.clauses[column], best)
    return forth, back


def _nothing(cells: Band) -> Attention:
    coverage, mass = np.zeros((2, cells.size), np.float32)
    return Attention(coverage, mass, np.zeros((LONGEST, cells.size + 1), np.float16))


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


def _rows(cells: Band, first: int, across: Floats, ends: Ints) -> Iterator[tuple[int, Floats]]:
    """Each row from `first` on, with the greatest cosines of its tokens with its columns."""
    for row, (start, stop) in enumerate(pairwise(ends.tolist()), first):
        best = across[start:stop, cells.low[row] - cells.low[first] : cells.high[row] - cells.low[first]]
        if best.size:
            yield row, best


def _columns(
    back: Band, first: int, low: int, upwards: Floats, ends: Ints, unfinished: dict[int, list[Floats]]
) -> Iterator[tuple[int, Floats]]:
    """Each column whose last row is among these, with the greatest cosines of its tokens with all its rows.

    The columns start at `low`; `unfinished` keeps the cosines of those with rows still to come.
    """
    for column, (start, end) in enumerate(pairwise(ends.tolist()), low):
        top, stop = max(int(back.low[column]), first), min(int(back.high[column]), first + len(upwards))
        if top < stop:
            unfinished.setdefault(column, []).append(upwards[top - first : stop - first, start:end])
            if stop == back.high[column]:
                best = np.concatenate(unfinished.pop(column)).T
                if best.size:
                    yield column, best


def _fill(part: Attention, at: Ints, weights: Floats, clauses: Ints, best: Floats) -> None:
    """What is found of one sentence at its k cells, from the greatest cosines of its tokens there (t, k)."""
    choice = best - np.maximum.reduce(best, 1, keepdims=True)
    choice /= np.float32(_TEMPERATURE)
    np.exp(choice, out=choice)
    choice *= (weights / np.add.reduce(choice, 1))[:, None]
    part.coverage[at] = weights @ best
    part.mass[at] = np.add.reduce(choice, 0)
    shares = np.add.reduceat(choice, clauses)
    shares /= np.maximum(np.add.reduceat(weights, clauses), _TINY)[:, None]
    before = np.zeros((len(shares), LONGEST), np.float32)
    sums = np.add.accumulate(np.concatenate([before, shares], 1), 1)
    for length, weakest in enumerate(part.weakest, 1):
        stretches = sums[:, LONGEST:] - sums[:, LONGEST - length : -length]
        weakest[at] = np.minimum.reduce(stretches, 0)


def running(values: Floats) -> NDArray[np.float64]:
    """Sums of `values` (cells,) from the start of all cells up to each, shape (cells + 1,)."""
    return np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
