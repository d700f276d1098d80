"""The words that a network points at."""

from __future__ import annotations

import numpy as np
import pytest

from aligner.record.likely_words import likely_words


@pytest.mark.parametrize(
    ("tokens", "odds", "words"),
    [
        (("运河", "必将", "建成", "。"), (-3, 2, 1.5, -4), "必将建成"),
        (("运河", "必将", "建成", "。"), (-3, 2, 0.5, -4), "必将"),
        (("運河", "必將", "建成", "。"), (-3, 0.5, 0.8, 1.2), "必將建成"),
        (("We", " have", " ex", "tended", " it", "."), (-3, -2, 2, -1, -3, -3), "extended"),
        (("。", "，"), (1, 0.5), None),
        (("(", "3", "%", ")"), (2, 2, 2, 2), "3"),
    ],
)
def test_the_likeliest_token_and_what_is_nearly_as_likely(
    tokens: tuple[str, ...], odds: tuple[float, ...], words: str | None
) -> None:
    text, ends = "".join(tokens), np.cumsum([len(token) for token in tokens])
    spans = [(int(end) - len(token), int(end)) for token, end in zip(tokens, ends, strict=True)]
    span = likely_words(text, spans, np.array(odds, np.float32))
    assert (text[slice(*span)] if span else None) == words
