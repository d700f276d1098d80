"""Whether the dictionary finds a word of one side in the text of the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aligner.checks.evidence.words import Unit
from aligner.language.dictionary import gloss_keys, key, keys, renderings, words

__all__ = ["LEXICAL", "said"]

Floats = NDArray[np.float64]
LEXICAL: tuple[str, ...] = ("found", "unfound", "single")


def said(text: str, parts: Sequence[Unit], answer: str, *, chinese: bool) -> Floats:
    """For each unit of a text: `LEXICAL`, shape (u, 3): a rendering of it is in the answer, is not, is not
    telling.

    Where the dictionary does not know a word, all three are 0.
    """
    return _chinese(text, parts, keys(answer)) if chinese else _english(text, parts, renderings(answer))


def _chinese(text: str, parts: Sequence[Unit], there: frozenset[str]) -> Floats:
    found = np.zeros((len(parts), len(LEXICAL)))
    known = [(span, gloss_keys(word)) for word, span in words(text)]
    for row, unit in enumerate(parts):
        mine = [
            (span, glosses)
            for span, glosses in known
            if glosses and span[0] < unit.span[1] and unit.span[0] < span[1]
        ]
        if any(glosses & there for _, glosses in mine):
            found[row, 0] = 1
        elif mine:
            longest = max(span[1] - span[0] for span, _ in mine)
            found[row, 1 if longest > 1 else 2] = 1
    return found


def _english(text: str, parts: Sequence[Unit], there: frozenset[str]) -> Floats:
    found = np.zeros((len(parts), len(LEXICAL)))
    for row, unit in enumerate(parts):
        if unit.kind in ("content", "name"):
            found[row, 0 if key(text[slice(*unit.span)]) in there else 1] = 1
    return found
