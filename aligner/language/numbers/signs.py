"""Below nought: degrees of frost, and years and centuries before the common era."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from aligner.language.numbers.chinese_numerals import numeral, numeral_characters
from aligner.language.numbers.english_numerals import number_words, numerals
from aligner.language.numbers.quantity import QuantityKind, Strength
from aligner.language.numbers.scanner import ARABIC, Match, Rule, Scanner, alternation
from aligner.language.tables import cached
from aligner.record.characters import HAN_CLASS
from aligner.record.model import Side


def sign_rules(side: Side) -> tuple[Rule, ...]:
    """What is read of negative numbers, in this order."""
    return _chinese_signs() if side == "zh" else _english_signs()


def _negative(side: Side, kind: QuantityKind, scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """零下5度, minus five degrees, 公元前221年, the third century BC."""
    for name in ("count", "second"):
        text = match.groupdict().get(name)
        if text:
            value = numeral(text).value if side == "zh" else numerals(text)[0].value
            strength: Strength = "strong" if text[0].isdigit() else "plain"
            span = match.span(name)
            if name == "count":
                span = (match.start(), match.end() if side == "zh" else span[1])
            yield Match(scanner.quantity(-value, kind, span, strength=strength))


def _perhaps_negative(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """负120, whose sign English may leave to the words around it."""
    value = numeral(match["count"]).value
    yield Match(scanner.quantity(-value, "number", match.span(), also={value}))


@cached()
def _chinese_signs() -> tuple[Rule, ...]:
    count = rf"(?P<count>{numeral_characters().pattern})"
    frost = rf"(?:零下\s?|(?<![\d.])[-负]\s?(?=[^°℃度摄，。]{{1,6}}(?:°|℃|度|摄氏))){count}"
    before = rf"(?:公元|西元)前\s?{count}"
    later = rf"(?:(?<=[-—–至到、和])前\s?(?=\d{{1,4}}(?:年|世纪))|(?<![{HAN_CLASS}])前(?=\d{{3,4}}年)){count}"
    return (
        (re.compile(frost), partial(_negative, "zh", "number")),
        (re.compile(rf"负\s?{count}(?!%|个?百分)"), _perhaps_negative),
        (re.compile(rf"{before}\s?(?:多?余?年|(?=[-—–至到]))"), partial(_negative, "zh", "year")),
        (re.compile(rf"{before}(?:个?世纪)"), partial(_negative, "zh", "ordinal")),
        (re.compile(rf"{later}年?"), partial(_negative, "zh", "year")),
    )


@cached()
def _english_signs() -> tuple[Rule, ...]:
    words = alternation((*number_words().below, *number_words().scales))
    number = rf"(?:{ARABIC}|(?:{words})(?:[\s-](?:{words}))*\b)"
    count, second = rf"(?P<count>{number})", rf"(?P<second>{number})"
    degrees = r"[\s-]*(?:°|º|℃|degrees?\b|[CF]\b|celsius\b|centigrade\b)"
    era = r"\s?(?:B\.?\s?C\.?(?:\s?E)?\b|B\.C\.)"
    frost = rf"(?:\b(?:minus|negative)[\s-]|(?<![\w.)])-){count}(?={degrees})"
    below = (
        rf"\b{count}(?=(?:{degrees}(?:\s(?:celsius|centigrade|fahrenheit|[CF]\b))?)?\sbelow\s(?:zero|freezing)\b"
        rf"|{degrees}(?:\s(?:celsius|centigrade|fahrenheit|[CF]\b))?\sbelow\b(?!\s\w))"
    )
    years = rf"(?<![\w.,]){count}(?:\s?(?:-|–|—|to|and)\s?{second})?(?:s)?{era}"
    century = (
        rf"\b(?P<count>(?:{words})|\d{{1,2}}(?:st|nd|rd|th))(?:\s?(?:-|–|to|and|or)\s?(?:the\s)?"
        rf"(?P<second>(?:{words})|\d{{1,2}}(?:st|nd|rd|th)))?[\s-](?:century|centuries|millennium){era}"
    )
    return (
        (re.compile(frost, re.I), partial(_negative, "en", "number")),
        (re.compile(below, re.I), partial(_negative, "en", "number")),
        (re.compile(years), partial(_negative, "en", "year")),
        (re.compile(rf"\bB\.?C\.?E?\s{count}"), partial(_negative, "en", "year")),
        (re.compile(century, re.I), partial(_negative, "en", "ordinal")),
    )
