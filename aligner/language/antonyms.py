"""Words of opposite or neighbouring meaning, pole against pole, found in a text by table and dictionary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aligner.language.dictionary import ASIDE, entries, gloss_keys, words
from aligner.language.inflection import base_keys
from aligner.language.tables import cached, table
from aligner.record.model import Span

__all__ = ["PAIRS", "SHIFTS", "Hit", "Pole", "hits", "kin", "means", "opposed"]

PAIRS, SHIFTS = "pairs", "shifts"
"""Opposites; what is done, and what it must not become."""
WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
HEADS = frozenset(("to", "a", "the", "be"))
LONGEST = 3
"""English words of a gloss that may be nothing but a pole: *to grow smaller*."""


@dataclass(frozen=True, slots=True)
class Pole:
    """One end of a pair."""

    number: int
    english: frozenset[str]
    """Keys of its words."""
    phrases: tuple[str, ...]
    chinese: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of a pole in an English text."""

    pole: Pole
    rival: Pole
    span: Span


@cached()
def _pairs(name: str) -> tuple[tuple[Pole, Pole], ...]:
    rows = table("opposites")[name]
    return tuple(
        (_pole(2 * n, a, chinese_a), _pole(2 * n + 1, b, chinese_b))
        for n, (a, chinese_a, b, chinese_b) in enumerate(rows)
    )


def _pole(number: int, english: Sequence[str], chinese: Sequence[str]) -> Pole:
    single = frozenset(form for word in english if " " not in word for form in base_keys(word))
    phrases = tuple(word for word in english if " " in word)
    return Pole(number, single, phrases, tuple(sorted(chinese, key=len, reverse=True)))


@cached(maxsize=256)
def hits(text: str, name: str) -> tuple[Hit, ...]:
    """The words of a text that belong to a pole of which the text has no word of the other pole (`name`:
    ``pairs``; ``shifts``, of which only the first pole counts)."""
    spans = [(match.span(), base_keys(match[0])) for match in WORD.finditer(text)]
    found = []
    for a, b in _pairs(name):
        at_a, at_b = (_places(text, pole, spans) for pole in (a, b))
        if bool(at_a) != bool(at_b) and (at_a or name == PAIRS):
            pole, rival = (a, b) if at_a else (b, a)
            found += [Hit(pole, rival, span) for span in at_a or at_b]
    return tuple(found)


def _places(text: str, pole: Pole, spans: Sequence[tuple[Span, frozenset[str]]]) -> list[Span]:
    places = [span for span, forms in spans if forms & pole.english]
    for phrase in pole.phrases:
        head, *rest = phrase.split()
        tail = r"\s+".join(map(re.escape, rest))
        for match in re.finditer(rf"\b([A-Za-z]+)\s+{tail}\b", text, re.IGNORECASE):
            if base_keys(match[1]) & base_keys(head):
                places.append(match.span())
    return places


@cached(maxsize=4096)
def kin(english: str) -> frozenset[str]:
    """The longer Chinese words of every pole that an English word belongs to."""
    forms = base_keys(english)
    poles = (pole for pair in _pairs(PAIRS) for pole in pair if forms & pole.english)
    return frozenset(word for pole in poles for word in pole.chinese if len(word) > 1)


def means(word: str, forms: frozenset[str], pole: Pole) -> bool:
    """Whether a Chinese word means what an English one does, or something of its pole."""
    return word in pole.chinese or bool(gloss_keys(word) & forms)


def opposed(text: str, hit: Hit) -> list[Span]:
    """The dictionary words of a Chinese text that mean the opposite pole and nothing of this one."""
    little = frozenset(table("function_words")["zh"])
    return [
        span
        for word, span in words(text)
        if (len(word) > 1 or (word in hit.rival.chinese and word not in little)) and _renders(word, hit)
    ]


def _renders(word: str, hit: Hit) -> bool:
    """Whether a gloss of the word is the opposite pole's, and none is this one's."""
    rows = _glosses(word)
    short = [row for row in rows if 0 < len(row) <= LONGEST]
    mine = any(forms & hit.pole.english for row in rows for forms in row)
    return not mine and any(row[0] & hit.rival.english for row in short)


@cached(maxsize=16384)
def _glosses(word: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """The dictionary's renderings of a word, each as the forms of its words without little ones."""
    glosses = [ASIDE.sub(" ", gloss) for entry in entries(word) for gloss in re.split("[/;]", entry.glosses)]
    return tuple(
        tuple(base_keys(found) for found in WORD.findall(gloss) if found not in HEADS) for gloss in glosses
    )
