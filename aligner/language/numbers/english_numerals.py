"""Numbers in English words and digits: twenty-three, one hundred and five, 2.5 million, two dozen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from aligner.language.numbers.scanner import ARABIC, alternation, decimal
from aligner.language.tables import cached, table
from aligner.record.model import Span


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of English with what they are worth."""

    below: Mapping[str, int]
    """Those below a hundred, and ordinals."""
    scales: Mapping[str, int]
    ordinals: Mapping[str, int]
    run: re.Pattern[str]
    """Matches a run of number words and digits; `numerals` splits it into numbers."""
    token: re.Pattern[str]
    """Matches a part of a run."""


@cached()
def number_words() -> NumberWords:
    """The words of the table, and the patterns made of them."""
    words = table("numbers_en")
    scales, ordinals = words["scales"], words["ordinals"]
    below = ordinals | words["tens"] | words["units"]
    word, letters = alternation((*below, *scales)), alternation(words["short_scales"])
    atom = (
        rf"(?:(?:{ARABIC}|\.\d+)(?:\s?(?:{letters})(?![A-Za-z])|(?:st|nd|rd|th)(?![A-Za-z]))?"
        rf"|\b(?:{word})\b)"
    )
    article = rf"(?:\ban?[ -](?=(?:{alternation(scales)})\b))?"
    run = re.compile(rf"{article}(?<![\w.]){atom}(?:(?:[ -]|,? and ){atom})*", re.I)
    token = re.compile(
        rf"(?P<digits>(?:{ARABIC})|\.\d+)(?:(?P<nth>st|nd|rd|th)|\s?(?P<short>{letters})(?![A-Za-z]))?"
        r"|(?P<word>[A-Za-z]+)",
        re.I,
    )
    return NumberWords(below, scales, ordinals, run, token)


@dataclass(frozen=True, slots=True)
class EnglishNumeral:
    """A number read from a run."""

    value: Fraction
    span: Span
    """Within the run."""
    scale: Fraction = Fraction(1)
    """What multiplies it: million in 2.5 million."""
    also: frozenset[Fraction] = frozenset()
    ordinal: bool = False
    digits: bool = False
    """Written with digits 0–9."""
    bare: bool = False
    """A scale alone, as in *several hundred*."""


def numerals(run: str) -> Iterator[EnglishNumeral]:
    """The numbers of a text that `NumberWords.run` matches, in order."""
    reader: _Reader | None = None
    for token in number_words().token.finditer(run):
        word = (token["word"] or "").lower()
        if word == "and":
            if reader is not None:
                reader.conjunction = True
            continue
        if reader is None or not reader.accepts(token, word):
            if reader is not None:
                yield reader.read()
            reader = _Reader(token.start())
        reader.add(token, word)
    if reader is not None:
        yield reader.read()


class _Reader:
    """One number in the making: what the scales have closed, and the part below them."""

    def __init__(self, start: int) -> None:
        self.words = number_words()
        self.start = self.end = start
        self.total = Fraction(0)
        self.part: Fraction | None = None
        self.last = ""  # kind of the last token: unit, tens, scale, digits, end, article
        self.scale = Fraction(1)
        self.also: frozenset[Fraction] = frozenset()
        self.digits = self.ordinal = self.bare = self.conjunction = False

    def accepts(self, token: re.Match[str], word: str) -> bool:
        """Whether the token goes on with this number."""
        conjunction, self.conjunction = self.conjunction, False
        if self.last == "end" or token["digits"]:
            return False
        if word in self.words.scales:
            return not conjunction
        if self.digits or (conjunction and self.last != "scale"):
            return False
        value = self.words.below.get(word, 0)
        if self.last in ("scale", "article"):
            return True
        return self._year(value) or (self.last == "tens" and value < 10)

    def _year(self, value: int) -> bool:
        """Nineteen seventy, twenty twenty-five."""
        return 10 <= value < 100 and self.part is not None and 10 <= self.part <= 99

    def add(self, token: re.Match[str], word: str) -> None:
        """Take a token in."""
        self.end = token.end()
        if token["digits"]:
            self._add_digits(token)
        elif word in ("a", "an"):
            self.part, self.last = Fraction(1), "article"
        elif word in self.words.scales or (word in self.words.ordinals and self.words.ordinals[word] >= 100):
            self._add_scale(self.words.scales.get(word, self.words.ordinals.get(word, 1)))
            if word in self.words.ordinals:
                self.ordinal, self.last = True, "end"
        else:
            self._add_word(word)

    def _add_digits(self, token: re.Match[str]) -> None:
        self.part, self.last, self.digits = decimal(token["digits"]), "digits", True
        if token["nth"]:
            self.ordinal, self.last = True, "end"
        elif token["short"]:
            factor = table("numbers_en")["short_scales"][token["short"].lower()]
            self.also = frozenset((self.part,))
            self.part, self.scale, self.last = self.part * factor, Fraction(factor), "end"

    def _add_scale(self, factor: int) -> None:
        self.bare = self.part is None and not self.total
        self.scale *= factor
        if factor < 1000:
            self.part = (Fraction(1) if self.part is None else self.part) * factor
        elif self.part is None and self.total:  # two hundred thousand million
            self.total *= factor
        else:
            self.total += (1 if self.part is None else self.part) * factor
            self.part = None
        self.last = "scale"

    def _add_word(self, word: str) -> None:
        ordinal = word in self.words.ordinals
        value = self.words.below.get(word, 0)
        if self.last in ("unit", "tens") and self._year(value):
            self.part = (self.part or Fraction(0)) * 100 + value
        else:
            self.part = (self.part or Fraction(0)) + value
        self.scale, self.bare = Fraction(1), False
        self.ordinal = ordinal
        self.last = "end" if ordinal else "tens" if value >= 20 else "unit"

    def read(self) -> EnglishNumeral:
        """The number as written."""
        value = self.total + (self.part or 0)
        span = (self.start, self.end)
        return EnglishNumeral(value, span, self.scale, self.also, self.ordinal, self.digits, self.bare)
