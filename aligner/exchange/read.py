"""Files of others, whatever their format: fixes that come back, and pairs to check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aligner.exchange import tmx, tsv
from aligner.exchange.fixes import Fix, Returned, Returning, settle
from aligner.exchange.tsv import Row
from aligner.exchange.xliff import read
from aligner.exchange.xml.read import read_xml
from aligner.record.errors import InputError
from aligner.record.model import Side, other

__all__ = ["PAIRS", "Pairs", "read_fixes", "read_pairs", "read_returned"]

PAIRS = (".tsv", ".tmx", ".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff")
"""Endings of the files that `read_pairs` reads."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that somebody else aligned."""

    rows: tuple[Row, ...]
    original: Side | None
    """The side that the file calls the source; None where it says nothing (TSV)."""


def read_returned(path: Path) -> Returned:
    """What a translator's file brings back: fixes, remarks, and what cannot be taken.

    XLIFF 1.2 and 2.x, TMX, and TSV as `aligner export` writes it. `InputError` if the file cannot be read.
    """
    return settle(_units(path))


def read_fixes(path: Path) -> list[Fix]:
    """The changed targets of a translator's file (`read_returned` tells of the rest)."""
    return list(read_returned(path).fixes)


def read_pairs(path: Path) -> Pairs:
    """The pairs of a file of any tool, with the line of each; `InputError` if it cannot be read."""
    if path.suffix.lower() == ".tsv":
        return Pairs(tuple(tsv.read(path)), None)
    rows, sources = [], set()
    for unit in _units(path):
        assert unit.side is not None
        texts = {unit.side: unit.text, other(unit.side): " ".join(unit.source.split())}
        if any(texts.values()):
            rows.append(Row(unit.unit, texts["zh"], texts["en"], unit.line))
            sources.add(other(unit.side))
    return Pairs(tuple(rows), sources.pop() if len(sources) == 1 else None)


def _units(path: Path) -> Iterator[Returning]:
    if path.suffix.lower() == ".tsv":
        return tsv.units(path)
    if path.suffix.lower() in (".json", ".yml", ".md", ".csv", ".xlsx", ".docx", ".po"):
        raise InputError(
            f"{path.suffix} files are not read here", file=path, mend="give an XLIFF, TMX or TSV file"
        )
    root = read_xml(path)
    return tmx.units(root, path) if root.name == "tmx" else read.units(root, path)
