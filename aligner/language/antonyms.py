"""Words of opposite meaning, found in a text by table and dictionary."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aligner.language.dictionary import ASIDE, entries, gloss_keys, words
from aligner.language.inflection import base_keys
from aligner.language.tables import cached, table
from aligner.record.model import Span

WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
HEADS = frozenset(("to", "a", "the", "be"))
"""How the dictionary begins a rendering: no part of it."""
# English words of a rendering whose first word may be its sense: *grow smaller*. In longer ones the first
# word is one among others: *to open a new line of business* is not about opening. Chosen on such entries of
# the dictionary, not measured.
LONGEST = 3


@dataclass(frozen=True, slots=True)
class Sense:
    """The words of one end of a pair, in both languages."""

    english: frozenset[str]
    """Keys of its words."""
    phrases: tuple[str, ...]
    chinese: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SenseWord:
    """A word of a sense in an English text."""

    sense: Sense
    opposite: Sense
    span: Span


@cached()
def _pairs() -> tuple[tuple[Sense, Sense], ...]:
    return tuple((_sense(*row[:2]), _sense(*row[2:])) for row in table("opposites")["pairs"])


@cached()
def _by_form() -> Mapping[str, Sequence[int]]:
    """The numbers of the pairs with an English word, by its keys."""
    numbers: dict[str, list[int]] = {}
    for number, pair in enumerate(_pairs()):
        for form in frozenset().union(*(sense.english for sense in pair)):
            numbers.setdefault(form, []).append(number)
    return numbers


@cached()
def _with_phrases() -> frozenset[int]:
    """The numbers of the pairs with an English phrase."""
    return frozenset(n for n, pair in enumerate(_pairs()) if any(sense.phrases for sense in pair))


def _sense(english: Sequence[str], chinese: Sequence[str]) -> Sense:
    single = frozenset(form for word in english if " " not in word for form in base_keys(word))
    phrases = tuple(word for word in english if " " in word)
    return Sense(single, phrases, tuple(sorted(chinese, key=len, reverse=True)))


@cached(maxsize=4096)
def sense_words(text: str) -> tuple[SenseWord, ...]:
    """The words of a text that belong to a sense of which the text has no word of the opposite."""
    spans: dict[str, list[Span]] = {}
    for match in WORD.finditer(text):
        for form in base_keys(match[0]):
            spans.setdefault(form, []).append(match.span())
    pairs = _pairs()
    hits = []
    for number in sorted(_with_phrases().union(*(_by_form().get(form, ()) for form in spans))):
        a, b = pairs[number]
        at_a, at_b = (_places(text, sense, spans) for sense in (a, b))
        if bool(at_a) != bool(at_b):
            sense, opposite = (a, b) if at_a else (b, a)
            hits += [SenseWord(sense, opposite, span) for span in at_a or at_b]
    return tuple(hits)


def _places(text: str, sense: Sense, spans: Mapping[str, Sequence[Span]]) -> list[Span]:
    places = sorted({span for form in spans.keys() & sense.english for span in spans[form]})
    for phrase in sense.phrases:
        head, *others = phrase.split()
        tail = r"\s+".join(map(re.escape, others))
        for match in re.finditer(rf"\b([A-Za-z]+)\s+{tail}\b", text, re.IGNORECASE):
            if base_keys(match[1]) & base_keys(head):
                places.append(match.span())
    return places


@cached(maxsize=4096)
def synonyms(english: str) -> frozenset[str]:
    """The longer Chinese words of every sense that an English word belongs to."""
    forms = base_keys(english)
    senses = (sense for pair in _pairs() for sense in pair if forms & sense.english)
    return frozenset(word for sense in senses for word in sense.chinese if len(word) > 1)


def opposites_of(word: str) -> tuple[Sense, ...]:
    """The senses that are opposite to those of a Chinese word, or of an English one."""
    forms = base_keys(word)
    return tuple(
        opposite
        for pair in _pairs()
        for sense, opposite in (pair, pair[::-1])
        if forms & sense.english or word in sense.chinese
    )


def has_sense(word: str, forms: frozenset[str], sense: Sense) -> bool:
    """Whether a Chinese word means what an English one does (keys `forms`), or something of its sense."""
    return word in sense.chinese or bool(gloss_keys(word) & forms)


def antonyms(text: str, word: SenseWord) -> list[Span]:
    """The dictionary words of a Chinese text that mean the opposite of an English word and nothing of its own
    sense."""
    function = frozenset(table("function_words")["zh"])
    return [
        span
        for chinese, span in words(text)
        if (len(chinese) > 1 or (chinese in word.opposite.chinese and chinese not in function))
        and _is_opposite(chinese, word)
    ]


def _is_opposite(chinese: str, word: SenseWord) -> bool:
    """Whether a rendering of a Chinese word is of the opposite sense, and none of the English word's own."""
    renderings = _renderings(chinese)
    if any(forms & word.sense.english for rendering in renderings for forms in rendering):
        return False
    return any(r[0] & word.opposite.english for r in renderings if 0 < len(r) <= LONGEST)


@cached(maxsize=16384)
def _renderings(word: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """The dictionary's renderings of a word, each as the forms of its words without `HEADS`."""
    glosses = [ASIDE.sub(" ", gloss) for entry in entries(word) for gloss in re.split("[/;]", entry.glosses)]
    return tuple(tuple(base_keys(w) for w in WORD.findall(gloss) if w not in HEADS) for gloss in glosses)
