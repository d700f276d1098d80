"""What the texts themselves say about a word having a counterpart: names by what English calls them and by
their sound, letters and digits as they stand, and how much it proves that the dictionary finds a rendering.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log1p

import numpy as np

from aligner.checks.evidence.learned import Floats, learned
from aligner.checks.evidence.words import Unit
from aligner.language.dictionary import gloss_keys, key, keys, renderings, words
from aligner.language.names.chinese import renderings as names_of
from aligner.language.names.english import carried, spelt_there
from aligner.language.names.sound import sounds_like, spelt
from aligner.language.tables import cached, table
from aligner.record.model import Span

__all__ = ["RENDERED", "rendered"]

RENDERED: tuple[str, ...] = (
    "named", "unnamed", "sounded", "literal", "unliteral", "rare", "vague", "own",
)  # fmt: skip
"""A name that the answer has; one that it lacks; how well a word of the answer sounds like it; letters or
digits that the answer has; that it lacks; how rare the rendering is that the answer has; how much the
dictionary's renderings would be found by chance; whether the rendering is not another word's."""
LATIN = re.compile(r"[A-Za-z0-9.,\-&%'’/]+")
PIECE = re.compile(r"[A-Za-z][A-Za-z.&\-]*|\d[\d.,]*")
CAPITALISED = re.compile(r"[A-Z][A-Za-z'’]{2,}")
CHANCE = 0.5
"""Likeness of sound that two words have by chance."""
UNLISTED, UNKNOWN = 7.1, 8.0
"""Rarity (negative log share of the dictionary's words) of what the list of common renderings lacks."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A dictionary word of the Chinese."""

    span: Span
    size: int
    english: frozenset[str]
    """What English calls it, if it is a name."""
    glosses: frozenset[str]
    found: frozenset[str]
    """Its renderings in the answer."""


def rendered(text: str, parts: Sequence[Unit], answer: str, *, chinese: bool) -> Floats:
    """A row of `RENDERED` for every unit of a text, shape (u, 8); a mark has none."""
    found = np.zeros((len(parts), len(RENDERED)))
    if chinese:
        _chinese(text, parts, answer, found)
    else:
        _english(text, parts, answer, found)
    return found


def _english(text: str, parts: Sequence[Unit], answer: str, found: Floats) -> None:
    there = renderings(answer)
    for row, unit in enumerate(parts):
        word = text[slice(*unit.span)]
        if unit.kind == "name":
            found[row, 2] = spelt_there(word.lower(), answer)
        if unit.kind == "figure":
            found[row, 3 if word.strip(".,-") in answer else 4] = 1
        elif unit.kind in ("content", "name") and key(word) in there:
            found[row, 5] = _rarity(key(word)) / 10


def _chinese(text: str, parts: Sequence[Unit], answer: str, found: Floats) -> None:
    known, written = list(_words(text, answer)), _written(answer)
    own = _shared_out(known, answer)
    sounds = [(run, _sound(text[slice(*run)], answer)) for run in spelt(text)]
    for row, unit in enumerate(parts):
        if unit.kind == "mark":
            continue
        letters = text[slice(*unit.span)]
        if LATIN.fullmatch(letters):
            core = letters.strip(".,-").lower()
            found[row, 3 if core in written or core in answer.lower() else 4] = 1
            continue
        for at, word in enumerate(known):
            if not _meets(word.span, unit.span):
                continue
            if word.english:
                found[row, 0 if carried(word.english, answer) else 1] = 1
            if word.found:
                found[row, 5] = max(found[row, 5], max(map(_rarity, word.found)) / 10)
            if word.size > 1:
                found[row, 6] = max(found[row, 6], _vagueness(word.glosses))
            found[row, 7] = max(found[row, 7], float(at in own))
        found[row, 1] *= 1 - found[row, 0]
        found[row, 2] = max((sound for run, sound in sounds if _meets(run, unit.span)), default=0.0)


def _words(text: str, answer: str) -> Iterator[_Word]:
    there = keys(answer)
    for word, span in words(text):
        glosses = gloss_keys(word)
        english = names_of(word) if len(word) > 1 else frozenset()
        yield _Word(span, len(word), english, glosses, glosses & there)


def _shared_out(known: Sequence[_Word], answer: str) -> set[int]:
    """Which words have a rendering to themselves: each word of the answer goes to the Chinese word for which
    it is most telling, as often as it stands there."""
    often = Counter(key(word) for word in re.findall("[A-Za-z']+", answer))
    claims: dict[str, list[tuple[float, int]]] = {}
    for at, word in enumerate(known):
        if not word.english:
            for rendering in word.found:
                claims.setdefault(rendering, []).append((-word.size / len(word.glosses) ** 0.5, at))
    return {at for rendering, those in claims.items() for _, at in sorted(those)[: max(often[rendering], 1)]}


def _sound(run: str, answer: str) -> float:
    """How well a capitalised word of the answer sounds like a run of Chinese characters, 0 to 1."""
    heard = max((sounds_like(word, run) for word in _capitalised(answer)), default=0.0)
    return max(0.0, (heard - CHANCE) / (1 - CHANCE))


@lru_cache(maxsize=512)
def _capitalised(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(CAPITALISED.findall(text)))


@cached(maxsize=512)
def _written(text: str) -> frozenset[str]:
    """Words and figures of an English text in small letters, number words and months also in digits."""
    low = text.lower()
    found = {piece.strip(".,-") for piece in PIECE.findall(low)}
    return frozenset(found | {digits for word, digits in _spelled().items() if word in found})


@cached()
def _spelled() -> Mapping[str, str]:
    numbers = table("numbers_en")
    return {
        word: str(value)
        for name in ("units", "tens", "ordinals", "months")
        for word, value in numbers[name].items()
    }


@lru_cache(maxsize=32768)
def _rarity(rendering: str) -> float:
    common: dict[str, float] = learned("common")
    return common.get(rendering, UNLISTED)


def _vagueness(glosses: frozenset[str]) -> float:
    """How often some rendering out of these would be found by chance, as a logarithm."""
    common: dict[str, float] = learned("common")
    return log1p(100 * sum(exp(-common.get(gloss, UNKNOWN)) for gloss in glosses))


def _meets(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]
