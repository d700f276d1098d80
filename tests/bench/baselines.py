"""Other methods, to stand beside ours in one run: overlap encoding (Bertalign), and lengths alone.

`overlap` is written from Liu & Zhu 2022 (Digital Scholarship in the Humanities, doi:10.1093/llc/fqac089) and
the authors' description of their program: every run of up to seven sentences is encoded, a first pass finds a
chain of single sentences among the three nearest neighbours, a second looks for beads of at most eight
sentences in a window of five around it. A bead scores its cosine less the mean cosine with the neighbours on
either side, times a penalty for lengths that differ; a null scores -.1.

`lengths` is Gale & Church 1993 by the package ``galechurch``, with the ratio of characters taken from the
documents and the variance scaled with it: its defaults, meant for European languages, fail on Chinese.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aligner.match.translation.anchors import best_chain
from aligner.match.translation.band import band_around
from aligner.match.translation.lattice import SHAPES, best_path, build
from aligner.record.encoding import Encoder
from tests.bench.data import Bead
from tests.helpers.lattice import valid

__all__ = ["Runs", "encode_runs", "has_lengths", "lengths", "overlap"]

Array = NDArray[np.float64]
Runs = list[tuple[Array, Array]]
"""For runs of 1, 2 … sentences: unit vectors of the runs by their last sentence, and characters."""

_SKIP, _WINDOW, _NEAREST = -0.1, 5, 3
_LONGEST = max(m for m, _ in SHAPES)


def encode_runs(lines: Sequence[str], encoder: Encoder, joint: str) -> Runs:
    """Every run of up to seven sentences, encoded as one text."""
    runs: Runs = []
    for size in range(1, min(_LONGEST, len(lines)) + 1):
        texts = [joint.join(lines[end - size : end]) for end in range(size, len(lines) + 1)]
        vectors = np.array([e.vector for e in encoder.encode(texts)], np.float64)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        missing = np.zeros((size - 1, vectors.shape[1]))
        counts = np.array([0] * (size - 1) + [len(text) for text in texts], float)
        runs.append((np.concatenate([missing, vectors]), counts))
    return runs


def overlap(zh: Runs, en: Runs) -> list[Bead]:
    """The two passes, on encoded runs."""
    singles = zh[0][0], en[0][0]
    n, m = len(singles[0]), len(singles[1])
    similar = singles[0] @ singles[1].T
    columns = np.argsort(-similar, axis=1)[:, :_NEAREST]
    rows = np.repeat(np.arange(n), columns.shape[1])
    values = np.take_along_axis(similar, columns, 1).ravel().astype(np.float32)
    lattice = build(band_around(best_chain((rows, columns.ravel(), values)), n, m, _WINDOW))
    ratio = en[0][1].sum() / zh[0][1].sum()
    i, j = lattice.nodes.rows, lattice.nodes.columns
    scores = np.where(valid(lattice), _SKIP, -np.inf).astype(np.float32)
    for shape, (a, b) in enumerate(SHAPES[:-2]):
        at = np.flatnonzero(lattice.holds(shape))
        x, y = zh[a - 1][0][i[at] - 1], en[b - 1][0][j[at] - 1]
        near = (_beside(x, singles[1], j[at] - b, j[at]) + _beside(y, singles[0], i[at] - a, i[at])) / 2
        counts = zh[a - 1][1][i[at] - 1] * ratio, en[b - 1][1][j[at] - 1]
        penalty = np.log2(1 + np.minimum(*counts) / np.maximum(np.maximum(*counts), 1e-9))
        scores[shape, at] = (np.einsum("cd,cd->c", x, y) - near) * penalty
    return [(tuple(range(a, a2)), tuple(range(b, b2))) for (a, a2, b, b2), _, _ in best_path(lattice, scores)]


def _beside(vectors: Array, others: Array, before: NDArray[np.intp], after: NDArray[np.intp]) -> Array:
    """Mean cosine with the single sentences just before and just after a run of the other side."""
    total, count = np.zeros(len(vectors)), np.zeros(len(vectors))
    for at, there in ((before - 1, before > 0), (after, after < len(others))):
        cosines = np.einsum("cd,cd->c", vectors, others[np.clip(at, 0, len(others) - 1)])
        total += np.where(there, cosines, 0)
        count += there
    return np.asarray(total / np.maximum(count, 1))


def has_lengths() -> bool:
    """Whether the package ``galechurch`` is there."""
    return importlib.util.find_spec("galechurch") is not None


def lengths(zh: Sequence[str], en: Sequence[str]) -> list[Bead]:
    """Gale & Church with the ratio of characters that the documents have."""
    import galechurch

    ratio = sum(map(len, en)) / max(sum(map(len, zh)), 1)
    spread = 6.8 * ratio  # their variance per character of the source, whose characters here say more
    found = galechurch.align(list(zh), list(en), mean_xy=ratio, variance_xy=spread, max_block_size=10**9)
    return [
        (tuple(range(b.source_start, b.source_end)), tuple(range(b.target_start, b.target_end)))
        for b in found.beads
    ]
