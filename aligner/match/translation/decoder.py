"""The translation decoder: beads in one chain from start to end, many to many, with nulls.

Two passes, as Bertalign (Liu & Zhu 2022): sure pairs first, then beads in a band around them. The second
pass is a conditional random field over beads instead of a sum of similarities, so its scores are
probabilities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aligner.match.constraints import UNCONSTRAINED, Constraints
from aligner.match.encoded_text import Floats, Text
from aligner.match.translation.anchors import candidates
from aligner.match.translation.band import Ints, band_around
from aligner.match.translation.bead_features import (
    REACH,
    Evidence,
    bead_features,
    gather_evidence,
    load_weights,
    mixes_headings,
    promising,
    shortness,
)
from aligner.match.translation.constrained import chain_around, narrowed, restrict
from aligner.match.translation.lattice import (
    NULL_A,
    NULL_B,
    SHAPES,
    Bead,
    Lattice,
    Sums,
    best_path,
    build,
    sum_paths,
)

# Sentences that a bead may lie off the chain of anchors, in short and in long texts; memory and time grow
# with it. 6 or 8 change none of 358 beads (the first 120 Chinese sentences of MAC-Dev 006, 100 of the
# magazine, 12 documents of NTREX with deletions).
_MARGIN, _NARROW = 7, 4
_NEAR = 5  # in long texts, sentences off the band that are still compared
# Sentences on both sides together from which a text is long. Four times MAC-Dev, twice as long as this, takes
# 9 s with the narrow band (docs/matching.md).
_LONG = 6000
# Probability of a bead below which it does not count when all are summed: a thousand such beads would make
# one sentence's worth.
_UNLIKELY = 1e-3
# Log-odds against a bead in which a heading of one side goes with text while the other side has none: the
# heading of a lost section is then alone. The sets that the weights are learned from have no headings. Of the
# segments of lost sections .99 are found, with 0 .96 (`tests/bench/short.py`, sections).
_MIXED = 3.0
# Log-odds for every null in the shortest of texts, beyond what the weights of short texts say: in those that
# they were learned from fewer sentences are lost. In news of 3 to 12 sentences (`tests/bench/short.py`) of
# those lost .99 are found at a precision of .98, with 1 .98 at .99, with 2 .99 at .95; in whole documents
# with 15 % deleted .85, .82 and .87, all at 1.00.
_LOST = 1.5
_CHUNK = 20_000  # nodes whose features are held at once


@dataclass(frozen=True, slots=True)
class Decoded:
    """The best chain of beads and how sure it is."""

    beads: tuple[Bead, ...]
    """(a, a2, b, b2): sentences [a, a2) of one side and [b, b2) of the other; one of them may be empty."""
    scores: tuple[float, ...]
    """Posterior probability of each."""
    null_probabilities: tuple[Floats, Floats]
    """Posterior probability of each sentence, on both sides, that it has no counterpart."""

    @property
    def full(self) -> list[tuple[Bead, float]]:
        """Beads with both sides, and their scores."""
        pairs = zip(self.beads, self.scores, strict=True)
        return [(bead, score) for bead, score in pairs if bead[1] > bead[0] and bead[3] > bead[2]]


def decode(a: Text, b: Text, constraints: Constraints = UNCONSTRAINED, *, by_clauses: bool = True) -> Decoded:
    """Align two texts that say the same in the same order; `by_clauses`: judge beads by their weakest clause
    too, if a side is Chinese.

    Settled sentences come out as nulls: their links are known already.
    """
    if not len(a) or not len(b):
        return _nothing(len(a), len(b))
    lattice, scores = _scored(a, b, constraints, by_clauses)
    path = best_path(lattice, scores)
    return Decoded(
        tuple(bead for bead, _, _ in path), *_chances(sum_paths(lattice, scores), path, len(a), len(b))
    )


def chained(a: Text, b: Text) -> Floats:
    """P(two sentences stand in one bead) of the chain through two texts, shape (n, m), clauses apart: the
    curves of summaries were learned with it."""
    together = np.zeros((len(a), len(b)), np.float32)
    if not together.size:
        return together
    lattice, scores = _scored(a, b, UNCONSTRAINED, by_clauses=False)
    sums = sum_paths(lattice, scores)
    for shape, (m, n) in enumerate(SHAPES):
        chance = np.where(lattice.holds(shape), sums.chance(shape), 0)
        nodes = np.flatnonzero(chance > _UNLIKELY)
        for down in range(1, m + 1):
            for left in range(1, n + 1):
                at = lattice.rows[nodes] - down, lattice.columns[nodes] - left
                np.add.at(together, at, chance[nodes])
    return np.minimum(together, 1)


def _scored(a: Text, b: Text, constraints: Constraints, by_clauses: bool) -> tuple[Lattice, Floats]:
    """The lattice of two texts, and the score of every bead, shape (shapes, nodes)."""
    lattice, evidence = lattice_around(a, b, constraints, by_clauses=by_clauses)
    weights = load_weights(a.encoders, bool(evidence.readings), evidence.conditions)
    scores = np.full(lattice.shape, -np.inf, np.float32)
    for shape, at, features in scored_beads(evidence, lattice):
        scores[shape, at] = weights @ features - _MIXED * mixes_headings(evidence, lattice, shape, at)
    scores[NULL_A:] += _LOST * shortness(a, b)
    return lattice, restrict(scores, lattice, constraints)


def lattice_around(
    a: Text, b: Text, constraints: Constraints = UNCONSTRAINED, *, by_clauses: bool = True
) -> tuple[Lattice, Evidence]:
    """The lattice around the chain of sure pairs, and what the features of its beads are read from."""
    chain, beads = chain_around(candidates(a.all_units, b.all_units), constraints)
    ends = [point for a1, a2, b1, b2 in beads for point in ((a1, b1, 0.0), (a2, b2, 0.0))]
    points = sorted([*chain, *ends])
    margin, reach = (_MARGIN, REACH) if len(a) + len(b) < _LONG else (_NARROW, _NEAR)
    nodes = narrowed(band_around(points, len(a), len(b), margin), beads)
    by_clauses = by_clauses and (a.chinese or b.chinese)
    return build(nodes), gather_evidence(a, b, chain, nodes, reach, by_clauses=by_clauses)


def scored_beads(evidence: Evidence, lattice: Lattice) -> Iterator[tuple[int, Ints, Floats]]:
    """The beads that get a score, some at a time: shape, nodes (k,) where they end, (features, k).

    The model is learned on these as well: a bead that is not among them is on no path.
    """
    for shape in range(len(SHAPES)):
        places = np.flatnonzero(lattice.holds(shape))
        for start in range(0, len(places), _CHUNK):
            at = places[start : start + _CHUNK]
            at = at[promising(evidence, lattice, shape, at)]
            yield shape, at, bead_features(evidence, lattice, shape, at)


def _nothing(n: int, m: int) -> Decoded:
    beads: Iterable[Bead] = [*((i, i + 1, 0, 0) for i in range(n)), *((n, n, j, j + 1) for j in range(m))]
    return Decoded(tuple(beads), (1.0,) * (n + m), (np.ones(n, np.float32), np.ones(m, np.float32)))


def _chances(
    sums: Sums, path: Sequence[tuple[Bead, int, int]], n: int, m: int
) -> tuple[tuple[float, ...], tuple[Floats, Floats]]:
    """Probability of each bead of the path, and of each sentence that it has no counterpart.

    One shape at a time, for memory.
    """
    shapes, places = np.array([(shape, node) for _, shape, node in path]).T
    scores = np.zeros(len(path), np.float32)
    nulls = np.zeros(n + 1, np.float32), np.zeros(m + 1, np.float32)
    for shape in range(len(SHAPES)):
        chance = sums.chance(shape)
        scores[shapes == shape] = chance[places[shapes == shape]]
        if shape in (NULL_A, NULL_B):
            index = sums.lattice.rows if shape == NULL_A else sums.lattice.columns
            np.add.at(nulls[shape - NULL_A], index, np.where(sums.lattice.holds(shape), chance, 0))
    return tuple(scores.tolist()), (np.clip(nulls[0][1:], 0, 1), np.clip(nulls[1][1:], 0, 1))
