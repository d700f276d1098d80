"""Names in a Chinese text with everything that English may call them: countries, places, persons, Latin
letters.

Countries are CLDR's (through ``babel``), other proper nouns CC-CEDICT's, readings ``pypinyin``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from aligner.language.dictionary import ASIDE, entries
from aligner.language.tables import cached, table
from aligner.record.characters import HAN
from aligner.record.model import Span

CAPITAL = re.compile(r"(?<![^\W\d_])[A-ZÀ-ÞŠŽČŚŁ][^\W\d_'’]*(?:['’][^\W\d_]+)*")
LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]{2,}(?![A-Za-z0-9])")
OPENING = re.compile(r"(?:^|[.!?:;—–“\"‘(]\s*)$")


@cached(maxsize=16384)
def name_renderings(word: str) -> frozenset[str]:
    """The words that English may call a Chinese name by, in small letters; empty for what is no name."""
    if len(word) < 2 or word in table("names")["common"]:
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
    return frozenset(english - {"the", "of", "and", "or"})


@cache
def territories() -> Mapping[str, str]:
    """English short names of countries and territories by their Chinese ones."""
    from babel import Locale  # noqa: PLC0415 - a second of loading that other checks do not need

    zh, en = Locale("zh", script="Hans").territories, Locale("en").territories
    return {zh[code]: en[code] for code in en if code.isalpha() and code in zh}


@lru_cache(maxsize=4096)
def syllables(word: str) -> tuple[str, ...]:
    """How Chinese characters are read, without tones."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return tuple(re.sub(r"[^a-z]", "", part.replace("ü", "v").lower()) for part in lazy_pinyin(word))


@lru_cache(maxsize=2048)
def pinyin(text: str) -> str:
    """A whole Chinese text as it is read, without tones and blanks."""
    return "".join(syllables("".join(HAN.findall(text))))


def latin(text: str) -> Iterator[Span]:
    """Names in Latin letters: three letters or more, the first a capital."""
    return (match.span() for match in LATIN.finditer(text))
