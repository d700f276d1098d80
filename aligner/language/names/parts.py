"""Family and given names: what catalogues and lists of references need of a person's name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aligner.language.dictionary import entries
from aligner.language.names.in_text import family_spellings
from aligner.language.scripts import simplified
from aligner.language.tables import table

_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BEFORE = re.compile(r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Sir|Dame|Academician)\b\.?\s+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in one language, in its parts."""

    family: str
    """The whole name, where it cannot be divided."""
    given: str = ""
    family_first: bool = False
    """Whether the family name stands first where the name is written as it is."""

    @property
    def plain(self) -> str:
        """The name as it is written in running text, without a form of address."""
        is_han = _HAN.match(self.family) is not None
        gap = ("" if self.family_first else "·") if is_han else " "
        ordered = (self.family, self.given) if self.family_first else (self.given, self.family)
        return gap.join(filter(None, ordered))


def person_name(
    chinese: str, english: str, families: tuple[str, str] = ("", "")
) -> tuple[PersonName, PersonName]:
    """A person's name in Chinese and in Latin letters.

    A name is taken as Chinese, with its family name first, only where the other form spells that family name.
    `families`: both family names, if somebody has said which they are.
    """
    zh, en = without_title(chinese), _BEFORE.sub("", english, count=1).strip()
    if families[0]:
        return _divided(zh, families[0], " ·"), _divided(en, families[1], " ,")
    words = en.replace(",", " ").split()
    family = _family(simplified(zh)) if _HAN_NAME.fullmatch(zh) else ""
    spellings = family_spellings(family) if family else frozenset()
    ends = [word for word in (words[:1] + words[-1:]) if len(words) > 1 and _letters(word) in spellings]
    if not ends:
        last, comma, first = (part.strip() for part in en.partition(","))
        latin = PersonName(last, first) if comma else PersonName(" ".join(words[-1:]), " ".join(words[:-1]))
        return PersonName(zh), latin
    latin = _divided(" ".join(words), ends[0], "")
    is_first = latin.family_first and "," not in en
    han = PersonName(zh[: len(family)], zh[len(family) :], family_first=True)
    return han, PersonName(_capital(latin.family), _capital(latin.given), is_first)


def _divided(name: str, family: str, blanks: str) -> PersonName:
    rest = name.replace(family, "", 1).strip(f" {blanks}")
    return PersonName(family, rest, family_first=name.startswith(family))


def without_title(name: str) -> str:
    """A Chinese name without the title or the form of address behind it."""
    bare = name.strip()
    for title in sorted(table("surnames")["titles"], key=len, reverse=True):
        if bare.endswith(title) and len(bare) > len(title) + 1:  # 王博士 has no other name
            return bare.removesuffix(title)
    return bare


def _family(name: str) -> str:
    """The family name with which a Chinese name begins; empty where it begins with none."""
    listed = table("surnames")["spellings"]
    for size, mark in ((2, "two-character surname"), (1, "surname")):
        word = name[:size]
        if len(name) > size and (word in listed or any(mark in each.glosses for each in entries(word))):
            return word
    return ""


def _letters(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower())


def _capital(word: str) -> str:
    """A word in capitals as names are written."""
    return word.title() if word.isupper() and len(word) > 1 else word
