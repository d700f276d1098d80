"""Tables in Word documents (.docx) as translators get them for review: a row a segment.

Written through python-docx; read from the document's XML, since a translator's tracked changes are accepted
in it and his comments belong to the row that they stand in.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from aligner.exchange.tables.columns import find_columns
from aligner.exchange.tables.packages import open_package, optional_module
from aligner.exchange.tables.rows import Table
from aligner.exchange.xml.read import Element, parse_xml
from aligner.record.errors import InputError

_DOCUMENT = "word/document.xml"
_COMMENTS = "word/comments.xml"
WORD_COMMENTS = "comments of word"
"""The name of a column with the comments that stand in a row."""
_REMOVED = ("del", "moveFrom", "Fallback")
"""Tracked changes whose text is gone when they are accepted, and what stands twice for older programs."""
_WRAPPERS = ("sdt", "sdtContent", "ins", "customXml", "smartTag")
"""What may stand around a row, a cell or a paragraph: content controls, which lock cells, and the like."""
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}


def format_document(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Rows as a document with one table, whose header is repeated on every page; landscape."""
    docx = optional_module("docx", "python-docx", "Word documents")
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(title, level=1)
    header, *body = rows
    table = document.add_table(rows=1, cols=len(header), style="Table Grid")
    _fill(table.rows[0], header, bold=True)
    mark = table.rows[0]._tr.get_or_add_trPr()
    mark.append(docx.oxml.OxmlElement("w:tblHeader"))
    for cells in body:
        _fill(table.add_row(), cells)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill(row: object, cells: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, cells, strict=True):  # type: ignore[attr-defined]
        cell.paragraphs[0].add_run(text).bold = bold


def read_document(path: Path) -> Table:
    """The rows of all tables of a document that have columns for a pair; lines count the rows of its tables.

    `InputError` if the file is no Word document or has no such table.
    """
    package = open_package(path, _DOCUMENT, "a Word document")
    notes = package.part(_COMMENTS)
    comments = {} if notes is None else _comments(parse_xml(notes, path))
    whole: Table | None = None
    number = 0
    for element in parse_xml(package.part(_DOCUMENT) or b"", path).iter("tbl"):
        rows = [(number + n, cells) for n, cells in enumerate(_rows(element, comments), 1)]
        number += len(rows)
        table = _with_header(path, rows)
        if table is not None and (whole is None or whole.header == table.header):
            whole = Table(path, table.header, [*(whole.rows if whole else ()), *table.rows], table.line)
    if whole is None:
        raise InputError(
            "the document has no table with a column for each language",
            file=path,
            mend="name the columns id, zh and en in the first row",
        )
    return whole


def _with_header(path: Path, rows: Sequence[tuple[int, list[str]]]) -> Table | None:
    """A table whose header is its first row or, below a title, one of the next two."""
    for first in range(min(3, len(rows))):
        line, header = rows[first]
        if any(cell.strip() for cell in header):
            table = Table.of(path, [(line, [*header[:-1], WORD_COMMENTS]), *rows[first + 1 :]])
            if find_columns(table) is not None:
                return table
    return None


def _rows(table: Element, comments: dict[str, str]) -> Iterator[list[str]]:
    for row in _within(table, "tr"):
        if row.find("trPr/del") is not None:
            continue
        cells = []
        for cell in _within(row, "tc"):
            span = cell.find("tcPr/gridSpan")
            width = "" if span is None else span.get("val", "")
            cells += [_cell(cell), *[""] * (int(width) - 1 if width.isdecimal() and len(width) < 3 else 0)]
        said = [comments.get(mark.get("id", ""), "") for mark in row.iter("commentReference")]
        yield [*cells, "\n".join(filter(None, said))]


def _within(element: Element, tag: str) -> Iterator[Element]:
    """The children with a name, also inside wrappers."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _within(child, tag)


def _cell(cell: Element) -> str:
    """The text of a cell, its paragraphs on lines of their own."""
    paragraphs = ("".join(_pieces(paragraph)) for paragraph in _within(cell, "p"))
    return "\n".join(paragraphs).strip("\n")


def _pieces(element: Element) -> Iterator[str]:
    for item in element:
        if item.tag == "t":
            yield item.text or ""
        elif item.tag in _BREAKS:
            yield _BREAKS[item.tag]
        elif item.tag not in _REMOVED:
            yield from _pieces(item)


def _comments(root: Element) -> dict[str, str]:
    """The comments of a document by their ids."""
    return {note.get("id", ""): "".join(_pieces(note)).strip() for note in root.iter("comment")}
