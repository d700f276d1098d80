"""Files of others, whatever their format: fixes that come back, and pairs to check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aligner.exchange.coded_text import CodedText
from aligner.exchange.fixes import Left, Returned, Returning, settle
from aligner.exchange.formats import ExchangeFormat, format_of
from aligner.exchange.one_line import on_one_line
from aligner.exchange.pair_rows import PairRow
from aligner.exchange.tbx import TermFile
from aligner.exchange.unit_rows import pair_rows, returned_rows
from aligner.record.characters import han_count, latin_words
from aligner.record.errors import InputError
from aligner.record.model import Side, other

# Share of pairs with both texts in the other's language from which on the file has its languages exchanged,
# and not a few texts misplaced. Chosen.
_MOST = 0.5


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
    """The pairs of a file of any tool, with the line of each.

    `InputError` if it cannot be read, or has its texts on the wrong sides.
    """
    pairs = _pairs(path)
    both = [
        (han_count(row.zh), latin_words(row.zh), han_count(row.en), latin_words(row.en)) for row in pairs.rows
    ]
    swapped = sum(bool(latin and han and not zh and not en) for zh, latin, han, en in both)
    if swapped > _MOST * sum(bool((zh or latin) and (han or en)) for zh, latin, han, en in both):
        raise InputError(
            "the texts that should be Chinese are English, and those that should be English are Chinese",
            file=path,
            line=pairs.rows[0].line,
            mend="exchange the names of the columns, or the codes of the languages",
        )
    return pairs


def _letters(text: str) -> tuple[int, int]:
    return han_count(text), latin_words(text)


def _pairs(path: Path) -> Pairs:
    row = _format(path)
    if row.table is not None:
        rows = tuple(pair_rows(row.table(path)))
        sources = {each.original for each in rows}
        return Pairs(rows, sources.pop() if len(sources) == 1 else None)
    assert row.read is not None
    units = list(row.read(path))
    passed = tuple(unit for unit in units if isinstance(unit, Left))
    rows = tuple(
        row for unit in units if isinstance(unit, Returning) and _texts(unit) for row in _pair_rows(unit)
    )
    sources = {row.original for row in rows}
    return Pairs(rows, sources.pop() if len(sources) == 1 else None, passed)


def _texts(unit: Returning) -> list[str]:
    """The texts of a unit that hold something, codes included."""
    return [coded.text for coded in unit.coded.values() if coded.text.strip()]


def _pair_rows(unit: Returning) -> Iterator[PairRow]:
    """A unit as a pair; of one that is translated in part, each sentence as a pair of its own."""
    assert unit.side is not None
    translated = [bool(part.target.text.strip()) for part in unit.parts]
    if any(translated) and not all(translated):
        for part in unit.parts:
            yield _pair_row(unit, part.line, part.source, part.target)
    else:
        source, target = (unit.coded.get(side, CodedText("")) for side in (other(unit.side), unit.side))
        yield _pair_row(unit, unit.line, source, target)


def _pair_row(unit: Returning, line: int, source: CodedText, target: CodedText) -> PairRow:
    """A pair, its texts on one line; what has no target yet is not translated."""
    assert unit.side is not None
    texts = {other(unit.side): on_one_line(source), unit.side: on_one_line(target)}
    empty = bool(source.text.strip() and not target.text.strip())
    return PairRow(
        id=unit.unit,
        zh=texts["zh"].text,
        en=texts["en"].text,
        line=line,
        original=other(unit.side),
        status="untranslated" if empty and unit.status == "translated" else unit.status,
        coded=texts,
    )
