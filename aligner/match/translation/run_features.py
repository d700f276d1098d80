"""What the second encoder says of beads: cosines of composed runs, and of those beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aligner.match.encoded_text import Floats
from aligner.match.runs import Runs
from aligner.match.translation.anchors import Chain
from aligner.match.translation.band import Band, Ints

RUN_PAIR: Final = (
    "run cosine", "run cosine*k", "run neighbours", "run neighbours*k", "run grow", "run shrink",
    "run margin", "run margin*k",
)  # fmt: skip
RUN_NULL: Final = ("null best run", "null run margin")
# Sentences in the longest run, a bead's and one more; both sides together in the largest pair of runs.
_LONGEST, _MOST = 8, 9
_ROWS = 64  # rows of nodes whose runs are compared at a time
# Of a run's choice among the sentences of the other side, as a softmax over the band. The weights in
# chain.json were learned with it.
_TEMPERATURE = 0.1
# Cosine of a typical pair in news of one to twenty sentences, .62 to .69; with fewer than `_ANCHORS` anchors
# the texts' own is mixed with it.
_COSINE, _ANCHORS, _LEAST_COSINE = 0.65, 8, 0.2
_PAIRS = [(m, n) for m in range(1, _LONGEST + 1) for n in range(1, _LONGEST + 1) if m + n <= _MOST]
_INDEX = {pair: at for at, pair in enumerate(_PAIRS)}


@dataclass(frozen=True, slots=True)
class RunLikeness:
    """Cosines of the runs of both sides that end at the nodes of a band."""

    nodes: Band
    cosines: NDArray[np.float16]
    """For each pair of lengths, a typical pair counting as 1, shape (pairs, nodes + 1); 0 where there is no
    node."""
    rivals: tuple[Floats, Floats]
    """Soft maximum of the cosines of a run with the single sentences of the other side, by its length and its
    last sentence, shape (lengths, n + 1) and (lengths, m + 1)."""
    nulls: tuple[Floats, Floats]
    """`RUN_NULL` for every sentence, shape (2, n + 1) and (2, m + 1)."""

    def pair(self, i: Ints, j: Ints, m: int, n: int) -> dict[str, Floats]:
        """`RUN_PAIR` of the beads of m and n sentences that end at the nodes (i, j)."""
        k = (m + n) / 2
        at = {step: self.nodes.find(i + step[0], j + step[1]) for step in _steps(m, n)}

        def cosine(rows: int, columns: int, step: tuple[int, int] = (0, 0)) -> Floats:
            if (rows, columns) not in _INDEX:  # larger than any run: no better
                rows, columns, step = m, n, (0, 0)
            cosines: Floats = self.cosines[_INDEX[rows, columns]].take(at[step]).astype(np.float32)
            return cosines

        here = cosine(m, n)
        longer = cosine(m + 1, n), cosine(m + 1, n, (1, 0)), cosine(m, n + 1), cosine(m, n + 1, (0, 1))
        shorter = [cosine(m - 1, n, step) for step in ((0, 0), (-1, 0)) if m > 1]
        shorter += [cosine(m, n - 1, step) for step in ((0, 0), (0, -1)) if n > 1]
        beside = cosine(1, n, (-m, 0)), cosine(1, n, (1, 0)), cosine(m, 1, (0, -n)), cosine(m, 1, (0, 1))
        there = [at[step] < self.nodes.size for step in ((-m, 0), (1, 0), (0, -n), (0, 1))]
        around = (sum(beside) / np.maximum(sum(there), 1)).astype(np.float32)
        margin = here - (self.rivals[0][m - 1].take(i) + self.rivals[1][n - 1].take(j)) / 2
        none = np.zeros_like(here)
        grow = sum((np.maximum(each - here, 0) for each in longer), none)
        shrink = sum((np.maximum(each - here, 0) for each in shorter), none)
        values = (here, here * k, around, around * k, grow, shrink, margin, margin * k)
        return dict(zip(RUN_PAIR, values, strict=True))


def _steps(m: int, n: int) -> set[tuple[int, int]]:
    return {(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (-m, 0), (0, -n)}


def compare_runs(a: Runs, b: Runs, nodes: Band, chain: Chain) -> RunLikeness:
    """Compare all runs that end at the same node."""
    cosines = np.zeros((len(_PAIRS), nodes.size + 1), np.float16)
    for first in range(0, len(nodes.low), _ROWS):
        _fill(cosines, a, b, nodes, first, min(first + _ROWS, len(nodes.low)))
    cosines /= np.float16(_typical(cosines[0], nodes, chain))
    rivals = _rivals(cosines, nodes)
    return RunLikeness(nodes, cosines, rivals, _nulls(cosines[0, :-1].astype(np.float32), nodes, rivals))


def _fill(cosines: NDArray[np.float16], a: Runs, b: Runs, nodes: Band, first: int, last: int) -> None:
    """Cosines at the nodes of the rows [first, last)."""
    low, high = int(nodes.low[first]), int(nodes.high[last - 1])
    part = slice(int(nodes.offset[first]), int(nodes.offset[last]))
    rows = np.repeat(np.arange(last - first), np.diff(nodes.offset[first : last + 1]))
    columns = (
        np.arange(part.start, part.stop) - nodes.offset[first:last][rows] + nodes.low[first:last][rows] - low
    )
    lengths = range(1, _LONGEST + 1)
    left, right = (
        [_ending(side, *ends, length) for length in lengths]
        for side, ends in ((a, (first, last)), (b, (low, high)))
    )
    others = np.concatenate(right)
    for m in lengths:
        products = left[m - 1] @ others[: (_MOST - m) * (high - low)].T
        for n in range(1, _MOST - m + 1):
            cosines[_INDEX[m, n], part] = products[rows, columns + (n - 1) * (high - low)]


def _ending(side: Runs, first: int, last: int, length: int) -> Floats:
    """Units of the runs that so many sentences, [first, last), lie before the end of; nothing before any."""
    units = side.units(max(first - 1, 0), last - 1, length)
    return np.concatenate([np.zeros((1, units.shape[1]), np.float32), units]) if not first else units


def _typical(singles: NDArray[np.float16], nodes: Band, chain: Chain) -> float:
    """Cosine of a typical pair, from the anchors."""
    if not chain:
        return _COSINE
    at = nodes.find(np.array([r + 1 for r, _, _ in chain]), np.array([c + 1 for _, c, _ in chain]))
    own = min(len(chain) / _ANCHORS, 1.0)
    return max(own * float(np.median(singles[at])) + (1 - own) * _COSINE, _LEAST_COSINE)


def _rivals(cosines: NDArray[np.float16], nodes: Band) -> tuple[Floats, Floats]:
    by_row = [
        _soft_most(cosines[_INDEX[k, 1], :-1], nodes.rows, len(nodes.low)) for k in range(1, _LONGEST + 1)
    ]
    width = int(nodes.high.max())
    by_column = [_soft_most(cosines[_INDEX[1, k], :-1], nodes.columns, width) for k in range(1, _LONGEST + 1)]
    return np.stack(by_row), np.stack(by_column)


def _soft_most(values: NDArray[np.float16], index: Ints, count: int) -> Floats:
    """Soft maximum of the values of each index, shape (count,)."""
    total = np.bincount(index, np.exp(values.astype(np.float64) / _TEMPERATURE), count)
    most: Floats = (np.log(np.maximum(total, 1)) * _TEMPERATURE).astype(np.float32)
    return most


def _nulls(singles: Floats, nodes: Band, rivals: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Greatest cosine of each sentence, and greatest that exceeds what its counterpart has with others."""
    results = []
    for own, other, there in (
        (nodes.rows, nodes.columns, rivals[1][0]),
        (nodes.columns, nodes.rows, rivals[0][0]),
    ):
        best = np.zeros((len(RUN_NULL), int(own.max()) + 1), np.float32)
        best[1] = -2
        np.maximum.at(best[0], own, singles)
        np.maximum.at(best[1], own, singles - there[other])
        results.append(best)
    return results[0], results[1]
