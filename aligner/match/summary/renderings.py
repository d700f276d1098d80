"""Which words of one side the dictionary renders with words of the other, for the summary decoder.

Token states know what words mean, and the dictionary which of them are one word: names, terms, things. A word
that few segments render tells more than one that many do.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from aligner.language.dictionary import gloss_keys, words
from aligner.language.inflection import WORD, base_keys, key
from aligner.language.sides import text_side
from aligner.language.tables import table
from aligner.match.similarity import SegmentParts

# Letters of the shortest English word that counts; the curves were learned with it, as `gloss_keys` leaves
# out shorter ones.
_LETTERS = 3

_Word = tuple[str, frozenset[str]]
"""A word, and the keys of what may answer it across."""


def renderings(a: Sequence[str], b: Sequence[str]) -> tuple[SegmentParts, SegmentParts]:
    """The words of the segments `a`, each with what it says for each segment of `b`; and the other way round.

    What a word says is its share of the segment's words, the rarer on its own side the more, divided among
    the segments that render it.
    """
    words_a, words_b = _all_words(a), _all_words(b)
    return _answered(words_a, words_b), _answered(words_b, words_a)


def _all_words(texts: Sequence[str]) -> list[list[_Word]]:
    """Content words of every text; of a language without a dictionary as they stand."""
    if text_side("\n".join(texts)) == "zh":
        return [[(w, keys) for w, _ in words(text) if (keys := gloss_keys(w))] for text in texts]
    function = frozenset(table("function_words")["en"])
    return [
        [
            (key(word), base_keys(word))
            for word in WORD.findall(text)
            if len(word) >= _LETTERS and word.lower() not in function
        ]
        for text in texts
    ]


def _answered(own: Sequence[Sequence[_Word]], across: Sequence[Sequence[_Word]]) -> SegmentParts:
    """The words of one side that are rendered on the other."""
    places: dict[str, set[int]] = {}
    for column, others in enumerate(across):
        for _, keys in others:
            for each in keys:
                places.setdefault(each, set()).add(column)
    frequency = Counter(word for of_segment in own for word in {word for word, _ in of_segment})
    worth = {word: math.log(1 + len(own) / count) for word, count in frequency.items()}
    owner, rows = [], []
    for segment, of_segment in enumerate(own):
        total = sum(worth[word] for word, _ in of_segment)
        for word, keys in of_segment:
            columns = _columns(keys, places)
            if columns:
                owner.append(segment)
                rows.append((columns, worth[word] / total / len(columns)))
    mass = np.zeros((len(rows), len(across)), np.float16)
    for row, (columns, share) in enumerate(rows):
        mass[row, columns] = share
    return SegmentParts(np.array(owner, np.intp), mass)


def _columns(keys: frozenset[str], places: Mapping[str, set[int]]) -> list[int]:
    """The segments that have one of these keys."""
    return sorted(set().union(*(places.get(each, ()) for each in keys)))
