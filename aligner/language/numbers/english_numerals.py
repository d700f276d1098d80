"""Numbers in English words and digits: twenty-three, one hundred and five, 2.5 million, two dozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


@dataclass(slots=True)
class EnglishNumeral:
    """A number of a run, read token by token."""

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
    total: Fraction = Fraction(0)
    """What the scales have closed."""
    part: Fraction | None = None
    """What stands below them."""
    last: str = ""
    """Kind of the last token: unit, tens, scale, digits, end, article."""

    @property
    def value(self) -> Fraction:
        """What it is worth."""
        return self.total + (self.part or 0)

    def accepts(self, token: re.Match[str], word: str, *, conjunction: bool) -> bool:
        """Whether the token goes on with this number; `conjunction`: whether *and* stands before it."""
        words = number_words()
        if self.last == "end" or token["digits"]:
            return False
        if word in words.scales:
            return not conjunction
        if self.digits or (conjunction and self.last != "scale"):
            return False
        value = words.below.get(word, 0)
        return self.last in ("scale", "article") or self._year(value) or (self.last == "tens" and value < 10)

    def _year(self, value: int) -> bool:
        """Nineteen seventy, twenty twenty-five."""
        return 10 <= value < 100 and self.part is not None and 10 <= self.part <= 99

    def add(self, token: re.Match[str], word: str) -> None:
        """Take a token in."""
        words = number_words()
        self.span = self.span[0], token.end()
        value = words.scales.get(word, words.below.get(word, 0))
        if token["digits"]:
            self._add_digits(token)
        elif word in ("a", "an"):
            self.part, self.last = Fraction(1), "article"
        elif word in words.scales or value >= 100:
            self._add_scale(value)
        else:
            self._add_word(value)
        if token["nth"] or word in words.ordinals:
            self.ordinal, self.last = True, "end"

    def _add_digits(self, token: re.Match[str]) -> None:
        self.part, self.last, self.digits = decimal(token["digits"]), "digits", True
        if token["short"]:
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

    def _add_word(self, value: int) -> None:
        year = self.last in ("unit", "tens") and self._year(value)
        self.part = (self.part or Fraction(0)) * (100 if year else 1) + value
        self.scale, self.bare, self.last = Fraction(1), False, "tens" if value >= 20 else "unit"


def numerals(run: str) -> list[EnglishNumeral]:
    """The numbers of a text that `NumberWords.run` matches, in order."""
    numbers: list[EnglishNumeral] = []
    conjunction = False
    for token in number_words().token.finditer(run):
        word = (token["word"] or "").lower()
        if word != "and":
            if not numbers or not numbers[-1].accepts(token, word, conjunction=conjunction):
                numbers.append(EnglishNumeral(token.span()))
            numbers[-1].add(token, word)
        conjunction = word == "and"
    return numbers
