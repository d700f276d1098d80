"""The columns of a table of pairs, however its tool names them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from aligner.exchange.languages import side_of
from aligner.exchange.tables.rows import Table
from aligner.record.characters import main_language
from aligner.record.errors import InputError
from aligner.record.model import SIDES, Side, other

_ID = re.compile(r"id|key|unit|tuid|no\.?|nr\.?|#|segment( ?(id|no\.?|number))?|序号|编号|編號|段号")
_SOURCE = re.compile(r"(source|src|original)\b.*|原文|源文|源语言?|來源|来源")
_TARGET = re.compile(r"(target|tgt|translation)\b.*|译文|譯文|目标|目標|目标语言?|翻译")
"""What people and tools call the columns of a table for translators."""
_VARIANT = re.compile(r"[a-z]{2,3}([-_](hans|hant|cht|chs|[a-z]{2}))+")
# Rows that are read to tell the language of a column called “source” or “target”. Chosen: more say the same.
_SAMPLE = 50


@dataclass(frozen=True, slots=True)
class PairColumns:
    """Where in a row the parts of a pair are."""

    id: int | None
    zh: int
    en: int
    original: Side | None = None
    """The side that the header calls the source."""
    further: tuple[tuple[int, int], ...] = ()
    """Columns of further renderings, each beside the first one of the other language: Chinese, English."""


def pair_columns(table: Table) -> PairColumns:
    """The columns of a table; `InputError` where they cannot be told."""
    columns = find_columns(table)
    if columns is not None:
        return columns
    named = {side_of(name) for name in table.header}
    missing = next((side for side in SIDES if side not in named), "zh")
    raise InputError(
        f"the header has no column '{missing}'",
        file=table.path,
        line=table.line,
        mend="name the columns id, zh and en",
    )


def find_columns(table: Table) -> PairColumns | None:
    """The columns of a table; None where they cannot be told."""
    header = table.header
    key = next((n for n, name in enumerate(header) if _ID.fullmatch(name)), None)
    sides = {side: _of_language(header, side) for side in SIDES}
    if all(sides.values()):
        (zh, *more_zh), (en, *more_en) = sides["zh"], sides["en"]
        return PairColumns(key, zh, en, None, (*((n, en) for n in more_zh), *((zh, n) for n in more_en)))
    source, target = (_matching(header, pattern) for pattern in (_SOURCE, _TARGET))
    if source is None or target is None:
        return None
    side = _language(table, source) or _across(_language(table, target))
    if side is None:
        return None
    places = {side: source, other(side): target}
    return PairColumns(key, places["zh"], places["en"], side)


def _across(side: Side | None) -> Side | None:
    return None if side is None else other(side)


def _of_language(header: tuple[str, ...], side: Side) -> list[int]:
    """The columns of a language: the one with its plain code or else the first of its name, then those of its
    variants (``zh-TW``, ``en-GB``).
    """
    places = [n for n, name in enumerate(header) if side_of(name) == side and not name.endswith("_ids")]
    first = [n for n in places if header[n] == side] or places
    return first[:1] + [n for n in places if n not in first[:1] and _VARIANT.fullmatch(header[n])]


def _matching(header: tuple[str, ...], pattern: re.Pattern[str]) -> int | None:
    return next((n for n, name in enumerate(header) if pattern.fullmatch(name)), None)


def _language(table: Table, column: int) -> Side | None:
    """The language that most cells of a column are in."""
    cells = (cells[column] for _, cells in table.rows[:_SAMPLE] if len(cells) > column)
    counts = Counter(language for cell in cells if (language := main_language(cell)))
    return next((side for side in SIDES if counts[side] > counts[other(side)]), None)
