"""How likely each word of a text has nothing that answers it in the texts linked to it.

What is known of a word: how alike it is to the words of the answer (`word_similarity`), what dictionary,
names, sound and letters say (`lexical`), and how well such a word is answered as a rule, predicted from its
own state. A linear model puts them together; `tests/training/fit_coverage.py` makes its weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from aligner.checks.evidence.learned import Floats, learned, linear
from aligner.checks.evidence.lexical import LEXICAL, lexical_features
from aligner.checks.evidence.word_similarity import COMPETITION, SIMILARITY, similarity_features
from aligner.checks.evidence.words import EncodedWords, Word
from aligner.language.numbers.measures import one_measure
from aligner.language.numbers.quantity import Quantity, carried
from aligner.language.numbers.scanner import alternation
from aligner.language.reading import Reading
from aligner.language.tables import cached, table
from aligner.record.model import Side, Span, overlap

PLAIN: tuple[str, ...] = SIMILARITY + LEXICAL
"""What is known of a word whatever the model."""
FEATURES: tuple[str, ...] = PLAIN + COMPETITION
FULL: tuple[str, ...] = ("free", "longer", "name", "figure", "function", *LEXICAL, *COMPETITION)
"""What a word is judged by where the model is the one that the space was learned for."""
EXPECTED: tuple[str, ...] = (
    "found", "rare", "own", "far", "far stolen", "far apart", "margin", "far from content",
)  # fmt: skip
"""The features that are also predicted from a word's own state, in this order after `FULL`."""

# Log odds of a word of a figure that the answer gives in another form. Chosen: as sure as the surest words.
FOUND = -6.0


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
    """`OVERALL`; empty where the space is not for this model, and where the encoder gave no vectors."""

    def rows_in(self, spans: Sequence[Span]) -> list[int]:
        """The words, marks left out, that share characters with any of these ranges."""
        return [
            n
            for n, word in enumerate(self.words)
            if word.kind != "mark" and any(overlap(word.span, span) for span in spans)
        ]


def compare_words(
    text: EncodedWords, answers: Sequence[EncodedWords], reading: Reading, answer: Reading, model: str
) -> WordEvidence:
    """Compare a text with its answers, the texts linked to it; `reading` is its own, `answer` that of all the
    answers together, `model` the signature of the encoder."""
    learned_for = model == learned("coverage")["model"]
    rows, overall = word_features(text, answers, reading, answer, learned_for=learned_for)
    odds = np.where(text.heard, _odds(text, rows, reading.side, learned_for=learned_for), -np.inf)
    for span in answered_figures(reading, answer):
        within = text.rows_in(span)
        odds[within] = np.minimum(odds[within], FOUND)
    merged = odds.copy()
    for pieces in text.chinese_words:
        merged[pieces] = odds[pieces].mean()
    return WordEvidence(text.words, odds, merged, rows[:, 0], rows, overall)


def answered_figures(reading: Reading, answer: Reading) -> Iterator[Span]:
    """Where a text gives the numbers, dates and measures that its answer gives as well, in whatever form."""
    for quantity in reading.quantities:
        if quantity.strength != "weak" and (
            quantity.converted
            or carried(quantity, answer.quantities)
            or any(_converted(reading, quantity, answer, other) for other in answer.quantities)
        ):
            start, end = quantity.span
            head = _introduction(reading.side).search(reading.text, 0, start)
            yield (head.start() if head else start), end


@cached(maxsize=2)
def _introduction(side: Side) -> re.Pattern[str]:
    """Words before a figure that go with it: 华氏, 每小时, 原来的."""
    return re.compile(rf"(?:{alternation(table(f'numbers_{side}')['before_figures'])})\s?$", re.I)


def _converted(reading: Reading, quantity: Quantity, answer: Reading, other: Quantity) -> bool:
    pair = (reading.text, quantity), (answer.text, other)
    return one_measure(*(pair if reading.side == "zh" else pair[::-1]))


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
    similarity, competition, overall = similarity_features(
        text, answers, reading.side, learned_for=learned_for
    )
    lexical = lexical_features(text.words, reading, answer)
    return np.hstack([similarity, lexical, competition]), overall


def _odds(text: EncodedWords, rows: Floats, side: Side, *, learned_for: bool) -> Floats:
    """Log odds that nothing answers each word, shape (u,): what was learned from this model's states where it
    is the model, otherwise what holds for any."""
    if learned_for and text.words:
        predicted = text.states @ _expected(side) + np.array(learned("coverage")[side]["expected_bias"])
        rows = np.hstack([rows[:, _FULL_COLUMNS], predicted])
    return linear("coverage", side, "full" if learned_for and text.words else "plain")(rows)


def columns_of(names: Sequence[str]) -> list[int]:
    """Where these stand in `FEATURES`."""
    return [FEATURES.index(name) for name in names]


_FULL_COLUMNS = columns_of(FULL)


@cache
def _expected(side: Side) -> Floats:
    """From a word's mean state to the features it is predicted to have, shape (d, 8)."""
    return np.array(learned("coverage")[side]["expected"])
