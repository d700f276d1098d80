"""Tables in text files: cells separated by tabs, commas or semicolons, as spreadsheets and people write them.

Cells may be quoted as in CSV, line breaks inside the quotes. A quotation mark that merely opens a
sentence stays what it is: a cell counts as quoted only if its closing mark ends the cell, and in a table
with tabs only if its writer quotes at all: Google Sheets does not, and leaves the marks of a cell that is a
quotation.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from aligner.exchange.tables.rows import Table
from aligner.record.characters import HAN
from aligner.record.errors import AlignerError, InputError
from aligner.record.files.text import decoded, read_bytes

# Most lines that one quoted cell may span; beyond, a stray quotation mark is the likelier reading. Chosen,
# not measured: a cell holds a passage, and a passage of a hundred lines is a chapter.
_MAX_LINES = 100
_NUMBER = re.compile(r"[-+]?[\d.,:/%\s-]*|NA|TRUE|FALSE")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*')
"""What Excel reads before the header as the name of the separator."""


class _Cell(NamedTuple):
    """A cell and how it is written."""

    text: str
    raw: str

    @property
    def quoted(self) -> bool:
        return self.text != self.raw


def format_table(rows: Iterable[Sequence[str]], separator: str = "\t") -> str:
    """Rows as text; cells with separators, line breaks or quotation marks are quoted."""
    special = re.compile(f'[{separator}\n\r"]')
    return "".join(separator.join(_quoted(cell, special) for cell in row) + "\n" for row in rows)


def _quoted(cell: str, special: re.Pattern[str]) -> str:
    return '"' + cell.replace('"', '""') + '"' if special.search(cell) else cell


def read_text_table(path: Path) -> Table:
    """The table of a .tsv or .csv file; `InputError` if it cannot be read or is empty."""
    lines = [line.removesuffix("\r") for line in _text(path).split("\n")]
    named = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    first = next((n for n, line in enumerate(lines) if line.strip() and not (named and n == 0)), 0)
    separator = named[1] if named else _separator(lines[first])
    read = _rows if separator == "\t" else _csv_rows
    rows = [(first + line, cells) for line, cells in read(lines[first:], separator)]
    if separator == "\t" and not _quotes(cells for _, cells in rows[1:]):
        rows = [(n, [_Cell(raw, raw) for raw in line.split("\t")]) for n, line in enumerate(lines, 1) if line]
    if _row_names(rows):
        rows = [rows[0], *((line, cells[1:]) for line, cells in rows[1:])]
    return Table.of(path, [(line, [cell.text for cell in cells]) for line, cells in rows])


def _separator(header: str) -> str:
    """What separates the names in a header: a tab, or else the commonest of comma and semicolon."""
    if "\t" in header:
        return "\t"
    counts = {mark: header.count(mark) for mark in ",;"}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else "\t"


def _quotes(rows: Iterable[Sequence[_Cell]]) -> bool:
    """Whether the writer of these rows puts cells into quotation marks.

    It does if a cell has marks that it needs, or if all cells have them that are not numbers; Excel also
    quotes every cell with a comma.
    """
    cells = [cell for row in rows for cell in row if not _NUMBER.fullmatch(cell.raw.strip())]
    quoted = [cell for cell in cells if cell.quoted]
    if any(mark in cell.text for cell in quoted for mark in '\t\n\r"'):
        return True
    bare = [cell.text for cell in cells if not cell.quoted]
    if not bare or not quoted:
        return True
    excel = all("," in cell.text for cell in quoted)
    return excel and not any(mark in text for text in bare for mark in ',"')


def _row_names(rows: Sequence[tuple[int, Sequence[_Cell]]]) -> bool:
    """Whether each row begins with its number, for which the quoted header has no name, as R writes it."""
    (_, header), *body = rows
    return (
        bool(body)
        and all(
            len(cells) == len(header) + 1 and cells[0].text == str(n)
            for n, (_, cells) in enumerate((row for row in body if any(cell.text for cell in row[1])), 1)
        )
        and all(cell.quoted for cell in header)
    )


def _text(path: Path) -> str:
    """UTF-8, the UTF-16 that Excel calls Unicode text, or what it writes on a Chinese Windows."""
    data = read_bytes(path)
    wide = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be" if data[:1] == b"\0" else ""
    if wide or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode(wide or "utf-16")
        except UnicodeDecodeError:
            raise InputError("the file is damaged UTF-16", file=path, mend="save it as UTF-8") from None
    try:
        return decoded(data, path, mend="save the file as UTF-8").removeprefix("\ufeff")
    except AlignerError:
        text = _chinese(data)
        if text is None:
            raise
        return text


# Least share of common characters among the Chinese ones of a text, for it to be in an encoding that it does
# not name. Measured on the sentences of both seeds, one at a time, in both scripts: read in their own one
# all have .94 and more, in the other one most .7 and less or none; of 679, one of three characters ties.
_COMMON = 0.8
_BLOCKS = (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6))
"""Where the character sets of both scripts have their common characters (3,755 and 5,401): first bytes."""


def _chinese(data: bytes) -> str | None:
    """The text in GB 18030 or Big5, whichever makes common characters of it; None if neither does."""
    best: tuple[float, str | None] = (_COMMON, None)
    for name in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        han = HAN.findall(text)
        best = max(best, (sum(map(_is_common, han)) / max(len(han), 1), text), key=lambda row: row[0])
    return best[1]


def _is_common(char: str) -> bool:
    return any(first <= (char.encode(name, "replace"))[0] <= last for name, first, last in _BLOCKS)


def _csv_rows(lines: Sequence[str], separator: str) -> Iterator[tuple[int, list[_Cell]]]:
    """Rows as the CSV rules have them; read as tables with tabs are where the file breaks the rules."""
    reader = csv.reader([f"{line}\n" for line in lines], delimiter=separator, strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append((line, [_Cell(cell, cell) for cell in cells]))
            line = reader.line_num + 1
    except csv.Error:
        return _rows(lines, separator)
    return iter(rows)


def _rows(lines: Sequence[str], separator: str) -> Iterator[tuple[int, list[_Cell]]]:
    """Rows with the line they begin on (1-based); the first is the header."""
    index, width = 0, 0
    while index < len(lines):
        cells, used = _row(lines, index, width, separator)
        yield index + 1, cells
        width = width or len(cells)
        index += used


def _row(lines: Sequence[str], index: int, width: int, separator: str) -> tuple[list[_Cell], int]:
    """The cells of the row that begins on a line, and how many lines it takes; the header (width 0) one.

    It takes more than one only if that makes a whole row, and if they are not whole rows by themselves.
    """
    cells = _cells(lines[index], separator)
    if not width or not any(cell.raw.startswith('"') and not cell.quoted for cell in cells):
        return cells, 1
    row = (cells, 1)
    for more in range(1, min(_MAX_LINES, len(lines) - index)):
        if len(row[0]) >= width and len(_cells(lines[index + more], separator)) >= width > 1:
            break
        longer = _cells("\n".join(lines[index : index + more + 1]), separator, whole=True)
        if len(longer) == width:
            row = (longer, more + 1) if row[1] == 1 else row
            if not any(cell.text.startswith('"') for cell in longer):  # a mark that another line may close
                return longer, more + 1
    return row


@cache
def _cell_ends(separator: str) -> tuple[re.Pattern[str], ...]:
    """A quoted cell, its marks doubled as in CSV, or behind a backslash as in R."""
    ends = rf"(?={re.escape(separator)}|\n|\Z)"
    return re.compile(rf'"((?:[^"]|"")*+)"{ends}'), re.compile(rf'"((?:[^"\\]|\\"|\\(?!"))*+)"{ends}')


def _cells(text: str, separator: str, *, whole: bool = False) -> list[_Cell]:
    """The cells of a row; with `whole`, none if a line break stands outside quotes."""
    doubled, escaped = _cell_ends(separator)
    cells: list[_Cell] = []
    at = 0
    while True:
        if match := doubled.match(text, at):
            cells.append(_Cell(match[1].replace('""', '"'), match[0]))
        elif match := escaped.match(text, at):
            cells.append(_Cell(match[1].replace('\\"', '"'), match[0]))
        else:
            end = text.find(separator, at)
            raw = text[at : len(text) if end < 0 else end]
            cells.append(_Cell(raw, raw))
            if whole and "\n" in raw:
                return []
        end = at + len(cells[-1].raw)
        if end >= len(text) or text[end] == "\n":
            return cells if end >= len(text) else []
        at = end + 1
