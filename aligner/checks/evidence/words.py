"""The words of an encoded text: pieces of the model put together, each with its kind and its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aligner.checks.evidence.learned import Floats
from aligner.language.segmentation import word_spans
from aligner.language.tables import cached, table
from aligner.record.characters import HAN
from aligner.record.encoding import Encoded
from aligner.record.model import Side, Span, overlap

WordKind = Literal["content", "name", "figure", "function", "mark"]
INNER = frozenset("'’-–.&/")
"""Joins letters and digits of one word: ``don't``, ``2.5``, ``Asia-Pacific``."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a Chinese piece or a mark."""

    span: Span
    """Characters of the text, without blanks around them."""
    kind: WordKind
    rows: Span
    """Its rows in the token states: first, one past the last."""


@dataclass(frozen=True)
class EncodedWords:
    """A text as an encoder reads it, word by word; each part is worked out when it is first asked for."""

    text: str
    encoded: Encoded
    places: dict[Side, NDArray[np.float32]] = field(default_factory=dict)
    """The places of its words in the space that both languages share, once they have been asked for."""

    @cached_property
    def words(self) -> list[Word]:
        """In reading order."""
        return split_words(self.text, self.encoded.spans)

    @cached_property
    def heard(self) -> NDArray[np.bool_]:
        """Which of them are more than marks, shape (u,)."""
        return np.array([word.kind != "mark" for word in self.words], bool)

    def rows_in(self, span: Span) -> list[int]:
        """The words that share characters with a stretch of the text."""
        return [n for n, word in enumerate(self.words) if overlap(word.span, span)]

    @cached_property
    def chinese_words(self) -> list[list[int]]:
        """Which words make one Chinese word together, after jieba's dictionary; words of one piece are left
        out."""
        return list(_chinese_words(self.text, self.words))

    @cached_property
    def bounds(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The first token of every word, and how many it has; both of shape (u,)."""
        first = np.array([word.rows[0] for word in self.words], np.intp)
        return first, np.diff(np.append(first, len(self.encoded.tokens))).astype(np.float64)

    @cached_property
    def tokens(self) -> NDArray[np.float32]:
        """Their token states, shape (n, d)."""
        return self.encoded.tokens.astype(np.float32)

    @cached_property
    def states(self) -> Floats:
        """The mean state of each word's tokens, shape (u, d)."""
        first, sizes = self.bounds
        tokens = self.encoded.tokens.astype(np.float64)
        return np.asarray(np.add.reduceat(tokens, first, axis=0) / sizes[:, None])

    @cached_property
    def directions(self) -> Floats:
        """The same at length one: their products are cosines."""
        return np.asarray(self.states / np.maximum(np.linalg.norm(self.states, axis=1, keepdims=True), 1e-9))


def split_words(text: str, spans: Sequence[Span]) -> list[Word]:
    """The words of a text in reading order, from the spans of its tokens, shape (n, 2)."""
    groups: list[tuple[Span, Span]] = []
    for row, span in enumerate(spans):
        trimmed = _trim(text, span)
        if groups and _one_word(text, groups[-1][0], trimmed):
            (start, _), (first, _) = groups[-1]
            groups[-1] = ((start, trimmed[1]), (first, row + 1))
        else:
            groups.append((trimmed, (row, row + 1)))
    return list(_kinds(text, groups))


def _chinese_words(text: str, words: Sequence[Word]) -> Iterator[list[int]]:
    if not HAN.search(text):
        return
    at = 0
    for start, end in word_spans(text):
        while at < len(words) and words[at].span[1] <= start:
            at += 1
        rows = []
        for row in range(at, len(words)):
            if words[row].span[0] >= end:
                break
            if words[row].kind != "mark":
                rows.append(row)
        if len(rows) > 1:
            yield rows


def _trim(text: str, span: Span) -> Span:
    stripped = text[slice(*span)].lstrip()
    start = span[1] - len(stripped)
    return start, start + len(stripped.rstrip())


def _one_word(text: str, before: Span, after: Span) -> bool:
    """Whether a token goes on with the word before it: letters and digits that nothing sets apart."""
    if before[1] != after[0] or before[0] == before[1] or after[0] == after[1]:
        return before[1] >= after[1] and before[0] < before[1]
    last, first = text[before[1] - 1], text[after[0]]
    if HAN.match(last) or HAN.match(first):
        return False
    if first in INNER:
        return last.isalnum() and text[after[1] : after[1] + 1].isalnum()
    if last in INNER:
        return first.isalnum() and before[1] - before[0] > 1
    return last.isalnum() and first.isalnum()


def _kinds(text: str, groups: Sequence[tuple[Span, Span]]) -> Iterator[Word]:
    opening = True
    for span, rows in groups:
        word = text[slice(*span)]
        kind = _kind(word, opening=opening)
        if kind != "mark":
            opening = False
        elif word and word[-1] in '.!?:“"‘':
            opening = True
        yield Word(span, kind, rows)


def _kind(word: str, *, opening: bool) -> WordKind:
    core = "".join(filter(str.isalnum, word))
    if not core:
        return "mark"
    if any(map(str.isdecimal, core)):
        return "figure"
    if HAN.search(core):
        return "function" if core in _function("zh") else "content"
    if core.lower() in _function("en"):
        return "function"
    if core[0].isupper() and (not opening or core.isupper()):
        return "name"
    return "content"


@cached()
def _function(language: str) -> frozenset[str]:
    return frozenset(table("function_words")[language])
