"""Numbers in Chinese text, by value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from aligner.language.numbers.chinese_numerals import ChineseNumeral, numeral, numeral_characters
from aligner.language.numbers.clock import clock_rules
from aligner.language.numbers.codes import code_rules
from aligner.language.numbers.compounds import compound_rules
from aligner.language.numbers.conversions import conversions_set_back
from aligner.language.numbers.ellipsis import units_shared
from aligner.language.numbers.multiples import multiple_rules
from aligner.language.numbers.quantity import Quantity, QuantityKind, Strength
from aligner.language.numbers.roman import roman_rules
from aligner.language.numbers.scanner import (
    ARABIC,
    BLANK,
    DAY_IN_BRACKETS,
    THOUSANDS,
    Match,
    Rule,
    Scanner,
    alternation,
    dashed_dates,
    name_digits,
    stand_in,
    unit_letters,
    weekday,
    written_fractions,
)
from aligner.language.numbers.signs import sign_rules
from aligner.language.numbers.sizes import size_rules
from aligner.language.tables import cached, table
from aligner.record.model import Span

# 周一 is 1; 周日 and 周天 are both Sunday, 7.
_WEEKDAYS = {char: min(index, 7) for index, char in enumerate("一二三四五六日天", 1)}


def values_zh(text: str) -> list[Quantity]:
    """The quantities of a Chinese text, in reading order."""
    return list(conversions_set_back(Scanner(text).read(_rules(), partial(units_shared, "zh")), text, "zh"))


def _words(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Words that hold a numeral character but mean no number; they may still answer one (三农, 双方)."""
    scanner.blank(match.span())
    digits = numeral_characters().digits
    for at, char in enumerate(match.group(), match.start()):
        if char in digits or char == "双":
            yield scanner.weak(digits.get(char, 2), (at, at + 1))


