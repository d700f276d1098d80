"""Files of others, whatever their format: fixes that come back, and pairs to check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aligner.exchange.coded_text import CodedText
from aligner.exchange.fixes import Left, Returned, Returning, UnitStatus, settle
from aligner.exchange.formats import ExchangeFormat, format_of
from aligner.exchange.one_line import on_one_line
from aligner.exchange.pair_rows import PairRow
from aligner.exchange.tbx import TermFile
from aligner.exchange.unit_rows import pair_rows, returned_rows
from aligner.record.errors import InputError
from aligner.record.model import SIDES, Side, other


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that somebody else aligned."""

    rows: tuple[PairRow, ...]
    original: Side | None
    """The side that the file calls the source; None where it says nothing (TSV)."""
    passed: tuple[Left, ...] = ()
    """What of the file was not read, and why."""


def read_returned(path: Path) -> Returned:
    """What a translator's file brings back: fixes, remarks, and what cannot be taken.

    XLIFF 1.2 and 2.x, TMX, and tables as `aligner export` writes them. `InputError` if it cannot be read.
    """
    row = _format(path)
    if row.table is not None:
        return settle(returned_rows(row.table(path)))
    assert row.read is not None  # whatever has endings is read
    return settle(row.read(path))


def _format(path: Path) -> ExchangeFormat:
    """The format of a file of pairs; `InputError` for one of terms."""
    row = format_of(path)
    if row.read_terms is not None:
        what = "this is a term base, which has no pairs of texts"
        raise InputError(what, file=path, mend="add it to the glossary with 'aligner import'")
    return row


def read_terms(path: Path) -> TermFile | None:
    """The terms of a term base; None for a file of another kind."""
    row = format_of(path)
    return None if row.read_terms is None else row.read_terms(path)


def read_pairs(path: Path) -> Pairs:
    """The pairs of a file of any tool, with the line of each; `InputError` if it cannot be read."""
    row = _format(path)
    if row.table is not None:
        found = tuple(pair_rows(row.table(path)))
        sources = {each.original for each in found}
        return Pairs(found, sources.pop() if len(sources) == 1 else None)
    assert row.read is not None
    units = list(row.read(path))
    passed = tuple(unit for unit in units if isinstance(unit, Left))
    rows = tuple(_pair_row(unit) for unit in units if isinstance(unit, Returning) and _texts(unit))
    sources = {row.original for row in rows}
    return Pairs(rows, sources.pop() if len(sources) == 1 else None, passed)


def _texts(unit: Returning) -> list[str]:
    """The texts of a unit that hold something, codes included."""
    return [coded.text for coded in unit.coded.values() if coded.text.strip()]


def _pair_row(unit: Returning) -> PairRow:
    """A unit as a pair; its texts on one line."""
    assert unit.side is not None
    target = unit.coded.get(unit.side, CodedText("")).text.strip()
    status: UnitStatus = "untranslated" if unit.source.strip() and not target else "translated"
    zh, en = (on_one_line(unit.coded.get(side, CodedText(""))) for side in SIDES)
    return PairRow(
        id=unit.unit,
        zh=zh.text,
        en=en.text,
        line=unit.line,
        original=other(unit.side),
        status=status if unit.status == "translated" else unit.status,
        coded={"zh": zh, "en": en},
    )
