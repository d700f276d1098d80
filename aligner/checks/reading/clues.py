"""What is known of each token of a text beside its state, when the network compares it with another text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aligner.checks.evidence.lexical import LEXICAL
from aligner.checks.evidence.unanswered import PLAIN, WordEvidence

_KINDS = ("content", "name", "figure", "function")
CLUES = len(LEXICAL) + 3 + len(_KINDS)
"""Of a token."""
_LEXICAL = [PLAIN.index(name) for name in LEXICAL]
# Bounds of the log odds that nothing answers a word, and their scale; part of the weights.
_BOUND, _SCALE = 8.0, 4.0


def token_clues(evidence: WordEvidence | None, count: int) -> NDArray[np.float32]:
    """What dictionary, names, letters and similarity say of the word that each of a text's `count` tokens
    belongs to, shape (n, 18); zeros where nothing has been compared."""
    clues = np.zeros((count, CLUES), np.float32)
    if evidence is None or not evidence.words:
        return clues
    odds = [np.clip(part, -_BOUND, _BOUND) / _SCALE for part in (evidence.odds, evidence.merged)]
    kinds = [[word.kind == kind for kind in _KINDS] for word in evidence.words]
    rows = np.column_stack([evidence.rows[:, _LEXICAL], *odds, evidence.distance, kinds])
    for word, row in zip(evidence.words, rows, strict=True):
        clues[slice(*word.rows)] = row
    return clues
