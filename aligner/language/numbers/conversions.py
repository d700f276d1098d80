"""Sums that a text converts for its readers: 5亿美元（约合36亿元人民币）."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from aligner.language.numbers.quantity import Quantity
from aligner.language.numbers.scanner import alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side

# Characters before a sum in which its introduction and its currency stand.
_REACH = 24


def conversions_set_back(quantities: Iterable[Quantity], text: str, side: Side) -> Iterator[Quantity]:
    """The quantities, those converted from another currency as plain ones: the other side may do without."""
    before, money = _introduction(side)
    sums: list[str] = []
    for quantity in quantities:
        head = text[max(quantity.span[0] - _REACH, 0) : quantity.span[0]]
        introduced, behind = before.search(head), money.match(text, quantity.span[1])
        currency = (introduced and introduced["money"]) or (behind and behind[1])
        converted = bool(currency and introduced and sums) and sums[-1] != currency
        currency = currency or next(iter(re.findall(rf"(?:{_signs(side)})(?=\s?$)", head, re.I)), None)
        if currency:
            sums.append(currency)
        if converted and introduced and quantity.strength == "strong":
            start = quantity.span[0] - len(head) + introduced.start()
            span = start, behind.end() if behind else quantity.span[1]
            words = text[slice(*span)]
            yield replace(quantity, strength="plain", span=span, text=words, converted=True)
        else:
            yield quantity


@cached()
def _signs(side: Side) -> str:
    return alternation(table("numbers_zh")["currencies"] if side == "zh" else table("numbers_en")["money"])


@cached()
def _introduction(side: Side) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = alternation(table(f"numbers_{side}")["converted"])
    signs = _signs(side)
    edge = "" if side == "zh" else r"(?<![A-Za-z])"
    before = re.compile(rf"{edge}(?:{words})\s?(?P<money>{signs})?\s?约?$", re.I)
    return before, re.compile(rf"\s?({signs})(?:人民币)?(?![A-Za-z])", re.I)
