"""Which decoder fits a pair of documents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aligner.match.constraints import UNCONSTRAINED, Constraints
from aligner.match.encoded_text import Floats, Text
from aligner.match.similarity import covered
from aligner.match.translation.decoder import Decoded

# Measured: literary translations .64 to .90, others above .9; with a quarter of one side missing .68 to .75;
# with half of it missing .28 to .49; a press summary .17. Anything from .5 to .63 divides these alike.
_LEAST = 0.53
# Sentences that a bead of a translation rarely exceeds; where a part is missing, beads swallow the gap.
# `_LEAST` was measured with it.
_MANY = 4


def fits(a: Text, b: Text, decoded: Decoded, constraints: Constraints = UNCONSTRAINED) -> bool:
    """Whether the chain that the translation decoder found makes sense of the two texts.

    Where one side is a summary of the other, or only a part is translated, a chain can be had only at a
    price: beads that are unsure, beads that swallow many sentences, and one side of which much more is
    found on the other than the other way round.
    """
    links: list[tuple[Sequence[int], Sequence[int]]] = list(constraints.joined)
    links += [(range(a1, a2), range(b1, b2)) for (a1, a2, b1, b2), _ in decoded.full]
    if not links:
        return False
    sure = float(np.mean([1.0] * len(constraints.joined) + [score for _, score in decoded.full]))
    swallowed = float(np.mean([len(rows) + len(columns) > _MANY for rows, columns in links]))
    shares_a, shares_b = covered(a, b, links)
    found_a = _whole(a, shares_a, [rows for rows, _ in links])
    found_b = _whole(b, shares_b, [columns for _, columns in links])
    return sure - swallowed - abs(found_a - found_b) >= _LEAST


def _whole(text: Text, shares: Floats, sides: Sequence[Sequence[int]]) -> float:
    """Share of all words of a text whose like is on the other side of their bead."""
    sizes = np.array([text.sizes[list(side)].sum() for side in sides])
    return float(shares @ sizes / text.sizes.sum())
