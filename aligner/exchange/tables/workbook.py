"""Tables as Excel workbooks (.xlsx), through openpyxl."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from aligner.exchange.tables.columns import find_columns
from aligner.exchange.tables.packages import open_package, optional_module
from aligner.exchange.tables.rows import Table
from aligner.record.errors import AlignerError, InputError

# Columns wide in characters: texts in two languages side by side on a screen, all else as narrow as it may
# be. Chosen.
_WIDE, _NARROW = 60, 12
# Most cells that are read of a sheet: a memory of the largest size that is read has fewer, and a few bytes
# can pretend to more.
_MOST_CELLS = 5_000_000
# Most characters that Excel keeps in a cell.
_LONGEST = 32_767


def format_workbook(rows: Iterable[Sequence[str]], wide: Iterable[str]) -> bytes:
    """Rows as a workbook with one sheet: the header stays in sight, the columns named `wide` have room.

    All cells are text, so that no spreadsheet takes one for a formula, a number or a date.
    """
    openpyxl = optional_module("openpyxl", "openpyxl", "Excel workbooks")
    styles = importlib.import_module("openpyxl.styles")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.freeze_panes = "A2"
    wide = set(wide)
    for number, cells in enumerate(rows, 1):
        for place, text in enumerate(cells, 1):
            if len(text) > _LONGEST:
                raise InputError(
                    f"a text has {len(text):,} characters, an Excel cell holds {_LONGEST:,}",
                    mend="export as tsv",
                )
            cell = sheet.cell(number, place)
            cell.value = text
            cell.data_type, cell.number_format = "s", "@"
            cell.font = styles.Font(bold=number == 1)
            cell.alignment = styles.Alignment(wrap_text=number > 1, vertical="top")
            if number == 1:
                width = _WIDE if text in wide else _NARROW
                sheet.column_dimensions[cell.column_letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_workbook(path: Path) -> Table:
    """The table of a workbook: the first sheet that has columns for a pair, or else the first.

    `InputError` if the file is none or holds nothing.
    """
    package = open_package(path, "xl/workbook.xml", "an Excel workbook")
    openpyxl = optional_module("openpyxl", "openpyxl", "Excel workbooks")
    try:
        # Read-only: cells are read one by one, and merged ranges of millions of them take no memory.
        book = openpyxl.load_workbook(io.BytesIO(package.data), data_only=True, read_only=True)
        sheets = [[*_rows(sheet, path)] for sheet in book.worksheets]
    except (AlignerError, MemoryError):
        raise
    except Exception as error:  # whatever a damaged file makes the library do
        what = f"the workbook is damaged ({type(error).__name__})"
        raise InputError(what, file=path, mend="open it in Excel and save it again") from None
    tables = [Table.of(path, rows) for rows in sheets if any(any(cells) for _, cells in rows)]
    return next(filter(find_columns, tables), tables[0] if tables else Table.of(path, []))


def _rows(sheet: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the sheet says of its size may be wrong
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells += len(row) + 1
        if cells > _MOST_CELLS:
            what = f"the sheet has more than {_MOST_CELLS:,} cells, empty ones counted"
            raise InputError(what, file=path, line=number, mend="delete the empty columns and rows")
        if any(value is not None for value in row):
            yield number, [_text(value) for value in row]


def _text(value: object) -> str:
    """A cell as its text: whole numbers without a decimal point."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
