"""A toy encoder that knows words, documents made of strings, and what every matching must keep."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from aligner.record.encoding import Encoded, Progress
from aligner.record.model import Document, Kind, Matching, Segment, Source

DIMENSIONS = 128


class WordEncoder:
    """Knows words only: a text is its words, split at blanks, each with a random direction of its own.

    Words that are the same but for case mean the same, so ``"Snow falls"`` translates ``"snow FALLS"``.
    """

    signature = "words"

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        if progress is not None:
            progress(len(texts), len(texts))
        return [self._encode(text) for text in texts]

    def _encode(self, text: str) -> Encoded:
        states, spans, at = [], [], 0
        for word in text.split():
            start = text.index(word, at)
            at = start + len(word)
            spans.append((start, at))
            states.append(self._state(word.lower()))
        tokens = np.array(states, np.float32).reshape(-1, DIMENSIONS)
        return Encoded(tokens.sum(0), tokens.astype(np.float16), tuple(spans))

    def _state(self, word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
        state = np.random.default_rng(seed).normal(size=DIMENSIONS)
        return state / np.linalg.norm(state)


def segment(id_: str, text: str, kind: Kind = "sentence", **more: object) -> Segment:
    return Segment(id_, text, kind, Source("t", 0, len(text), 1), **more)  # type: ignore[arg-type]


def document(prefix: str, texts: Sequence[str | tuple[Kind, str]], **more: object) -> Document:
    """Segments ``z0``, ``z1`` …; an entry may name its kind."""
    entries = [("sentence", t) if isinstance(t, str) else t for t in texts]
    return Document(
        "zh-Hans" if prefix == "z" else "en",
        tuple(segment(f"{prefix}{i}", t, k, paragraph=i, **more) for i, (k, t) in enumerate(entries)),  # type: ignore[arg-type]
    )


def sentence(number: int, words: int = 7) -> str:
    """A sentence of words that stand nowhere else."""
    return " ".join(f"w{number}x{k}" for k in range(words))


def pairs(matching: Matching) -> set[tuple[str, str]]:
    return {(i, j) for link in matching.links for i in link.zh for j in link.en}


def assert_covers(matching: Matching, zh: Document, en: Document) -> None:
    """Every segment is in a link or absent, never both."""
    linked = {i for link in matching.links for i in (*link.zh, *link.en)}
    everything = {s.id for s in (*zh, *en)}
    assert linked | set(matching.absent) == everything
    assert not linked & set(matching.absent)
    assert all(0 <= chance <= 1 for chance in matching.absent.values())
    assert all(0 <= link.score <= 1 and link.zh and link.en for link in matching.links)


class RunsOfWords(WordEncoder):
    """The same as an encoder of runs: the vector of a run is the mean of its words'."""

    signature = "words-second"

    def compose(self, sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
        assert (counts >= 0).all()
        return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)


class TwoEncoders(WordEncoder):
    """Knows words, and has an encoder of runs beside it."""

    signature = "words"

    def __init__(self) -> None:
        self.second = RunsOfWords()
