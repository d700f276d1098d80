"""Which relation a link has: decided by how much of each side is found on the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aligner.match.encoded_text import Text
from aligner.match.similarity import covered
from aligner.record.model import Relation

# Share of a side's words found on the other from which it counts as said there. No gold set has relations, so
# measured on gold links by what should come out: 195 beads of translations (the first 120 Chinese sentences
# of MAC-Dev 006, 100 of the magazine) and 776 passages of press summaries, which condense. Of the beads 162
# are *equivalent*, with .45 it is 172, with .55 145; of the passages 181, with .45 256, with .55 131.
_MOSTLY = 0.5
# By how much more of one side must be found than of the other for a link to summarise or to expand; below it
# the two differ no more than any two translations. On the same links: with .17, 149 of the beads are
# *equivalent* for 162, and 397 of the passages *summarise* for 291; with .27, 165 and 205.
_APART = 0.22
# How many times longer than usual one side must be to be the fuller one although little of it is found. On
# the same links, 1.55 or 1.65 changes at most 1 of the beads and 4 of the passages; 1.4 makes 20 passages of
# summaries *expand*, which they do not.
_LONGER = 1.6
# English tokens a Chinese one where a pair has too few links (`_FEW`) for a median of its own: between the
# novel's 1.29 and the magazine's 1.05. On these links .05 more or less, or 4 or 16 links, changes nothing.
_USUAL, _FEW = 1.2, 8


def relations(zh: Text, en: Text, links: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[Relation]:
    """How the sentences of each link (positions in `zh`, positions in `en`) relate."""
    share_zh, share_en = covered(zh, en, links)
    sizes = [(zh.sizes[list(rows)].sum(), en.sizes[list(columns)].sum()) for rows, columns in links]
    growth = np.array([y / x for x, y in sizes])
    growth /= np.median(growth) if len(growth) > _FEW else _USUAL
    return [_decide(*numbers) for numbers in zip(share_zh, share_en, growth, strict=True)]


def _decide(share_zh: float, share_en: float, growth: float) -> Relation:
    """From the share of each side found on the other, and how much longer than usual the English is."""
    if share_zh - share_en > _APART or (growth > _LONGER and share_en < _MOSTLY):
        return "summarises"
    if share_en - share_zh > _APART or (growth < 1 / _LONGER and share_zh < _MOSTLY):
        return "expands"
    return "equivalent" if min(share_zh, share_en) > _MOSTLY else "partial"
