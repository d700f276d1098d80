"""The names of an English text as phrases, and how well a Chinese text accounts for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from aligner.language.dictionary import ASIDE, all_glosses, renderings
from aligner.language.inflection import key
from aligner.language.names.chinese import CAPITAL, OPENING, names, reading
from aligner.language.names.sound import sounds_like, spelt
from aligner.language.tables import cached, table
from aligner.record.model import Span

__all__ = ["Phrase", "accounted", "alike", "capitalised", "carried", "lost", "phrases", "spelt_there"]

JOINT = re.compile(r"(?:'s|’s)?(?:\s+(?:of|the|and|de|la|al|bin|von|van|for))*[\s-]+")
ALIKE = 0.72
"""Share of letters that two spellings of one name have in common at least."""
WHOLE = 8
"""Characters of the longest name that is spelt out."""
SYLLABLES = 4
"""Letters of the shortest word that is found in the reading of a text other than by chance."""
CHANCE = 0.5
"""Likeness of sound that two words have by chance."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name in an English text."""

    span: Span
    words: tuple[Span, ...]
    """Its capitalised words, but those that any name may have (*Group*, *University*)."""


@cached(maxsize=512)
def phrases(text: str) -> tuple[Phrase, ...]:
    """The names of an English text that tell one from another: not abbreviations, nor *the Group*."""
    return tuple(phrase for parts in capitalised(text) if (phrase := _phrase(text, parts)))


def capitalised(text: str) -> list[list[Span]]:
    """The capitalised words of an English text, those that make one name together; ordinary words that open a
    sentence are left out."""
    found: list[list[Span]] = []
    for match in CAPITAL.finditer(text):
        if _opens(text, match):
            continue
        if found and JOINT.fullmatch(text[found[-1][-1][1] : match.start()]):
            found[-1].append(match.span())
        else:
            found.append([match.span()])
    return found


def _opens(text: str, match: re.Match[str]) -> bool:
    """Whether a word has its capital only because a sentence begins there."""
    if not OPENING.search(text[: match.start()]) or re.match(r"-[A-Z]", text[match.end() :]):
        return False
    return len(match[0]) < 3 or match[0].lower() in ordinary()


def _phrase(text: str, parts: list[Span]) -> Phrase | None:
    common = frozenset(table("names")["calendar"])
    telling = tuple(
        (a, b)
        for a, b in parts
        if b - a > 2 and not (text[a:b].isupper() and b - a < 6) and text[a:b] not in common
    )
    return Phrase((parts[0][0], parts[-1][1]), telling) if telling else None


@cache
def ordinary() -> frozenset[str]:
    """The English words that the dictionary's renderings write small."""
    found: set[str] = set()
    for glosses in all_glosses():
        found.update(re.findall(r"(?<![A-Za-z])[a-z]{2,}", ASIDE.sub(" ", glosses)))
    return frozenset(found)


@cached(maxsize=16384)
def accounted(word: str, chinese: str) -> float:
    """How well a Chinese text accounts for a word of an English name, 0 to 1: by its letters, its reading, a
    dictionary's rendering, or its sound."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if key(word) in renderings(chinese):
        return 1.0
    return spelt_there(word, chinese)


@cached(maxsize=16384)
def spelt_there(word: str, chinese: str) -> float:
    """How well a Chinese text has the name that a word is: by its letters, its reading, its sound, or as the
    name of a place or person that the dictionary knows, 0 to 1."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    if word.lower() in chinese.lower() or (len(letters) >= SYLLABLES and letters in reading(chinese)):
        return 1.0
    if any(alike(word, other) for name in names(chinese) for other in name.english):
        return 1.0
    sound = max(sounds_like(word, chinese), sounds_like(word[:-1], chinese) if word[-1] in "sn" else 0.0)
    return max(0.0, (sound - CHANCE) / (1 - CHANCE))


@lru_cache(maxsize=65536)
def alike(a: str, b: str) -> bool:
    """Whether two words may be spellings of one name, or one the adjective of the other."""
    if a == b or (min(len(a), len(b)) >= 4 and a[:4] == b[:4]):
        return True
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 3 or a[0] != b[0]:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def lost(chinese: str, english: str) -> Iterator[Span]:
    """The names of a Chinese text, known to the dictionary, of which an English text has no rendering; each
    with the characters around it that spell the rest of a foreign name."""
    for name in names(chinese):
        if not carried(name.english, english):
            start, end = name.span
            around = next((run for run in spelt(chinese) if run[0] <= start and end <= run[1]), name.span)
            yield around if around[1] - around[0] <= WHOLE else name.span


def carried(renderings_: frozenset[str], text: str) -> bool:
    """Whether an English text has one of these words, or one spelt nearly like it."""
    found = {word.lower() for word in re.findall(r"[A-Za-z'’]+", text)}
    squeezed = re.sub(r"[^a-z]", "", text.lower())
    return bool(renderings_ & found) or any(
        (len(word) > 5 and word in squeezed) or any(alike(word, other) for other in found)
        for word in renderings_
    )
