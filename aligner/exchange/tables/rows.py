"""The rows of a table, whatever file it comes from, by the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aligner.record.errors import InputError

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_RUN_TOGETHER = re.compile(r"[^\t]*\S[ \xa0]+\S[^\t]*")
"""One cell with blanks in it: what the other rows have in several."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of cells."""

    path: Path
    header: tuple[str, ...]
    """Names of the columns, in small letters, without blanks around them."""
    rows: Sequence[tuple[int, Sequence[str]]]
    """Each row that is not empty with its place: a line of a text file, a row of a sheet (1-based)."""
    line: int = 1
    """Place of the header."""

    @classmethod
    def of(cls, path: Path, rows: Sequence[tuple[int, Sequence[str]]]) -> Table:
        """A table of all rows of a file; `InputError` if there are none."""
        filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
        if not filled:
            raise InputError(
                "the file is empty", file=path, mend="give it a header 'id<TAB>zh<TAB>en' and rows"
            )
        (line, header), *body = filled
        return cls(path, tuple(cell.strip(" \t\ufeff").casefold() for cell in header), body, line)

    def named(self, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row with its cells by name, of two columns with one name the first; see `rows_of`.

        `InputError` where the header lacks a required name.
        """
        missing = [name for name in required if name not in self.header]
        if missing:
            raise InputError(
                f"the header has no column '{missing[0]}'",
                file=self.path,
                line=self.line,
                mend=f"name the columns {', '.join(required[:-1])} and {required[-1]}",
            )
        for line, cells in self.rows_of(max(self.header.index(name) for name in required)):
            named: dict[str, str] = {}
            for name, cell in zip(self.header, cells, strict=True):
                named.setdefault(name, cell)
            yield line, named

    def rows_of(self, last: int) -> Iterator[tuple[int, Sequence[str]]]:
        """Each row with as many cells as the header has: spreadsheets leave empty ones at the end away.

        `InputError` for a row that is not separated into cells up to the `last` that is needed.
        """
        width = len(self.header)
        whole = any(len(cells) > last for _, cells in self.rows)  # else the rows are separated otherwise
        for line, cells in self.rows:
            if len(cells) <= last and (not whole or _RUN_TOGETHER.fullmatch("\t".join(cells))):
                raise InputError(
                    f"the row has {len(cells)} columns, the header {width}",
                    file=self.path,
                    line=line,
                    mend="separate the columns as the header does",
                )
            yield line, [*cells[:width], *[""] * (width - len(cells))]


def escape_formula(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula: an apostrophe before what looks like one."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """The reverse of `escape_formula`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
