"""Names in a text: those of a Chinese one with everything that English may call them (countries, places,
persons, Latin letters), those of an English one as phrases.

Countries are CLDR's (through ``babel``), other proper nouns CC-CEDICT's, readings ``pypinyin``'s.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType

from aligner.language.dictionary import ASIDE, all_glosses, entries
from aligner.language.inflection import key
from aligner.language.tables import cached, table
from aligner.record.model import Span

WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
CAPITAL = re.compile(r"(?<![^\W\d_])[A-ZÀ-ÞŠŽČŚŁ][^\W\d_'’]*(?:['’][^\W\d_]+)*")
LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]{2,}(?![A-Za-z0-9])")
_ASIDE = re.compile(rb"\([^)\n]*\)|\[[^\]\n]*\]")
_SMALL = re.compile(rb"[a-z]{2,}")
_LETTERS = bytes(code if chr(code).isalpha() and code < 128 else ord(" ") for code in range(256))
OPENING = re.compile(r"(?:^|[.!?:;—–“\"‘(]\s*)$")

# How often the renderings of the dictionary have a word that also spells a family name, if it is an English
# word (*long* 502, *park* 38) rather than a name (*pan* 31, *liang* 27).
OFTEN = 34
JOINT = re.compile(r"(?:'s|’s)?(?:\s+(?:of|the|and|de|la|al|bin|von|van|for))*[\s-]+")


@cached(maxsize=16384)
def name_renderings(word: str) -> frozenset[str]:
    """The words that English may call a Chinese name by, in small letters; empty for what is no name."""
    if len(word) < 2 or word in table("names")["common"] or word[-1] in table("names")["kinds"]:
        return frozenset()
    country = territories().get(word)
    readings = entries(word)
    if country is None and not (readings and all(entry.proper for entry in readings)):
        return frozenset()
    glosses = " ".join(ASIDE.sub(" ", entry.glosses) for entry in readings)
    if country is None and re.search(r"surname|dynasty|\bterm\b|variant|people|person|language", glosses):
        return frozenset()
    english = {match[0].lower().removesuffix("'s") for match in CAPITAL.finditer(glosses)}
    if country is not None:
        more = table("names")["demonyms"].get(country, ())
        english |= {part.lower() for part in (*re.findall(r"[A-Za-z]{3,}", country), *more)}
    english.add("".join(syllables(word)))
    english -= {"the", "of", "and", "or"}
    english |= abbreviations_of(word)
    return frozenset(english - set(table("names")["generic"]) or english)


@cached(maxsize=16384)
def abbreviations_of(word: str) -> frozenset[str]:
    """The initials of the names of several words that English may call a Chinese name by, in small letters:
    *un*, *who*."""
    country = territories().get(word)
    glosses = [country] if country else [entry.glosses for entry in entries(word)]
    names = (name for gloss in glosses for name in re.split("[/;,(]", ASIDE.sub(" ", gloss)))
    initials = ("".join(re.findall(r"\b[A-Z]", name)) for name in names)
    return frozenset(letters.lower() for letters in initials if len(letters) > 1)


@cache
def territories() -> Mapping[str, str]:
    """English short names of countries and territories by their Chinese ones."""
    from babel import Locale  # noqa: PLC0415 - a second of loading that other checks do not need

    zh, en = Locale("zh", script="Hans").territories, Locale("en").territories
    return {zh[code]: en[code] for code in en if code.isalpha() and code in zh}


@lru_cache(maxsize=4096)
def syllables(word: str) -> tuple[str, ...]:
    """How Chinese characters are read, without tones."""
    parts = _pypinyin().lazy_pinyin(word)
    return tuple(re.sub(r"[^a-z]", "", part.replace("ü", "v").lower()) for part in parts)


@cache
def _pypinyin() -> ModuleType:
    """The library, whose phrases give each syllable a list of its own, in half the memory."""
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "yes")
    import pypinyin  # noqa: PLC0415 - a tenth of a second
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415

    shared: dict[str, list[str]] = {}
    for phrase, syllables_of in PHRASES_DICT.items():
        PHRASES_DICT[phrase] = [shared.setdefault(" ".join(each), each) for each in syllables_of]
    return pypinyin


def latin(text: str) -> Iterator[Span]:
    """Names in Latin letters: three letters or more, the first a capital."""
    return (match.span() for match in LATIN.finditer(text))


def spelt_out(abbreviation: str, text: str) -> list[Span]:
    """Where a text has words in a row that begin with the letters of an abbreviation: *pull request* for
    PR."""
    words = list(WORD.finditer(text))
    initials = "".join(word[0][0] for word in words).lower()
    size = len(abbreviation)
    return [
        (words[at].start(), words[at + size - 1].end())
        for at in range(len(words) - size + 1)
        if initials.startswith(abbreviation.lower(), at)
    ]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name in an English text."""

    span: Span
    words: tuple[Span, ...]
    """Its capitalised words, but those that any name may have (*Group*, *University*)."""
    keys: tuple[str, ...]
    """The same as the dictionary compares them; see `inflection.key`."""
    ordinary: bool
    """Whether it is made of common words: *Supreme Court*."""


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
    word = re.split("['’]", match[0])[0].lower()
    if match[0] != word.capitalize() and word in ordinary() and re.search("['’](?!s$)", match[0]):
        return True  # I've, wherever it stands
    if not OPENING.search(text[: match.start()]) or re.match(r"-[A-Z]", text[match.end() :]):
        return False
    # two letters that open a sentence (*He*, *It's*, *We*) are hardly ever a name
    return len(word) < 3 or word in ordinary()


