"""Files of others, whatever their format: fixes that come back, and pairs to check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aligner.exchange.fixes import Left, Returned, settle
from aligner.exchange.formats import format_of
from aligner.exchange.tsv import PairRow
from aligner.record.model import Side, other


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

    XLIFF 1.2 and 2.x, TMX, and TSV as `aligner export` writes it. `InputError` if the file cannot be read.
    """
    read = format_of(path).read
    assert read is not None  # whatever has endings is read
    return settle(read(path))


def read_pairs(path: Path) -> Pairs:
    """The pairs of a file of any tool, with the line of each; `InputError` if it cannot be read."""
    row = format_of(path)
    if row.read_pairs is not None:
        return Pairs(tuple(row.read_pairs(path)), None)
    assert row.read is not None
    rows, passed, sources = [], [], set()
    for unit in row.read(path):
        if isinstance(unit, Left):
            passed.append(unit)
            continue
        assert unit.side is not None
        texts = {unit.side: unit.text, other(unit.side): " ".join(unit.source.split())}
        if any(texts.values()):
            rows.append(PairRow(unit.unit, texts["zh"], texts["en"], unit.line))
            sources.add(other(unit.side))
    return Pairs(tuple(rows), sources.pop() if len(sources) == 1 else None, tuple(passed))
