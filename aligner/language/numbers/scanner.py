"""Reading numbers off a text, rule by rule: what one rule has read is blanked for the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest

from aligner.language.numbers.quantity import Quantity, QuantityKind, Strength
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import Span

BLANK = "\ue000"
FULL_WIDTH = str.maketrans("０１２３４５６７８９％．，：／－＋", "0123456789%.,:/-+")
ARABIC = (
    r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d|[,.]\d)|\d+(?:\.\d+)?"
)
"""Digits with thousands set off by commas or (as in scientific papers) thin or plain spaces, and decimals."""


def decimal(digits: str) -> Fraction:
    """The value of a run of digits as `ARABIC` matches it."""
    return Fraction(re.sub(r"[,\s]", "", digits))


def alternation(words: Iterable[str]) -> str:
    """A regular expression that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


NOISE = re.compile(
    r"(?:https?://|www\.|doi:\s?)[^\s，。；、）]+"  # addresses
    r"|(?<![\d.])10\.\d{4,}/[^\s，。；、）]+"  # DOIs
    r"|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # e-mail
    r"|\^\[[^\]]*\]|\^\{[^}]*\}|\[\d[\d\s,，、–—-]*\]"  # citation marks
    r"|[(（](?:[A-Z][\w.&’'-]*,?\s(?:(?:and|et al\.?),?\s)?)+[12]\d{3}[a-z]?"
    r"(?:[,:]\s?\d+(?:[–-]\d+)?)?[)）]"  # (Name 2010, 7)
    rf"|(?<![\d.])\d{{1,3}}(?:\.\d+){{2,}}|^\s*\d+\.\d+\s+(?=[A-Z{HAN_CLASS}])(?![万亿千百])"  # sections
    r"|[(（]\d{1,2}[)）]|^\s*(?:[(（]\s?[0-9一二三四五六七八九十]{1,3}\s?[)）]|[0-9]{1,2}(?:[)）、．]|\.(?=\s|[^\d\s]))"
    r"|[一二三四五六七八九十]{1,3}、)"  # enumerators
)
RANGE = re.compile(r"\s?(?:[-–—~～/至到或和与及、,]+|to|or|and|through|until)\s?(?:[$€£¥]|US\$)?")


@cached()
def unit_letters() -> str:
    """A pattern for a unit that is written straight after digits."""
    letters = table("numbers_en")["unit_letters"]
    words = alternation(unit for unit in letters if len(unit) > 1)
    return f"(?i:{words})|{alternation(unit for unit in letters if len(unit) == 1)}"


@cached()
def _hidden() -> tuple[re.Pattern[str], ...]:
    """What no rule may read: addresses and citations, standards, currencies before their sum."""
    words = table("numbers_en")
    codes, standards = alternation(words["currencies"]), alternation(words["standards"])
    return (
        NOISE,
        re.compile(rf"(?<![A-Za-z])(?:{standards})\s+\d[\w.:-]*\w"),
        re.compile(rf"(?<![A-Za-z])(?:(?:{codes})\.?(?=\s?\d)|[A-Z]{{1,3}}(?=\$\s?\d))"),
    )


@dataclass(frozen=True, slots=True)
class Match:
    """A quantity and the unit it was multiplied by, which a number before it in a range may share."""

    quantity: Quantity
    scale: Fraction = Fraction(1)


Rule = tuple[re.Pattern[str], Callable[["Scanner", re.Match[str]], Iterable[Match]]]


