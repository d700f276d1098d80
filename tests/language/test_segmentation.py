"""The words of a Chinese text."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.language.segmentation import word_spans


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
