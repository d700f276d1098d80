"""Roman numerals where they number something: Chapter IV, World War II, Louis XIV, 第Ⅲ期."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.language.numbers.scanner import Match, Rule, Scanner, alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side

_WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN = r"(?=[IVXLC])(?:C{0,3})(?:X[LC]|L?X{0,3})(?:I[VX]|V?I{0,3})"
"""1 to 399; whoever counts further uses figures."""


def roman_rules(side: Side) -> tuple[Rule, ...]:
    """What is read of Roman numerals."""
    return _chinese_romans() if side == "zh" else _english_romans()


def _numbered(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    worth = [_WORTH[char] for char in match["roman"]]
    value = sum(-a if a < b else a for a, b in zip(worth, (*worth[1:], 0), strict=True))
    yield Match(scanner.quantity(Fraction(value), "ordinal", match.span("roman"), strength="plain"))


@cached()
def _chinese_romans() -> tuple[Rule, ...]:
    counted = alternation(table("numbers_zh")["roman"])
    roman = rf"(?P<roman>{_ROMAN})"
    return (
        (re.compile(rf"(?<=第){roman}(?![A-Za-z])"), _numbered),
        (re.compile(rf"(?<![A-Za-z]){roman}(?=\s?(?:{counted}))"), _numbered),
    )


@cached()
def _english_romans() -> tuple[Rule, ...]:
    """A lone letter only behind a word that is numbered, or a ruler's name; two and more behind any name."""
    words = table("numbers_en")
    numbered = alternation((*words["roman"], *(word.lower() for word in words["roman"])))
    rulers = alternation(words["rulers"])
    sure = rf"\b(?:{numbered}|{rulers})s?\s(?P<roman>{_ROMAN})(?![\w.'’-]*\w)"
    name = rf"\b[A-Z][a-z]+\s(?P<roman>(?=[IVX]{{2}}){_ROMAN})(?![\w'’-])"
    short = r"\bWW[\s-]?(?P<roman>III?|I)\b"
    return tuple((re.compile(pattern), _numbered) for pattern in (sure, name, short))
