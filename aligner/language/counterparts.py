"""Which words of a text the dictionary gives as renderings of a word across."""

from __future__ import annotations

import re
from functools import lru_cache

from aligner.language.antonyms import opposites_of
from aligner.language.dictionary import ASIDE, entries, gloss_keys
from aligner.language.inflection import WORD, base_keys
from aligner.language.reading import Reading
from aligner.record.model import Span


def counterparts(word: str, across: Reading) -> list[Span]:
    """Where a text says what a word of the other language means, in reading order; `across` is the reading of
    that text."""
    if across.side == "zh":
        keys = base_keys(word)
        return [entry.span for entry in across.words if entry.glosses & keys]
    glosses = gloss_keys(word)
    return [match.span() for match in WORD.finditer(across.text) if base_keys(match[0]) & glosses]


def has_opposite(word: str, across: Reading) -> bool:
    """Whether a text has, in the other language, a word of the opposite sense of a word."""
    senses = opposites_of(word)
    if across.side == "zh":
        return any(entry.text in sense.chinese for sense in senses for entry in across.words)
    return any(across.english_keys & sense.english for sense in senses)


def has_word_for(word: str, across: Reading) -> bool:
    """Whether a text has a word that means just what a word of the other language does."""
    return bool(exact_counterparts(word, across))


def exact_counterparts(word: str, across: Reading) -> list[Span]:
    """Where a text has a word that means just what a word of the other language does."""
    if across.side == "zh":
        return [entry.span for entry in across.words if is_sense(entry.text, word)]
    return [match.span() for match in WORD.finditer(across.text) if is_sense(word, match[0])]


@lru_cache(maxsize=65536)
def is_sense(word: str, english: str) -> bool:
    """Whether an English word alone is one of the dictionary's renderings of a Chinese word: *interrupt* of
    中断, but not *power* of 停电."""
    senses = (sense for entry in entries(word) for sense in re.split("[/;,]", ASIDE.sub("", entry.glosses)))
    alone = (re.sub("^(?:to|a|an|the|to be) ", "", sense.strip()) for sense in senses)
    return any(base_keys(english) & base_keys(sense) for sense in alone if " " not in sense and sense)
