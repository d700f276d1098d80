"""The words of an encoded text: pieces of the model put together, each with its kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from aligner.language.tables import cached, table
from aligner.record.model import Span

__all__ = ["KINDS", "Unit", "UnitKind", "units", "whole_words"]

UnitKind = Literal["content", "name", "figure", "function", "mark"]
KINDS: tuple[UnitKind, ...] = ("content", "name", "figure", "function", "mark")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
INNER = frozenset("'’-–.&/")
"""Joins letters and digits of one word: ``don't``, ``2.5``, ``Asia-Pacific``."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, a Chinese piece or a mark."""

    span: Span
    """Characters of the text, without blanks around them."""
    kind: UnitKind
    rows: Span
    """Its rows in the token states: first, one past the last."""


def units(text: str, spans: Sequence[Span]) -> list[Unit]:
    """The units of a text in reading order, from the spans of its tokens, shape (n, 2)."""
    groups: list[tuple[Span, Span]] = []
    for row, span in enumerate(spans):
        trimmed = _trim(text, span)
        if groups and _one_word(text, groups[-1][0], trimmed):
            (start, _), (first, _) = groups[-1]
            groups[-1] = ((start, trimmed[1]), (first, row + 1))
        else:
            groups.append((trimmed, (row, row + 1)))
    return list(_kinds(text, groups))


def whole_words(text: str, parts: Sequence[Unit]) -> Iterator[list[int]]:
    """Which units make one Chinese word together, after jieba's dictionary; words of one unit are left
    out."""
    if not HAN.search(text):
        return
    import jieba  # noqa: PLC0415 - a second of loading

    jieba.setLogLevel(60)
    at = 0
    for _, start, end in jieba.tokenize(text):
        while at < len(parts) and parts[at].span[1] <= start:
            at += 1
        rows = []
        for row in range(at, len(parts)):
            if parts[row].span[0] >= end:
                break
            if parts[row].kind != "mark":
                rows.append(row)
        if len(rows) > 1:
            yield rows


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _one_word(text: str, before: Span, after: Span) -> bool:
    """Whether a token goes on with the word before it: letters and digits that nothing sets apart."""
    if before[1] != after[0] or before[0] == before[1] or after[0] == after[1]:
        return before[1] >= after[1] and before[0] < before[1]
    last, first = text[before[1] - 1], text[after[0]]
    if HAN.match(last) or HAN.match(first):
        return False
    if first in INNER:
        return last.isalnum() and text[after[1] : after[1] + 1].isalnum()
    if last in INNER:
        return first.isalnum() and before[1] - before[0] > 1
    return last.isalnum() and first.isalnum()


def _kinds(text: str, groups: Sequence[tuple[Span, Span]]) -> Iterator[Unit]:
    opening = True
    for span, rows in groups:
        word = text[slice(*span)]
        kind = _kind(word, opening=opening)
        if kind != "mark":
            opening = False
        elif word and word[-1] in '.!?:“"‘':
            opening = True
        yield Unit(span, kind, rows)


def _kind(word: str, *, opening: bool) -> UnitKind:
    core = "".join(char for char in word if char.isalnum())
    if not core:
        return "mark"
    if any(unicodedata.category(char) == "Nd" for char in core):
        return "figure"
    if HAN.search(core):
        return "function" if core in _function("zh") else "content"
    if core.lower() in _function("en"):
        return "function"
    if core[0].isupper() and (not opening or core.isupper()):
        return "name"
    return "content"


@cached()
def _function(language: str) -> frozenset[str]:
    return frozenset(table("function_words")[language])
