"""Sums and measures that a text converts for its readers: 5亿美元（约合36亿元人民币）, 100 miles (160 km)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from aligner.language.numbers.currencies import Currency, code_of, currency_of, money_words
from aligner.language.numbers.measures import TOLERANCE, Measure, unit_of, with_unit, worth_the_same
from aligner.language.numbers.quantity import Quantity
from aligner.language.numbers.scanner import RANGE, alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side, Span

# Characters before a sum in which its introduction and its currency stand.
_REACH = 24
# What may stand for one currency: 5亿元（5亿元人民币）.
_YUAN = {"YUAN", "CNY", "YEN_SIGN"}
# As `TOLERANCE`, where one of two measures has a single digit: 120 feet may be 40 metres. Chosen.
ROUGH = 1 / 8
# Characters between a sum and its conversion: *5 million yuan in cash (about $700,000)*. Chosen.
_BETWEEN = 30


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount that a text gives in two currencies or units."""

    span: Span
    """From the amount to its conversion."""
    amount: Quantity
    converted: Quantity
    units: tuple[str, str]
    """Codes of the two currencies; or names of two units of measure."""
    least: float
    most: float
    """Between these lies what one of the first is worth in the second, as the two are rounded."""
    is_money: bool = True
    is_rate: bool = False
    """Whether it says what one (or a hundred) of the first is worth: *7.1 yuan to the dollar*."""
    is_right: bool = True
    """Of a measure: whether the conversion is right."""


def conversions_set_back(quantities: Sequence[Quantity], text: str, side: Side) -> Iterator[Quantity]:
    """The quantities, those converted from another currency or unit as plain ones: the other side may do
    without."""
    before = _introduction(side)
    last: Currency | Measure | None = None
    for quantity in quantities:
        start, end = quantity.span
        unit = _unit(text, quantity, side)
        at = unit.span[0] if isinstance(unit, Currency) else start
        introduced = before.search(text, max(at - _REACH, 0), at)
        converted = bool(introduced and unit and last and _another(last, unit))
        last = unit or last
        if introduced and converted and quantity.strength == "strong":
            span = introduced.start(), unit.span[1] if isinstance(unit, Currency) else end
            words = text[slice(*span)]
            yield replace(
                quantity, strength="plain", span=span, text=words, converted=True, figure=quantity.span
            )
        else:
            yield quantity


def conversions(quantities: Sequence[Quantity], text: str, side: Side) -> Iterator[Conversion]:
    """The amounts of a text that it gives in two currencies or units, and the rates that it states.

    Ranges are left out, and what is converted at the rate of another day.
    """
    quantities = [_bare(quantity, text) for quantity in quantities]
    amounts = [(quantity, unit) for quantity in quantities if (unit := _unit(text, quantity, side))]
    spans = [quantity.span for quantity in quantities]
    for (first, one), (second, other) in pairwise(amounts):
        start = one.span[1] if isinstance(one, Currency) else first.span[1]
        stop = other.span[0] if isinstance(other, Currency) else second.span[0]
        if stop < start or stop - start > _BETWEEN or not _another(one, other):
            continue
        between = text[start:stop]
        introduced = _introduction(side).search(between)
        exchanged = _exchanges(side).fullmatch(between)
        if not (introduced or exchanged) or re.search(r"[。；;!?！？]|\.\s", between):
            continue
        if first.value <= 0 or second.value <= 0 or _in_a_range(first, second, spans, text):
            continue
        end = other.span[1] if isinstance(other, Currency) else with_unit(text, second, side)[1]
        if _other_day(side).search(re.split("[）)]", text[start : end + _BETWEEN], maxsplit=1)[0]):
            continue
        is_rate = bool(exchanged) or first.value == 1
        yield _conversion((first, one), (second, other), (first.span[0], end), is_rate=is_rate)
    yield from _stated_rates(quantities, text, side)


def _bare(quantity: Quantity, text: str) -> Quantity:
    """A quantity without the words around its figure."""
    figure = quantity.figure
    return replace(quantity, span=figure, text=text[slice(*figure)]) if figure else quantity


def _conversion(
    first: tuple[Quantity, Currency | Measure],
    second: tuple[Quantity, Currency | Measure],
    span: Span,
    *,
    is_rate: bool,
) -> Conversion:
    (amount, one), (converted, other) = first, second
    least, most = _worth(amount, converted)
    if isinstance(one, Currency) and isinstance(other, Currency):
        span = min(span[0], one.span[0]), span[1]
        return Conversion(span, amount, converted, (one.code, other.code), least, most, is_rate=is_rate)
    assert isinstance(one, Measure)
    assert isinstance(other, Measure)
    loose = ROUGH if 1 in (_significant(amount), _significant(converted)) else TOLERANCE
    right = worth_the_same((float(amount.value), one), (float(converted.value), other), loose)
    units = one.name, other.name
    return Conversion(span, amount, converted, units, least, most, is_money=False, is_right=right)


