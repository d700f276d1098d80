"""Which relation a link has: decided by how much of each side is found on the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aligner.match.encoded_text import Text
from aligner.match.similarity import covered
from aligner.record.model import Relation

# Share of a side's words found on the other from which it counts as said there. Not measured: no gold set
# has relations.
_MOSTLY = 0.5
# By how much more of one side must be found than of the other for a link to summarise or to expand; below it
# the two differ no more than any two translations. Not measured.
_APART = 0.22
# How many times longer than usual one side must be to be the fuller one although little of it is found.
# Not measured.
_LONGER = 1.6
# English tokens a Chinese one where a pair has too few links (`_FEW`) for a median of its own: about what
# translations of news have with the embedded model. Not measured.
_USUAL, _FEW = 1.2, 8


def relations(zh: Text, en: Text, links: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[Relation]:
    """How the sentences of each link (positions in `zh`, positions in `en`) relate."""
    found_zh, found_en = covered(zh, en, links)
    sizes = [(zh.sizes[list(rows)].sum(), en.sizes[list(columns)].sum()) for rows, columns in links]
    growth = np.array([y / x for x, y in sizes])
    growth /= np.median(growth) if len(growth) > _FEW else _USUAL
    return [_decide(*numbers) for numbers in zip(found_zh, found_en, growth, strict=True)]


def _decide(found_zh: float, found_en: float, growth: float) -> Relation:
    """From the share of each side found on the other, and how much longer than usual the English is."""
    if found_zh - found_en > _APART or (growth > _LONGER and found_en < _MOSTLY):
        return "summarises"
    if found_en - found_zh > _APART or (growth < 1 / _LONGER and found_zh < _MOSTLY):
        return "expands"
    return "equivalent" if min(found_zh, found_en) > _MOSTLY else "partial"
