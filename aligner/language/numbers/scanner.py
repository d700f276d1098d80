"""Reading numbers off a text, rule by rule: what one rule has read is blanked for the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from aligner.language.numbers.legible import legible
from aligner.language.numbers.quantity import Quantity, QuantityKind, Strength
from aligner.language.tables import cached, table
from aligner.record.characters import HAN_CLASS
from aligner.record.model import Span

BLANK = "\ue000"
FULL_WIDTH = str.maketrans("０１２３４５６７８９％．：／－＋−", "0123456789%.:/-+-")
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


THOUSANDS = re.compile(r"(?<![\d，])\d{1,3}(?:，\d{3})+(?![\d，])")
"""Digits in groups behind full-width commas, which are one number or a list of several."""


def _with_commas(match: re.Match[str]) -> str:
    """One number with usual commas: in two groups, before a unit (1，800万) or with noughts (1，000，000)."""
    first, *groups = match[0].split("，")
    unit = match.string[match.end() : match.end() + 1]
    one = len(groups) == 1 or "000" in groups or (unit and unit in "万亿%")
    return ",".join((first, *groups)) if one else match[0]


NOISE = re.compile(
    r"(?:https?://|www\.|doi:\s?)[^\s，。；、）]+"  # addresses
    r"|(?<![\d.])10\.\d{4,}/[^\s，。；、）]+"  # DOIs
    r"|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # e-mail
    r"|\^\[[^\]]*\]|\^\{[^}]*\}|\[\d[\d\s,，、–—-]*\]"  # citation marks
    r"|[(（](?:[A-Z][\w.&’'-]*,?\s(?:(?:and|et al\.?),?\s)?)+[12]\d{3}[a-z]?"
    r"(?:[,:]\s?\d+(?:[–-]\d+)?)?[)）]"  # (Name 2010, 7)
    rf"|^\s*\d+\.\d+\s+(?=[A-Z{HAN_CLASS}])(?![万亿千百])"  # the numbers of headings
    r"|(?<![nsi]day)(?<![nsi]day\s)(?<!urday)(?<!urday\s)(?<![周期拜][一二三四五六日天])"
    r"[(（]\d{1,2}[)）]"  # *(21)*, but not *Friday (21)*
    r"|^\s*(?:[(（]\s?[0-9一二三四五六七八九十]{1,3}\s?[)）]|[0-9]{1,2}(?:[)）、．]|\.(?=\s|[^\d\s]))"
    r"|[一二三四五六七八九十]{1,3}、)"  # enumerators
)
RANGE = re.compile(r"\s?(?:[-–—~～/至到或和与及、,，]+|to|or|and|through|until)\s?(?:[$€£¥]|US\$)?")


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


Sharing = Callable[[Sequence[Match], str], Iterable[Quantity]]
Rule = tuple[re.Pattern[str], Callable[["Scanner", re.Match[str]], Iterable[Match]]]


class Scanner:
    """A text being read; positions are those of its legible form until `read` returns."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.text, self.origin = legible(original)
        self.unread = THOUSANDS.sub(_with_commas, self.text.translate(FULL_WIDTH))
        for pattern in _hidden():
            for match in pattern.finditer(self.unread):
                self.blank(match.span())

    def read(self, rules: Iterable[Rule], share: Sharing) -> list[Quantity]:
        """What the rules read, each all it can, in reading order; `share` lets numbers share their units. A
        match that yields nothing stays for the next rule."""
        matches: list[Match] = []
        for pattern, build in rules:
            for match in list(pattern.finditer(self.unread)):
                if self.unread[match.start() : match.end()] != match.group():
                    continue  # the match before has read into this one
                for item in list(build(self, match)):
                    matches.append(item)
                    self.blank(item.quantity.span)
        ordered = sorted(matches, key=lambda item: item.quantity.span)
        return [self._as_given(quantity) for quantity in share(ordered, self.text)]

    def _as_given(self, quantity: Quantity) -> Quantity:
        """The quantity at its place in the text as given."""
        start, end = quantity.span
        span = self.origin[start], self.origin[end - 1] + 1
        return replace(quantity, span=span, text=self.original[slice(*span)])

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
        bounds: tuple[Fraction, Fraction] | None = None,
        code: str = "",
        unit: str = "",
    ) -> Quantity:
        """A quantity at a place of this text."""
        words, readings = self.text[slice(*span)], frozenset(also) - {value}
        return Quantity(value, kind, span, words, readings, strength, bounds, code, unit)

    def weak(self, value: object, span: Span) -> Match:
        """A stand-in."""
        return Match(self.quantity(Fraction(str(value)), "number", span, strength="weak"))


