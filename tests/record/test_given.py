"""Documents in the forms that people have: read, or refused with what helps."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from aligner.record.errors import InputError
from aligner.record.files.given import read_given

ZH = "# 桥\n\n桥建成了。村民们很高兴。\n\n孩子们可以步行上学，再也不用等船了。\n"
HANT = "# 橋\n\n橋建成了。村民們很高興。\n\n孩子們可以步行上學，再也不用等船了。\n"
EN = "# The bridge\n\nThe bridge is finished. The villagers are happy.\n"
CURLY = "The children’s road is café–lined.\n"


def packed(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("data", "text", "form"),
    [
        (ZH.encode(), ZH, ""),
        (b"\xef\xbb\xbf" + EN.encode(), "\ufeff" + EN, ""),
        (ZH.encode("gb18030"), ZH, "GB 18030"),
        (HANT.encode("gb18030"), HANT, "GB 18030"),
        (HANT.encode("big5"), HANT, "Big5"),
        (CURLY.encode("cp1252"), CURLY, "Windows-1252"),
        (ZH.encode("utf-16"), ZH, "UTF-16"),
        (ZH.encode("utf-16-le"), ZH, "UTF-16"),
        (EN.encode("utf-16-le"), EN, "UTF-16"),
        (EN.encode("utf-16-be"), EN, "UTF-16"),
        (b"The bridge.\0 It is new.\n", "The bridge.\0 It is new.\n", ""),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, text: str, form: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    given = read_given(path)
    assert (given.text, given.form) == (text, form)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "this is a PDF; copy its text into a text file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "this is an old Office file"),
        (b"{\\rtf1\\ansi }", "this is an RTF file; save it as .docx, or as text"),
        (b"\x89PNG\r\n", "this is a picture; give the text"),
        (packed("xl/workbook.xml"), "this is an Excel workbook"),
        (packed("content.xml"), "this is an OpenDocument file"),
        (packed("a.txt"), "this is a compressed file; unpack it first"),
        (packed("word/none.xml"), "this is a Word document (.docx) that cannot be read"),
        (b"PK\x03\x04" + bytes(range(256)), "this is a Word document (.docx) that cannot be read"),
        (ZH.encode() + b"\xe4\xb8 bad\n", "byte 0xe4 is not valid UTF-8; save the file as UTF-8"),
    ],
)
def test_refused(tmp_path: Path, data: bytes, complaint: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_given(path)
    assert complaint in str(caught.value)


def test_web_page(tmp_path: Path) -> None:
    page = """<!-- saved --><!DOCTYPE html><html><head><title>x</title><style>p {}</style></head><body>
<h1>桥</h1><p>桥<b>建成</b>了。</p><ul><li>一</li></ul><script>1</script></body></html>"""
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    given = read_given(path)
    assert (given.text, given.form) == ("# 桥\n\n桥**建成**了。\n\n- 一\n", "a web page")


def test_word_document(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("The bridge", 1)
    document.add_paragraph("It is finished.")
    path = tmp_path / "a.docx"
    document.save(path)
    given = read_given(path)
    assert (given.text, given.form) == ("# The bridge\n\nIt is finished.\n", "a Word document")
