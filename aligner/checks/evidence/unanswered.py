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
from aligner.checks.evidence.lexical import LEXICAL, lexical_features
from aligner.checks.evidence.shared_space import (
    COMPETITION,
    agreement,
    around,
    shared_place,
    space_features,
    stolen,
)
from aligner.checks.evidence.words import EncodedWords, Word
from aligner.language.reading import Reading
from aligner.record.model import Side, other

__all__ = [
    "EXPECTED", "FEATURES", "FULL", "OVERALL", "PLAIN", "WordEvidence", "columns_of", "compare",
    "similarity_features", "word_features",
]  # fmt: skip

SIMILARITY: tuple[str, ...] = (
    "distance", "distance around", "stolen", "stolen around", "apart", "apart around", "free", "longer",
    "name", "figure", "function",
)  # fmt: skip
"""Distance to the most similar token of the answer, of the word and with its neighbours; by how much another
word is more like that answer; disagreement of the two sides' choices; mean distance of the passage; length of
the text by that of the answer (log); what kind of word it is."""
PLAIN: tuple[str, ...] = SIMILARITY + LEXICAL
"""What is known of a word whatever the model."""
FEATURES: tuple[str, ...] = PLAIN + COMPETITION
FULL: tuple[str, ...] = ("free", "longer", "name", "figure", "function", *LEXICAL, *COMPETITION)
"""What a word is judged by where the model is the one that the space was learned for."""
EXPECTED: tuple[str, ...] = (
    "found", "rare", "own", "far", "far stolen", "far apart", "margin", "far from content",
)  # fmt: skip
"""The features that are also predicted from a word's own state, in this order after `FULL`."""
OVERALL: tuple[str, ...] = ("alike", "norms", "back", "worst back", "content across")
"""What is known of the passage as a whole: cosine of the sums of its states and of its answers', the
logarithm of their lengths' ratio, distance of the answers' words to it, on average and the three worst, and
how many content words the answers have (log)."""


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """The words of a text and how likely each is not conveyed."""

    words: Sequence[Word]
    odds: Floats
    """Log odds that nothing answers the word, shape (u,); -inf for marks."""
    merged: Floats
    """The same, with the pieces of one Chinese word at their mean, shape (u,)."""
    distance: Floats
    """1 less the highest similarity, shape (u,)."""
    rows: Floats
    """The evidence, `FEATURES`, shape (u, f); `PLAIN` where the space is not for this model."""
    overall: Floats
    """`OVERALL`; empty where the space is not for this model."""


def compare(
    text: EncodedWords, answers: Sequence[EncodedWords], reading: Reading, answer: Reading, model: str
) -> WordEvidence:
    """Compare a text with its answers, the texts linked to it; `reading` is its own, `answer` that of all the
    answers together, `model` the signature of the encoder."""
    learned_for = model == learned("coverage")["model"]
    rows, overall = word_features(text, answers, reading, answer, learned_for=learned_for)
    odds = np.where(text.heard, _odds(text, rows, reading.side, learned_for=learned_for), -np.inf)
    merged = odds.copy()
    for pieces in text.chinese_words:
        merged[pieces] = odds[pieces].mean()
    return WordEvidence(text.words, odds, merged, rows[:, 0], rows, overall)


def word_features(
    text: EncodedWords,
    answers: Sequence[EncodedWords],
    reading: Reading,
    answer: Reading,
    *,
    learned_for: bool,
) -> tuple[Floats, Floats]:
    """The evidence of every word, (u, f), and of the passage; `learned_for`: whether the space was learned
    for the model that encoded them."""
    tokens = np.concatenate([part.encoded.tokens for part in answers])
    rows = [similarity_features(text, tokens), lexical_features(text.words, reading, answer)]
    if not learned_for or not text.words:
        return np.hstack(rows), np.zeros(0)
    side = reading.side
    places = shared_place(text.states(), side)
    answer_places = shared_place(np.vstack([part.states() for part in answers]), other(side))
    words = [word for part in answers for word in part.words]
    rows.append(space_features(places, answer_places, text.words, words, text.chinese_words))
    return np.hstack(rows), _overall(text, answers, places @ answer_places.T, words)


def _overall(
    text: EncodedWords,
    answers: Sequence[EncodedWords],
    alike: NDArray[np.float32],
    answer_words: Sequence[Word],
) -> Floats:
    vector, answer = text.encoded.vector, np.sum([part.encoded.vector for part in answers], axis=0)
    a, b = float(np.linalg.norm(vector)) + 1e-6, float(np.linalg.norm(answer)) + 1e-6
    heard = np.array([word.kind != "mark" for word in answer_words], bool)
    back = np.sort(1 - alike.max(0)[heard])[::-1] if heard.any() else np.zeros(1)
    content = sum(word.kind not in ("mark", "function") for word in answer_words)
    return np.array(
        [float(vector @ answer) / a / b, np.log(a / b), back.mean(), back[:3].mean(), np.log1p(content)]
    )


def _odds(text: EncodedWords, rows: Floats, side: Side, *, learned_for: bool) -> Floats:
    """Log odds that nothing answers each word, shape (u,): what was learned from this model's states where it
    is the model, otherwise what holds for any."""
    if not text.words or not learned_for:
        return linear("coverage", side, "plain")(rows)
    predicted = text.states() @ _expected(side) + np.array(learned("coverage")[side]["expected_bias"])
    return linear("coverage", side, "full")(np.hstack([rows[:, columns_of(FULL)], predicted]))


def columns_of(names: Sequence[str]) -> list[int]:
    """Where these stand in `FEATURES`."""
    return [FEATURES.index(name) for name in names]


@cache
def _expected(side: Side) -> Floats:
    """From a word's mean state to the features it is predicted to have, shape (d, 8)."""
    return np.array(learned("coverage")[side]["expected"])


def similarity_features(text: EncodedWords, answers: NDArray[np.float16]) -> Floats:
    """A row of `SIMILARITY` for every word, shape (u, f); `answers`: the token states of the answers, shape
    (m, d), of unit length."""
    if not text.words or not len(answers):
        return np.zeros((len(text.words), len(SIMILARITY)))
    alike = text.encoded.tokens.astype(np.float32) @ answers.astype(np.float32).T
    first, sizes = text.bounds
    best = np.add.reduceat(alike.max(1), first) / sizes
    mean = np.add.reduceat(alike, first, axis=0) / sizes[:, None]
    heard = text.heard
    distance, taken, apart = 1 - best, stolen(mean, heard), 1 - agreement(mean)
    free = distance[heard].mean() if heard.any() else 0.0
    longer = np.log((alike.shape[0] + 2) / (alike.shape[1] + 2))
    columns = [distance, around(distance, heard), taken, around(taken, heard), apart, around(apart, heard)]
    columns += [np.full(len(text.words), free), np.full(len(text.words), longer)]
    columns += [
        np.array([word.kind == kind for word in text.words], float) for kind in ("name", "figure", "function")
    ]
    return np.stack(columns, axis=1).astype(np.float64)
