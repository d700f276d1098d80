"""Numbers in English text, by value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.language.numbers.english_numerals import ORDINALS, RUN, SCALES, UNITS, Numeral, numerals
from aligner.language.numbers.quantity import Quantity, QuantityKind, Strength
from aligner.language.numbers.scanner import (
    UNIT_LETTERS,
    Found,
    Rule,
    Scanner,
    alternation,
    iso_date,
    name_digits,
)
from aligner.language.tables import table

__all__ = ["values_en"]

_TABLE = table("numbers_en")
_MONTHS: dict[str, int] = _TABLE["months"]
_IN_DOUBT = frozenset(_TABLE["months_in_doubt"])
_WEEKDAYS = {name: at for at, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)}
_DENOMINATORS: dict[str, int] = _TABLE["denominators"]
_STAND_INS: dict[str, object] = _TABLE["stand_ins"]
_PERCENT = re.compile(r"[\s-]?(?:%|per\s?cent\b|pct\b|percentage[\s-]points?\b)", re.I)
_PLACES = re.compile(r"\s+and\s+a\s+half\b", re.I)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|from|since|until|till|by|last|this|next|of|late|early|mid|during|before|after)[\s-]$", re.I
)
_SPANS = {"decade": 10, "century": 100, "centurie": 100, "dozen": 12}


def values_en(text: str) -> list[Quantity]:
    """The quantities of an English text, in reading order."""
    return Scanner(text).read(_RULES)


def _words(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    """Phrases whose number word means no number; it may still answer one."""
    scanner.blank(match.span())
    for word in re.finditer(r"[a-z]+", match.group(), re.I):
        value = UNITS.get(word[0].lower(), ORDINALS.get(word[0].lower()))
        if value is not None:
            yield scanner.weak(value, (match.start() + word.start(), match.start() + word.end()))


def _clock(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    """8:30, 8 p.m., 24:00."""
    scanner.blank(match.span())
    hour = Fraction(match["hour"])
    also = (hour + 12, hour - 12)
    yield Found(scanner.quantity(hour, "hour", match.span("hour"), also=also, strength="plain"))
    name = "minute" if match["minute"] else "minutes"
    if match[name] and int(match[name]):
        yield Found(scanner.quantity(Fraction(match[name]), "number", match.span(name), strength="plain"))


def _decade(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    """1990s, '90s, nineties."""
    word = match[2]
    value = Fraction(_TABLE["decades"][word.lower()] if word else match[1])
    if value % 10 == 0:
        yield Found(scanner.quantity(value, "decade", match.span(), strength="plain"))