def _fraction(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """三分之一, 百分之八十五, 千分之三, 百万分之420."""
    below, above = numeral(match[1]), numeral(match[2])
    if below.value == 0:
        return
    kind: QuantityKind = "percent" if below.value >= 100 else "fraction"
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


def _named(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """一线城市, 二战期间, 第二次世界大战: an ordinal."""
    span = match.span(match.lastgroup or 0)
    value = numeral(match[match.lastgroup or 0].removeprefix("第")).value
    yield Match(scanner.quantity(value, "ordinal", span, strength="plain"))


def _named_day(days: Mapping[str, Sequence[int]], scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """五四运动, 双十一: the month and the day."""
    month, day = days[match[0]]
    start, end = match.span()
    yield Match(scanner.quantity(Fraction(month), "month", (start, start + 1), strength="plain"))
    yield Match(scanner.quantity(Fraction(day), "day", (start + 1, end), strength="plain"))


def _october_first(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """“十一”期间, 十一长假: the first of October."""
    yield Match(scanner.quantity(Fraction(1), "day", match.span(), strength="plain"))


def _republic(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """民国38年 is 1949."""
    value = numeral(match[1]).value
    yield Match(scanner.quantity(REPUBLIC + value, "year", match.span(), also={value}))


def _half(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """一半, 半数, 过半."""
    yield Match(scanner.quantity(Fraction(1, 2), "fraction", match.span(), strength="plain"))


def _zero(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """零排放, 零死亡."""
    yield Match(scanner.quantity(Fraction(0), "number", match.span(), strength="plain"))


def _half_year(halves: Mapping[str, int], scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """上半年, the first half or six months of the year."""
    value = Fraction(halves[match[0]])
    yield Match(scanner.quantity(value, "ordinal", match.span(), also={6 * value}, strength="plain"))


def _list(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """20，300，500 are three numbers; they may yet be one."""
    whole = Fraction(re.sub("，", "", match[0]))
    for digits in re.finditer(r"\d+", match[0]):
        span = match.start() + digits.start(), match.start() + digits.end()
        yield Match(scanner.quantity(Fraction(digits[0]), "number", span, also={whole}))


# 1400万一年: so many a year.
_PRICED = re.compile(r"[\d.,]+[万亿](?=一[年月天周季人户家份次个])")


def _number(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Every other numeral, read with what stands before and after it."""
    priced = _PRICED.match(match[0] + scanner.unread[match.end() :])
    text, start = (priced or match)[0], match.start()
    read, span = numeral(text), (start, start + len(text))
    before, after = scanner.unread[:start], scanner.unread[span[1] :]
    if "几" in match[0] + after[:1]:
        yield Match(scanner.quantity(read.value, "number", match.span(), strength="weak"))
        return
    if read.value == 0 and not read.arabic:
        return
    suffix = _suffix(scanner, read, span)
    if suffix is not None:
        yield suffix
        return
    numbered = next((word for word in ("第", "附录", "附件", "附表") if before.endswith(word)), None)
    if numbered:
        strength: Strength = "strong" if read.arabic else "plain"
        span = (span[0] - (numbered == "第"), span[1])
        yield Match(scanner.quantity(read.value, "ordinal", span, strength=strength))
    else:
        yield _plain_number(scanner, read, span)


def _plain_number(scanner: Scanner, read: ChineseNumeral, span: Span) -> Match:
    before, after = scanner.unread[: span[0]], scanner.unread[span[1] :]
    also = set(read.also)
    if after.startswith("打"):  # 三打鸡蛋 are 36
        also.add(read.value * 12)
    if re.match(r"个?季度", after) and before.endswith("前"):  # 前三季度: nine months
        also.add(read.value * 3)
    strength = _strength(scanner.unread[slice(*span)], read, after)
    both = read.readings if read.also and read.value > 9 else None  # 七八十
    bounds = (min(both), max(both) + 1) if both else None
    quantity = scanner.quantity(read.value, "number", span, also=also, strength=strength, bounds=bounds)
    return Match(quantity, read.scale)


# Behind these a lone 一 counts, as it does behind 第: 一季度, 一周年.
_NUMBERED = ("季度", "周年")


def _strength(text: str, read: ChineseNumeral, after: str) -> Strength:
    if read.arabic:
        return "plain" if read.value in (0, 1) else "strong"
    counted = _counted().match(after) is not None
    lone = len(text) == 1 and text in numeral_characters().every
    if (read.value == 1 and not after.startswith(_NUMBERED)) or (lone and not counted):
        return "weak"
    if read.also:
        return "plain" if counted else "weak"
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

    def __call__(self, scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
        if self.limits is not None and read.value not in self.limits:
            return None
        value, scale = read.value / self.divide, Fraction(1, self.divide)
        return Match(scanner.quantity(value, self.kind, span, strength=self.strength), scale)


def _tenths(scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
    """三成 is 30 %; 三成五 is 35 %."""
    if read.value >= 10:
        return None
    last = scanner.unread[span[1] - 1]
    more = 5 if last == "半" else numeral_characters().digits.get(last, 0)
    value = read.value / 10 + Fraction(more, 100)
    return Match(scanner.quantity(value, "percent", span), Fraction(1, 10))


def _discount(scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
    """八折 leaves 80 % of the price: 20 % off; 六五折 leaves 65 %, 七八折 70 or 80."""
    worth = numeral_characters().digits
    digits = [worth[char] for char in scanner.unread[slice(*span)] if char in worth]
    if len(digits) == 2 and not read.arabic and digits[1] != digits[0] + 1:
        share = Fraction(digits[0] * 10 + digits[1], 100)
    else:
        share = read.value / 10 if read.value < 10 else read.value / 100
    return Match(scanner.quantity(1 - share, "percent", span, also=(share,))) if share < 1 else None


def _year(scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
    value = read.value
    # with 年 behind it any four digits are a year; 30年 may be thirty years or 1930
    if value.denominator == 1 and 1000 <= value <= 2999 and read.scale == 1:
        return Match(scanner.quantity(value, "year", span, unit="year"))
    if value < 100 and read.arabic:
        strength: Strength = "plain" if value < 2 else "strong"
        years = (1900 + value, 2000 + value)
        return Match(scanner.quantity(value, "number", span, also=years, strength=strength, unit="year"))
    return _short_year(scanner, read, span)


def _short_year(scanner: Scanner, read: ChineseNumeral, span: Span) -> Match | None:
    """九八年 is 1998; 八九年 may be eight or nine years as well."""
    worth = numeral_characters().digits
    digits = [worth[char] for char in scanner.unread[slice(*span)] if char in worth]
    if len(digits) != 2 or span[1] - span[0] > 3:
        return None
    value = Fraction(digits[0] * 10 + digits[1])
    years = sorted((1900 + value, 2000 + value), key=lambda year: year < MODERN)
    if digits[1] == digits[0] + 1:
        also = set(read.also) if "两" in scanner.unread[slice(*span)] else {*read.also, *years}
        return Match(scanner.quantity(read.value, "number", span, also=also, strength="plain", unit="year"))
    return Match(scanner.quantity(years[0], "year", span, also=years, strength="plain"))


_SUFFIXES: dict[str, Callable[[Scanner, ChineseNumeral, Span], Match | None]] = {
    rf"[\s{BLANK}]{{0,4}}(?:%|[多余来]?个?多?百分点|个点(?=[，。、；：）,;)的左]|$))": _Suffix(
        "percent", 100, strength="strong"
    ),
    r"\s?‰": _Suffix("percent", 1000, strength="strong"),
    r"\s?(?i:ppm)(?![A-Za-z])": _Suffix("percent", 10**6, strength="strong"),
    r"\s?(?i:ppb)(?![A-Za-z])": _Suffix("percent", 10**9, strength="strong"),
    r"[多余来]?个?多?基点": _Suffix("percent", 10_000, strength="strong"),
    rf"成(?![{'员果立功为本长都绩就交熟人'}])(?:[一二三四五六七八九半](?![十百千年天]))?": _tenths,
    r"折(?![合算叠])": _discount,
    r"\s?年(?!级|轻|多|余)": _year,
    r"\s?月": _Suffix("month", limits=range(1, 13)),
    r"世纪": _Suffix("ordinal"),
    r"\s?[日号]": _Suffix("day", limits=range(1, 32)),
}
"""What may stand after a numeral; the first that does counts."""

# The year before the first of the Republic of China's reckoning.
REPUBLIC = 1911
# A year of two digits that may be of either century is of this one below it. Chosen; both count.
MODERN = 1950


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
    count, edge = characters.pattern, rf"(?<![\d{characters.every}"
    behind = rf"(?![{''.join(characters.units)}年岁期到后前]){DAY_IN_BRACKETS}"
    weekdays = rf"(?:周|星期|礼拜)([{''.join(_WEEKDAYS)}]){behind}"
    name = (
        r"(?<![A-Za-z])[A-Za-z]+(?:[-–/.·][A-Za-z]+)*[-–.]?\d[0-9A-Za-z_.-]*"
        rf"|(?<![\d.])\d+(?:\.\d+)?(?!(?:{unit_letters()})(?![A-Za-z]))[A-Za-z][\dA-Za-z-]*"
    )
    decade = rf"{edge}])(?:({count})世纪)?({ARABIC}|[一二三四五六七八九]十)(?:年代|后(?![来面]))"
    return (
        *dashed_dates(),
        *code_rules(),
        (re.compile(weekdays), partial(weekday, _WEEKDAYS)),
        *multiple_rules("zh"),
        (re.compile(rf"{edge}])({count})分之({count})"), _fraction),
        *written_fractions(),
        *compound_rules("zh"),
        *sign_rules("zh"),
        *clock_rules("zh"),
        *_word_rules(),
        *roman_rules("zh"),
        (re.compile(name), name_digits),
        (re.compile(decade), _decade),
        (THOUSANDS, _list),
        (re.compile(count), _number),
        (re.compile(alternation(words["stand_ins"])), partial(stand_in, words["stand_ins"])),
    )


def _word_rules() -> tuple[Rule, ...]:
    """Words and names with a figure in them, those that are numbers before those that are none."""
    characters, words = numeral_characters(), table("numbers_zh")
    war = r"(?P<short>[一二])战(?=[以之期结爆中前后时老])|(?P<war>第[一二三])次世界"
    half = rf"(?<![{words['before_half']}])(?:一半|半数)|过半(?!百)"
    opening, closing = "[“‘「『\"']", "[”’」』\"']"
    october = rf"(?<![{characters.every}双第月])十一(?={closing}?(?:{alternation(words['holiday'])}))"
    october += (
        rf"|(?<={opening})(?:(?:{'|'.join(rf'(?<={w}.)' for w in words['before_holiday'])})十一)(?={closing})"
    )
    half_years = rf"(?:{alternation(words['half_years'])})(?!场|身|部|夜)"
    # 不下一百万 is no 下一
    before, behind = rf"(?<![\d{characters.every}多余几])", "(?!(?<=[上下这那每某]一)[十百千万亿])"
    idioms = alternation(word for group in words["words"] for word in group)
    return (
        (re.compile(rf"(?P<tier>[一二三四五])线(?=城市)|{war}"), _named),
        (re.compile(october), _october_first),
        (re.compile(alternation(words["named_days"])), partial(_named_day, words["named_days"])),
        (re.compile(half), _half),
        (re.compile(rf"民国\s?({characters.pattern})年"), _republic),
        (re.compile(alternation(words["set_phrases"])), partial(stand_in, words["set_phrases"])),
        (re.compile(rf"零(?={alternation(words['after_zero'])})"), _zero),
        *size_rules("zh"),
        (re.compile(half_years), partial(_half_year, words["half_years"])),
        (re.compile(rf"{before}(?:{idioms}){behind}"), _words),
    )
