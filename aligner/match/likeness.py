"""All-pairs comparison of two texts word by word, for the summary decoder and for relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aligner.match.text import Floats, Text

__all__ = ["Likeness", "compare", "covered"]

_TEMPERATURE = 0.07
_KNOWN = 0.38
_TINY = 1e-6
_PRIOR = (0.6, 3.0)  # a link of few words counts as so much covered, as if by that many words more
_LINKS = 4  # links looked at together: one product instead of many


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far each sentence of one side (n) is found in each of the other (m); all of shape (n, m)."""

    coverage: Floats
    """Mean over the row's tokens, weighted, of the greatest cosine with a token of the column."""
    margin: Floats
    """The same less each token's mean over its best few columns: what only this column offers."""
    mass: Floats
    """Share of the row's tokens, weighted, that choose this column among all."""
    gain: Floats
    """What the column adds to the row's best other column: mean rise of the tokens' greatest cosine."""


def compare(a: Text, b: Text, rivals: int = 6) -> Likeness:
    """Compare every sentence of `a` with every one of `b` (after BERTScore, Zhang et al. 2020, section 3)."""
    n, m = len(a), len(b)
    coverage, margin, mass, gain = (np.zeros((n, m), np.float32) for _ in range(4))
    ends = np.concatenate([[0], np.cumsum([len(t) for t in b.tokens])]).astype(np.intp)
    filled = np.flatnonzero(np.diff(ends))
    if not len(filled):
        return Likeness(coverage, margin, mass, gain)
    pool = np.concatenate(b.tokens).astype(np.float32)
    k = min(rivals, m)
    for row, (tokens, weights) in enumerate(zip(a.tokens, a.weights, strict=True)):
        if not len(tokens):
            continue
        best = np.zeros((len(tokens), m), np.float32)
        best[:, filled] = np.maximum.reduceat(tokens.astype(np.float32) @ pool.T, ends[filled], axis=1)
        rival = -np.partition(-best, k - 1, axis=1)[:, :k].mean(1, keepdims=True)
        choice = np.exp((best - best.max(1, keepdims=True)) / _TEMPERATURE)
        coverage[row] = weights @ best
        margin[row] = weights @ (best - rival)
        mass[row] = weights @ (choice / choice.sum(1, keepdims=True))
        gain[row] = _gain(best, weights)
    return Likeness(coverage, margin, mass, gain)


def _gain(best: Floats, weights: Floats) -> Floats:
    order = np.argsort(-(weights @ best), kind="stable")[:2]
    gain: Floats = weights @ np.maximum(best - best[:, order[:1]], 0)
    if len(order) > 1:
        gain[order[0]] = weights @ np.maximum(best[:, order[0]] - best[:, order[1]], 0)
    return gain


def covered(a: Text, b: Text, links: Sequence[tuple[Sequence[int], Sequence[int]]]) -> tuple[Floats, Floats]:
    """For each link (rows, columns): share of the words of the rows, weighted, whose like is in the columns,
    and the other way round.
    """
    shares = np.zeros((2, len(links)), np.float32)
    for start in range(0, len(links), _LINKS):
        part = links[start : start + _LINKS]
        left = [a.tokens[i] for rows, _ in part for i in rows]
        right = [b.tokens[j] for _, columns in part for j in columns]
        likeness = np.concatenate(left).astype(np.float32) @ np.concatenate(right).astype(np.float32).T
        i = j = 0
        for k, (rows, columns) in enumerate(part, start):
            weights_a, weights_b = _token_weights(a, rows), _token_weights(b, columns)
            block = likeness[i : i + len(weights_a), j : j + len(weights_b)]
            i, j = i + len(weights_a), j + len(weights_b)
            if block.size:
                shares[:, k] = _share(block.max(1), weights_a), _share(block.max(0), weights_b)
    return shares[0], shares[1]


def _token_weights(text: Text, sentences: Sequence[int]) -> Floats:
    return np.concatenate([text.weights[i] * text.sizes[i] for i in sentences])


def _share(best: Floats, weights: Floats) -> float:
    found, size = float(weights @ (best >= _KNOWN)), float(weights.sum())
    return (found + _PRIOR[0] * _PRIOR[1]) / (size + _PRIOR[1])
