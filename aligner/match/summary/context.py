"""What the pair decoder, for which all pairs are alike, cannot see: parallel blocks, and the leads of lists.

Where a block of the one side and a block of the other are each other's best, and a chain through the two is
sure of every bead and leaves nothing out (an abstract, a closing statement), the chain knows more: order, and
beads of many. "Three measures:" says little by itself, but its list says which other lead it meets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from aligner.match.constraints import UNCONSTRAINED, Constraints
from aligner.match.encoded_text import Floats, Text, subset
from aligner.match.summary.blocks import Layout
from aligner.match.translation.decoder import Decoded, decode
from aligner.record.model import Segment

# Segments that a block must have on either side for a chain to say anything: two can only stand side by side.
# 2 changes no link of the seeds and of forty press summaries.
_LEAST_SEGMENTS = 3
# Least probability of each bead, and least share of the segments that beads hold. Chosen for abstracts inside
# papers that are else untranslated. Probabilities of .8 to .9 change no link of forty press summaries, .7
# loses two; with .9 an abstract of which one sentence became four is not recognised (.85), nor is it
# if its beads are judged by clauses.
_SURE, _WHOLE = 0.8, 0.9
_ITEMS = ("list-item", "clause")
# Items that must answer each other before their leads do.
_LEAST_ITEMS = 2


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
        decoded = decode(subset(a, rows.tolist()), subset(b, columns.tolist()), part, by_clauses=False)
        if not _is_translation(decoded, part):
            continue
        result[np.ix_(rows, columns)] = 0
        for (a1, a2, b1, b2), score in decoded.full:
            result[np.ix_(rows[a1:a2], columns[b1:b2])] = score
    return result


def _is_translation(decoded: Decoded, constraints: Constraints) -> bool:
    linked = sum(a2 - a1 + b2 - b1 for (a1, a2, b1, b2), _ in decoded.full)
    count = sum(map(len, decoded.null_probabilities)) - sum(map(len, constraints.settled))
    return 0 < _WHOLE * count <= linked and min(score for _, score in decoded.full) >= _SURE


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
        if best and min(len(rows), len(blocks_b[q])) >= _LEAST_SEGMENTS:
            yield rows, blocks_b[q]


def join_leads(chance: Floats, a: Sequence[Segment], b: Sequence[Segment], chosen: float) -> Floats:
    """Probabilities (n, m) in which the leads of lists that answer each other do so as well.

    Two lists answer each other if at least two items, and half of the shorter list, are pairs with a
    probability of ``chosen`` or more; their leads then get the mean of those.
    """
    result = chance.copy()
    lists_b = list(_lists(b))
    for lead_a, items_a in _lists(a):
        for lead_b, items_b in lists_b:
            part = chance[np.ix_(items_a, items_b)]
            best = part.max(1)
            pairs = best[best >= chosen]
            if len(pairs) >= max(_LEAST_ITEMS, min(part.shape) / 2):
                result[lead_a, lead_b] = max(result[lead_a, lead_b], float(pairs.mean()))
    return result


def _lists(segments: Sequence[Segment]) -> Iterator[tuple[int, list[int]]]:
    """Each segment that ends with a colon and stands before items, with the positions of those."""
    for lead, segment in enumerate(segments):
        if segment.text.rstrip()[-1:] not in ("：", ":") or segment.kind == "heading":
            continue
        items = [*takewhile(lambda i: segments[i].kind in _ITEMS, range(lead + 1, len(segments)))]
        if len(items) >= _LEAST_ITEMS:
            yield lead, items
