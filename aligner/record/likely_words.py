"""The words of a text that a network points at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aligner.record.model import Span

# Log odds of a token from which it belongs to the words in question, less than the surest by this much.
# Chosen: with .5 more or less the words are one or two longer or shorter.
BESIDE = 1.0


def likely_words(text: str, spans: Sequence[Span], odds: NDArray[np.float32]) -> Span | None:
    """The words around the likeliest token that are about as likely, without blanks and marks at the ends.

    `spans`: the characters of each token; `odds`: its log odds, shape (n,). None where there is no word.
    """
    at = int(odds.argmax())
    floor = odds[at] - BESIDE
    first = last = at
    while first > 0 and odds[first - 1] >= floor:
        first -= 1
    while last + 1 < len(odds) and odds[last + 1] >= floor:
        last += 1
    start, end = spans[first][0], spans[last][1]
    inner = [place for place in range(start, end) if text[place].isalnum()]
    if not inner:
        return None
    start, end = inner[0], inner[-1] + 1
    while start > 0 and text[start - 1].isascii() and text[start - 1].isalnum() and text[start].isascii():
        start -= 1
    while end < len(text) and text[end].isascii() and text[end].isalnum() and text[end - 1].isascii():
        end += 1
    return start, end
