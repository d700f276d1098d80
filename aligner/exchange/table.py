"""Tables of tab-separated cells as spreadsheets and people write them.

Cells may be quoted as in CSV, line breaks inside the quotes. A quotation mark that merely opens a
sentence stays what it is: a cell counts as quoted only if its closing mark ends the cell.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from aligner.record.errors import InputError
from aligner.record.files.text import read_bytes, read_text

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|\Z)')
# Most lines that one quoted cell may span; beyond, a stray quotation mark is the likelier reading. Chosen,
# not measured: a cell holds a passage, and a passage of a hundred lines is a chapter.
_MAX_LINES = 100
_SPECIAL = re.compile(r'[\t\n\r"]')
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def format_table(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text; cells with tabs, line breaks or quotation marks are quoted."""
    return "".join("\t".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell


def escape_formula(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula: an apostrophe before what looks like one."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """The reverse of `escape_formula`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def read_table(path: Path, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line and its cells by the names of the header.

    `InputError` where the file is empty, the header lacks a required name, or a row lacks a cell of one.
    """
    lines = _text(path).split("\n")
    if not any(line.strip() for line in lines):
        raise InputError("the file is empty", file=path, mend="give it a header 'id<TAB>zh<TAB>en' and rows")
    rows = _rows([line.removesuffix("\r") for line in lines])
    _, header = next(rows)
    missing = [name for name in required if name not in header]
    if missing:
        raise InputError(
            f"the header has no column '{missing[0]}'",
            file=path,
            line=1,
            mend=f"name the columns {', '.join(required[:-1])} and {required[-1]}",
        )
    least = max(header.index(name) for name in required)
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) <= least:
            raise InputError(
                f"the row has {len(cells)} columns, the header {len(header)}",
                file=path,
                line=line,
                mend="separate the columns with tabs",
            )
        yield line, dict(zip(header, cells, strict=False))


def _text(path: Path) -> str:
    """UTF-8, or the UTF-16 that Excel calls Unicode text."""
    data = read_bytes(path)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError("the file is damaged UTF-16", file=path, mend="save it as UTF-8") from None
    return read_text(path).removeprefix("\ufeff")


def _rows(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on (1-based); the first is the header."""
    index, width = 0, 0
    while index < len(lines):
        cells, used = _row(lines, index, width)
        yield index + 1, cells
        width = width or len(cells)
        index += used


def _row(lines: Sequence[str], index: int, width: int) -> tuple[list[str], int]:
    """The cells of the row that begins on a line, and how many lines it takes.

    It takes more than one only if that makes a whole row, and if they are not whole rows by themselves.
    """
    cells = _cells(lines[index])
    if not any(cell.startswith('"') for cell in lines[index].split("\t")):
        return cells, 1
    row = (cells, 1)
    for more in range(1, min(_MAX_LINES, len(lines) - index)):
        if len(row[0]) >= width and len(_cells(lines[index + more])) >= width > 1:
            break
        longer = _cells("\n".join(lines[index : index + more + 1]), whole=True)
        if len(longer) == width:
            row = (longer, more + 1) if row[1] == 1 else row
            if not any(cell.startswith('"') for cell in longer):  # a mark that another line may close
                return longer, more + 1
    return row


def _cells(text: str, *, whole: bool = False) -> list[str]:
    """The cells of a row; with `whole`, none if a line break stands outside quotes."""
    cells, at = [], 0
    while True:
        quoted = _QUOTED.match(text, at)
        if quoted:
            cells.append(quoted[1].replace('""', '"'))
            end = quoted.end()
        else:
            end = text.find("\t", at)
            end = len(text) if end < 0 else end
            cells.append(text[at:end])
            if whole and "\n" in cells[-1]:
                return []
        if end >= len(text) or text[end] == "\n":
            return cells if end >= len(text) else []
        at = end + 1
