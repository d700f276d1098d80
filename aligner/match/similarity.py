"""All-pairs comparison of two texts word by word, for the summary decoder and for relations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aligner.match.encoded_text import Floats, Text

# Of a token's choice among the segments. The curves of the summary decoder were learned with it: another one
# needs other curves (`tests/training/summaries.py`).
_TEMPERATURE = 0.07
# Cosine of two centred token states from which the one counts as the like of the other. It decides relations
# and the choice of decoder; `_LEAST` in engine.py was measured with it. On the links of `relation.py`: with
# .43, 127 of 195 translated beads are *equivalent* for 162; with .33, 342 of 776 passages of summaries for
# 181.
_KNOWN = 0.38
_TINY = 1e-6  # instead of dividing by nothing
# A link of few words counts as so much covered, as if by that many words more: alone, one shared word of two
# would make a summary. On the links of `relation.py`, a share of .55 or .65, or 2 or 4 words, changes the
# relation of at most 6 of 195 translated beads and of 11 of 776 passages of summaries.
_PRIOR = (0.6, 3.0)
_LINKS = 32  # links whose token states are made ready together


Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class SegmentParts:
    """The clauses or words of one side (k), and what of each is found in each segment of the other (m)."""

    owner: Ints
    """Segment that each belongs to, never falling, shape (k,)."""
    mass: NDArray[np.float16]
    """Share of the clause's tokens, weighted, that choose each segment among all, or of the segment's words
    that this word is, divided among those that render it; shape (k, m)."""

    def unclaimed(self, chance: Floats) -> Floats:
        """For every pair of segments (n, m): that part's mass, at most, which no other likely pair claims.

        `chance` (n, m) says how likely the pairs are.
        """
        result = np.zeros_like(chance)
        if len(self.owner):
            claimed = chance[self.owner] * self.mass
            free = self.mass - (claimed.sum(1, keepdims=True) - claimed)
            starts = np.flatnonzero(np.diff(self.owner, prepend=-1))
            result[self.owner[starts]] = np.maximum.reduceat(free, starts)
        return result

    def total(self, chance: Floats | None, shape: tuple[int, int]) -> Floats:
        """For every pair of segments, `shape` (n, m): the mass of all parts together; given a `chance` (n, m)
        of the pairs, less as much of each as the likeliest other pair that has it."""
        result = np.zeros(shape, np.float32)
        starts = np.flatnonzero(np.diff(self.owner, prepend=-1))
        for start, stop in pairwise([*starts.tolist(), len(self.owner)]):
            mass, row = self.mass[start:stop].astype(np.float32), self.owner[start]
            if chance is not None:
                has = chance[row] * (mass > 0)
                mass *= 1 - (has - lead(has))
            result[row] = mass.sum(0)
        return result

    def spread(self, rows: Ints, columns: Ints) -> SegmentParts:
        """The same for texts that consist of the segments `rows` and `columns` of these."""
        at = [np.flatnonzero(self.owner == row) for row in rows]
        owner = np.repeat(np.arange(len(rows)), [len(places) for places in at])
        return SegmentParts(owner, self.mass[np.concatenate([*at, np.zeros(0, np.intp)])][:, columns])


@dataclass(frozen=True, slots=True)
class Similarity:
    """How far each sentence of one side (n) is found in each of the other (m); all of shape (n, m)."""

    coverage: Floats
    """Mean over the row's tokens, weighted, of the greatest cosine with a token of the column."""
    margin: Floats
    """The same less each token's mean over its best few columns: what only this column offers."""
    mass: Floats
    """Share of the row's tokens, weighted, that choose this column among all."""
    gain: Floats
    """What the column adds to the row's best other column: mean rise of the tokens' greatest cosine."""
    focus: Floats
    """The same as mass, in that clause of the row where it is greatest."""
    ahead: Floats
    """By how much the column covers one of the row's clauses better than any other does, at best."""
    clauses: SegmentParts

    def spread(self, rows: Ints, columns: Ints) -> Similarity:
        """The same for texts that consist of the segments `rows` and `columns` of these."""
        index = np.ix_(rows, columns)
        return self._each(lambda values: values[index], self.clauses.spread(rows, columns))

    @property
    def transposed(self) -> Similarity:
        """The same with the other side's sentences as rows; its clauses stay this side's."""
        return self._each(np.transpose, self.clauses)

    def _each(self, view: Callable[[Floats], Floats], clauses: SegmentParts) -> Similarity:
        tables = self.coverage, self.margin, self.mass, self.gain, self.focus, self.ahead
        coverage, margin, mass, gain, focus, ahead = map(view, tables)
        return Similarity(coverage, margin, mass, gain, focus, ahead, clauses)


