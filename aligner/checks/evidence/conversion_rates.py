"""Amounts that a text converts wrongly, by the rate that it gives elsewhere: 5亿美元（约合46亿元） beside
*7.1 yuan to the dollar*. No rate is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aligner.checks.context import TRANSLATED, Context
from aligner.language.numbers.conversions import Conversion
from aligner.language.numbers.currencies import Currency, may_be_one
from aligner.language.numbers.quantity import Quantity
from aligner.record.model import SIDES, Segment

# Beyond rounding, the share by which the rates of one text may differ: it is written over days. Chosen.
DRIFT = 0.02
# The same where only one other amount tells the rate, which may be that of another year. Chosen.
ALONE = 0.1


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount and its conversion, in their segment."""

    segment: Segment
    conversion: Conversion

    @property
    def values(self) -> tuple[object, ...]:
        """The two amounts: a translation gives the same."""
        return self.conversion.amount.value, self.conversion.converted.value


def converted_amounts(context: Context) -> Sequence[Converted]:
    """All of a record or pair, those of the original first."""
    sides = sorted(SIDES, key=lambda side: side != context.original)
    return [
        Converted(segment, conversion)
        for side in sides
        for segment in context.passages(side, TRANSLATED)
        for conversion in context.reading(segment).conversions
    ]


def wrong_conversions(every: Sequence[Converted]) -> Iterator[tuple[Converted, Converted | None]]:
    """Those that cannot be right, each with one that gives another rate; None for units of measure."""
    for at, item in enumerate(every):
        if not item.conversion.is_money:
            if not item.conversion.is_right:
                yield item, None
        elif not item.conversion.is_rate:
            against = _against(item, every[:at], every[at + 1 :])
            if against:
                yield item, against


def may_be_converted(
    every: Sequence[Converted],
    one: tuple[Quantity, Currency],
    other: tuple[Quantity, Currency],
    *,
    about: bool,
) -> bool:
    """Whether two sums of different currencies may be one: by a rate that the text gives, or, where it gives
    none for these two, because one of them is only given as *about* so much."""
    (amount, first), (converted, second) = one, other
    worth = float(converted.value / amount.value)
    given = [
        rate
        for item in every
        if item.conversion.is_money and (rate := _rate(item.conversion, (first.code, second.code)))
    ]
    return (
        any(_meet(rate, (worth, worth), DRIFT) for rate in given)
        if given
        else about and not may_be_one(first.code, second.code)
    )


def _against(item: Converted, before: Sequence[Converted], behind: Sequence[Converted]) -> Converted | None:
    """One that shows a conversion to be wrong: a stated rate, one of several that agree, or the only other,
    if that comes first."""
    units = item.conversion.units
    rate = item.conversion.least, item.conversion.most
    others = {
        other.values: (other, given)
        for other in (*before, *behind)
        if other.values != item.values
        and other.conversion.is_money
        and (given := _rate(other.conversion, units)) is not None
    }
    if any(_meet(rate, given, DRIFT) for _, given in others.values()):
        return None
    stated = next((other for other, _ in others.values() if other.conversion.is_rate), None)
    if stated:
        return stated
    rates = [given for _, given in others.values()]
    for at, (other, given) in enumerate(others.values()):
        if any(_meet(given, third, DRIFT) for third in rates[at + 1 :]):
            return other
    if len(others) == 1:
        ((other, given),) = others.values()
        if other in before and not _meet(rate, given, ALONE):
            return other
    return None


def _rate(conversion: Conversion, units: tuple[str, str]) -> tuple[float, float] | None:
    """What one of the first unit is worth in the second, at least and at most; None where a conversion does
    not tell."""
    (one, other), (first, second) = conversion.units, units
    if may_be_one(one, first) and may_be_one(other, second):
        return conversion.least, conversion.most
    if may_be_one(one, second) and may_be_one(other, first):
        return 1 / conversion.most, 1 / conversion.least
    return None


def _meet(one: tuple[float, float], other: tuple[float, float], slack: float) -> bool:
    return one[0] * (1 - slack) <= other[1] and other[0] * (1 - slack) <= one[1]
