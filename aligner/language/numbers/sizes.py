"""Numbers that only tell a size: 数十, 十几, several hundred, tens of thousands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.language.numbers.chinese_numerals import numeral, numeral_characters
from aligner.language.numbers.english_numerals import number_words
from aligner.language.numbers.scanner import Match, Rule, Scanner, alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side, Span


def size_rules(side: Side) -> tuple[Rule, ...]:
    """What is read of sizes, in this order."""
    return _chinese_sizes() if side == "zh" else _english_sizes()


def _size(scanner: Scanner, least: Fraction, beyond: Fraction, span: Span, scale: Fraction) -> Match:
    quantity = scanner.quantity(least, "number", span, strength="plain", bounds=(least, beyond))
    return Match(quantity, scale)


def _some_units(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """数十, 几百万, 上千: so many units, two to ten of them or (上千) one and more."""
    units = numeral(match["units"]).value
    least = units * (1 if match["some"] in "上成" else 2)
    yield _size(scanner, least, units * 10, match.span(), units)


def _and_some(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """十几万, 二十几, 百十来: the units before and some of the next below."""
    tens = numeral(match["tens"]).value
    scale = numeral(match["scale"]).value if match["scale"] else Fraction(1)
    yield _size(scanner, tens * scale, (tens + 10) * scale, match.span(), scale)


def _counted_by(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """数以千计, 成千上万."""
    least, beyond = table("numbers_zh")["sizes"][match[0]]
    yield _size(scanner, Fraction(least), Fraction(beyond), match.span(), Fraction(1))


def _plural(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Dozens, tens of thousands, hundreds of millions."""
    least, beyond = table("numbers_en")["sizes"][match["unit"].lower()]
    scale = number_words().scales[match["scale"].lower().removesuffix("s")] if match["scale"] else 1
    yield _size(scanner, Fraction(least) * scale, Fraction(beyond) * scale, match.span(), Fraction(1))


def _several(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Several hundred, a few thousand, a couple of million."""
    scale = Fraction(1)
    for word in re.findall(r"[a-z]+", match["scale"].lower()):
        scale *= number_words().scales[word]
    yield _size(scanner, 2 * scale, 10 * scale, match.span(), scale)


@cached()
def _chinese_sizes() -> tuple[Rule, ...]:
    characters, words = numeral_characters(), table("numbers_zh")
    units = "".join(characters.units)
    # not 人数百万, 晚上十点, 完成百分之五
    some = rf"(?P<some>{alternation(words['several'])}|(?<![{words['before_several']}])(?:数|[上成](?!十)))"
    several = rf"{some}(?P<units>[十百千万亿]{{1,3}})(?![{characters.every}分])"
    tens = rf"(?<![\d{characters.every}])(?P<tens>[一二三四五六七八九]?十)[几来]"
    tens += rf"(?P<scale>[万亿]{{1,2}})?(?![{units}])"
    return (
        (re.compile(alternation(words["sizes"])), _counted_by),
        (re.compile(tens), _and_some),
        (re.compile(several), _some_units),
    )


@cached()
def _english_sizes() -> tuple[Rule, ...]:
    words = table("numbers_en")
    scales = alternation(scale for scale in words["scales"])
    plural = (
        rf"\b(?P<unit>{alternation(words['sizes'])})(?:\s+(?:up)?on\s+\w+s)?"
        rf"(?:\s+of\s+(?P<scale>(?:{scales})s))?\b"
    )
    several = rf"\b(?:{alternation(words['several'])})\s+(?P<scale>(?:{scales})(?:\s(?:{scales}))?)\b"
    return ((re.compile(plural, re.I), _plural), (re.compile(several, re.I), _several))