def _date(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    """27 June, June 27th: the month and the days."""
    month = Fraction(_MONTHS[match["month"].lower()])
    yield Found(scanner.quantity(month, "month", match.span("month"), strength="plain"))
    for name in ("first", "second"):
        if match[name]:
            day = Fraction(match[name])
            if 1 <= day <= 31:
                yield Found(scanner.quantity(day, "day", match.span(name), strength="plain"))


def _month(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    word = match[0].rstrip(".").lower()
    after, before = scanner.rest[match.end() :], scanner.rest[: match.start()]
    doubtful = (
        word in _IN_DOUBT and not re.match(r"\.?,?\s+\d{4}", after) and not _BEFORE_MONTH.search(before)
    )
    strength: Strength = "weak" if doubtful else "plain"
    span = (match.start(), match.start() + len(word))
    yield Found(scanner.quantity(Fraction(_MONTHS[word]), "month", span, strength=strength))


def _weekday(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    day = Fraction(_WEEKDAYS[match[0][:3].lower()])
    yield Found(scanner.quantity(day, "weekday", match.span(), strength="plain"))


def _fraction(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    """1/3 of it; also the third of a month in ``1/3``."""
    above, below = Fraction(match["above"]), Fraction(match["below"])
    if 0 < above < below:
        value = above / below
        yield Found(scanner.quantity(value, "fraction", match.span(), also=(above, below), strength="plain"))


def _fraction_words(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    """Two-thirds, a quarter; ``a third`` may count as well."""
    count, part = match["count"].lower(), match["part"].lower()
    below = _DENOMINATORS.get(part) or _DENOMINATORS[part.removesuffix("s")]
    single = count in ("a", "an", "one")
    above = Fraction(1) if single else Fraction(UNITS.get(count, 0) or count)
    also = (Fraction(ORDINALS[part]),) if single and part in ORDINALS else ()
    strength: Strength = "weak" if below == 2 else "plain"
    yield Found(scanner.quantity(above / below, "fraction", match.span(), also=also, strength=strength))


def _half_scale(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    """Half a million, half-dozen, a quarter of a million."""
    share = Fraction(1, 4) if "quarter" in match[0].lower() else Fraction(1, 2)
    yield Found(
        scanner.quantity(share * SCALES[match["scale"].lower()], "number", match.span(), strength="plain")
    )


def _run(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    """Every other number, read with what stands after it."""
    for read in numerals(match.group()):
        start, end = match.start() + read.span[0], match.start() + read.span[1]
        yield _number(scanner, read, (start, end))


def _number(scanner: Scanner, read: Numeral, span: tuple[int, int]) -> Found:
    after = scanner.rest[span[1] :]
    percent = _PERCENT.match(after)
    if percent:
        whole = (span[0], span[1] + percent.end())
        return Found(scanner.quantity(read.value / 100, "percent", whole), Fraction(1, 100))
    value, also, scale = read.value, set(read.also), read.scale
    half = _PLACES.match(after)
    if half:
        also.add(value)
        value += Fraction(1, 2)
        scaled = re.match(rf"\s+({alternation(SCALES)})\b", after[half.end() :], re.I)
        span = (span[0], span[1] + half.end() + (scaled.end() if scaled else 0))
        value *= SCALES[scaled[1].lower()] if scaled else 1
    unit = re.match(r"[\s-](decade|centurie|century|dozen)", after, re.I)
    if unit:
        also.add(value * _SPANS[unit[1].lower()])
    if re.match(r"[\s-]?(?:times|fold|-fold|x\b)", after, re.I):
        also |= {value - 1, value + 1}
    kind: QuantityKind = "ordinal" if read.ordinal else "year" if _is_year(read, span) else "number"
    strength = "plain" if read.ordinal and unit else _strength(read, value)
    return Found(scanner.quantity(value, kind, span, also=also, strength=strength), scale)


def _is_year(read: Numeral, span: tuple[int, int]) -> bool:
    return 1500 <= read.value <= 2100 and read.scale == 1 and (not read.digits or span[1] - span[0] == 4)


def _strength(read: Numeral, value: Fraction) -> Strength:
    if read.bare:
        return "weak"
    if read.digits:
        return "plain" if value in (0, 1) else "strong"
    if value <= 1:
        return "weak"
    return "strong" if value > 10 and not read.ordinal and value not in (12, 100, 1000) else "plain"


def _stand_in(scanner: Scanner, match: re.Match[str]) -> Iterator[Found]:
    yield scanner.weak(_STAND_INS[match[0].lower()], match.span())


_MONTH_NAMES = alternation(name.capitalize() for name in _MONTHS)
_MONTH = rf"(?P<month>{_MONTH_NAMES})"
_DAY = r"\d{1,2}(?:(?=st\b|nd\b|rd\b|th\b)|(?![\d:%]|[.,]\d))"
_NTH = r"(?:st|nd|rd|th)?"
_AND = r"\s?(?:-|–|—|to|and|,)\s?"
_SCALED = alternation(_TABLE["short_scales"])
# A320, COVID-19, H1N1: letters, then digits. With a hyphen or a dot between them only where they look like a
# name, and not for Mid-1990s.
_PREFIXES = "pre|post|mid|over|under|non|ex|top|age|aged|early|late"
_NAMED = (
    rf"(?<![\w$])(?!(?i:{_PREFIXES})-)(?:[A-Za-z]+|(?:[A-Z]|(?i:covid|sars))[A-Za-z]*(?:[-–/.][A-Za-z]+)*[-–.])"
    r"\d(?:[\w.-]*\w)?"
)
# 5G, 3D: digits, then letters that are no unit.
_LETTERED = (
    rf"(?<![\w.,])\d+(?:\.\d+)?(?!(?:{UNIT_LETTERS}|(?i:{_SCALED}|st|nd|rd|th|s))(?![A-Za-z]))"
    r"[A-Za-z][\dA-Za-z-]*"
)
_COUNT = rf"(?P<count>an?|{alternation(UNITS)}|\d{{1,2}})"
_RULES: tuple[Rule, ...] = (
    (re.compile(rf"\b(?:{alternation(_TABLE['words'])})\b", re.I), _words),
    (re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b"), iso_date),
    (
        re.compile(
            r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4])(?::(?P<minute>[0-5]\d)(?![\d:])(?:\s?[ap]\.?m\b\.?)?"
            r"|(?:[:.](?P<minutes>[0-5]\d))?\s?(?:[ap]\.?m\b\.?|o['’]clock))",
            re.I,
        ),
        _clock,
    ),
    (
        re.compile(rf"(?:['’]|\b)(\d{{2}}|[12]\d{{3}})['’]?s\b|\b({alternation(_TABLE['decades'])})\b", re.I),
        _decade,
    ),
    (
        re.compile(
            rf"\b{_MONTH}\b(?:\.\s*|,?\s+)(?:the\s+)?(?P<first>{_DAY}){_NTH}(?:{_AND}(?P<second>{_DAY}){_NTH}(?!\s?(?:{_MONTH_NAMES})))?"
        ),
        _date,
    ),
    (
        re.compile(
            rf"\b(?P<first>{_DAY}){_NTH}(?:{_AND}(?P<second>{_DAY}){_NTH})?(?:\s+(?:day\s+)?of)?\s+{_MONTH}\b"
        ),
        _date,
    ),
    (re.compile(rf"\b{_MONTH}\b\.?"), _month),
    (re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"), _weekday),
    (re.compile(rf"{_NAMED}|{_LETTERED}"), name_digits),
    (
        re.compile(
            rf"\b(?<!and a )(?:half|a\s+quarter\s+of)[\s-](?:an?[\s-])?(?P<scale>{alternation(SCALES)})\b",
            re.I,
        ),
        _half_scale,
    ),
    (re.compile(r"(?<![\w./])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\w/])"), _fraction),
    (
        re.compile(
            rf"\b{_COUNT}[\s-](?P<part>(?:{alternation(_DENOMINATORS)})s?)\b"
            rf"(?![\s-](?:{alternation(SCALES)})\b)",
            re.I,
        ),
        _fraction_words,
    ),
    (RUN, _run),
    (re.compile(rf"\b(?:{alternation(_STAND_INS)})\b", re.I), _stand_in),
)
