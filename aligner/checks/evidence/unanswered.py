"""How likely each word of a text has nothing that answers it in the texts linked to it.

Token states of a middle layer and maximum similarity (Zhang et al. 2020, BERTScore), and what a maximum
alone does not see: a space learned from translations (`aligner.checks.evidence.shared_space`), whether the
best answer belongs to another word (a lost word borrows the answer of a neighbour in meaning), how well this
word is answered as a rule (learned from its own state), and what dictionary, names, sound and letters say. A
linear model puts them together; `tests/training/fit_coverage.py` makes its weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from aligner.checks.evidence.learned import Floats, learned, linear
from aligner.checks.evidence.lexical import RENDERED, rendered
from aligner.checks.evidence.shared_space import COMPETITION, agreement, around, competition, place, stolen
from aligner.checks.evidence.words import Unit, units, whole_words
from aligner.checks.lexical import LEXICAL, said
from aligner.record.encoding import Encoded
from aligner.record.model import Side

__all__ = [
    "EXPECTED", "FEATURES", "FULL", "OVERALL", "PLAIN", "Lack", "columns", "directed", "features", "lack",
    "mean_states",
    "rows_of",
]  # fmt: skip

EVIDENCE: tuple[str, ...] = (
    "lack", "lack around", "stolen", "stolen around", "apart", "apart around", "free", "longer", "name",
    "figure", "function",
)  # fmt: skip
PLAIN: tuple[str, ...] = EVIDENCE + LEXICAL + RENDERED
"""What is known of a word whatever the model."""
FEATURES: tuple[str, ...] = PLAIN + COMPETITION
FULL: tuple[str, ...] = (
    "free", "longer", "name", "figure", "function", *LEXICAL, *RENDERED, *COMPETITION,
)  # fmt: skip
"""What a word is judged by where the model is the one that the space was learned for."""
EXPECTED: tuple[str, ...] = (
    "found", "rare", "own", "far", "far stolen", "far apart", "margin", "far from content",
)  # fmt: skip
"""The features that are also foretold from a word's own state, in this order after `FULL`."""
OVERALL: tuple[str, ...] = ("alike", "norms", "back", "worst back", "content there")
"""What is known of the passage as a whole: cosine of the sums of its states and of its answers', the
logarithm of their lengths' ratio, distance of the answers' words to it, on average and the three worst, and
how many content words the answers have (log)."""


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
    rows: Floats
    """The evidence, `FEATURES`, shape (u, f); `PLAIN` where the space is not for this model."""
    overall: Floats
    """`OVERALL`; empty where the space is not for this model."""


def lack(text: str, own: Encoded, answers: Sequence[tuple[str, Encoded]], side: Side, model: str) -> Lack:
    """Compare a text of one side with its answers: the linked texts, each with its encoding."""
    words = units(text, own.spans)
    whole = list(whole_words(text, words))
    known = model == learned("coverage")["model"]
    rows, overall = rows_of(text, own, answers, side, words, whole, known=known)
    marks = np.array([unit.kind == "mark" for unit in words], bool)
    odds = np.where(marks, -np.inf, _odds(words, own, rows, side, known=known))
    merged = odds.copy()
    for rows_of_word in whole:
        merged[rows_of_word] = odds[rows_of_word].mean()
    return Lack(tuple(words), odds, merged, rows[:, 0], rows, overall)


def rows_of(
    text: str,
    own: Encoded,
    answers: Sequence[tuple[str, Encoded]],
    side: Side,
    words: Sequence[Unit],
    whole: Sequence[Sequence[int]],
    *,
    known: bool,
) -> tuple[Floats, Floats]:
    """The evidence of every word, (u, f), and of the passage; `known`: whether the space is for the model."""
    states = np.concatenate([encoded.tokens for _, encoded in answers])
    answer = " ".join(each for each, _ in answers)
    chinese = side == "zh"
    parts = [
        features(words, own.tokens, states),
        said(text, words, answer, chinese=chinese),
        rendered(text, words, answer, chinese=chinese),
    ]
    if not known or not words:
        return np.hstack(parts), np.zeros(0)
    back: Side = "en" if chinese else "zh"
    split = [units(each, encoded.spans) for each, encoded in answers]
    others = [unit for part in split for unit in part]
    there = np.vstack(
        [mean_states(part, encoded.tokens) for part, (_, encoded) in zip(split, answers, strict=True)]
    )
    mine, theirs = place(mean_states(words, own.tokens), side), place(there, back)
    parts.append(competition(mine, theirs, words, others, whole))
    return np.hstack(parts), _overall(own, [encoded for _, encoded in answers], mine @ theirs.T, others)


def _overall(
    own: Encoded, answers: Sequence[Encoded], alike: NDArray[np.float32], others: Sequence[Unit]
) -> Floats:
    mine, theirs = own.vector, np.sum([encoded.vector for encoded in answers], axis=0)
    a, b = float(np.linalg.norm(mine)) + 1e-6, float(np.linalg.norm(theirs)) + 1e-6
    heard = np.array([unit.kind != "mark" for unit in others], bool)
    back = np.sort(1 - alike.max(0)[heard])[::-1] if heard.any() else np.zeros(1)
    content = sum(unit.kind not in ("mark", "function") for unit in others)
    return np.array(
        [float(mine @ theirs) / a / b, np.log(a / b), back.mean(), back[:3].mean(), np.log1p(content)]
    )


def _odds(words: Sequence[Unit], own: Encoded, rows: Floats, side: Side, *, known: bool) -> Floats:
    """Log odds that nothing answers each word, shape (u,): what was learned from this model's states where it
    is the model, otherwise what holds for any."""
    if not words or not known:
        return linear("coverage", side, "plain")(rows)
    data = learned("coverage")[side]
    foretold = mean_states(words, own.tokens) @ _expected(side) + np.array(data["expected_bias"])
    return linear("coverage", side, "full")(np.hstack([rows[:, columns(FULL)], foretold]))


def columns(names: Sequence[str]) -> list[int]:
    """Where these stand in `FEATURES`."""
    return [FEATURES.index(name) for name in names]


@cache
def _expected(side: Side) -> Floats:
    """From a word's mean state to the features it is foretold to have, shape (d, 8)."""
    return np.array(learned("coverage")[side]["expected"])


def mean_states(words: Sequence[Unit], states: NDArray[np.float16]) -> Floats:
    """The mean state of each unit's pieces, shape (u, d)."""
    bounds, sizes = _bounds(words, len(states))
    return np.asarray(np.add.reduceat(states.astype(np.float64), bounds, axis=0) / sizes[:, None])


def directed(text: str, encoded: Encoded) -> tuple[list[Unit], Floats]:
    """The units of a text and their mean states at length one, shape (u, d): their products are cosines."""
    words = units(text, encoded.spans)
    states = mean_states(words, encoded.tokens)
    return words, np.asarray(states / np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-9))


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
    lacks, taken, apart = 1 - best, stolen(mean, live), 1 - agreement(mean)
    free = lacks[live].mean() if live.any() else 0.0
    longer = np.log((alike.shape[0] + 2) / (alike.shape[1] + 2))
    found = [lacks, around(lacks, live), taken, around(taken, live), apart, around(apart, live)]
    found += [np.full(len(words), free), np.full(len(words), longer)]
    found += [
        np.array([unit.kind == kind for unit in words], float) for kind in ("name", "figure", "function")
    ]
    return np.stack(found, axis=1).astype(np.float64)


def _bounds(words: Sequence[Unit], rows: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    bounds = np.array([unit.rows[0] for unit in words], np.intp)
    return bounds, np.diff(np.append(bounds, rows)).astype(np.float64)
