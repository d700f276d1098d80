"""Numbers around their unit: 一米七五, 三块五, 五毛, 一个半小时, 5'10", an hour and a half, half an hour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from aligner.language.numbers.chinese_numerals import numeral, numeral_characters
from aligner.language.numbers.english_numerals import number_words, numerals
from aligner.language.numbers.measures import measure_forms, measure_named
from aligner.language.numbers.quantity import Strength
from aligner.language.numbers.scanner import ARABIC, Match, Rule, Scanner, alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side

_HALF = Fraction(1, 2)


def compound_rules(side: Side) -> tuple[Rule, ...]:
    """What is read of numbers whose unit stands inside them, in this order."""
    return _chinese_compounds() if side == "zh" else _english_compounds()


def _split(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """三块五 is 3.5 yuan, 一米七五 1.75 metres."""
    worth = numeral_characters().digits
    decimals = "".join(str(worth.get(char, char)) for char in match["tenths"])
    value = numeral(match["whole"]).value + Fraction(int(decimals), 10 ** len(decimals))
    yield Match(scanner.quantity(value, "number", match.span(), unit=_name("zh", match["unit"])))


def _small_money(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """五毛 is half a yuan."""
    value = numeral(match["count"]).value / 10
    yield Match(scanner.quantity(value, "number", match.span(), strength="plain", unit=_name("zh", "元")))


def _quarters(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """一刻钟 is 15 minutes."""
    value, unit = numeral(match["count"]).value * 15, _name("zh", "分钟")
    yield Match(scanner.quantity(value, "number", match.span(), strength="plain", unit=unit))


def _and_a_half(side: Side, scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """一个半小时, 两年半; an hour and a half, two years and a half."""
    count, inner = match["count"].lower(), match["inner"]
    value = _value(side, count)
    strength: Strength = "strong" if count[0].isdigit() else "plain"
    unit = _name(side, inner) if inner else ""
    yield Match(scanner.quantity(value + _HALF, "number", match.span(), strength=strength, unit=unit))


def _half(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """半小时, 半个月; half an hour, a quarter-hour."""
    share = Fraction(1, 4) if match[0].lower() == "quarter" else _HALF
    yield Match(scanner.quantity(share, "number", match.span(), strength="plain"))


def _share_of_a_point(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """半个百分点, half a percentage point, three-quarters of a percent."""
    part = (match["part"] or "half").lower()
    below = table("numbers_en")["denominators"].get(part.removesuffix("s"), 2)
    share = _value("en", match["above"] or "a") / below
    yield Match(scanner.quantity(share / 100, "percent", match.span(), also={share}, strength="plain"))


def _feet(side: Side, scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """5'10", five feet ten inches, 5英尺10英寸."""
    feet, inches = (_value(side, match[name]) for name in ("feet", "inches"))
    value, unit = feet + inches / 12, _name("en", "foot")
    yield Match(scanner.quantity(value, "number", match.span(), unit=unit))


def _value(side: Side, count: str) -> Fraction:
    """The value of a number as it is written; an article is one."""
    if count.lower() in ("a", "an"):
        return Fraction(1)
    return numeral(count).value if side == "zh" else numerals(count)[0].value


def _name(side: Side, form: str) -> str:
    """The unit that a word of one language names."""
    return measure_named(form, side).name


@cached()
def _chinese_compounds() -> tuple[Rule, ...]:
    characters, words = numeral_characters(), table("numbers_zh")
    count = characters.pattern
    digit = rf"[\d{''.join(char for char in characters.digits if char != '两')}]"
    end = rf"(?![\d{characters.every}{words['after_tenths']}])"
    half_of = alternation(words["half_of"])
    money = rf"(?P<unit>块|元(?={digit}角))(?P<tenths>{digit})[毛角]?钱?"
    and_a_half = rf"(?P<count>{count})个?(?P<inner>{half_of})半(?![{words['after_half']}])"
    return (
        (re.compile(rf"(?P<whole>{count}){money}{end}"), _split),
        (re.compile(rf"(?P<whole>{count})(?P<unit>米)(?P<tenths>{digit}{{1,2}}){end}"), _split),
        (re.compile(rf"(?P<count>{count})(?:毛(?![{words['after_mao']}])|角(?=钱))钱?"), _small_money),
        (re.compile(rf"(?P<count>{count})刻钟"), _quarters),
        (re.compile(rf"(?P<feet>{count})英尺(?P<inches>{count})英?寸"), partial(_feet, "zh")),
        (re.compile(rf"(?P<count>{count})个(?P<inner>)半(?={half_of})"), partial(_and_a_half, "zh")),
        (re.compile(and_a_half), partial(_and_a_half, "zh")),
        (re.compile(r"(?P<above>)(?P<part>)半个百分点"), _share_of_a_point),
        (re.compile(rf"(?<![{words['before_half']}])半(?!斤八)(?=个?(?:{half_of}))"), _half),
    )


@cached()
def _english_compounds() -> tuple[Rule, ...]:
    words = table("numbers_en")
    number = rf"(?:{ARABIC}|(?:{alternation((*number_words().below, *number_words().scales))})\b)"
    units = alternation(measure_forms("en"))
    part = alternation(word for word in words["denominators"] if word not in ("half", "halves"))
    point = r"(?:percentage[\s-]point|percentage|percent|per\scent|point)s?\b"
    share = rf"(?:(?:(?P<above>an?|{number})[\s-])?(?P<part>(?:{part})s?)|half)"
    foot, inch = r"(?:['′’]|[\s-]?(?:feet|foot|ft)\b\.?)", r"(?:[\"″”]|''|[\s-]?(?:inch(?:es)?|in)\b)"
    feet = rf"(?<![\w.])(?P<feet>{number}){foot},?\s?(?:and\s)?(?P<inches>{number}){inch}"
    and_a_half = rf"\b(?P<count>an?|{number})\s(?P<inner>{units})\sand\sa\shalf\b"
    return (
        (re.compile(feet, re.I), partial(_feet, "en")),
        (re.compile(rf"\b{share}(?:\sof)?[\s-](?:an?[\s-])?{point}", re.I), _share_of_a_point),
        (re.compile(and_a_half, re.I), partial(_and_a_half, "en")),
        (re.compile(r"\bquarter(?=[\s-]hours?\b)", re.I), _half),
        (re.compile(rf"\b(?<!and a )half(?=[\s-](?:an?[\s-])?(?:{units})\b)", re.I), _half),
    )