class Scanner:
    """A text being read; positions are those of the text as given."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.unread = text.translate(FULL_WIDTH)
        for pattern in _hidden():
            for match in pattern.finditer(self.unread):
                self.blank(match.span())

    def read(self, rules: Iterable[Rule]) -> list[Quantity]:
        """What the rules read, each all it can, in reading order; units are shared along ranges. A match that
        yields nothing stays for the next rule."""
        matches: list[Match] = []
        for pattern, build in rules:
            for match in list(pattern.finditer(self.unread)):
                if self.unread[match.start() : match.end()] != match.group():
                    continue  # the match before has read into this one
                for item in list(build(self, match)):
                    matches.append(item)
                    self.blank(item.quantity.span)
        return list(share_units(sorted(matches, key=lambda item: item.quantity.span), self.text))

    def blank(self, span: Span) -> None:
        """Hide a stretch from the rules to come."""
        start, end = span
        self.unread = self.unread[:start] + BLANK * (end - start) + self.unread[end:]

    def quantity(
        self,
        value: Fraction,
        kind: QuantityKind,
        span: Span,
        *,
        also: Iterable[Fraction] = (),
        strength: Strength = "strong",
    ) -> Quantity:
        """A quantity at a place of this text."""
        start, end = span
        return Quantity(value, kind, span, self.text[start:end], frozenset(also) - {value}, strength)

    def weak(self, value: object, span: Span) -> Match:
        """A stand-in."""
        return Match(self.quantity(Fraction(str(value)), "number", span, strength="weak"))


def name_digits(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """COVID-19, 5G, GB/T 15834: digits of a name may answer a number, but are none."""
    for digits in re.finditer(r"\d+(?:\.\d+)?", match.group()):
        start = match.start() + digits.start()
        yield scanner.weak(digits.group(), (start, start + len(digits.group())))


def iso_date(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """2023-07-25: year, month and day as groups 1 to 3."""
    kinds: tuple[QuantityKind, ...] = ("year", "month", "day")
    for group, kind in enumerate(kinds, 1):
        strength: Strength = "strong" if kind == "year" else "plain"
        value = Fraction(match[group])
        yield Match(scanner.quantity(value, kind, match.span(group), strength=strength))


def clock(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """8:30, 8 p.m., 8点30分: the groups *hour* and *minutes*, which may be missing."""
    scanner.blank(match.span())
    hour = Fraction(match["hour"])
    also = (hour + 12, hour - 12)
    yield Match(scanner.quantity(hour, "hour", match.span("hour"), also=also, strength="plain"))
    if match["minutes"] and int(match["minutes"]):
        minutes = Fraction(match["minutes"])
        yield Match(scanner.quantity(minutes, "number", match.span("minutes"), strength="plain"))


def weekday(days: Mapping[str, int], scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """The day that group 1 names."""
    yield Match(scanner.quantity(Fraction(days[match[1]]), "weekday", match.span(), strength="plain"))


def stand_in(worth: Mapping[str, object], scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """A word that may answer a number, in small letters in the table."""
    yield scanner.weak(worth[match[0].lower()], match.span())


def share_units(matches: list[Match], text: str) -> Iterator[Quantity]:
    """Give each number that stands before another in a range or list the reading with that one's unit too.

    ``600至850亿``: 600 may be 60 000 000 000. ``2020–21``: 21 may be 2021.
    """
    before: Quantity | None = None
    for match, after in zip_longest(matches, matches[1:]):
        quantity = match.quantity
        if after is not None and match.scale == 1 and _joined(quantity, after.quantity, text):
            quantity = _with_unit(quantity, after)
        if before is not None and _continues_year(before, quantity) and _joined(before, quantity, text):
            century = before.value - before.value % 100
            quantity = replace(quantity, also=quantity.also | {century + quantity.value})
        before = quantity
        yield quantity


def _continues_year(year: Quantity, quantity: Quantity) -> bool:
    return year.kind == "year" and quantity.kind == "number" and quantity.value < 100


def _joined(first: Quantity, second: Quantity, text: str) -> bool:
    between = text[first.span[1] : second.span[0]]
    return len(between) <= 10 and RANGE.fullmatch(between) is not None


def _with_unit(quantity: Quantity, after: Match) -> Quantity:
    if after.quantity.kind == "year" and 1000 <= quantity.value <= 2999:
        return replace(quantity, kind="year")
    if after.quantity.kind in ("day", "month") and quantity.kind == "number" and quantity.value <= 31:
        return replace(quantity, kind=after.quantity.kind, strength="plain")
    return replace(quantity, also=quantity.also | {quantity.value * after.scale} - {quantity.value})
