"""First pass: sentences that are each other's counterpart beyond doubt, in a chain from start to end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from aligner.match.text import Floats

__all__ = ["Candidates", "Chain", "best_chain", "candidates"]

Candidates = tuple[NDArray[np.intp], NDArray[np.intp], Floats]
"""Rows, columns and margins of likely pairs."""
Chain = list[tuple[int, int, float]]
"""(row, column, margin), both rising."""

_NEIGHBOURS = 4
_FULL = 40_000_000  # cells of the similarity matrix beyond which only a broad diagonal is looked at
_CHUNK = 1024


def candidates(a: Floats, b: Floats, top: int = 3) -> Candidates:
    """The `top` best columns of every row by margin: cosine less the mean of both sides' nearest neighbours.

    `a` (n, d) and `b` (m, d) are unit vectors. The margin is that of Artetxe & Schwenk 2019 (section 3, as
    distance). Rows are taken in chunks, so memory stays small; very long texts are searched near the
    diagonal.
    """
    n, m = len(a), len(b)
    if not n or not m:
        empty = np.zeros(0, np.intp)
        return empty, empty, np.zeros(0, np.float32)
    reach = m if n * m <= _FULL else max(m // 10, 2000)
    near_a, near_b = np.zeros(n, np.float32), _running_top(m)
    for start, block, left in _blocks(a, b, reach):
        stop, right = start + len(block), left + block.shape[1]
        near_a[start:stop] = _top_mean(block)
        best = -np.sort(-block, axis=0)[:_NEIGHBOURS].T
        merged = np.concatenate([near_b[left:right], best], axis=1)
        near_b[left:right] = -np.sort(-merged, axis=1)[:, :_NEIGHBOURS]
    mean_b = np.where(near_b > -1, near_b, 0).sum(1) / np.maximum((near_b > -1).sum(1), 1)
    rows, columns, margins = [], [], []
    for start, block, left in _blocks(a, b, reach):
        stop, right = start + len(block), left + block.shape[1]
        margin = block - (near_a[start:stop, None] + mean_b[None, left:right]) / 2
        k = min(top, margin.shape[1])
        chosen = np.argpartition(-margin, k - 1, axis=1)[:, :k]
        rows.append(np.repeat(np.arange(start, stop), k))
        columns.append((chosen + left).ravel())
        margins.append(np.take_along_axis(margin, chosen, 1).ravel())
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(margins).astype(np.float32)


def _running_top(m: int) -> Floats:
    return np.full((m, _NEIGHBOURS), -2, np.float32)


def _top_mean(block: Floats) -> Floats:
    k = min(_NEIGHBOURS, block.shape[1])
    mean: Floats = -np.partition(-block, k - 1, axis=1)[:, :k].mean(1)
    return mean


def _blocks(a: Floats, b: Floats, reach: int) -> Iterator[tuple[int, Floats, int]]:
    """(first row, cosines, first column), chunk by chunk."""
    n, m = len(a), len(b)
    for start in range(0, n, _CHUNK):
        stop = min(start + _CHUNK, n)
        left = max(start * m // n - reach, 0)
        right = min(stop * m // n + reach, m)
        yield start, a[start:stop] @ b[left:right].T, left


def best_chain(found: Candidates, least: float = 0.0) -> Chain:
    """The monotone chain of candidates with the greatest sum of margins (a weighted longest rising run)."""
    rows, columns, margins = found
    keep = np.flatnonzero(margins > least)
    order = keep[np.lexsort((-columns[keep], rows[keep]))]
    ends: list[int] = []  # columns of the best chains, rising
    totals: list[float] = []  # their sums, rising with the columns
    last: list[int] = []  # index in `order` of their last pair
    before = [-1] * len(order)
    for index, pair in enumerate(order):
        column, margin = int(columns[pair]), float(margins[pair])
        at = bisect_left(ends, column)
        total = margin + (totals[at - 1] if at else 0.0)
        before[index] = last[at - 1] if at else -1
        stop = at
        while stop < len(ends) and totals[stop] <= total:
            stop += 1
        if at < len(ends) and ends[at] == column and totals[at] > total:
            continue
        ends[at:stop], totals[at:stop], last[at:stop] = [column], [total], [index]
    chain: Chain = []
    index = last[-1] if last else -1
    while index >= 0:
        pair = order[index]
        chain.append((int(rows[pair]), int(columns[pair]), float(margins[pair])))
        index = before[index]
    return chain[::-1]
