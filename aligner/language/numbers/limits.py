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
    if _goes_on(side).match(text, end):
        return None
    heads: list[tuple[int, Limit]] = []
    for limit in LIMITS:
        head = _patterns(side, limit)[0].search(text, max(start - _REACH, 0), start)
        if head:
            heads.append((head.start(), limit))
    if not heads:
        tails = ((_patterns(side, limit)[1].match(text, end, end + _REACH), limit) for limit in LIMITS)
        return next(((limit, (start, tail.end())) for tail, limit in tails if tail), None)
    first, limit = min(heads)  # *no more than*, which holds *more than*
    denial = _denial(side).search(text, max(first - _REACH, 0), first)
    if denial:  # must not be less than, 不得超过
        return LIMITS[limit == "least"], (denial.start(), end)
    return limit, (first, end)


@cached()
def _goes_on(side: Side) -> re.Pattern[str]:
    """What follows the first figure of two that are one measure: two hours and ten minutes, 两小时十分."""
    if side == "zh":
        return re.compile(
            r"(?:个?小时|年|[天日]|米|元|块)(?:零|又|半|[\d一二三四五六七八九十]+(?:分|个月|小时|厘米|角|毛))"
        )
    return re.compile(
        r"[\s-](?:hours?|years?|days?|weeks?|feet|pounds?|dollars?),?\sand\s(?:a\shalf|[\w-]+\s\w)"
    )


@cached()
def _denial(side: Side) -> re.Pattern[str]:
    words = alternation(table(f"numbers_{side}")["limits"]["denied"])
    if side == "zh":
        return re.compile(rf"(?:{words})$")
    # no bill may rise by more than
    none = (
        r"\b(?:no|neither|nobody|none|nothing)\b[^,.;:]*?\b(?:may|can|must|shall|will|should|could)\b[^,.;:]*"
    )
    return re.compile(rf"(?:(?:\b|(?=n['’]t))(?:{words})(?:\s\w+)?\s|{none})$", re.I)


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
