"""Tables in Excel workbooks and Word documents: out, edited with the libraries that people use, and in."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from aligner.exchange.formats import EXPORTERS
from aligner.exchange.read import read_pairs, read_returned
from aligner.exchange.tables import packages
from aligner.exchange.units import select_units
from aligner.record.errors import AlignerError, InputError
from tests.helpers.talk import EN, ZH, talk

GROWN = "年吞吐量可达到120万标准箱。"
OFFICE = ("xlsx", "docx")


def exported(
    tmp_path: Path, style: str, original: str = "en", texts: dict[str, str] | None = None, **options: Any
) -> Path:
    path = tmp_path / f"out.{style}"
    content = EXPORTERS[style](select_units(talk(original, texts), unmatched=True, **options))
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def edited(path: Path, change: Callable[[list[list[Any]]], None]) -> Path:
    """The file after somebody changed cells in his program and saved it."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        change([list(row) for row in book.active.iter_rows()])
        book.save(path)
    else:
        document = docx.Document(str(path))
        change([list(row.cells) for row in document.tables[0].rows])
        document.save(str(path))
    return path


def put(cell: Any, text: str) -> None:
    if hasattr(cell, "paragraphs"):
        cell.text = text
    else:
        cell.value = text


def text_of(cell: Any) -> str:
    return str(cell.text if hasattr(cell, "paragraphs") else cell.value)


@pytest.mark.parametrize("style", [*OFFICE, "csv"])
@pytest.mark.parametrize("original", ["en", "zh"])
def test_nobody_touched_it(tmp_path: Path, style: str, original: str) -> None:
    texts = {"z1": "=1+1 <b> & “x” ¶ ；", "e1": "+a\u2028b", "z4": "'=x", "e3": '"a", b; c'}
    returned = read_returned(exported(tmp_path, style, original, texts=texts))
    assert (returned.fixes, returned.remarks, returned.left) == ((), (), ())
    assert returned.units == len(select_units(talk(original), unmatched=True).units)


@pytest.mark.parametrize("style", OFFICE)
def test_saved_unchanged(tmp_path: Path, style: str) -> None:
    returned = read_returned(edited(exported(tmp_path, style), lambda rows: None))
    assert (returned.units, returned.fixes, returned.remarks, returned.left) == (6, (), (), ())


@pytest.mark.parametrize("style", OFFICE)
def test_changed_texts_and_comments(tmp_path: Path, style: str) -> None:
    def change(rows: list[list[Any]]) -> None:
        header = [text_of(cell) for cell in rows[0]]
        zh, comment = header.index("zh"), header.index("comment")
        for row in rows[1:]:
            if text_of(row[0]) == "z2.z3":
                put(row[zh], text_of(row[zh]).replace("12万", "120万"))
                put(row[comment], "查过年报")
            if text_of(row[0]) == "z1":
                put(row[comment], "标题不变")

    returned = read_returned(edited(exported(tmp_path, style), change))
    assert [(fix.segments, fix.after, fix.note) for fix in returned.fixes] == [(("z3",), GROWN, "查过年报")]
    assert [(note.segments, note.text) for note in returned.remarks] == [(("z1",), "标题不变")]
    assert returned.left == ()


@pytest.mark.parametrize("style", [*OFFICE, "csv"])
def test_pairs(tmp_path: Path, style: str) -> None:
    rows = read_pairs(exported(tmp_path, style)).rows
    assert (rows[0].id, rows[0].zh, rows[0].en) == ("z1", ZH["z1"], EN["e1"])
    assert rows[1].zh == ZH["z2"] + ZH["z3"]


def table(rows: list[list[str]]) -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph("Please review.")
    body = document.add_table(rows=0, cols=len(rows[0]))
    for cells in rows:
        for cell, text in zip(body.add_row().cells, cells, strict=True):
            cell.text = text
    return document


def tracked(cell: Any, name: str, text: str) -> None:
    """A tracked change at the end of a cell, as Word writes it."""
    change, run = OxmlElement(f"w:{name}"), OxmlElement("w:r")
    words = OxmlElement("w:delText" if name == "del" else "w:t")
    words.text = text
    change.set(qn("w:id"), "7")
    run.append(words)
    change.append(run)
    cell.paragraphs[0]._p.append(change)


HEADERS = [
    ["ID", "English (United States)", "Chinese (PRC)", "Comment", "Status"],
    ["Segment ID", "Source segment", "Target segment", "Segment status", ""],
    ["序号", "原文", "译文", "备注", ""],
    ["id", "en-US", "zh-CN", "", ""],
    ["No.", "English", "中文", "", ""],
]


@pytest.mark.parametrize("header", HEADERS, ids=[row[0] for row in HEADERS])
@pytest.mark.parametrize("title", [False, True])
def test_bilingual_documents_of_other_tools(tmp_path: Path, header: list[str], title: bool) -> None:
    rows = [["The file", "", "", "", ""]] if title else []
    rows += [header, ["1", EN["e3"], ZH["z4"], "", "100%"], ["2", EN["e4"], "", "", ""]]
    document = table(rows)
    tracked(document.tables[0].rows[-2].cells[2], "del", "旧")
    tracked(document.tables[0].rows[-2].cells[2], "ins", "新")
    document.save(str(tmp_path / "a.docx"))
    first, second = read_pairs(tmp_path / "a.docx").rows
    assert (first.id, first.en, first.zh) == ("1", EN["e3"], f"{ZH['z4']}新")
    assert (second.id, second.zh, second.line) == ("2", "", 4 if title else 3)
    named = header[1].startswith(("Source", "原文"))
    assert first.original == ("en" if named else None)
    assert second.status == ("untranslated" if named else "translated")