def _worth(amount: Quantity, converted: Quantity) -> tuple[float, float]:
    """What one of an amount is worth at least and at most; a sum of one digit (*5 million*) is exact."""
    loose = _rounding(converted) + (_rounding(amount) if _digits(amount) > 1 else 0.0)
    worth = float(converted.value / amount.value)
    return worth * (1 - loose), worth * (1 + loose)


def _stated_rates(quantities: Sequence[Quantity], text: str, side: Side) -> Iterator[Conversion]:
    """7.1 yuan to the dollar, 每美元7.1元, 美元兑人民币汇率为7.1."""
    for quantity in quantities:
        start, end = quantity.span
        unit = currency_of(text, quantity, side)
        end = unit.span[1] if unit else end
        head = _before_a_rate(side).search(text, max(start - _BETWEEN, 0), start) if side == "zh" else None
        tail = _behind_a_rate().match(text, end) if side == "en" and unit else None
        match = head or tail
        if match is None or quantity.value <= 0:
            continue
        first, second = code_of(match["money"], side), unit.code if unit else ""
        if head and head["of"]:
            first, second = code_of(head["of"], side), code_of(head["in"], side)
        if first and second and first != second:
            one = replace(quantity, value=quantity.value / quantity.value, text="1")
            span = (head.start() if head else start), (tail.end() if tail else end)
            least, most = _worth(one, quantity)
            yield Conversion(span, one, quantity, (first, second), least, most, is_rate=True)


def _unit(text: str, quantity: Quantity, side: Side) -> Currency | Measure | None:
    money = currency_of(text, quantity, side)
    if money or quantity.kind not in ("number", "fraction"):
        return money
    measure = unit_of(text, quantity, side)
    return measure if measure and measure.kind not in ("duration", "money") else None


def _another(one: Currency | Measure, other: Currency | Measure) -> bool:
    """Whether two units measure the same and are not one."""
    if isinstance(one, Currency) and isinstance(other, Currency):
        return one.code != other.code and not {one.code, other.code} <= _YUAN
    if isinstance(one, Measure) and isinstance(other, Measure):
        return one.kind == other.kind and one.name != other.name
    return False


def _in_a_range(first: Quantity, second: Quantity, spans: Sequence[Span], text: str) -> bool:
    """Whether one of two is an end of a range: 5亿至6亿美元（约合36亿至43亿元）."""
    if first.also or second.also or first.bounds or second.bounds:
        return True
    for before, after in pairwise(spans):
        ends = {before, after} & {first.span, second.span}
        if ends and {before, after} != {first.span, second.span}:
            between = text[before[1] : after[0]]
            if len(between) <= 12 and RANGE.search(between) and not re.search(r"[,，、]", between):
                return True
    return False


def _digits(quantity: Quantity) -> int:
    """How many digits a number is written with."""
    digits = re.sub(r"\D", "", re.sub(r"^\D*0?\.0*", "", quantity.text))
    return len(digits.rstrip("0")) if len(digits) > 2 else len(digits)


def _significant(quantity: Quantity) -> int:
    """How many digits are left of a number without noughts around them."""
    return len(re.sub(r"\D", "", quantity.text).strip("0"))


def _rounding(quantity: Quantity) -> float:
    """By which share a number may differ from what it rounds, to the last of its digits."""
    value = quantity.value
    lowest = next((i for i in range(30) if (value * 10**i).denominator == 1), 30)
    unit, whole = 1.0, int(value * 10**lowest)
    while whole and whole % 10 == 0:
        whole, unit = whole // 10, unit * 10
    if len(str(whole)) == 1 and _digits(quantity) > 1:  # 30亿 is no 2.5 to 3.5 billion
        unit /= 10
    return float(unit / 2 / (float(value) * 10**lowest))


@cached()
def _introduction(side: Side) -> re.Pattern[str]:
    words = alternation(table(f"numbers_{side}")["converted"])
    edge = "" if side == "zh" else r"(?<![A-Za-z])"
    return re.compile(rf"{edge}(?:{words})\s?约?$", re.I)


@cached()
def _exchanges(side: Side) -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{alternation(table(f'numbers_{side}')['exchanges'])})约?\s?", re.I)


@cached()
def _other_day(side: Side) -> re.Pattern[str]:
    words = alternation(table(f"numbers_{side}")["other_day"])
    return re.compile(words if side == "zh" else rf"\b(?:{words})\b", re.I)


@cached()
def _behind_a_rate() -> re.Pattern[str]:
    return re.compile(
        rf"\s(?:to|per|against)\s(?:(?:the|an?|one|each|every)\s)?(?P<money>{money_words('en')})\b", re.I
    )


@cached()
def _before_a_rate(side: Side) -> re.Pattern[str]:
    money = money_words(side)
    quoted = rf"(?P<of>{money})(?:兑|对)(?P<in>{money})的?(?:汇率|中间价|比价|牌价)(?:约?[为是]|报|约)?"
    return re.compile(rf"(?:每(?P<money>{money})(?:约?[合为兑换]|可兑)?|{quoted})$")
