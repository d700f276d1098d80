"""The words of a Chinese text by jieba's dictionary, which is loaded when it is first wanted."""

from __future__ import annotations

import logging
import warnings
from functools import cache, lru_cache
from typing import Any

from aligner.record.model import Span


@lru_cache(maxsize=2048)
def word_spans(text: str, *, guess: bool = True) -> tuple[Span, ...]:
    """The ranges of the words of a Chinese text, contiguous and complete.

    `guess`: whether words that the dictionary lacks are guessed from their characters (jieba's hidden Markov
    model); names need it, comparing two versions of a text does not.
    """
    return tuple((start, end) for _, start, end in _jieba().tokenize(text, HMM=guess))


@cache
def _jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports pkg_resources, which warns
        import jieba  # noqa: PLC0415 - a second of loading
    jieba.setLogLevel(logging.CRITICAL)
    return jieba.dt


@lru_cache(maxsize=1024)
def tagged(text: str) -> tuple[tuple[Span, str], ...]:
    """The words of a Chinese text with the part of speech that jieba gives them (``nr``: a person)."""
    at, found = 0, []
    for word in _tagger().cut(text):
        found.append(((at, at + len(word.word)), word.flag))
        at += len(word.word)
    return tuple(found)


@cache
def _tagger() -> Any:
    _jieba()
    import jieba.posseg  # noqa: PLC0415 - seconds of loading

    return jieba.posseg.dt
