"""Figures whose digits count, not their value: placeholders, telephone numbers, sections, versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.language.numbers.quantity import SHORTEST_PHONE
from aligner.language.numbers.scanner import Match, Rule, Scanner, alternation
from aligner.language.tables import cached, table

_PLACEHOLDER = re.compile(r"\{\d{1,2}\}|(?<![\d%])%\d{1,2}(?:\$[A-Za-z@]+|(?![\d.]))")
_PHONE = re.compile(
    r"(?<![A-Za-z0-9.+-])(?<!\d\s)(?:"
    r"(?:\+|00)\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]?\d{2,5}){1,4}"  # with the code of the country
    r"|\(?0\d{2,3}\)?[\s-]?\d{3,4}[\s-]?\d{4}"  # with that of the town
    r"|1[3-9]\d[\s-]\d{4}[\s-]\d{4}|(?:0\d{2,4}|[48]00)[\s-]\d{3,4}[\s-]\d{3,4}"  # mobile, free of charge
    r")(?![\d.]*\d|[,%])"
)
_DIGITS = re.compile(r"(?<![A-Za-z0-9.,+-])\(?\d[\d\s()-]{5,18}\d(?![A-Za-z0-9%]|\.\d)")
_SECTION = re.compile(r"(?<![A-Za-z0-9.])\d{1,3}(?:\.\d{1,3}){2,}(?![A-Za-z0-9.]*[A-Za-z0-9])")
_DECIMAL = r"\d+\.\d+(?:\.\d+)*"


def _placeholder(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    yield _code(scanner, match, match[0])


def _phone(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """+86 10 6512 3456 and 010-65123456: the digits behind the code of the country and the noughts."""
    digits = re.sub(r"\D", "", match["digits"] if "digits" in match.groupdict() else match[0])
    if len(digits) < SHORTEST_PHONE:
        return
    bare = re.sub(rf"^(?:00)?(?:{alternation(table('numbers_en')['country_codes'])})(?=\d{{8,}})", "", digits)
    yield _code(scanner, match, (bare if match[0].startswith(("+", "00")) else digits).lstrip("0"))


def _section(scanner: Scanner, match: re.Match[str]) -> Iterator[Match]:
    """3.2.1, and 3.10 where the words around it say that it is no decimal."""
    yield _code(scanner, match, match["code"] if "code" in match.groupdict() else match[0])


def _code(scanner: Scanner, match: re.Match[str], code: str) -> Match:
    first = re.search(r"\d+(?:\.\d+)?", code)
    span = match.span(next(iter(match.groupdict()), 0))
    return Match(
        scanner.quantity(Fraction(first[0] if first else 0), "code", span, strength="plain", code=code)
    )


@cached()
def code_rules() -> tuple[Rule, ...]:
    """What is read before any number, in this order."""
    words = table("numbers_en")
    calls = alternation(words["telephone"]) + "|" + alternation(table("numbers_zh")["telephone"])
    called = rf"(?:{calls})[^\d\n。.]{{0,12}}?(?P<digits>{_DIGITS.pattern})"
    before, behind = alternation(words["versions"]), alternation(table("numbers_zh")["versions"])
    version = (
        rf"(?:(?<![A-Za-z])(?i:(?:{before})\.?\s?)|(?:{behind})(?:号|为)?\s?)(?P<code>{_DECIMAL})"
        rf"(?!\s?(?:{alternation(words['scales'])})\b|[\d%])"
    )
    edition = rf"(?<![A-Za-z0-9.])(?P<code>{_DECIMAL})\s?(?:版|[节条款]|release\b|version\b)"
    return (
        (_PLACEHOLDER, _placeholder),
        (_PHONE, _phone),
        (re.compile(called, re.I), _phone),
        (_SECTION, _section),
        (re.compile(version), _section),
        (re.compile(edition), _section),
    )
