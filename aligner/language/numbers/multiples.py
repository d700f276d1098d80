"""How many times as much: 翻两番, 增长两倍, tripled, tenfold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.language.numbers.chinese_numerals import numeral, numeral_characters
from aligner.language.numbers.english_numerals import number_words, numerals
from aligner.language.numbers.quantity import Strength
from aligner.language.numbers.scanner import ARABIC, Match, Rule, Scanner, alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side

# From so many times on *grew fivefold* and *grew to six times* are told apart by nobody (增长了五倍 is both).
# Chosen: of two and three the press knows which it means.
_LOOSE = 4


def multiple_rules(side: Side) -> tuple[Rule, ...]:
    """What is read of multiples, in this order."""
    return _chinese_multiples() if side == "zh" else _english_multiples()


def _turned(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """翻番 doubles, 翻两番 makes it four times as much."""
    times = numeral(match["times"]).value if match["times"] else Fraction(1)
    if times.denominator == 1 and 1 <= times <= 10:
        yield Match(scanner.quantity(Fraction(2) ** int(times), "multiple", match.span(), strength="plain"))


def _halved(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """减半."""
    yield Match(scanner.quantity(Fraction(1, 2), "multiple", match.span(), strength="plain"))


def _grown(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """增长两倍 is three times as much as before, 增长到两倍 two times; 大两倍 may be either."""
    read = numeral(match["times"])
    times = read.value + (Fraction(1, 2) if match["half"] else 0)
    grown, compared = match["grown"], match["compared"]
    value = times + 1 if grown else times
    also = {times} if grown and times >= _LOOSE else {times + 1} if compared or times == 1 else set()
    span = match.start("times"), match.end()
    strength: Strength = "plain" if not read.arabic or times == 1 else "strong"
    yield Match(scanner.quantity(value, "multiple", span, also=also, strength=strength))


def _verb(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Doubled, is to quadruple, halving; *double* alone is mostly an adjective."""
    name = "formed" if match["formed"] else "bare"
    stem = re.sub(r"(?:e|ed|es|ing)$", "", match[name].lower())
    value = Fraction(str(table("numbers_en")["multiples"][stem]))
    yield Match(scanner.quantity(value, "multiple", match.span(name), strength="plain"))


def _times_in_a_word(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Twice, thrice: so many times, or times as much."""
    value = Fraction(table("numbers_en")["counts"][match[0].lower()])
    yield Match(scanner.quantity(value, "number", match.span(), strength="plain"))


def _fold(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """Twofold, tenfold, 3.5-fold, a hundredfold."""
    (read, *more) = numerals(match["count"].replace("-", " "))
    if not more:
        strength: Strength = "strong" if read.digits else "plain"
        yield Match(scanner.quantity(read.value, "multiple", match.span(), strength=strength))


@cached()
def _chinese_multiples() -> tuple[Rule, ...]:
    words, pattern = table("numbers_zh"), numeral_characters().pattern
    rough = rf"(?:{alternation(words['roughly'])})*"
    turned = rf"翻(?:了|上)?{rough}(?:(?P<times>{pattern})番|番|倍)"
    to = alternation(words["up_to"])
    grown = (
        rf"(?:(?P<grown>{alternation(words['growth'])})了?(?!{to})|(?P<compared>{alternation(words['compared'])})了?)?"
        rf"{rough}(?P<times>{pattern})[多余]?倍(?P<half>半)?"
    )
    return ((re.compile("减半|腰斩"), _halved), (re.compile(turned), _turned), (re.compile(grown), _grown))


@cached()
def _english_multiples() -> tuple[Rule, ...]:
    words = table("numbers_en")
    stems, before = alternation(words["multiples"]), alternation(words["before_verb"])
    verb = rf"\b(?:(?P<formed>(?:{stems})(?:ed|es|ing))|(?:{before})\s(?P<bare>(?:{stems})e))\b"
    count = alternation((*number_words().below, *number_words().scales))
    fold = rf"\b(?:a\s)?(?P<count>(?:{ARABIC})|(?:{count})(?:[\s-](?:{count}))*)[\s-]?fold\b"
    twice = rf"\b(?:{alternation(words['counts'])})\b"
    return (
        (re.compile(fold, re.I), _fold),
        (re.compile(verb, re.I), _verb),
        (re.compile(twice, re.I), _times_in_a_word),
    )