def name_digits(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """COVID-19, 5G, GB/T 15834: digits of a name may answer a number, but are none."""
    for digits in re.finditer(r"\d+(?:\.\d+)?", match.group()):
        start = match.start() + digits.start()
        yield scanner.weak(digits.group(), (start, start + len(digits.group())))


def _dashed_date(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """2023-07-25, 3/4/2021: the groups *year*, *month* and *day*; the latter two may change places."""
    kinds: tuple[QuantityKind, ...] = ("year", "month", "day")
    month, day = int(match["month"]), int(match["day"])
    slashed = match.start("month") < match.start("year")
    if month > 12 and slashed:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return
    also = {Fraction(month), Fraction(day)} if slashed and day <= 12 else set()
    for kind, value in zip(kinds, (int(match["year"]), month, day), strict=True):
        strength: Strength = "strong" if kind == "year" else "plain"
        readings, span = also if kind != "year" else (), match.span(kind)
        yield Match(scanner.quantity(Fraction(value), kind, span, also=readings, strength=strength))


def dashed_dates() -> tuple[Rule, ...]:
    """Dates in digits: 2023-07-25, 2023.7.25; 25/7/2023 and, as in America, 7/25/2023."""
    year, two = r"(?P<year>[12]\d{3})", r"(?P<{}>\d{{1,2}})"
    month, day = two.format("month"), two.format("day")
    return (
        (re.compile(rf"(?<![\w.]){year}([-/.]){month}\2{day}(?!\w|\.\d)", re.A), _dashed_date),
        (re.compile(rf"(?<![\w./-]){month}([-/.]){day}\2{year}(?!\w|[-/.]\d)", re.A), _dashed_date),
    )


def _written_fraction(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """1/3 of it, which may be the third of January as well."""
    above, below = Fraction(match["above"]), Fraction(match["below"])
    if 0 < above < below:
        whole = Fraction(match["whole"] or 0)
        part = whole or re.match(rf"\s?of\b|(?![日号])[{HAN_CLASS}]", scanner.unread[match.end() :])
        value, also = whole + above / below, () if part else (above, below)
        yield Match(scanner.quantity(value, "fraction", match.span(), also=also, strength="plain"))


def written_fractions() -> tuple[Rule, ...]:
    """Fractions in digits."""
    fraction = (
        r"(?<![\w./])(?:(?P<whole>\d{1,2})\s)?(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/%]|\.\d|[A-Za-z])"
    )
    return ((re.compile(fraction, re.A), _written_fraction),)


DAY_IN_BRACKETS = r"(?P<bracket>\s?[(（](?P<day>[12]?\d|3[01])[)）])?"
"""What may stand behind a weekday: 周五（21）, *Friday (21)*."""


def weekday(days: Mapping[str, int], scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """The day that group 1 names, and the day of the month in brackets behind it."""
    span = match.start(), match.start("bracket") if match["bracket"] else match.end()
    yield Match(scanner.quantity(Fraction(days[match[1]]), "weekday", span, strength="plain"))
    if match["day"]:
        yield Match(scanner.quantity(Fraction(match["day"]), "day", match.span("day"), strength="plain"))


def stand_in(worth: Mapping[str, object], scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """A word that may answer a number, in small letters in the table."""
    yield scanner.weak(worth[match[0].lower()], match.span())
