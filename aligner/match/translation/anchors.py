"""First pass: sentences that are each other's counterpart beyond doubt, in a chain from start to end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aligner.match.encoded_text import Floats
from aligner.record.chains import rising_chain

Candidates = tuple[NDArray[np.intp], NDArray[np.intp], Floats]
"""Rows, columns and margins of likely pairs."""
Chain = list[tuple[int, int, float]]
"""(row, column, margin), both rising."""

# Best others whose mean a cosine is measured against (margin, Artetxe & Schwenk 2019, who take 4 as well). Of
# 358 beads (`_MARGIN` in decoder.py) 3 change 6, and strict F1 is .924 for .930; 5 change none.
_NEIGHBOURS = 4
# Cells of the similarity matrix beyond which only a broad path through it is looked at: those of two texts of
# 6,300 sentences. Larger, and the time grows with the square of the length.
_FULL = 40_000_000
# Sentences that count as one when that path is sought: 256 times fewer cells, and long enough to be about
# something. A text of 30,324 and 40,887 sentences has strict F1 .907 with it, its parts .910
# (docs/matching.md).
_GROUP = 16
# Sentences on either side of that path in which anchors are sought: some thirty groups, so that the path may
# err by a chapter. Time grows with it.
_REACH = 500
_CHUNK = 1024  # sentences compared with all others at a time, for memory


def candidates(a: Floats, b: Floats, top: int = 3) -> Candidates:
    """The `top` best columns of every row by margin: cosine less the mean of both sides' nearest neighbours.

    `a` (n, d) and `b` (m, d) are unit vectors. The margin is that of Artetxe & Schwenk 2019 (section 3, as
    distance). Rows are taken in chunks, so memory stays small; very long texts are searched near the path
    that sixteen sentences at a time take.
    """
    n, m = len(a), len(b)
    if not n or not m:
        empty = np.zeros(0, np.intp)
        return empty, empty, np.zeros(0, np.float32)
    windows = _windows(a, b)
    near_a, near_b = np.zeros(n, np.float32), np.full((_NEIGHBOURS, m), -2, np.float32)
    for start, (left, right) in windows:
        block = a[start : start + _CHUNK] @ b[left:right].T
        near_a[start : start + len(block)] = _top(block.T).mean(0)
        near_b[:, left:right] = _top(np.concatenate([near_b[:, left:right], _top(block)]))
    mean_b = np.where(near_b > -1, near_b, 0).sum(0) / np.maximum((near_b > -1).sum(0), 1)
    rows, columns, margins = [], [], []
    for start, (left, right) in windows:
        margin = a[start : start + _CHUNK] @ b[left:right].T
        margin -= (near_a[start : start + len(margin), None] + mean_b[None, left:right]) / 2
        k = min(top, margin.shape[1])
        chosen = np.argpartition(-margin, k - 1, axis=1)[:, :k]
        rows.append(np.repeat(np.arange(start, start + len(margin)), k))
        columns.append((chosen + left).ravel())
        margins.append(np.take_along_axis(margin, chosen, 1).ravel())
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(margins).astype(np.float32)


def _top(block: Floats) -> Floats:
    """The few greatest values of each column, in any order, shape (few, columns)."""
    others = len(block) - _NEIGHBOURS
    return block if others <= 0 else np.partition(block, others, axis=0)[others:]


def _windows(a: Floats, b: Floats) -> list[tuple[int, tuple[int, int]]]:
    """For each chunk of rows, by its first, the columns to be searched."""
    n, m = len(a), len(b)
    starts = range(0, n, _CHUNK)
    if n * m <= _FULL:
        return [(start, (0, m)) for start in starts]
    chain = best_chain(candidates(_grouped(a), _grouped(b), 1))
    points = [(0, 0), *(((r + 0.5) * _GROUP, (c + 0.5) * _GROUP) for r, c, _ in chain), (n, m)]
    rows, columns = np.array(points).T
    edges = np.interp([*starts, n], rows, columns)
    return [
        (start, (max(int(low) - _REACH, 0), min(int(high) + _REACH, m)))
        for start, low, high in zip(starts, edges, edges[1:], strict=False)
    ]


def _grouped(units: Floats) -> Floats:
    """Sums of `_GROUP` sentences at a time, at unit length."""
    sums = np.add.reduceat(units, np.arange(0, len(units), _GROUP))
    grouped: Floats = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return grouped


def best_chain(candidates: Candidates, least: float = 0.0) -> Chain:
    """The monotone chain of candidates with the greatest sum of margins (a weighted longest rising run)."""
    rows, columns, margins = candidates
    keep = np.flatnonzero(margins > least)
    order = keep[np.lexsort((-columns[keep], rows[keep]))]
    chosen = order[rising_chain(columns[order].tolist(), margins[order].tolist())]
    return list(zip(rows[chosen].tolist(), columns[chosen].tolist(), margins[chosen].tolist(), strict=True))
