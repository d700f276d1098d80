"""What a number in a text is worth: one value, or a few where the language leaves it open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from aligner.record.model import Span

QuantityKind = Literal[
    "number", "percent", "fraction", "ordinal", "year", "month", "day", "weekday", "hour", "decade"
]
Strength = Literal["strong", "plain", "weak"]
DATE_KINDS = frozenset(("year", "month", "day", "weekday", "hour", "decade"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, percentage, ordinal or part of a date, with its place in the text."""

    value: Fraction
    """What it is worth: ``1.2万亿`` is 1 200 000 000 000, ``85 %`` is 85/100, ``June`` is 6."""
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
    if "decade" in (a.kind, b.kind):
        return any(x % 100 == y % 100 for x in a.readings for y in b.readings)
    return not a.readings.isdisjoint(b.readings)


def carried(quantity: Quantity, others: Collection[Quantity]) -> bool:
    """Whether any of the others may answer it."""
    return any(agree(quantity, other) for other in others)
