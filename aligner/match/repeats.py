"""Passages that a document prints twice: one of them is matched, the others share its links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Raw", "normal_form", "originals", "spread"]

_LEAST = 6  # characters: shorter lines ("Yes.", "第三") repeat without being copies


@dataclass(frozen=True, slots=True)
class Raw:
    """A link by positions in the two documents, before it has a name."""

    zh: tuple[int, ...]
    en: tuple[int, ...]
    score: float


def normal_form(text: str) -> str:
    """The text without case, width, blanks, quotes and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def originals(texts: Sequence[str]) -> list[int]:
    """For each text the position of the first one that reads the same, which may be its own."""
    seen: dict[str, int] = {}
    return [
        seen.setdefault(form, index) if len(form := normal_form(text)) >= _LEAST else index
        for index, text in enumerate(texts)
    ]


def spread(links: Sequence[Raw], first_zh: Sequence[int], first_en: Sequence[int]) -> list[Raw]:
    """`links`, and for every copy of a passage that has none the links of its original, as links of its own.

    `first_zh` and `first_en` come from `originals`. In a copied link the other side stays as it is, unless that
    is copied as well: then first goes with first, second with second.
    """
    copies_zh, copies_en = _copies(first_zh), _copies(first_en)
    taken = {(0, i) for link in links for i in link.zh} | {(1, j) for link in links for j in link.en}
    result = list(links)
    for link in links:
        rounds = [copies_zh[first_zh[i]] for i in link.zh] + [copies_en[first_en[j]] for j in link.en]
        for turn in range(max(map(len, rounds))):
            zh = tuple(sorted({_pick(copies_zh[first_zh[i]], turn, i) for i in link.zh}))
            en = tuple(sorted({_pick(copies_en[first_en[j]], turn, j) for j in link.en}))
            fresh = {(0, i) for i in zh if i not in link.zh} | {(1, j) for j in en if j not in link.en}
            if fresh and not fresh & taken:
                result.append(Raw(zh, en, link.score))
    return result


def _pick(copies: Sequence[int], turn: int, own: int) -> int:
    return copies[turn] if turn < len(copies) else own


def _copies(first: Sequence[int]) -> dict[int, list[int]]:
    copies: dict[int, list[int]] = {}
    for index, original in enumerate(first):
        copies.setdefault(original, []).append(index)
    return copies
