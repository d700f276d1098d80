"""What a number in a text is worth: one value, or a few where the language leaves it open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from aligner.record.model import Span

QuantityKind = Literal[
    "number", "percent", "fraction", "multiple", "ordinal", "code",
    "year", "month", "day", "weekday", "hour", "decade",
]  # fmt: skip
Strength = Literal["strong", "plain", "weak"]
DATE_KINDS = frozenset(("year", "month", "day", "weekday", "hour", "decade"))

# By how much a fraction and a percentage may differ: a third is 33 % or 33.3 %, two-thirds 67 % or 66 %.
# Chosen: with .01, 15 % would be a seventh.
ROUNDED_SHARE = Fraction(7, 1000)
# Digits of the shortest telephone number that may be written with or without the codes before it.
SHORTEST_PHONE = 7


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, percentage, ordinal or part of a date, with its place in the text."""

    value: Fraction
    """What it is worth: ``1.2万亿`` is 1 200 000 000 000, ``85 %`` is 85/100, ``June`` is 6, ``tripled`` 3,
    ``零下5度`` and ``公元前5年`` are -5."""
    kind: QuantityKind
    span: Span
    """Characters of the text it was read from."""
    text: str
    """Those characters."""
    also: frozenset[Fraction] = frozenset()
    """Other readings: the shared unit of a range, an afternoon hour, a two-digit year."""
    strength: Strength = "strong"
    """How much it matters where the other side lacks it.

    ``strong``: reported on its own. ``plain``: only beside another number that has no counterpart either
    (a lone numeral word, the day or month of a date). ``weak``: never, but it may answer a number (``both``,
    ``双方``).
    """
    bounds: tuple[Fraction, Fraction] | None = None
    """Where it only tells a size (``数十``, *hundreds*): the smallest number meant, and the first beyond."""
    code: str = ""
    """What is compared instead of the value where the digits count as they stand: versions, section numbers,
    telephone numbers, placeholders."""
    unit: str = ""
    """Its unit of measure, by an English word of ``measures.yml``, where its own words hold it (``一米七五``,
    *5'10"*)."""

    bare: bool = False
    """Whether it stands without what it counts, so that a unit may be left unsaid: *up 3*."""
    converted: bool = False
    """Whether it is an amount said before in another currency or unit."""
    figure: Span | None = None
    """Where its figure stands, if its span holds more."""

    @property
    def readings(self) -> frozenset[Fraction]:
        """Every value it may have."""
        return self.also | {self.value}

    @property
    def is_date(self) -> bool:
        """Part of a date or a time of day."""
        return self.kind in DATE_KINDS


def agree(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities, one in each language, may mean the same."""
    for kind in ("weekday", "month"):  # September is no 9 of anything else, but 9/12 may be a date
        if kind in (a.kind, b.kind) and not {a.kind, b.kind} <= {kind, "fraction"}:
            return False
    if a.code and b.code:
        return _one_code(a.code, b.code)
    if a.bounds or b.bounds:
        return _overlap(a, b)
    return not a.readings.isdisjoint(b.readings) or _nearly(a, b) or _nearly(b, a)


def _nearly(a: Quantity, b: Quantity) -> bool:
    """Whether the kind of the first lets it mean another value of the second."""
    pairs = [(x, y) for x in a.readings for y in b.readings]
    if a.kind == "decade":  # the nineties, the 1990s
        return any(x % 100 == y % 100 for x, y in pairs)
    if (a.kind, b.kind) == ("fraction", "percent"):
        return any(abs(x - y) <= ROUNDED_SHARE for x, y in pairs)
    if a.bare and b.kind == "percent":  # down to 49, 降至49%
        return any(x == 100 * y for x, y in pairs)
    # three times as much is 200 % more
    return (a.kind, b.kind) == ("multiple", "percent") and any(x - 1 == y for x, y in pairs)


def _one_code(a: str, b: str) -> bool:
    """Whether two codes are one; a telephone number may lack the codes of its country and town."""
    if a.isdigit() and b.isdigit() and min(len(a), len(b)) >= SHORTEST_PHONE:
        return a.endswith(b) or b.endswith(a)
    return a == b


def _overlap(a: Quantity, b: Quantity) -> bool:
    """Whether a size and a number, or two sizes, have a number in common."""
    if a.bounds and b.bounds:
        return a.bounds[0] < b.bounds[1] and b.bounds[0] < a.bounds[1]
    size, number = (a, b) if a.bounds else (b, a)
    least, beyond = size.bounds or (Fraction(0), Fraction(0))
    return any(least <= value < beyond for value in number.readings)


def carried(quantity: Quantity, others: Collection[Quantity]) -> bool:
    """Whether any of the others may answer it."""
    return any(agree(quantity, other) for other in others)