def compare_sentences(a: Text, b: Text, rivals: int = 6) -> Similarity:
    """Compare every sentence of `a` with every one of `b` (after BERTScore, Zhang et al. 2020, section 3)."""
    n, m = len(a), len(b)
    coverage, margin, mass, gain, focus, ahead = (np.zeros((n, m), np.float32) for _ in range(6))
    masses = [np.zeros((0, m), np.float16)]
    owner = np.repeat(np.arange(n), [len(c) for c in a.clauses])
    ends = b.ends_of(0, m)
    filled = np.flatnonzero(np.diff(ends))
    if not len(filled):
        none = SegmentParts(np.zeros(0, np.intp), masses[0])
        return Similarity(coverage, margin, mass, gain, focus, ahead, none)
    pool = b.states(range(m))
    k = min(rivals, m)
    for row, (weights, clauses) in enumerate(zip(a.weights, a.clauses, strict=True)):
        if not len(weights):
            continue
        best = np.zeros((len(weights), m), np.float32)
        best[:, filled] = np.maximum.reduceat(a.states([row]) @ pool.T, ends[filled], axis=1)
        rival = -np.partition(-best, k - 1, axis=1)[:, :k].mean(1, keepdims=True)
        choice = np.exp((best - best.max(1, keepdims=True)) / _TEMPERATURE)
        coverage[row] = weights @ best
        margin[row] = weights @ (best - rival)
        choice *= weights[:, None] / choice.sum(1, keepdims=True)
        mass[row] = choice.sum(0)
        gain[row] = _gain(best, weights)
        total = np.maximum(np.add.reduceat(weights, clauses), _TINY)[:, None]
        masses.append((np.add.reduceat(choice, clauses) / total).astype(np.float16))
        focus[row] = masses[-1].max(0)
        covered = (np.add.reduceat(best * weights[:, None], clauses) / total).astype(np.float32)
        ahead[row] = lead(covered).max(0)
    of_clauses = SegmentParts(owner, np.concatenate(masses))
    return Similarity(coverage, margin, mass, gain, focus, ahead, of_clauses)


def lead(values: Floats) -> Floats:
    """How far each value is ahead of the best other one in its row (behind it: negative)."""
    if values.shape[1] < 2:
        return np.zeros_like(values)
    order = np.partition(values, -2, axis=1)
    return values - np.where(values >= order[:, -1:], order[:, -2:-1], order[:, -1:])


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
        left = [i for rows, _ in part for i in rows]
        right = [j for _, columns in part for j in columns]
        states_a, states_b = a.states(left), b.states(right)
        weights_a, weights_b = _token_weights(a, left), _token_weights(b, right)
        i = j = 0
        for k, (rows, columns) in enumerate(part, start):
            left_part = slice(i, i := i + int(a.counts[list(rows)].sum()))
            right_part = slice(j, j := j + int(b.counts[list(columns)].sum()))
            block = states_a[left_part] @ states_b[right_part].T
            if block.size:
                shares[:, k] = (
                    _share(np.maximum.reduce(block, 1), weights_a[left_part]),
                    _share(np.maximum.reduce(block, 0), weights_b[right_part]),
                )
    return shares[0], shares[1]


def _token_weights(text: Text, sentences: Sequence[int]) -> Floats:
    weights = (text.weights[i] * text.sizes[i] for i in sentences)
    return np.concatenate([np.zeros(0, np.float32), *weights])


def _share(best: Floats, weights: Floats) -> float:
    answered, size = float(weights @ (best >= _KNOWN)), float(weights.sum())
    return (answered + _PRIOR[0] * _PRIOR[1]) / (size + _PRIOR[1])