def _phrase(text: str, parts: list[Span]) -> Phrase | None:
    common = frozenset(table("names")["calendar"])
    telling = tuple(  # two letters, or five capitals, may stand for anything
        (a, b) for a, b in parts if b - a > 2 and not _is_abbreviation(text[a:b]) and text[a:b] not in common
    )
    plain = all(_is_ordinary(text, span) for span in telling)
    if not telling or (plain and len(parts) == 1):
        return None  # a defined term (*the License*), an office of one word
    return Phrase((parts[0][0], parts[-1][1]), telling, tuple(key(text[a:b]) for a, b in telling), plain)


def _is_abbreviation(word: str) -> bool:
    """Whether a word is up to five capitals, its plural or its possessive: *CLs*."""
    return re.fullmatch(r"[A-ZÀ-Þ]{1,5}(?:['’]?s)?", word) is not None


def _is_ordinary(text: str, span: Span) -> bool:
    core = text[slice(*span)].lower().replace("’", "'").removesuffix("'s")
    part = re.search(r"\b[A-Z]-$", text[: span[0]])  # T-Mobile
    return core in ordinary() and core not in of_countries() and not part


@cache
def of_countries() -> frozenset[str]:
    """The words of the names of countries, in small letters, and of their peoples."""
    demonyms = (word for words in table("names")["demonyms"].values() for word in words)
    names = " ".join((*territories().values(), *demonyms))
    return frozenset(word.lower() for word in re.findall(r"[A-Z][A-Za-z]+", names))


@cache
def ordinary() -> frozenset[str]:
    """The English words that the dictionary's renderings write small."""
    families = {
        spelling for family in table("surnames")["spellings"] for spelling in family_spellings(family)
    }
    counts: Counter[str] = Counter()
    for letters, count in Counter(_ASIDE.sub(b" ", all_glosses()).translate(_LETTERS).split()).items():
        if small := _SMALL.match(letters):
            counts[small[0].decode()] += count
    return frozenset(word for word, count in counts.items() if word not in families or count > OFTEN)


@cached(maxsize=4096)
def family_spellings(family: str) -> frozenset[str]:
    """How a Chinese family name may be spelt, in small letters."""
    old = "".join(_pypinyin().lazy_pinyin(family, style=_pypinyin().Style.WADEGILES))
    return frozenset(("".join(syllables(family)), old, *table("surnames")["spellings"].get(family, ())))
