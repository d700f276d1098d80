"""Words that report what somebody said, or asked."""

from __future__ import annotations

import pytest

from aligner.language.reported_speech import asks, reporting, said
from aligner.record.model import Side


@pytest.mark.parametrize(
    ("text", "side", "words"),
    [
        ("他指出，", "zh", "指出"),
        ("公司扩大了。", "zh", ""),
        ("She pointed out that", "en", "pointed out"),
        ("The company grew.", "en", ""),
    ],
)
def test_words_that_say_somebody_speaks(text: str, side: Side, words: str) -> None:
    span = said(text, side)
    assert (text[slice(*span)] if span else "") == words


@pytest.mark.parametrize(
    ("text", "side", "asked"),
    [
        ("如何发展？", "zh", True),
        ("他就水库问题作了回答。", "zh", True),
        ("他强调发展。", "zh", False),
        ("Why is that?", "en", True),
        ("It grew.", "en", False),
    ],
)
def test_questions_are_told_from_statements(text: str, side: Side, asked: bool) -> None:
    assert asks(text, side) is asked


@pytest.mark.parametrize(
    ("words", "side", "brings_in"),
    [
        ("李教授指出", "zh", True),
        ("李教授指出水库必须在明年夏天以前修好", "zh", False),
        ("水库", "zh", False),
        ("Dr Lan stressed", "en", True),
        ("Dr Lan stressed that the reservoir must be finished soon", "en", False),
        ("the dam", "en", False),
    ],
)
def test_words_that_only_bring_in_a_statement(words: str, side: Side, brings_in: bool) -> None:
    assert reporting(words, side) is brings_in
