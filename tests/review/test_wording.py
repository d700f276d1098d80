"""What the workbench calls things."""

from __future__ import annotations

import pytest

from aligner.record.model import Side
from aligner.review.wording import load_words


@pytest.mark.parametrize(
    ("side", "name", "title"),
    [
        ("en", "opposites", "opposites"),
        ("zh", "opposites", "意思相反"),
        ("en", "shape", "length and repetition"),
        ("zh", "shape", "篇幅与重复"),
        ("en", "a-check-of-tomorrow", "a-check-of-tomorrow"),
    ],
)
def test_a_check_goes_by_its_title(side: Side, name: str, title: str) -> None:
    assert load_words(side).check(name) == title
