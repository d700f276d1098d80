"""The names of an English text as phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from aligner.language.dictionary import ASIDE, all_glosses
from aligner.language.inflection import key
from aligner.language.names.chinese import CAPITAL, OPENING
from aligner.language.tables import cached, table
from aligner.record.model import Span

JOINT = re.compile(r"(?:'s|’s)?(?:\s+(?:of|the|and|de|la|al|bin|von|van|for))*[\s-]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name in an English text."""

    span: Span
    words: tuple[Span, ...]
    """Its capitalised words, but those that any name may have (*Group*, *University*)."""
    keys: tuple[str, ...]
    """The same as the dictionary compares them; see `inflection.key`."""


@cached(maxsize=512)
def phrases(text: str) -> tuple[Phrase, ...]:
    """The names of an English text that tell one from another: not abbreviations, nor *the Group*."""
    return tuple(phrase for parts in capitalised(text) if (phrase := _phrase(text, parts)))


def capitalised(text: str) -> list[list[Span]]:
    """The capitalised words of an English text, those that make one name together; ordinary words that open a
    sentence are left out."""
    groups: list[list[Span]] = []
    for match in CAPITAL.finditer(text):
        if _opens(text, match):
            continue
        if groups and JOINT.fullmatch(text[groups[-1][-1][1] : match.start()]):
            groups[-1].append(match.span())
        else:
            groups.append([match.span()])
    return groups


def _opens(text: str, match: re.Match[str]) -> bool:
    """Whether a word has its capital only because a sentence begins there."""
    if not OPENING.search(text[: match.start()]) or re.match(r"-[A-Z]", text[match.end() :]):
        return False
    # two letters that open a sentence (*He*, *It*, *We*) are hardly ever a name
    return len(match[0]) < 3 or match[0].lower() in ordinary()


def _phrase(text: str, parts: list[Span]) -> Phrase | None:
    common = frozenset(table("names")["calendar"])
    telling = tuple(  # two letters, or five capitals, may stand for anything
        (a, b)
        for a, b in parts
        if b - a > 2 and not (text[a:b].isupper() and b - a < 6) and text[a:b] not in common
    )
    keys = tuple(key(text[a:b]) for a, b in telling)
    return Phrase((parts[0][0], parts[-1][1]), telling, keys) if telling else None


@cache
def ordinary() -> frozenset[str]:
    """The English words that the dictionary's renderings write small."""
    lowercase: set[str] = set()
    for glosses in all_glosses():
        lowercase.update(re.findall(r"(?<![A-Za-z])[a-z]{2,}", ASIDE.sub(" ", glosses)))
    return frozenset(lowercase)
