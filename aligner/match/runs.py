"""One side of a pair as the second encoder reads it: vectors of runs, out of those of their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aligner.record.encoding import Encoded, Encoder, RunEncoder, is_alone, second_encoder

_Floats = NDArray[np.float32]

# As if a text had so many sentences more, whose mean vector is nothing: see `_SHRINK` in encoded_text.py.
_SHRINK = 8
_CHUNK = 1024  # sentences
_TINY = 1e-9  # instead of dividing by nothing


@dataclass(frozen=True, slots=True)
class Runs:
    """n sentences in order, and what their runs are composed with."""

    encoder: RunEncoder
    encoded: tuple[Encoded, ...]
    """What it gives for each sentence. It may be on disk and read on each use."""
    sums: _Floats
    """What each sentence adds to the sum of a run, shape (n, d)."""
    ends: _Floats
    """What the ends of a run add, shape (d,)."""
    counts: NDArray[np.intp]
    """Tokens of each sentence, shape (n,)."""
    common: _Floats
    """Mean vector of the sentences, drawn to nothing in a short text, shape (e,)."""
    alone: bool
    """Whether the encoder is the only one: it gave the sums and token states as well."""

    def units(self, first: int, last: int, length: int = 1) -> _Floats:
        """Vectors of the runs of `length` sentences that end with each of the sentences [first, last), less
        what all have in common, at unit length, shape (last - first, e). A run that would begin before the
        text begins with it.
        """
        return _centred(self._composed(first, last, length), self.common)

    def _composed(self, first: int, last: int, length: int) -> _Floats:
        start = max(first - length + 1, 0)
        sums = np.concatenate([np.zeros_like(self.sums[:1]), self.sums[start:last].cumsum(0)])
        counts = np.concatenate([[0], self.counts[start:last].cumsum()])
        stop = np.arange(first, last) - start + 1
        begin = np.maximum(stop - length, 0)
        return self.encoder.compose(sums[stop] - sums[begin] + self.ends, counts[stop] - counts[begin])

    def subset(self, keep: Sequence[int]) -> Runs:
        """The same with only the sentences `keep`, in that order."""
        encoded = tuple(self.encoded[i] for i in keep)
        return replace(self, encoded=encoded, sums=self.sums[keep], counts=self.counts[keep])


def read_runs(encoder: Encoder, texts: Sequence[str], encoded: Sequence[Encoded]) -> Runs | None:
    """A text sentence by sentence; None if no second encoder goes with the `encoder`, which gave `encoded`.

    The vector of the empty text is what the ends of any text add to its sum. Errors of the encoders pass
    through.
    """
    second = second_encoder(encoder)
    if second is None or not texts:
        return None
    alone = is_alone(encoder)
    encoded = encoded if alone else second.encode(texts)
    ends = second.encode([""])[0].vector
    sums = np.array([e.vector for e in encoded], np.float32) - ends
    counts = np.array([len(e.spans) for e in encoded], np.intp)
    runs = Runs(second, tuple(encoded), sums, ends, counts, np.zeros(0, np.float32), alone)
    parts = range(0, len(texts), _CHUNK)
    total = sum(runs._composed(at, min(at + _CHUNK, len(texts)), 1).sum(0) for at in parts)
    return replace(runs, common=np.asarray(total / np.float32(len(texts) + _SHRINK), np.float32))


def _centred(vectors: _Floats, common: _Floats) -> _Floats:
    vectors = vectors - common
    unit: _Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _TINY)
    return unit