def test_cells_in_content_controls(tmp_path: Path) -> None:
    """Tools lock the cells of the source with them."""
    path = exported(tmp_path, "docx")
    document = docx.Document(str(path))
    for row in document.tables[0].rows:
        cell = row.cells[2]._tc
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        control.append(content)
        cell.addprevious(control)
        content.append(cell)
    document.save(str(path))
    returned = read_returned(path)
    assert (returned.units, returned.fixes, returned.left) == (6, (), ())


def test_comments_of_word_are_the_translators(tmp_path: Path) -> None:
    path = exported(tmp_path, "docx")
    document = docx.Document(str(path))
    run = document.tables[0].rows[1].cells[1].paragraphs[0].runs[0]
    document.add_comment(run, text="标题不变", author="Li")
    document.save(str(path))
    assert [(r.segments, r.text) for r in read_returned(path).remarks] == [(("z1",), "标题不变")]


def test_the_sheet_with_the_pairs_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["About this file"])
    sheet = book.create_sheet("pairs")
    for row in (
        ["No.", "Chinese", "English", "date"],
        [1.0, ZH["z1"], EN["e1"], 3],
        [None, "=1+1", EN["e2"]],
    ):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    rows = read_pairs(tmp_path / "a.xlsx").rows
    assert [(row.id, row.zh, row.line) for row in rows] == [("1", ZH["z1"], 2), ("3", "", 3)]


@pytest.mark.parametrize(
    ("name", "package", "kind"),
    [("a.xlsx", "openpyxl", "Excel workbooks"), ("a.docx", "python-docx", "Word documents")],
)
def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str, kind: str
) -> None:
    path = exported(tmp_path, name[2:])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(AlignerError, match=f"{kind} need the package {package}; run `pip install 'aligner"):
        EXPORTERS[name[2:]](select_units(talk()))
    if name == "a.xlsx":
        with pytest.raises(AlignerError, match="need the package openpyxl"):
            read_pairs(path)
    else:
        assert read_pairs(path).rows, "Word documents are read without it"


def with_member(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)


BOMB = b"<a>" + b" " * 20_000
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
HOSTILE = [
    ("a.xlsx", "xl/workbook.xml", BOMB, "the file unpacks to more than an Excel workbook should; split it"),
    ("a.docx", "word/document.xml", BOMB, "the file unpacks to more than a Word document should"),
    ("a.xlsx", "xl/workbook.xml", DOCTYPE, "the file declares a document type"),
    ("a.docx", "word/document.xml", DOCTYPE, "the file declares a document type"),
    ("a.xlsx", "word/document.xml", b"<a/>", "this is not an Excel workbook, or a damaged one"),
    ("a.docx", "xl/workbook.xml", b"<a/>", "this is not a Word document, or a damaged one"),
    ("a.xlsx", "xl/workbook.xml", b"<a/>", "the workbook is damaged"),
    ("a.docx", "word/document.xml", b"<a", "this is not well-formed XML"),
    ("a.docx", "word/document.xml", b"<a/>", "the document has no table with a column for each language"),
]


@pytest.mark.parametrize(("name", "member", "content", "expected"), HOSTILE)
def test_hostile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, member: str, content: bytes, expected: str
) -> None:
    monkeypatch.setattr(packages, "_UNPACKED", 10_000)
    with_member(tmp_path / name, member, content)
    for read in (read_pairs, read_returned):
        with pytest.raises(InputError, match=expected):
            read(tmp_path / name)


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{0}</sheetData>{1}</worksheet>'
WIDE = '<row r="{0}"><c r="XFD{0}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "more", "expected"),
    [
        ("".join(WIDE.format(n) for n in range(1, 400)), "", "more than 5,000,000 cells, empty ones counted"),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "", "the header has no column"),
        ("", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', "the file is empty"),
    ],
)
def test_a_sheet_that_pretends_to_be_large(tmp_path: Path, rows: str, more: str, expected: str) -> None:
    path = exported(tmp_path, "xlsx")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = SHEET.format(rows, more).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    begun = time.monotonic()
    with pytest.raises(InputError, match=expected):
        read_pairs(path)
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("style", OFFICE)
def test_what_a_format_cannot_hold_is_refused(style: str) -> None:
    with pytest.raises(InputError, match="U\\+000B, which is not allowed in XML"):
        EXPORTERS[style](select_units(talk(texts={"z1": "港口\x0b"})))


def test_a_cell_of_excel_has_an_end() -> None:
    with pytest.raises(InputError, match="a text has 32,768 characters, an Excel cell holds 32,767"):
        EXPORTERS["xlsx"](select_units(talk(texts={"z1": "长" * 32_768})))


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    path = exported(tmp_path, "xlsx", texts={"z1": "=HYPERLINK(1)", "e1": "2012"})
    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert zipfile.ZipFile(io.BytesIO(path.read_bytes())).testzip() is None
