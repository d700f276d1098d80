"""Numbers in English text, by value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial

from aligner.language.numbers.clock import clock_rules
from aligner.language.numbers.codes import code_rules
from aligner.language.numbers.compounds import compound_rules
from aligner.language.numbers.conversions import conversions_set_back
from aligner.language.numbers.ellipsis import units_shared
from aligner.language.numbers.english_numerals import EnglishNumeral, number_words, numerals
from aligner.language.numbers.multiples import multiple_rules
from aligner.language.numbers.quantity import Quantity, QuantityKind, Strength
from aligner.language.numbers.roman import roman_rules
from aligner.language.numbers.scanner import (
    ARABIC,
    BLANK,
    DAY_IN_BRACKETS,
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

_WEEKDAYS = {name: at for at, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), 1)}
_PARTS = {
    rf"[\s{BLANK}]{{0,4}}-?(?:%|per\s?cent\b|pct\b|percentage[\s-]points?\b)": 100,
    r"\s?‰|\s(?:per\smille|(?:parts?\s)?(?:per|in\sa|in\severy)\sthousand)\b": 1000,
    r"[\s-]?(?:basis[\s-]points?|bps?)\b": 10_000,
    r"\s?(?:ppm\b|(?:parts?\s)?per\smillion\b|(?:parts?\s)?in\s(?:a|every)\smillion\b)": 10**6,
    r"\s?(?:ppb\b|(?:parts?\s)?per\sbillion\b)": 10**9,
}
"""What makes a share of a number that stands before it: of how many."""
_PLACES = re.compile(r"[\s-]+and[\s-]+a[\s-]+half\b", re.I)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|from|since|until|till|by|last|this|next|of|late|early|mid|during|before|after)[\s-]$", re.I
)
DOZEN = 12
# What a plural unit of time or count is worth: *three decades* may stand as 三十年.
_SPANS = {"decade": 10, "century": 100, "centurie": 100, "millennium": 1000, "dozen": 12}


def values_en(text: str) -> list[Quantity]:
    """The quantities of an English text, in reading order."""
    return list(conversions_set_back(Scanner(text).read(_rules(), partial(units_shared, "en")), text, "en"))


def _words(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Phrases whose number word means no number; it may still answer one."""
    scanner.blank(match.span())
    words, units = number_words(), table("numbers_en")["units"]
    for word in re.finditer(r"[a-z]+", match.group(), re.I):
        value = units.get(word[0].lower(), words.ordinals.get(word[0].lower()))
        if value is not None:
            yield scanner.weak(value, (match.start() + word.start(), match.start() + word.end()))


