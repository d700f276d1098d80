"""Which relation a link has: decided by how much of each side is found on the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aligner.match.encoded_text import Text
from aligner.match.similarity import covered
from aligner.record.model import Relation

__all__ = ["relations"]

_MOSTLY = 0.5
_APART = 0.22
_LONGER = 1.6


def relations(zh: Text, en: Text, links: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[Relation]:
    """How the sentences of each link (positions in `zh`, positions in `en`) relate."""
    found_zh, found_en = covered(zh, en, links)
    sizes = [(zh.sizes[list(rows)].sum(), en.sizes[list(columns)].sum()) for rows, columns in links]
    growth = np.array([y / x for x, y in sizes])
    growth /= np.median(growth) if len(growth) > 8 else 1.2
    return [_decide(*numbers) for numbers in zip(found_zh, found_en, growth, strict=True)]


def _decide(found_zh: float, found_en: float, growth: float) -> Relation:
    """From the share of each side found on the other, and how much longer than usual the English is."""
    if found_zh - found_en > _APART or (growth > _LONGER and found_en < _MOSTLY):
        return "summarises"
    if found_en - found_zh > _APART or (growth < 1 / _LONGER and found_zh < _MOSTLY):
        return "expands"
    return "equivalent" if min(found_zh, found_en) > _MOSTLY else "partial"
