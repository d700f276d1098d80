"""How likely each word of a text has nothing that answers it in the texts linked to it.

Token states of a middle layer and maximum similarity (Zhang et al. 2020, BERTScore), and what a maximum
alone does not see: whether the best answer belongs to another word (a lost word borrows the answer of a
neighbour in meaning), how well this word is answered as a rule (learned from its own state), and whether a
dictionary finds a rendering.
A linear model puts them together; `tests/bench/fit_coverage.py` makes its weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from aligner.checks.lexical import LEXICAL, said
from aligner.checks.linear import Floats, learned, linear
from aligner.checks.units import Unit, units, whole_words
from aligner.record.encoding import Encoded
from aligner.record.model import Side

__all__ = ["EXPECTED", "FEATURES", "Lack", "features", "lack", "mean_states"]

EVIDENCE: tuple[str, ...] = (
    "lack", "lack around", "stolen", "stolen around", "apart", "apart around", "free", "longer", "name",
    "figure", "function",
)  # fmt: skip
FEATURES = EVIDENCE + LEXICAL
EXPECTED: tuple[str, ...] = ("lack", "stolen", "apart", "found")
"""The features that are also foretold from a word's own state, in this order after `FEATURES`."""
HEAT = 0.05
"""Temperature of the agreement between the two sides."""


@dataclass(frozen=True, slots=True)
class Lack:
    """The words of a text and how likely each is not conveyed."""

    units: tuple[Unit, ...]
    odds: Floats
    """Log odds that nothing answers the unit, shape (u,); -inf for marks."""
    merged: Floats
    """The same, with the pieces of one Chinese word at their mean, shape (u,)."""
    lacks: Floats
    """1 less the highest similarity, shape (u,)."""


def lack(text: str, own: Encoded, answers: Sequence[tuple[str, Encoded]], side: Side, model: str) -> Lack:
    """Compare a text of one side with its answers: the linked texts, each with its encoding."""
    words = units(text, own.spans)
    states = np.concatenate([encoded.tokens for _, encoded in answers])
    answer = " ".join(each for each, _ in answers)
    rows = np.hstack([features(words, own.tokens, states), said(text, words, answer, chinese=side == "zh")])
    marks = np.array([unit.kind == "mark" for unit in words], bool)
    odds = np.where(marks, -np.inf, _odds(words, own, rows, side, model))
    merged = odds.copy()
    for rows_of_word in whole_words(text, words):
        merged[rows_of_word] = odds[rows_of_word].mean()
    return Lack(tuple(words), odds, merged, rows[:, 0])


def _odds(words: Sequence[Unit], own: Encoded, rows: Floats, side: Side, model: str) -> Floats:
    """Log odds that nothing answers each word, shape (u,): what was learned from this model's states where it
    is the model, otherwise what holds for any."""
    data = learned("coverage")
    if not words or model != data["model"]:
        return linear("coverage", side, "plain")(rows)
    foretold = mean_states(words, own.tokens) @ _expected(side) + np.array(data[side]["expected_bias"])
    return linear("coverage", side, "full")(np.hstack([rows, foretold]))


@cache
def _expected(side: Side) -> Floats:
    """From a word's mean state to the features it is foretold to have, shape (d, 4)."""
    return np.array(learned("coverage")[side]["expected"])


def mean_states(words: Sequence[Unit], states: NDArray[np.float16]) -> Floats:
    """The mean state of each unit's pieces, shape (u, d)."""
    bounds, sizes = _bounds(words, len(states))
    return np.asarray(np.add.reduceat(states.astype(np.float64), bounds, axis=0) / sizes[:, None])


def features(words: Sequence[Unit], states: NDArray[np.float16], answers: NDArray[np.float16]) -> Floats:
    """A row of `EVIDENCE` for every unit; states (n, d) of its text, answers (m, d), unit length; shape
    (u, f)."""
    if not words or not len(answers):
        return np.zeros((len(words), len(EVIDENCE)))
    live = np.array([unit.kind != "mark" for unit in words])
    alike = states.astype(np.float32) @ answers.astype(np.float32).T
    bounds, sizes = _bounds(words, len(states))
    best = np.add.reduceat(alike.max(1), bounds) / sizes
    mean = np.add.reduceat(alike, bounds, axis=0) / sizes[:, None]
    lacks, stolen, apart = 1 - best, _stolen(mean, live), 1 - _agreement(mean)
    free = lacks[live].mean() if live.any() else 0.0
    longer = np.log((alike.shape[0] + 2) / (alike.shape[1] + 2))
    columns = [lacks, _around(lacks, live), stolen, _around(stolen, live), apart, _around(apart, live)]
    columns += [np.full(len(words), free), np.full(len(words), longer)]
    columns += [
        np.array([unit.kind == kind for unit in words], float) for kind in ("name", "figure", "function")
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def _bounds(words: Sequence[Unit], rows: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    bounds = np.array([unit.rows[0] for unit in words], np.intp)
    return bounds, np.diff(np.append(bounds, rows)).astype(np.float64)


def _stolen(mean: Floats, live: NDArray[np.bool_]) -> Floats:
    """By how much a word further off is more like the best answer of this one; (u,)."""
    count = len(mean)
    at = mean.argmax(1)
    own = mean[np.arange(count), at]
    rivals = mean[:, at].T.copy()
    near = np.abs(np.subtract.outer(np.arange(count), np.arange(count))) <= 1
    rivals[near | ~live[None, :]] = -1
    return np.asarray(np.clip(rivals.max(1) - own, -0.5, 0.5))


def _agreement(mean: Floats) -> Floats:
    """The best geometric mean of both sides' choices, as the softmaxes of awesome-align (Dou & Neubig
    2021); (u,)."""
    heat = np.exp((mean - mean.max()) / HEAT)
    rows = heat / heat.sum(1, keepdims=True)
    columns = heat / heat.sum(0, keepdims=True)
    return np.asarray(np.sqrt(rows * columns).max(1))


def _around(values: Floats, live: NDArray[np.bool_]) -> Floats:
    """Mean over a word and its neighbours to the left and right, marks not counted; (u,)."""
    padded, count = np.pad(np.where(live, values, 0.0), 1), np.pad(live.astype(float), 1)
    total = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(total / np.maximum(count[:-2] + count[1:-1] + count[2:], 1))
