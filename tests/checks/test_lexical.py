"""What texts say of a word's counterpart, and the space in which words of two languages lie close."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.checks.evidence.learned import learned
from aligner.checks.evidence.lexical import LEXICAL, lexical_features
from aligner.checks.evidence.word_similarity import (
    COMPETITION,
    agreement,
    shared_place,
    space_features,
    stolen,
)
from aligner.checks.evidence.words import Word, WordKind, split_words
from aligner.encode import embedded
from aligner.language.reading import Reading
from aligner.record.model import Side, other


def row(text: str, word: str, answer: str, side: Side) -> dict[str, float]:
    """The evidence for one word of a text."""
    spans = [match.span() for match in re.finditer(rf"{word}|[a-zA-Z]+|\S", text)]
    words = split_words(text, spans)
    features = lexical_features(words, Reading(text, side), Reading(answer, other(side)))
    at = next(n for n, each in enumerate(words) if text[slice(*each.span)] == word)
    return dict(zip(LEXICAL, features[at], strict=True))


@pytest.mark.parametrize(
    ("text", "word", "answer", "column", "low", "high"),
    [
        ("在尼泊尔", "尼泊尔", "in Nepal", "named", 1, 1),
        ("在尼泊尔", "尼泊尔", "in Bulgaria", "unnamed", 1, 1),
        ("州长格雷琴", "格雷琴", "Governor Gretchen said", "sounded", 0.5, 1),
        ("州长格雷琴", "格雷琴", "Governor Smith said", "sounded", 0, 0.4),
        ("约翰（John）", "John", "John came", "literal", 1, 1),
        ("约翰（John）", "John", "he came", "unliteral", 1, 1),
        ("近5个月", "5", "nearly five months", "literal", 1, 1),
        ("近5个月", "5", "nearly six months", "unliteral", 1, 1),
        ("于6月", "6", "in June", "literal", 1, 1),
        ("企业", "企业", "enterprises", "rare", 0.3, 2),
        ("企业", "企业", "the sea", "rare", 0, 0),
        ("企业", "企业", "enterprises", "own", 1, 1),
    ],
)
def test_chinese_words(text: str, word: str, answer: str, column: str, low: float, high: float) -> None:
    assert low <= row(text, word, answer, "zh")[column] <= high


@pytest.mark.parametrize(
    ("text", "word", "answer", "column", "value"),
    [
        ("by 135 cases", "135", "135例", "literal", 1),
        ("by 135 cases", "135", "很多", "unliteral", 1),
        ("in Nepal", "Nepal", "在尼泊尔", "sounded", 1),
    ],
)
def test_english_words(text: str, word: str, answer: str, column: str, value: float) -> None:
    assert row(text, word, answer, "en")[column] == value


def test_one_rendering_does_not_serve_two_words() -> None:
    text, own = "企业和公司", LEXICAL.index("own")
    words = split_words(text, [(0, 2), (2, 3), (3, 5)])
    for answer, expected in (("the company", [0, 1]), ("the company and the enterprise", [1, 1])):
        features = lexical_features(words, Reading(text, "zh"), Reading(answer, "en"))
        assert sorted(features[[0, 2], own]) == expected, answer


KINDS: tuple[WordKind, ...] = ("content", "function", "mark")


@given(
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=9),
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=9),
)
def test_competition_is_finite_for_any_words(mine: list[WordKind], theirs: list[WordKind]) -> None:
    chance = np.random.default_rng(len(mine) * 10 + len(theirs))
    own, answers = (chance.normal(size=(len(kinds), 5)).astype(np.float32) for kinds in (mine, theirs))
    own, answers = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (own, answers))
    words, others = (
        [Word((n, n + 1), kind, (n, n + 1)) for n, kind in enumerate(kinds)] for kinds in (mine, theirs)
    )
    found = space_features(own, answers, words, others, [[0]])
    assert found.shape == (len(mine), len(COMPETITION))
    assert np.isfinite(found).all()


def test_a_word_without_counterpart_stands_out() -> None:
    own = np.eye(4, dtype=np.float32)
    words = [Word((n, n + 1), "content", (n, n + 1)) for n in range(4)]
    found = space_features(own, own[:3], words, words[:3], [])
    for column in ("far", "far apart", "unmatched", "far as a word"):
        values = found[:, COMPETITION.index(column)]
        assert values.argmax() == 3, column
    assert found[:, COMPETITION.index("margin")].argmin() == 3


def test_what_belongs_to_another_word_is_stolen() -> None:
    alike = np.array([[0.9, 0.1], [0.1, 0.1], [0.6, 0.2]])
    live = np.array([True, True, True])
    assert stolen(alike, live)[2] > 0 > stolen(alike, live)[0]
    assert agreement(alike)[0] > agreement(alike)[2]


def test_the_space_is_for_the_embedded_model() -> None:
    assert learned("coverage")["model"] == embedded.NAME
    placed = shared_place(np.random.default_rng(1).normal(size=(3, 384)), "zh")
    assert np.allclose(np.linalg.norm(placed, axis=1), 1, atol=1e-5)
