"""Whether a number is the least or the most: 至少五百, 不超过五百, at least 500, up to 500."""

from __future__ import annotations

import re
from typing import Literal

from aligner.language.numbers.quantity import Quantity
from aligner.language.numbers.scanner import alternation
from aligner.language.tables import cached, table
from aligner.record.model import Side, Span

Limit = Literal["least", "most"]
LIMITS: tuple[Limit, ...] = ("least", "most")
# Characters before and behind a number in which its limit stands.
_REACH = 28


def limit_of(text: str, quantity: Quantity, side: Side) -> tuple[Limit, Span] | None:
    """Whether a number in a text of one side is a limit, and where it stands with the words that say so; None
    where nothing does."""
    start, end = quantity.span
    heads: list[tuple[int, Limit]] = []
    for limit in LIMITS:
        before, behind = _patterns(side, limit)
        head = before.search(text, max(start - _REACH, 0), start)
        if head:
            heads.append((head.start(), limit))
        tail = None if heads else behind.match(text, end, end + _REACH)
        if tail:
            return limit, (start, tail.end())
    if not heads:
        return None
    first, limit = min(heads)  # *no more than*, which holds *more than*
    denial = _denial(side).search(text, max(first - _REACH, 0), first)
    if denial:  # must not be less than, 不得超过
        return LIMITS[limit == "least"], (denial.start(), end)
    return limit, (first, end)


@cached()
def _denial(side: Side) -> re.Pattern[str]:
    words = alternation(table(f"numbers_{side}")["limits"]["denied"])
    return re.compile(
        rf"(?:{words})$" if side == "zh" else rf"(?:\b|(?=n['’]t))(?:{words})(?:\s\w+)?\s$", re.I
    )


@cached()
def _patterns(side: Side, limit: Limit) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = table(f"numbers_{side}")["limits"]
    before, behind = (alternation(words[f"{limit} {place}"]) for place in ("before", "behind"))
    if side == "zh":
        counted = r"[^\d，。；：、！？,.;:!?]{0,3}?"
        adverbs = alternation(words[f"{limit} at some distance"])
        verb = r"[^\d\s，。；：、！？,.;:!?的一二三四五六七八九十百千万亿两]{0,5}"
        return re.compile(rf"(?:(?:{before})|(?:{adverbs}){verb})$"), re.compile(rf"{counted}(?:{behind})")
    money = r"(?:\s(?:a|an|about|some))?\s?(?:[A-Z]{0,3}[$€£¥]|RMB|US)?\s?"
    counted = r"(?:\s[\w-]+){0,2}?\s"
    return re.compile(rf"\b(?:{before}){money}$", re.I), re.compile(rf"{counted}(?:{behind})\b", re.I)
