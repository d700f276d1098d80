"""The value of one Chinese numeral: 二十三, 一百二, 1.2万亿, 3千多万, 二〇二五."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from aligner.language.numbers.scanner import ARABIC, decimal
from aligner.language.tables import table

__all__ = ["DIGITS", "NUMERAL", "UNITS", "Numeral", "numeral"]

DIGITS: dict[str, int] = table("numbers_zh")["digits"]
UNITS: dict[str, int] = table("numbers_zh")["units"]

_NUMERIC = "".join((*DIGITS, *UNITS))
# 两 is two at the start of a numeral and before a big unit; behind a numeral it is the tael.
_D = rf"(?:[{''.join(char for char in DIGITS if char != '两')}]|两(?=[百千万亿])|(?<![{_NUMERIC}\d])两)"
_U = (
    f"(?:[{''.join(unit for unit in UNITS if unit != '千')}]"
    f"|千(?![{''.join(table('numbers_zh')['after_kilo'])}]))"
)
_EDGE = rf"[{_NUMERIC}\d]"
_LOOSE = rf"(?<={_EDGE})(?:[多余来几]\s?|\s)"
_POINT = rf"(?:{_D}|[十百])+点{_D}+(?!{_U}*[分刻时钟半])"
_MIXED = rf"(?:{ARABIC})(?:(?:{_LOOSE})?{_U}(?:{ARABIC}|{_D}+)?)*"
_UNITS = rf"(?:(?:{_LOOSE})?{_U}{_D}*)"
_HAN = rf"{_POINT}{_UNITS}*|{_D}*{_UNITS}+|{_D}+"
NUMERAL = rf"(?:{_MIXED}|{_HAN})"
"""Matches a numeral in digits, characters or both."""
_TOKENS = re.compile(rf"({_POINT})|({ARABIC})|({_D}+)|([{''.join(UNITS)}])")
BIG = 10_000


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral read."""

    value: Fraction
    also: frozenset[Fraction]
    """Other readings: 三四十 is 30 or 40."""
    scale: Fraction
    """The units at its end: 亿 in 850亿."""
    arabic: bool
    """Whether it has digits 0–9."""


def numeral(text: str) -> Numeral:
    """The value of a text that `NUMERAL` matches; never fails on one."""
    sums = [_Sum()]
    scale = Fraction(1)
    for point, arabic, digits, unit in _TOKENS.findall(text):
        if unit:
            scale *= UNITS[unit]
            for each in sums:
                each.unit(UNITS[unit])
            continue
        scale = Fraction(1)
        if point or arabic:
            for each in sums:
                each.number(_pointed(point) if point else decimal(arabic))
        else:
            sums = [_branch(each, value) for value in _digits(digits) for each in sums]
    values = [each.total(text) for each in sums]
    return Numeral(
        values[0], frozenset(values[1:]), scale, any(char.isascii() and char.isdigit() for char in text)
    )


def _pointed(text: str) -> Fraction:
    whole, _, rest = text.partition("点")
    return numeral(whole).value + Fraction(int("".join(str(DIGITS[c]) for c in rest)), 10 ** len(rest))


def _digits(text: str) -> tuple[Fraction, ...]:
    """零三 is 3, 二〇二五 is 2025, and 三四 is 3 or 4."""
    stripped = text.lstrip("零〇○")
    if len(stripped) == 2 and stripped == text and not set(stripped) & set("零〇○"):
        return tuple(Fraction(DIGITS[char]) for char in stripped)
    return (Fraction(int("".join(str(DIGITS[char]) for char in text))),)


def _branch(base: _Sum, value: Fraction) -> _Sum:
    copy = _Sum(base.big, base.section, base.current, base.last)
    copy.number(value)
    return copy


class _Sum:
    """The running value of a numeral: finished 万 and 亿, the section below them, the number just read."""

    def __init__(
        self,
        big: tuple[tuple[Fraction, int], ...] = (),
        section: Fraction = Fraction(0),
        current: Fraction | None = None,
        last: int = 1,
    ) -> None:
        self.big = big
        self.section = section
        self.current = current
        self.last = last

    def number(self, value: Fraction) -> None:
        self.current = value

    def unit(self, unit: int) -> None:
        if unit < BIG:
            self.section += (1 if self.current is None else self.current) * unit
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
        rest = self.current or Fraction(0)
        if self._colloquial(text):
            rest *= self.last // 10
        return sum((value for value, _ in self.big), self.section) + rest

    def _colloquial(self, text: str) -> bool:
        """一百二 is 120, 3万5 is 35 000: a last single digit counts in tenths of the unit before it."""
        return (
            self.last >= 100
            and self.current is not None
            and 0 < self.current < 10
            and self.current.denominator == 1
            and len(text) >= 2
            and text[-2] in UNITS
        )
