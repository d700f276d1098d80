"""The summary decoder: any segment may go with any other, or with none.

One side condenses the other, in another order, with things left out and put in. Two passes of a logistic
model over all pairs: the first from the words, the second from the first, so that pairs compete for their
segments, lean on their neighbours, and keep to the block (the answer, the section) that their block as a
whole goes with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.language.tables import packaged
from aligner.match.constraints import UNCONSTRAINED, Constraints
from aligner.match.encoded_text import Floats, Text
from aligner.match.summary.blocks import Layout
from aligner.match.summary.pair_features import FIRST, SECOND, first_features, pair_evidence, second_features

# Probability from which a pair is a link: what is more likely than not. Of 100 pairs between .4 and .5, 32
# (synthetic summaries) to 52 (press) are right, between .5 and .6, 45 to 56 (docs/matching.md). On the forty
# press summaries, on which the shipped curves were learned, .45 has P .932 R .815, .5 .946 and .801, .55 .953
# and .788; on the seeds each changes one link.
CHOSEN = 0.5


@dataclass(frozen=True, slots=True)
class Curves:
    """A model that adds up curves, one for each feature (f), each a few straight lines.

    A generalized additive model (Hastie & Tibshirani 1986): log-odds are a constant plus, for every feature,
    the height of its curve at its value. It bends where a linear model cannot, and can still be read and
    drawn, feature by feature.
    """

    bias: float
    knots: tuple[NDArray[np.float64], ...]
    """Where each curve bends, rising; outside it is level."""
    heights: tuple[NDArray[np.float64], ...]
    """What it adds there."""

    def log_odds(self, features: Floats) -> Floats:
        """Log-odds from `features` (f, ...), shape (...)."""
        total = np.full(features.shape[1:], self.bias)
        for values, knots, heights in zip(features, self.knots, self.heights, strict=True):
            total += np.interp(values, knots, heights)
        return total.astype(np.float32)


@cache
def load_curves(name: str, features: Sequence[str], encoders: str) -> Curves:
    """Curves of `features`, in that order, from the table ``<name>.json``, for texts that these `encoders`
    know (`Text.encoders`)."""
    table = packaged(f"match/summary/{name}.json")[encoders]
    points = [np.array(table["curves"][feature], np.float64) for feature in features]
    return Curves(table["bias"], tuple(p[:, 0] for p in points), tuple(p[:, 1] for p in points))


def logistic(values: NDArray[np.floating[Any]]) -> Floats:
    """1 / (1 + exp(-values)), safe for large ones."""
    result: Floats = (1 / (1 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)
    return result


def condensed(a: Text, b: Text) -> int:
    """Which of two texts condenses the other: 0 or 1."""
    return int(a.sizes.sum() > b.sizes.sum())


def decode_pairs(
    a: Text, b: Text, layout_a: Layout, layout_b: Layout, constraints: Constraints = UNCONSTRAINED
) -> Floats:
    """P(share content) for all pairs of segments of two texts, at least one segment each; shape (n, m).

    What is settled has 1 and 0, and counts as company and competition for the others. Inside, the shorter
    side comes first: the model knows which of the two condenses.
    """
    if condensed(a, b):
        return decode_pairs(b, a, layout_b, layout_a, constraints.swapped).T
    evidence = pair_evidence(a, b, layout_a, layout_b)
    features = first_features(evidence)
    log_odds = load_curves("first_pass", FIRST, a.encoders).log_odds(features) + evidence.labels
    first = constraints.apply(logistic(log_odds) * evidence.allowed, 0)
    log_odds = load_curves("second_pass", SECOND, a.encoders).log_odds(
        second_features(evidence, features, first)
    )
    log_odds += evidence.labels
    return constraints.apply(logistic(log_odds) * evidence.allowed, 0)


def null_probability(chance: Floats) -> Floats:
    """P(no counterpart) of each row's segment, from the probabilities of its pairs (n, m)."""
    none: Floats = np.exp(np.log1p(-np.clip(chance, 0, 1 - 1e-6)).sum(1))
    return none


def group(chance: Floats) -> list[tuple[tuple[int, ...], tuple[int, ...], float]]:
    """Links (rows, columns, score) from pair probabilities.

    Each row takes the columns that are likely enough; rows with the very same columns, next to each
    other, make one link, so that every link reads as a set of pairs.
    """
    links: list[tuple[tuple[int, ...], tuple[int, ...], float]] = []
    chosen = [tuple(int(j) for j in np.flatnonzero(row >= CHOSEN)) for row in chance]
    row = 0
    while row < len(chosen):
        stop = row + 1
        while stop < len(chosen) and chosen[stop] == chosen[row]:
            stop += 1
        if chosen[row]:
            rows = tuple(range(row, stop))
            links.append((rows, chosen[row], float(chance[np.ix_(rows, chosen[row])].mean())))
        row = stop
    return links
