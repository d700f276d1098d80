"""Translated stretches inside a text that is no translation: an abstract, a closing statement.

The summary decoder treats every pair of segments alike. Where a block of the one side and a block of the
other are each other's best, and a chain through the two is sure of every bead and leaves nothing out, the
chain knows more: order, and beads of many.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from aligner.match.constraints import UNCONSTRAINED, Constraints
from aligner.match.encoded_text import Floats, Text, subset
from aligner.match.summary.blocks import Layout
from aligner.match.translation.decoder import Decoded, decode

# Segments that a block must have on either side for a chain to say anything: two can only stand side by side.
# 2 changes no link of the seeds and of forty press summaries.
_LEAST = 3
# Least probability of each bead, and least share of the segments that beads hold. Chosen for abstracts inside
# papers that are else untranslated; .85 and .95 change no link of the seeds and of forty press summaries.
_SURE = 0.9


def straighten(
    chance: Floats,
    a: Text,
    b: Text,
    layout_a: Layout,
    layout_b: Layout,
    constraints: Constraints = UNCONSTRAINED,
) -> Floats:
    """Probabilities (n, m) in which those of parallel blocks are their chain's.

    Where anything is settled, only what else the block holds is the chain's.
    """
    result = chance.copy()
    for rows, columns in _mutual(chance, layout_a, layout_b):
        part = constraints.within(rows.tolist(), columns.tolist())
        decoded = decode(subset(a, rows.tolist()), subset(b, columns.tolist()), part)
        if not _is_translation(decoded, part):
            continue
        result[np.ix_(rows, columns)] = 0
        for (a1, a2, b1, b2), score in decoded.full:
            result[np.ix_(rows[a1:a2], columns[b1:b2])] = score
    return result


def _is_translation(decoded: Decoded, constraints: Constraints) -> bool:
    linked = sum(a2 - a1 + b2 - b1 for (a1, a2, b1, b2), _ in decoded.full)
    count = sum(map(len, decoded.null_probabilities)) - sum(map(len, constraints.settled))
    return 0 < _SURE * count <= linked and min(score for _, score in decoded.full) >= _SURE


def _mutual(chance: Floats, a: Layout, b: Layout) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Running text of the blocks that prefer each other to all others, as positions on both sides."""
    text_a, text_b = np.array(a.group) == "text", np.array(b.group) == "text"
    blocks_a = [np.flatnonzero((a.block == p) & text_a) for p in range(a.blocks)]
    blocks_b = [np.flatnonzero((b.block == q) & text_b) for q in range(b.blocks)]
    affinity = np.zeros((len(blocks_a), len(blocks_b)))
    for p, rows in enumerate(blocks_a):
        for q, columns in enumerate(blocks_b):
            part = chance[np.ix_(rows, columns)]
            if part.size:
                affinity[p, q] = part.max(0).sum() + part.max(1).sum()
    for p, rows in enumerate(blocks_a):
        q = int(affinity[p].argmax()) if affinity.shape[1] else 0
        best = affinity.size and affinity[p, q] > 0 and affinity[:, q].argmax() == p
        if best and min(len(rows), len(blocks_b[q])) >= _LEAST:
            yield rows, blocks_b[q]
