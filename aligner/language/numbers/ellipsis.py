"""Units that are said once and shared: *58 percent, down from eighty-one*; 600至850亿; 2020–21."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import zip_longest

from aligner.language.numbers.quantity import Quantity
from aligner.language.numbers.scanner import RANGE, Match, alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side, Span


def units_shared(side: Side, matches: Sequence[Match], text: str) -> Iterator[Quantity]:
    """The quantities of a text in reading order, each with the readings that the units of others give it."""
    return _along_ranges(list(_carried_on(side, matches, text)), text)


def _carried_on(side: Side, matches: Sequence[Match], text: str) -> Iterator[Match]:
    """Each number that leaves its unit unsaid gets the readings in the scales of the text: 30 may be thirty
    million or 30 %."""
    scales = {match.scale for match in matches if _is_scale(match.scale)}
    hour: Span | None = None
    for match in matches:
        quantity = match.quantity
        unsaid = match.scale == 1 and quantity.kind == "number" and quantity.strength != "weak"
        minutes = quantity.span == hour
        hour = quantity.span if quantity.kind == "hour" else None
        money = text[: quantity.span[0]].rstrip()[-1:] in _MONEY
        if (
            unsaid
            and not (minutes or money)
            and not quantity.bounds
            and _bare(side).match(text, quantity.span[1])
        ):
            also = quantity.also | {quantity.value * scale for scale in scales}
            quantity = replace(quantity, also=also - {quantity.value}, bare=True)
        yield replace(match, quantity=quantity)


_MONEY = frozenset("$£€¥")


def _is_scale(scale: Fraction) -> bool:
    """Whether it is that of a percentage or of so many hundreds, 万, millions; a dozen is none."""
    return re.fullmatch("10+", str(max(scale.numerator, scale.denominator))) is not None


@cached()
def _bare(side: Side) -> re.Pattern[str]:
    """What stands behind a number that counts nothing named: the end of a clause, or words of structure."""
    words = alternation(table(f"numbers_{side}")["after_bare"])
    end = r"\s*(?:$|[-–—]?[)）】》”」』’'\"]|[，。；：、！？!?;:…]|[,.](?!\d)|[—–])"
    return re.compile(rf"{end}|{words}" if side == "zh" else rf"{end}|\s(?:{words})\b", re.I)


def _along_ranges(matches: list[Match], text: str) -> Iterator[Quantity]:
    """Give each number that stands before another in a range or list the reading with that one's unit too.

    ``600至850亿``: 600 may be 60 000 000 000. ``2020–21``: 21 may be 2021.
    """
    before: Quantity | None = None
    for match, after in zip_longest(matches, matches[1:]):
        quantity = match.quantity
        minutes = before is not None and before.span == quantity.span
        if after is not None and match.scale == 1 and not minutes and _joined(quantity, after.quantity, text):
            quantity = _with_unit(quantity, after)
        if before is not None and _continues_year(before, quantity) and _joined(before, quantity, text):
            century = before.value - before.value % 100
            quantity = replace(quantity, also=quantity.also | {century + quantity.value})
        if before is not None and before.value < 0 < quantity.value and _joined(before, quantity, text):
            quantity = replace(quantity, also=quantity.also | {-quantity.value})
        before = quantity
        yield quantity


def _continues_year(year: Quantity, quantity: Quantity) -> bool:
    return year.kind == "year" and quantity.kind == "number" and quantity.value < 100


def _joined(first: Quantity, second: Quantity, text: str) -> bool:
    between = text[first.span[1] : second.span[0]]
    return len(between) <= 10 and RANGE.fullmatch(between) is not None


def _with_unit(quantity: Quantity, after: Match) -> Quantity:
    if after.quantity.kind == "year" and 1000 <= quantity.value <= 2999:
        return replace(quantity, kind="year")
    if after.quantity.kind == "hour" and quantity.kind == "number" and quantity.value <= 12:
        also = frozenset((quantity.value, quantity.value + 12))
        return replace(quantity, kind="hour", also=also - {quantity.value}, strength="plain")
    if after.quantity.kind in ("year", "ordinal") and after.quantity.value < 0 < quantity.value:
        return replace(quantity, also=quantity.also | {-quantity.value})
    if after.quantity.kind in ("day", "month") and quantity.kind == "number" and quantity.value <= 31:
        return replace(quantity, kind=after.quantity.kind, strength="plain")
    return replace(quantity, also=quantity.also | {quantity.value * after.scale} - {quantity.value})
