"""The words of a Chinese text by jieba's dictionary, of which those are read that begin with the characters
of the texts.

jieba itself reads all 349,000 of them, twice where it gives parts of speech: 130 MB and a second.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from aligner.language.growing import GrowingDictionary
from aligner.record.model import Span

_SAME_BEGINNING = re.compile(rb"([\x00-\x7f]|[\xc0-\xff][\x80-\xbf]+)[^\n]*\n(?:\1[^\n]*\n)*")
"""Lines of the dictionary, ``word frequency part-of-speech``, that begin with one character."""
_FREQUENCY = re.compile(rb" (\d+) ")


@lru_cache(maxsize=2048)
def word_spans(text: str, *, guess: bool = True) -> tuple[Span, ...]:
    """The ranges of the words of a Chinese text, contiguous and complete.

    `guess`: whether words that the dictionary lacks are guessed from their characters (jieba's hidden Markov
    model); names need it, comparing two versions of a text does not.
    """
    tokenizer = _dictionary().for_text(text).tokenizer
    return tuple((start, end) for _, start, end in tokenizer.tokenize(text, HMM=guess))


class _Dictionary(GrowingDictionary):
    """jieba's tokenizer with the words that it needs: it looks up what begins with a text's characters, and
    nothing else."""

    def __init__(self, tokenizer: Any) -> None:
        """`tokenizer`: one that has read nothing so far."""
        with tokenizer.get_dict_file() as file:
            content: bytes = file.read()
        unread: dict[str, bytes] = {}
        for match in _SAME_BEGINNING.finditer(content):
            first = match[1].decode()
            unread[first] = unread.get(first, b"") + match[0]
        super().__init__({first: lines.removesuffix(b"\n") for first, lines in unread.items()})
        self.tags: dict[str, str] = {}
        self.tokenizer = tokenizer
        tokenizer.total = sum(map(int, _FREQUENCY.findall(content)))
        tokenizer.initialized = True
        tokenizer.dictionary = os.devnull  # `posseg` would read it

    def _enter(self, first: str, lines: Iterable[str]) -> None:
        """As jieba does: words with their frequency, and what they begin with at none."""
        frequencies: dict[str, int] = self.tokenizer.FREQ
        frequencies.setdefault(first, 0)
        tags, intern = self.tags, sys.intern  # a third of a million times
        for line in lines:
            word, frequency, tag = line.split(" ")
            tags[word] = intern(tag)
            frequencies[word] = int(frequency)
            if len(word) > 2:
                for end in range(2, len(word)):
                    frequencies.setdefault(word[:end], 0)


@cache
def _dictionary() -> _Dictionary:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports pkg_resources, which warns
        import jieba  # noqa: PLC0415 - a second of loading
    jieba.setLogLevel(logging.CRITICAL)
    return _Dictionary(jieba.dt)


@lru_cache(maxsize=1024)
def tagged(text: str) -> tuple[tuple[Span, str], ...]:
    """The words of a Chinese text with the part of speech that jieba gives them (``nr``: a person)."""
    at, found = 0, []
    _dictionary().for_text(text)
    for word in _tagger().cut(text):
        found.append(((at, at + len(word.word)), word.flag))
        at += len(word.word)
    return tuple(found)


@cache
def _tagger() -> Any:
    words = _dictionary()
    import jieba.posseg  # noqa: PLC0415 - its tables of characters are large

    jieba.posseg.dt.word_tag_tab = words.tags
    return jieba.posseg.dt
