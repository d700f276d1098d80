"""The value of one Chinese numeral: 二十三, 一百二, 1.2万亿, 3千多万, 二〇二五."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from aligner.language.numbers.scanner import ARABIC, alternation, decimal
from aligner.language.tables import cached, table

# 万: from here on a unit multiplies the whole section before it.
BIG = 10_000
ZEROS = frozenset("零〇○")


@dataclass(frozen=True, slots=True)
class NumeralCharacters:
    """The characters of Chinese numerals with what they are worth."""

    digits: Mapping[str, int]
    units: Mapping[str, int]
    every: str
    """All of them, for use inside a regular expression's brackets."""
    pattern: str
    """Matches a numeral in digits, characters or both."""
    token: re.Pattern[str]
    """Matches a part of a numeral: a decimal, digits 0–9, characters of digits, a unit."""


@cached()
def numeral_characters() -> NumeralCharacters:
    """The characters of the table, and the patterns made of them."""
    words = table("numbers_zh")
    digits, units = words["digits"], words["units"]
    every, big = "".join((*digits, *units)), "".join(units)
    # 两 is two at the start of a numeral and before a big unit; behind a numeral it is the tael.
    digit = rf"(?:[{''.join(char for char in digits if char != '两')}]|两(?=[百千万亿])|(?<![{every}\d])两)"
    small = "".join(char for char in big if char not in "千百兆")
    money = rf"[多余]?(?:[{every}\d.,]*[亿万])?[多余]?\s?(?:{alternation(words['money'])})"
    unit = f"(?:[{small}]|千(?![{''.join(words['after_kilo'])}])|百(?!帕)|兆(?={money}))"
    loose = rf"(?<=[{every}\d])(?:[多余来几]\s?|\s)"
    point = rf"(?:{digit}|[十百])+点{digit}+(?!{unit}*[分刻时钟半])"
    mixed = rf"(?:{ARABIC})(?:(?:{loose})?{unit}(?:{ARABIC}|{digit}+)?)*"
    tail = rf"(?:(?:{loose})?{unit}{digit}*)"
    pattern = rf"(?:{mixed}|{point}{tail}*|{digit}*{tail}+|{digit}+)"
    token = re.compile(rf"({point})|({ARABIC})|({digit}+)|([{big}])")
    return NumeralCharacters(digits, units, every, pattern, token)


@dataclass(frozen=True, slots=True)
class ChineseNumeral:
    """A numeral read."""

    value: Fraction
    also: frozenset[Fraction]
    """Other readings: 三四十 is 30 or 40."""
    scale: Fraction
    """The units at its end: 亿 in 850亿."""
    arabic: bool
    """Whether it has digits 0–9."""

    @property
    def readings(self) -> frozenset[Fraction]:
        """Every value it may have."""
        return self.also | {self.value}


def numeral(text: str) -> ChineseNumeral:
    """The value of a text that `NumeralCharacters.pattern` matches; never fails on one."""
    sums = [_Sum()]
    scale = Fraction(1)
    characters = numeral_characters()
    for point, arabic, digits, unit in characters.token.findall(text):
        if unit:
            scale *= characters.units[unit]
            for each in sums:
                each.unit(characters.units[unit])
            continue
        scale = Fraction(1)
        if point or arabic:
            for each in sums:
                each.current = _pointed(point) if point else decimal(arabic)
        else:
            sums = [replace(each, current=value) for value in _digits(digits) for each in sums]
    values = [each.total(text) for each in sums]
    return ChineseNumeral(
        values[0], frozenset(values[1:]), scale, any(char.isascii() and char.isdigit() for char in text)
    )


def _pointed(text: str) -> Fraction:
    whole, _, decimals = text.partition("点")
    return numeral(whole).value + Fraction(_joined(decimals), 10 ** len(decimals))


def _digits(text: str) -> tuple[Fraction, ...]:
    """零三 is 3, 二〇二五 is 2025, and 三四 is 3 or 4."""
    if len(text) == 2 and not set(text) & ZEROS:
        return tuple(Fraction(_joined(char)) for char in text)
    return (Fraction(_joined(text)),)


def _joined(digits: str) -> int:
    """The number that these digits write, one behind the other."""
    worth = numeral_characters().digits
    return int("".join(str(worth[char]) for char in digits))


@dataclass
class _Sum:
    """The running value of a numeral: finished 万 and 亿, the section below them, the number just read."""

    big: tuple[tuple[Fraction, int], ...] = ()
    section: Fraction = Fraction(0)
    current: Fraction | None = None
    last: int = 1
    """The unit before."""

    def unit(self, unit: int) -> None:
        if unit < BIG:
            self.section += (self.current or 1) * unit  # 一万零十二: the nought before 十 is none
        else:
            below = self.section + (self.current or 0)
            while self.big and self.big[-1][1] < unit:  # 1.2万亿: the 万 is part of what 亿 multiplies
                below += self.big[-1][0]
                self.big = self.big[:-1]
            self.big += (((below or Fraction(1)) * unit, unit),)
            self.section = Fraction(0)
        self.current = None
        self.last = unit

    def total(self, text: str) -> Fraction:
        last = self.current or Fraction(0)
        if self._colloquial(text):
            last *= self.last // 10
        return sum((value for value, _ in self.big), self.section) + last

    def _colloquial(self, text: str) -> bool:
        """一百二 is 120, 3万5 is 35 000: a last single digit counts in tenths of the unit before it."""
        return (
            self.last >= 100
            and self.current is not None
            and 0 < self.current < 10
            and self.current.denominator == 1
            and len(text) >= 2
            and text[-2] in numeral_characters().units
        )
