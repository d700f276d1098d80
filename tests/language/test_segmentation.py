"""The words of a Chinese text."""

from __future__ import annotations

import importlib
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.language.segmentation import tagged, word_spans


@pytest.mark.parametrize(
    ("text", "guess", "words"),
    [
        ("青藏高原的冰川", True, ["青藏高原", "的", "冰川"]),
        ("青藏高原的冰川", False, ["青藏高原", "的", "冰川"]),
        ("杭研大厦", True, ["杭研", "大厦"]),
        ("杭研大厦", False, ["杭", "研", "大厦"]),
        ("", True, []),
    ],
)
def test_words(text: str, guess: bool, words: list[str]) -> None:
    assert [text[slice(*span)] for span in word_spans(text, guess=guess)] == words


COMPARED = [
    "青藏高原的冰川正在加速消融，杭研大厦的同事们研究了三年。",
    "张三丰与李四光在清华大学讨论了21三体综合征和AT&T的C++编译器。",
    "中心將於後天舉行「喜馬拉雅山脈」論壇，𠮷野家也参加。",
    "The glacier, 1.5℃ warmer; 卡拉OK。",
]
"""Guesses, names, numbers and letters among the characters, Traditional ones, one beyond 16 bits."""


@pytest.fixture(scope="module")
def all_words() -> Any:
    """jieba's own tokenizer with its whole dictionary, cutting words and telling parts of speech."""
    word_spans("雪")
    jieba, posseg = importlib.import_module("jieba"), importlib.import_module("jieba.posseg")
    return posseg.POSTokenizer(jieba.Tokenizer())


@pytest.mark.parametrize("text", COMPARED)
def test_words_are_those_of_the_whole_dictionary(text: str, all_words: Any) -> None:
    for guess in (True, False):
        whole = tuple((start, end) for _, start, end in all_words.tokenizer.tokenize(text, HMM=guess))
        assert word_spans(text, guess=guess) == whole
    assert [(text[slice(*span)], tag) for span, tag in tagged(text)] == [
        (word.word, word.flag) for word in all_words.cut(text)
    ]


@given(st.text(max_size=40), st.booleans())
def test_nothing_is_left_out(text: str, guess: bool) -> None:
    assert "".join(text[slice(*span)] for span in word_spans(text, guess=guess)) == text


def test_it_is_loaded_when_first_wanted_and_says_nothing() -> None:
    program = (
        "import sys, aligner.language.segmentation as s;"
        "assert 'jieba' not in sys.modules;"
        "s.word_spans('冰川')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""
