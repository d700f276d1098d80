"""One side of a pair, made ready for matching: vectors, token states and their weights."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from aligner.match.runs import Runs
from aligner.record.characters import han_count
from aligner.record.encoding import Encoded

Floats = NDArray[np.float32]

# Instead of dividing by nothing.
_TINY = 1e-9
# Tokens that a clause has at least; a shorter stretch goes with its neighbour. Without clauses the F1 of
# summaries falls by .024 to .028 (docs/matching.md); the curves were learned with this length.
_CLAUSE = 4
# Half floats become single ones by their bits: sign and mantissa kept, exponent moved.
_KEPT = np.uint32(0x8FFFE000).astype(np.int32)
# The difference of the two exponents' zeros, 127 − 15.
_EXPONENT = np.float32(2.0**112)
# Weight of a token without a letter or digit; a word of every sentence has .69, one of a hundredth of them
# 4.6. The weights of both decoders were learned with it; .02 or .1 change none of 358 translated beads
# (`_MARGIN` in decoder.py).
_MARK = 0.05
_PAUSE = re.compile(r"[，；：。！？…—、]|[,;:.!?](?!\w)")
# Sentences whose token states are in memory together: about 2 MB at 23 tokens a sentence, so that they stay
# in the cache of the processor.
_AT_ONCE = 64
# Tokens of the second encoder for one of the first from which a language is foreign to it. Chinese, English,
# German and French have .92 to 1.16, single sentences of seven more of its languages .83 to 1.11, of ten
# others 1.35 to 3.3. A short text counts as if it had so many more of either.
_FOREIGN, _FEW = 1.3, 20
# As if a text had so many tokens more, whose mean state is nothing: a text much shorter than this has no mean
# of its own to speak of. All weights were learned with it; 100 or 400 change 3 of 358 translated beads
# (`_MARGIN` in decoder.py), strict F1 .931 for .930.
_SHRINK = 200.0


@dataclass(frozen=True, slots=True)
class Text:
    """One side, sentence by sentence (n sentences, d dimensions)."""

    surfaces: tuple[str, ...]
    """The sentences as they read."""
    vectors: Floats
    """Summed token states less the document's mean, shape (n, d): sums of rows stand for spans."""
    sizes: Floats
    """Tokens of each sentence, at least 1, shape (n,)."""
    lengths: Floats
    """Characters of each sentence, at least 1, shape (n,)."""
    encoded: tuple[Encoded, ...]
    """The encoder's output. It may be on disk and read on each use."""
    counts: NDArray[np.intp]
    """Tokens of each sentence, shape (n,)."""
    common: Floats
    """Mean token state of the document, shape (d,)."""
    weights: tuple[Floats, ...]
    """How telling each token is: inverse document frequency, summing to 1 in a sentence."""
    clauses: tuple[NDArray[np.intp], ...]
    """First token of each clause of each sentence; empty for a sentence without tokens."""
    headings: NDArray[np.bool_]
    """Whether each sentence is a heading, shape (n,)."""
    centred: float
    """Share of the mean that was taken away: near 1 in a long document, less in a short one."""
    runs: Runs | None = None
    """What the second encoder says, if there is one."""

    def __len__(self) -> int:
        return len(self.surfaces)

    def ends_of(self, first: int, last: int) -> NDArray[np.intp]:
        """Number of tokens from sentence `first` to the start of each up to `last`, (last - first + 1,)."""
        return np.concatenate([[0], np.cumsum(self.counts[first:last])])

    def states(self, sentences: Sequence[int]) -> Floats:
        """Token states of some sentences in a row, less what is common, at unit length, shape (tokens, d)."""
        if not sentences:
            return np.zeros((0, len(self.common)), np.float32)
        states = widened(np.concatenate([self.encoded[i].tokens for i in sentences]))
        states -= self.common
        norms = np.sqrt(np.einsum("td,td->t", states, states))
        states /= np.maximum(norms, _TINY)[:, None]
        return states

    @property
    def units(self) -> Floats:
        """Vectors at unit length, shape (n, d)."""
        norms = np.linalg.norm(self.vectors, axis=1, keepdims=True)
        unit: Floats = self.vectors / np.maximum(norms, _TINY)
        return unit

    @property
    def chinese(self) -> bool:
        """Whether most of its characters are."""
        return 2 * han_count("".join(self.surfaces)) > float(self.lengths.sum())

    @property
    def encoders(self) -> str:
        """Which encoders know of it, and so which weights are for it: ``first``, ``second`` or ``both``."""
        return "first" if self.runs is None else "second" if self.runs.alone else "both"

    @property
    def all_units(self) -> Floats:
        """The same, with those of the second encoder beside them if there is one: cosines are added."""
        if self.runs is None or self.runs.alone:
            return self.units if self.runs is None else self.runs.units(0, len(self))
        return np.concatenate([self.units, self.runs.units(0, len(self))], axis=1) * np.float32(0.5**0.5)


