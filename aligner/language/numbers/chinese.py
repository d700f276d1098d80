"""Numbers in Chinese text, by value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from aligner.language.numbers.chinese_numerals import ChineseNumeral, numeral, numeral_characters
from aligner.language.numbers.quantity import Quantity, QuantityKind, Strength
from aligner.language.numbers.scanner import (
    ARABIC,
    Match,
    Rule,
    Scanner,
    alternation,
    clock,
    iso_date,
    name_digits,
    stand_in,
    unit_letters,
    weekday,
)
from aligner.language.tables import cached, table
from aligner.record.model import Span

# 周一 is 1; 周日 and 周天 are both Sunday, 7.
_WEEKDAYS = {char: min(index, 7) for index, char in enumerate("一二三四五六日天", 1)}


def values_zh(text: str) -> list[Quantity]:
    """The quantities of a Chinese text, in reading order."""
    return Scanner(text).read(_rules())


def _words(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Words that hold a numeral character but mean no number; they may still answer one (三农, 双方)."""
    scanner.blank(match.span())
    digits = numeral_characters().digits
    for at, char in enumerate(match.group(), match.start()):
        if char in digits or char == "双":
            yield scanner.weak(digits.get(char, 2), (at, at + 1))


def _fraction(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """三分之一, 百分之八十五, 千分之三."""
    below, above = numeral(match[1]), numeral(match[2])
    if below.value == 0:
        return
    kind: QuantityKind = "percent" if below.value in (100, 1000, 10_000) else "fraction"
    value = above.value / below.value
    also = (below.value,) if above.value == 1 else ()  # one in ten
    yield Match(scanner.quantity(value, kind, match.span(), also=also), 1 / below.value)


def _decade(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """90年代, 八十年代, 1990年代, 90后, 20世纪90年代."""
    value = numeral(match[2]).value
    if match[1]:
        value += (numeral(match[1]).value - 1) * 100
    if value % 10 == 0:
        yield Match(scanner.quantity(value, "decade", match.span(), strength="plain"))


def _number(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Every other numeral, read with what stands before and after it."""
    read = numeral(match.group())
    before, after = scanner.unread[: match.start()], scanner.unread[match.end() :]
    vague = match[0][0] in numeral_characters().units and before.endswith(
        tuple(table("numbers_zh")["approximate"])
    )
    if vague or "几" in match[0] + after[:1]:  # 十几万, 数百, 上千万
        yield Match(scanner.quantity(read.value, "number", match.span(), strength="weak"))
        return
    if read.value == 0 and not read.arabic:
        return
    span = match.span()
    suffix = _suffix(scanner, read, span)
    if suffix is not None:
        yield suffix
        return
    also = set(read.also)
    if re.match(r"个?(?:年|月|天|小时|倍|世纪)半", after):
        also.add(read.value + Fraction(1, 2))
    if after.startswith("倍"):
        also |= {read.value + 1, read.value - 1}
    if before.endswith("第"):
        strength: Strength = "strong" if read.arabic else "plain"
        yield Match(scanner.quantity(read.value, "ordinal", (span[0] - 1, span[1]), strength=strength))
        return
    strength = _strength(match.group(), read, after)
    yield Match(scanner.quantity(read.value, "number", span, also=also, strength=strength), read.scale)


def _strength(text: str, read: ChineseNumeral, after: str) -> Strength:
    if read.arabic:
        return "plain" if read.value in (0, 1) else "strong"
    counted = _counted().match(after) is not None
    lone = len(text) == 1 and text in numeral_characters().every
    if read.value == 1 or read.also or (lone and not counted):
        return "weak"
    return "strong" if read.value > 10 and len(text) > 1 and (len(text) > 2 or counted) else "plain"


def _suffix(scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
    """What the sign or character right after a numeral makes of it; None where it stays a number."""
    for pattern, build in _SUFFIXES.items():
        sign = re.compile(pattern).match(scanner.unread, span[1])
        if sign:
            return build(scanner, read, (span[0], sign.end()))
    return None


@dataclass(frozen=True, slots=True)
class _Suffix:
    """A sign that makes a percentage, an ordinal or a part of a date of a numeral."""

    kind: QuantityKind
    divide: int = 1
    limits: range | None = None
    """The numbers that it makes something of; None: all."""
    strength: Strength = "plain"
    hour: bool = False
    """Whether it tells an hour, of the morning or of the afternoon: digits 0–9 only."""

    def __call__(self, scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
        if (self.limits is not None and read.value not in self.limits) or (self.hour and not read.arabic):
            return None
        also = (read.value + 12, read.value - 12) if self.hour else ()
        value, scale = read.value / self.divide, Fraction(1, self.divide)
        return Match(scanner.quantity(value, self.kind, span, also=also, strength=self.strength), scale)


def _tenths(scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
    """三成 is 30 %; 三成五 is 35 %."""
    if read.value >= 10:
        return None
    more = numeral_characters().digits.get(scanner.unread[span[1] - 1], 0)
    value = read.value / 10 + Fraction(more, 100)
    return Match(scanner.quantity(value, "percent", span), Fraction(1, 10))


def _discount(scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
    """八折 leaves 80 % of the price: 20 % off."""
    share = read.value / 10 if read.value < 10 else read.value / 100
    return Match(scanner.quantity(1 - share, "percent", span, also=(share,))) if share < 1 else None


def _year(scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
    value = read.value
    # with 年 behind it any four digits are a year; 30年 may be thirty years or 1930
    if value.denominator == 1 and 1000 <= value <= 2999 and read.scale == 1:
        return Match(scanner.quantity(value, "year", span))
    if value < 100 and read.arabic:
        strength: Strength = "plain" if value < 2 else "strong"
        years = (1900 + value, 2000 + value)
        return Match(scanner.quantity(value, "number", span, also=years, strength=strength))
    return None


_SUFFIXES: dict[str, Callable[[Scanner, ChineseNumeral, Span], Match | None]] = {
    r"\s?(?:%|个?百分点)": _Suffix("percent", 100, strength="strong"),
    r"\s?‰": _Suffix("percent", 1000, strength="strong"),
    rf"成(?![{'员果立功为本长都绩就交熟人'}])(?:[一二三四五六七八九](?![十百千]))?": _tenths,
    r"折(?![合算叠])": _discount,
    r"\s?年(?!级|轻|多|余)": _year,
    r"\s?月": _Suffix("month", limits=range(1, 13)),
    r"世纪": _Suffix("ordinal"),
    r"\s?[日号]": _Suffix("day", limits=range(1, 32)),
    r"\s?(?:时(?!代|期)|点(?!个))": _Suffix("hour", limits=range(25), hour=True),
}
"""What may stand after a numeral; the first that does counts."""

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?:[::](?=\d\d)|[时点])(?P<minutes>[0-5]?\d)(?!\d)")


@cached()
def _counted() -> re.Pattern[str]:
    """What stands between a numeral and the thing counted, to the counter's end."""
    words = table("numbers_zh")
    not_counted, counters = alternation(words["not_counted"]), alternation(words["counters"])
    return re.compile(rf"[多余来]?\s?(?!{not_counted})(?:{counters})")


@cached()
def _rules() -> tuple[Rule, ...]:
    """What is read, in this order."""
    characters, words = numeral_characters(), table("numbers_zh")
    numeral_, edge = characters.pattern, rf"(?<![\d{characters.every}"
    idioms = alternation(word for group in words["words"] for word in group)
    weekdays = rf"(?:周|星期|礼拜)([{''.join(_WEEKDAYS)}])(?![{''.join(characters.units)}年岁期到后前])"
    name = (
        r"(?<![A-Za-z])[A-Za-z]+(?:[-–/.·][A-Za-z]+)*[-–.]?\d[\w.-]*"
        rf"|(?<![\d.])\d+(?:\.\d+)?(?!(?:{unit_letters()})(?![A-Za-z]))[A-Za-z][\dA-Za-z-]*"
    )
    decade = rf"{edge}])(?:({numeral_})世纪)?({ARABIC}|[一二三四五六七八九]十)(?:年代|后(?![来面]))"
    return (
        (re.compile(weekdays), partial(weekday, _WEEKDAYS)),
        (re.compile(rf"{edge}])({numeral_})分之({numeral_})"), _fraction),
        (re.compile(rf"{edge}多余几])(?:{idioms})"), _words),
        (_ISO, iso_date),
        (re.compile(name), name_digits),
        (_CLOCK, clock),
        (re.compile(decade), _decade),
        (re.compile(numeral_), _number),
        (re.compile(alternation(words["stand_ins"])), partial(stand_in, words["stand_ins"])),
    )
