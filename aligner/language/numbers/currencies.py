"""Which currency a sum is in: 5亿美元, 人民币300元, US$5 million, 3.5 billion yuan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aligner.language.numbers.quantity import Quantity
from aligner.language.numbers.scanner import alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side, Span

_DOLLARS = frozenset(("USD", "HKD", "AUD", "CAD", "SGD", "NZD", "TWD", "MOP"))
_POSSIBLE = {
    "DOLLAR": _DOLLARS,
    "YUAN": frozenset(("CNY", "HKD", "TWD", "MOP", "SGD")),
    "POUND": frozenset(("GBP", "EGP", "LBP", "SYP")),
    "YEN_SIGN": frozenset(("CNY", "JPY")),
    "RUPEE": frozenset(("INR", "PKR", "NPR", "LKR", "IDR")),
    "FRANC": frozenset(("CHF", "FRF", "XOF", "XAF")),
    "RIYAL": frozenset(("SAR", "IRR", "QAR")),
}
"""The currencies that a word for several of them may mean."""


@dataclass(frozen=True, slots=True)
class Currency:
    """The currency of a sum."""

    code: str
    span: Span
    """Where the sum stands with the words that say so."""


def currency_of(text: str, quantity: Quantity, side: Side) -> Currency | None:
    """The currency that stands right behind a number or right before it; None where none does."""
    money = _money(side)
    start, end = quantity.figure or quantity.span
    head, tail = money.before.search(text, max(start - _REACH, 0), start), money.behind.match(text, end)
    if quantity.kind != "number" or not (head or tail):
        return None
    if head and tail and not may_be_one(_code(money, head), _code(money, tail)):
        head = None  # 每美元7.1元
    # 人民币300元, US$5 dollars: the word that leaves less open
    codes = [_code(money, match) for match in (tail, head) if match]
    code = min(codes, key=lambda code: len(_possible(code)))
    return Currency(code, (head.start("money") if head else start, tail.end() if tail else end))


def may_be_one(a: str, b: str) -> bool:
    """Whether two codes may mean one currency: a dollar may be that of Hong Kong."""
    return not _possible(a).isdisjoint(_possible(b))


def _possible(code: str) -> frozenset[str]:
    return _POSSIBLE.get(code, frozenset((code,)))


# Characters before a sum in which its currency stands.
_REACH = 24


@dataclass(frozen=True, slots=True)
class _Money:
    """The words and signs for money of one language."""

    codes: Mapping[str, str]
    before: re.Pattern[str]
    behind: re.Pattern[str]


def money_words(side: Side) -> str:
    """A pattern for the words and signs that name currencies; a Chinese text has English signs as well."""
    english = table("numbers_en")["money"]
    return alternation(english if side == "en" else (*table("numbers_zh")["currencies"], *_signs(english)))


def _signs(english: Iterable[str]) -> list[str]:
    """Signs and codes, which alone stand before a sum in English: *they won 300* is no money."""
    return [word for word in english if not word[-1].islower()]


def code_of(word: str | None, side: Side) -> str:
    """The code of what a word of a language names, which `money_words` matches; empty for no word."""
    return _money(side).codes[word.lower()] if word else ""


def _code(money: _Money, match: re.Match[str]) -> str:
    return money.codes[match["money"].lower()]


@cached()
def _money(side: Side) -> _Money:
    words = table("numbers_en")["money"]
    if side == "zh":
        words = words | table("numbers_zh")["currencies"]
    codes = {word.lower(): code for word, code in words.items()}
    money = rf"(?P<money>{money_words(side)})"
    before = money if side == "zh" else rf"(?P<money>{alternation(_signs(words))})"
    return _Money(
        codes,
        re.compile(rf"(?<![A-Za-z]){before}\s?$", re.I),
        re.compile(rf"[多余来]?[\s-]?{money}(?![A-Za-z])", re.I),
    )