def prepare(
    surfaces: Sequence[str],
    encoded: Sequence[Encoded],
    headings: Sequence[bool] | None = None,
    runs: Runs | None = None,
) -> Text:
    """Centre the vectors on the document and weigh its tokens. Without `headings` there are none.

    Centring takes away what all texts of one language share, which says nothing about meaning (as the removal
    of the common component in Arora et al. 2017, and per language in Libovický et al. 2020).
    """
    spans = [e.spans for e in encoded]
    counts = np.array([len(each) for each in spans], np.intp)
    vectors = np.zeros((len(encoded), len(encoded[0].vector) if encoded else 0), np.float32)
    for row, e in enumerate(encoded):
        vectors[row] = e.vector
    sizes = np.maximum(counts, 1).astype(np.float32)
    mean = vectors.sum(0) / (sizes.sum() + _SHRINK)
    for part in _parts(len(encoded)):
        vectors[part] -= sizes[part, None] * mean
    return Text(
        tuple(surfaces),
        vectors,
        sizes,
        np.array([max(len(s), 1) for s in surfaces], np.float32),
        tuple(encoded),
        counts,
        _common(encoded, counts, vectors.shape[1]),
        tuple(_weights(surfaces, spans)),
        tuple(map(_clauses, surfaces, spans)),
        np.zeros(len(surfaces), bool) if headings is None else np.array(headings, bool),
        float(sizes.sum() / (sizes.sum() + _SHRINK)),
        runs,
    )


def heard_by_both(a: Text, b: Text) -> tuple[Text, Text]:
    """Two texts, without what the second encoder says if it does not know the language of one of them.

    Such a language it cuts into more tokens than the first encoder does, which knows a hundred.
    """
    if all(text.runs is None or text.runs.alone or _pieces(text) <= _FOREIGN for text in (a, b)):
        return a, b
    return replace(a, runs=None), replace(b, runs=None)


def _pieces(text: Text) -> float:
    """Tokens of the second encoder for one of the first."""
    counts = text.counts if text.runs is None else text.runs.counts
    return float((counts.sum() + _FEW) / (text.counts.sum() + _FEW))


def second_reading(text: Text) -> Text | None:
    """The text as the second encoder reads it, word by word; None if there is none beside the first."""
    if text.runs is None or text.runs.alone:
        return None
    return prepare(text.surfaces, text.runs.encoded)


def _parts(count: int) -> Iterator[slice]:
    """Numbers up to `count`, some at a time: so much is in memory at once, and in the processor's cache."""
    for start in range(0, count, _AT_ONCE):
        yield slice(start, min(start + _AT_ONCE, count))


def widened(states: NDArray[np.float16]) -> Floats:
    """Finite numbers of half precision in single precision.

    What `astype` does, in a fifth of the time: exponent and fraction are moved to their place as whole
    numbers, and the exponent's different zero is made up for with a factor.
    """
    bits = states.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _KEPT
    wide: Floats = bits.view(np.float32)
    wide *= _EXPONENT
    return wide


def _clauses(surface: str, spans: Sequence[tuple[int, int]]) -> NDArray[np.intp]:
    """First token of each stretch between punctuation marks; short ones go with their neighbours."""
    starts = [0] if spans else []
    pauses = {mark.end() for mark in _PAUSE.finditer(surface)}
    if pauses:
        for k, (_, end) in enumerate(spans[:-_CLAUSE], 1):
            if end in pauses and k - starts[-1] >= _CLAUSE:
                starts.append(k)
    return np.array(starts, np.intp)


def _common(encoded: Sequence[Encoded], counts: NDArray[np.intp], width: int) -> Floats:
    """The mean token state, drawn to nothing in a short text."""
    total = np.zeros(width, np.float32)
    for part in _parts(len(encoded)):
        states = widened(np.concatenate([e.tokens for e in encoded[part]]))
        bounds = pairwise([0, *accumulate(counts[part].tolist())])
        total = np.add.reduce([total, *(np.add.reduce(states[a:b], 0) for a, b in bounds)])
    return total / np.float32(int(counts.sum()) + _SHRINK)


def _weights(surfaces: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[Floats]:
    normal = cache(lambda piece: piece.strip().lower())
    sentences = [
        [normal(surface[a:b]) for a, b in places] for surface, places in zip(surfaces, spans, strict=True)
    ]
    frequency = Counter(word for words in sentences for word in set(words))
    worth = {
        word: math.log(1 + len(sentences) / count) if any(map(str.isalnum, word)) else _MARK
        for word, count in frequency.items()
    }
    return [_shares(np.array([worth[word] for word in words])) for words in sentences]


def _shares(raw: NDArray[np.float64]) -> Floats:
    shares: Floats = (raw / (np.add.reduce(raw) or 1.0)).astype(np.float32)
    return shares


def subset(text: Text, keep: Sequence[int]) -> Text:
    """The same text with only the sentences `keep`, in that order."""
    index = list(keep)
    return Text(
        tuple(text.surfaces[i] for i in index),
        text.vectors[index],
        text.sizes[index],
        text.lengths[index],
        tuple(text.encoded[i] for i in index),
        text.counts[index],
        text.common,
        tuple(text.weights[i] for i in index),
        tuple(text.clauses[i] for i in index),
        text.headings[index],
        text.centred,
        text.runs and text.runs.subset(index),
    )
