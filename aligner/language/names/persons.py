"""Persons in a Chinese text, and how well an English name is theirs: foreign names by their sound, Chinese
ones by the spellings of the mainland, Taiwan, Hong Kong and South-East Asia, in either order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aligner.language.dictionary import entries
from aligner.language.names.in_text import family_spellings, ordinary, syllables
from aligner.language.names.sound import likeness, spelling_characters
from aligner.language.segmentation import tagged
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import Span, overlap

# Characters of the shortest foreign name without a dot: shorter ones are too often words.
SHORTEST = 3
DOT = re.compile("[·•・‧]")
HAN_ONLY = re.compile(f"[{HAN_CLASS}·•・‧]+")
ENGLISH_NAME = re.compile(r"[A-ZÀ-ÞŠŽČŚŁ][^\W\d_]*(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name in a Chinese text."""

    span: Span
    parts: tuple[str, ...]
    """Of a foreign name what dots divide; of a Chinese one the family name and, if it is there, the given."""
    foreign: bool


@cached(maxsize=1024)
def persons(text: str) -> tuple[Person, ...]:
    """The persons whom a Chinese text names, as far as their names are no words of the dictionary."""
    people = list(_dotted(text))
    people += [p for p in _titled(text) if not _taken(people, p.span)]
    for span, tag in tagged(text):
        word = text[slice(*span)]
        if tag.startswith("nr") and not _taken(people, span) and not entries(word):
            person = _person(word, span)
            if person is not None:
                people.append(person)
    return tuple(sorted(people, key=lambda person: person.span))


def _taken(people: Sequence[Person], span: Span) -> bool:
    return any(overlap(person.span, span) for person in people)


def _dotted(text: str) -> Iterator[Person]:
    """Foreign names whose parts a dot divides: the words beside each dot, and persons beside those."""
    words = tagged(text)
    at = 0
    while at < len(words):
        first = last = at
        while last + 2 < len(words) and DOT.fullmatch(text[slice(*words[last + 1][0])]):
            last += 2
            while last + 1 < len(words) and words[last + 1][1].startswith("nr"):
                last += 1
        while last > at and first and words[first - 1][1].startswith("nr"):
            first -= 1
        span = (words[first][0][0], words[last][0][1])
        if last > at and HAN_ONLY.fullmatch(text[slice(*span)]):
            yield Person(span, tuple(DOT.split(text[slice(*span)])), foreign=True)
        at = last + 1


def _person(word: str, span: Span) -> Person | None:
    family = _family(word)
    if (
        len(word) >= SHORTEST
        and set(word) <= spelling_characters()
        and not (family and len(word) == SHORTEST)
    ):
        return Person(span, (word,), foreign=True)
    if family and len(word) - len(family) in (1, 2):
        return Person(span, (family, word[len(family) :]), foreign=False)
    return None


def _titled(text: str) -> list[Person]:
    """Family names that stand alone before a title."""
    starts = {span[0]: span for span, _ in tagged(text)}
    return [
        Person((match.start(), match.start() + len(match[1])), (match[1],), foreign=False)
        for match in _before_title().finditer(text)
        if match.start() in starts and starts[match.start()][1] in (match.end(1), match.end())
    ]


@cached()
def _before_title() -> re.Pattern[str]:
    names, titles = ("|".join(map(re.escape, table("surnames")[part])) for part in ("spellings", "titles"))
    return re.compile(f"({names})(?:{titles})")


def _family(word: str) -> str:
    """The family name with which a Chinese name begins; empty where it begins with none."""
    families = table("surnames")["spellings"]
    return next((word[:size] for size in (2, 1) if word[:size] in families), "")


def likeness_of_person(person: Person, english: str) -> float:
    """How well some capitalised word of an English text is a person's name, 0 to 1."""
    names = [_plain(match[0]) for match in ENGLISH_NAME.finditer(english)]
    words = {part for name in names for part in (name, *name.split("-")) if part not in ordinary()}
    if person.foreign:
        parts = [part for part in person.parts if len(part) > 1]
        return max((likeness(word, part) for part in parts for word in words), default=0.0)
    if words & family_spellings(person.parts[0]):
        return 1.0
    given = "".join(person.parts[1:])
    if "".join(syllables(given)) in words:
        return 1.0
    spelt = [name for name in (person.parts[0] + given, given) if len(name) > 1 and spells(name)]
    others = (word for word in words if word not in _family_spellings())
    return max(
        (likeness(word, name) for word in others for name in (*spelt, given) if len(name) > 1), default=0.0
    )


def spells(word: str) -> bool:
    """Whether all characters of a word are used for spelling foreign names."""
    return set(word) <= spelling_characters()


@cached()
def _family_spellings() -> frozenset[str]:
    """Every spelling of every Chinese family name."""
    return frozenset().union(*map(family_spellings, table("surnames")["spellings"]))


@lru_cache(maxsize=32768)
def _plain(word: str) -> str:
    """An English word in small letters, without accents and the possessive."""
    letters = unicodedata.normalize("NFD", word.lower().replace("’", "'").removesuffix("'s"))
    return re.sub(r"[^a-z-]", "", letters)