def _decade(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """1990s, '90s, nineties."""
    word = match[2]
    value = Fraction(table("numbers_en")["decades"][word.lower()] if word else match[1])
    if value % 10 == 0:
        yield Match(scanner.quantity(value, "decade", match.span(), strength="plain"))


def _date(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """27 June, June 27th: the month and the days."""
    month = Fraction(table("numbers_en")["months"][match["month"].lower()])
    yield Match(scanner.quantity(month, "month", match.span("month"), strength="plain"))
    for name in ("first", "second"):
        if match[name]:
            day = numerals(match[name].replace("-", " "))[0].value
            if 1 <= day <= 31:
                yield Match(scanner.quantity(day, "day", match.span(name), strength="plain"))


def _month(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    word = match[0].rstrip(".").lower()
    after, before = scanner.unread[match.end() :], scanner.unread[: match.start()]
    doubtful = (
        word in table("numbers_en")["months_in_doubt"]
        and not re.match(r"\.?,?\s+\d{4}", after)
        and not _BEFORE_MONTH.search(before)
    )
    strength: Strength = "weak" if doubtful else "plain"
    span = (match.start(), match.start() + len(word))
    month = Fraction(table("numbers_en")["months"][word])
    yield Match(scanner.quantity(month, "month", span, strength=strength))


def _fraction_words(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Two-thirds, a quarter; ``a third`` may count as well."""
    count, part = match["count"].lower(), match["part"].lower()
    ordinals, denominators = number_words().ordinals, table("numbers_en")["denominators"]
    below = denominators.get(part) or denominators[part.removesuffix("s")]
    single = count in ("a", "an", "one")
    above = Fraction(1) if single else Fraction(table("numbers_en")["units"].get(count, 0) or count)
    also = {Fraction(ordinals[part])} if single and count != "one" and part in ordinals else set()
    if part in ("quarter", "quarters"):  # of a year: the first three quarters, three times a quarter
        also.add(above)
    strength: Strength = "weak" if below == 2 else "plain"
    yield Match(scanner.quantity(above / below, "fraction", match.span(), also=also, strength=strength))


def _half_scale(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Half a million, half-dozen, a quarter of a million."""
    share = Fraction(1, 4) if "quarter" in match[0].lower() else Fraction(1, 2)
    word = match["scale"].lower()
    value = share * {**number_words().scales, **_SPANS}[word]
    yield Match(scanner.quantity(value, "number", match.span(), strength="plain"))


def _run(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Every other number, read with what stands after it."""
    for read in numerals(match.group()):
        start, end = match.start() + read.span[0], match.start() + read.span[1]
        yield _number(scanner, read, (start, end))


def _number(scanner: Scanner, read: EnglishNumeral, span: tuple[int, int]) -> Match:
    after = scanner.unread[span[1] :]
    for pattern, parts in _PARTS.items():
        sign = re.compile(pattern, re.I).match(after)
        if sign:
            whole = (span[0], span[1] + sign.end())
            both = (read.value, Fraction(parts)) if parts > 100 else ()
            quantity = scanner.quantity(read.value / parts, "percent", whole, also=both)
            return Match(quantity, Fraction(1, parts))
    value, also, scale = read.value, set(read.also), read.scale
    half = _PLACES.match(after)
    if half:
        value += scale / 2 if scale >= 1000 else Fraction(1, 2)  # a million and a half
        scales = number_words().scales
        scaled = re.match(rf"\s+({alternation(scales)})\b", after[half.end() :], re.I)
        span = (span[0], span[1] + half.end() + (scaled.end() if scaled else 0))
        value *= scales[scaled[1].lower()] if scaled else 1
    if re.match(r"[\s-]points?\b", after, re.I):  # of a percentage, or basis points
        also |= {read.value / 100, read.value / 10_000}
        scale = Fraction(1, 10_000)
    unit = re.match(r"[\s-](decade|centurie|century|dozen)", after, re.I)
    if unit:
        also.add(value * _SPANS[unit[1].lower()])
    if re.match(r"\sothers?\b", after, re.I) and re.search(r"\band\s$", scanner.unread[: span[0]], re.I):
        also.add(value + 1)  # Fukushima and nine other prefectures are ten
    times = re.match(r"[\s-]?(?:times|x)\b", after, re.I)
    if times and _grows(scanner.unread[: span[0]], after[times.end() :]):
        also.add(value + 1)
    kind: QuantityKind = "ordinal" if read.ordinal else "year" if _is_year(read, span) else "number"
    # Thousand Island Lake: part of a name
    name = scanner.unread[span[0]].isupper() and after[:1] in "- " and after[1:2].isupper()
    strength = "plain" if read.ordinal and unit else _strength(read, value, name=name)
    return Match(scanner.quantity(value, kind, span, also=also, strength=strength), scale)


def _spoken_decimal(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Twelve point four million, zero point five percent."""
    units, read = table("numbers_en")["units"], number_words()
    digits = re.findall(r"[a-z]+|\d", match["places"].lower())
    places = "".join(str(units.get(digit, digit)) for digit in digits)
    scale = Fraction(read.scales[match["scale"].lower()] if match["scale"] else 1)
    whole = sum(number.value for number in numerals(match["whole"]))
    value = (whole + Fraction(int(places), 10 ** len(places))) * scale
    spoken = EnglishNumeral(match.span(), scale=scale, digits=True, part=value, last="end")
    yield _number(scanner, spoken, match.span())


def _spoken_price(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Two dollars thirteen, five pounds fifty."""
    (whole, *_), (cents, *_) = numerals(match["whole"]), numerals(match["cents"])
    if 1 <= cents.value < 100:
        value = whole.value + cents.value / 100
        yield Match(scanner.quantity(value, "number", match.span(), strength="strong"))


def _of_an_age(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """The under-sixteens, over-65s."""
    (age, *_) = numerals(match["age"])
    yield Match(scanner.quantity(age.value, "number", match.span("age"), strength="plain"))


def _grows(before: str, after: str) -> bool:
    """Whether so many *times* are added: *rose by two times*, *two times more than*."""
    words = table("numbers_en")
    growth, more = alternation(words["growth"]), alternation(words["compared"])
    grown = re.search(rf"\b(?:{growth})(?:\s\w+){{0,2}}\s$", before, re.I)
    return bool(grown or re.match(rf"\s(?:{more})\b", after, re.I))


def _out_of(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Nine out of ten, one in five, one child in twenty, three in a thousand."""
    (above, *_), (below, *_) = numerals(match["above"]), numerals(match["below"])
    year = _is_year(below, (0, len(match["below"])))  # 36 in 2019
    if 0 < above.value < below.value and not year:
        share, parts = above.value / below.value, {above.value, below.value} - {1}
        kind: QuantityKind = "percent" if below.value >= 100 else "fraction"
        yield Match(scanner.quantity(share, kind, match.span(), also=parts, strength="plain"))


def _half(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Half of it, by half."""
    yield Match(scanner.quantity(Fraction(1, 2), "fraction", match.span(), strength="plain"))


def _after_article(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """For a week, within an hour: a number like one."""
    yield Match(scanner.quantity(Fraction(1), "number", match.span("article"), strength="plain"))


def _part_of_the_year(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Q3, H1, 4Q23."""
    digit = next(filter(None, match.groups()))
    yield Match(scanner.quantity(Fraction(digit), "ordinal", match.span(), strength="plain"))


def _group(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """The G7, the G20."""
    yield Match(scanner.quantity(Fraction(match["members"]), "number", match.span(), strength="plain"))


def _is_year(read: EnglishNumeral, span: tuple[int, int]) -> bool:
    # what papers and news speak of; other numbers of four digits are more often quantities
    return 1500 <= read.value <= 2100 and read.scale == 1 and (not read.digits or span[1] - span[0] == 4)


def _strength(read: EnglishNumeral, value: Fraction, *, name: bool) -> Strength:
    if read.bare:
        return "plain" if name else "weak"
    if read.digits:
        return "plain" if value in (0, 1) else "strong"
    if value <= 1:
        return "plain" if read.ordinal else "weak"
    # *two or three*, *a dozen*, *hundreds of* are said as a figure of speech; *seventeen* is counted
    spoken = value in (100, 1000) or (value == DOZEN and read.scale == DOZEN)
    return "strong" if value > 10 and not read.ordinal and not spoken else "plain"


_DAY = r"\d{1,2}(?:(?=st\b|nd\b|rd\b|th\b)|(?![\d:%]|[.,]\d))"
_NTH = r"(?:st|nd|rd|th)?"
_AND = r"\s?(?:-|–|—|to|and|,)\s?"
_GROUP = re.compile(r"\bG(?P<members>7|8|20|77)\b")
_WEEKDAY = re.compile(
    rf"\b(?=([A-Z][a-z]{{2}}))(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b{DAY_IN_BRACKETS}"
)
_YEAR_PART = re.compile(
    r"(?<!\w)(?:Q(?P<quarter>[1-4])|H(?P<half>[12]))(?![\w.-]*\w)|(?<![\w.])(?:(?P<first>[1-4])Q|(?P<later>[12])H)(?=\s?'?\d\d|\s)"
)


@cached()
def _rules() -> tuple[Rule, ...]:
    """What is read, in this order."""
    words = table("numbers_en")
    stand_ins = words["stand_ins"]
    decade = rf"(?:['’]|\b)(\d{{2}}|[12]\d{{3}})['’]?s\b|\b({alternation(words['decades'])})\b"
    return (
        *dashed_dates(),
        *code_rules(),
        (re.compile(rf"(?<!-)\b(?:{alternation(words['words'])})\b", re.I), _words),
        *multiple_rules("en"),
        *compound_rules("en"),
        *sign_rules("en"),
        *clock_rules("en"),
        (re.compile(decade, re.I), _decade),
        *_date_rules(),
        (_WEEKDAY, partial(weekday, _WEEKDAYS)),
        *size_rules("en"),
        *roman_rules("en"),
        (_YEAR_PART, _part_of_the_year),
        (_GROUP, _group),
        (re.compile(_name(words["prefixes"], words["short_scales"])), name_digits),
        *_share_rules(),
        (number_words().run, _run),
        (re.compile(rf"\b(?:{alternation(stand_ins)})\b", re.I), partial(stand_in, stand_ins)),
    )


def _share_rules() -> tuple[Rule, ...]:
    """Parts, in this order: half a million, 1/3, two-thirds, half of it, nine out of ten; for a week."""
    words, read = table("numbers_en"), number_words()
    scales, spans = alternation(read.scales), alternation((*read.scales, *_SPANS))
    half = rf"\b(?<!and a )(?:half|(?:a\s+)?quarter(?:\s+of)?)[\s-](?:an?[\s-])?(?P<scale>{spans})\b"
    count = rf"(?P<count>an?|{alternation(words['units'])}|\d{{1,2}})"
    part = rf"(?P<part>(?:{alternation(words['denominators'])})s?)\b(?![\s-](?:{scales})\b)"
    before_half = "|".join(rf"(?<=\b{word}\s)" for word in words["before_half"])
    of_half = (
        rf"\b(?:{before_half})half\b(?![\s-]an?\b|-)|\b(?<!first\s)(?<!second\s)(?<!latter\s)(?<!other\s)"
        r"half(?=\s(?:of|the|its|their|all|our|his|her)\b)"
    )
    number = rf"(?:{ARABIC}|(?:{alternation((*read.below, *read.scales))})(?:[\s-](?:{scales}))?\b)"
    below = rf"(?P<below>(?:an?\s)?{number})(?![\d,.]*\d|%|\s?percent)"
    whole = r"(?<!-)(?<!hundred\sand\s)(?<!thousand\sand\s)"  # two hundred and six of 231
    before, times = alternation(words["before_article"]), alternation(words["spans"])
    word = rf"(?:{alternation((*words['tens'], *words['units']))})"
    spoken = rf"(?:\d+|{word}(?:[\s-]{word})?)"
    digit = rf"(?:\d|{alternation(name for name, worth in words['units'].items() if worth < 10)})"
    places = rf"(?P<places>{digit}(?:\s{digit})*)\b(?!\s(?:of|out)\b)"
    decimal = rf"(?<!at )\b(?P<whole>{spoken})\spoint\s{places}(?:\s(?P<scale>{scales})\b)?"
    money = (
        rf"\b(?P<whole>{spoken})\s(?:dollars?|pounds?|euros?|francs?)\s(?P<cents>{word}(?:[\s-]{word})?)\b"
    )
    return (
        (re.compile(decimal, re.I), _spoken_decimal),
        (re.compile(money, re.I), _spoken_price),
        (re.compile(rf"\b(?:under|over)-(?P<age>\d\d|{word}(?:[\s-]{word})?)s\b", re.I), _of_an_age),
        (re.compile(r"\b[A-Z][a-z]+\s\d{3}s\b"), name_digits),
        (re.compile(half, re.I), _half_scale),
        *written_fractions(),
        (re.compile(rf"(?!(?<=and[\s-])a[\s-]half)\b{count}[\s-]{part}", re.I), _fraction_words),
        (re.compile(of_half, re.I), _half),
        (
            re.compile(
                rf"{whole}\b(?P<above>{number})\s(?:times\s)?(?:out\sof|in|of)\s(?:every\s)?{below}", re.I
            ),
            _out_of,
        ),
        (re.compile(rf"\b(?P<above>one)\s[a-z]+\sin\s(?:every\s)?{below}", re.I), _out_of),
        (re.compile(rf"\b(?:{before})\s(?P<article>an?)(?=\s(?:{times})\b)", re.I), _after_article),
    )


def _date_rules() -> tuple[Rule, ...]:
    names = alternation(name.capitalize() for name in table("numbers_en")["months"])
    month = rf"(?P<month>{names})"
    nth = rf"(?i:(?:twenty|thirty)[\s-])?(?i:{alternation(number_words().ordinals)})\b(?!-)"
    first, second = rf"(?P<first>{_DAY}|{nth}){_NTH}", rf"{_AND}(?P<second>{_DAY}){_NTH}"
    american = rf"\b{month}\b(?:\.\s*|,?\s+)(?:the\s+)?{first}(?:{second}(?!\s?(?:{names})))?"
    british = rf"\b{first}(?:{second})?(?:\s+(?:day\s+)?of)?\s+{month}\b"
    return (
        (re.compile(american), _date),
        (re.compile(british), _date),
        (re.compile(rf"\b{month}\b\.?"), _month),
    )


def _name(prefixes: Iterable[str], short_scales: Iterable[str]) -> str:
    """A pattern for names with digits: A320, COVID-19, H1N1; 5G, 3D.

    With a hyphen or a dot between letters and digits only where they look like a name, and not for Mid-1990s;
    behind the digits only letters that are no unit.
    """
    before = (
        rf"(?<![\w$])(?!(?i:{alternation(prefixes)})-)"
        r"(?:[A-Za-z]+|(?:[A-Z]|(?i:covid|sars))[A-Za-z]*(?:[-–/.][A-Za-z]+)*[-–.])\d(?:[\w.-]*\w)?"
    )
    behind = (
        rf"(?<![\w.,])\d+(?:\.\d+)?(?!(?:{unit_letters()}|(?i:{alternation(short_scales)}|st|nd|rd|th|s))"
        r"(?![A-Za-z]))[A-Za-z][\dA-Za-z-]*"
    )
    return f"{before}|{behind}"
