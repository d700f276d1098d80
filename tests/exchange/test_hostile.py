"""Files that mean harm, or are broken: one clear sentence, quickly, and nothing read from elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aligner.exchange.formats import READABLE, write
from aligner.exchange.read import read_pairs, read_returned
from aligner.exchange.units import select_units
from aligner.exchange.xml import read as xmlread
from aligner.record.errors import InputError
from tests.helpers.talk import talk

HEAD = '<?xml version="1.0"?>\n'
GOOD = write(select_units(talk()), "xliff")
BODY = GOOD.split("\n", 1)[1]
TMX = write(select_units(talk()), "tmx")
PASSWD = '<!ENTITY x SYSTEM "file:///etc/passwd">'
LAUGHS = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
FILES: list[tuple[str, str, str | bytes, str]] = [
    (
        "external entity",
        "a.xlf",
        f"{HEAD}<!DOCTYPE xliff [{PASSWD}]>\n{BODY.replace('港口扩建论坛', '&x;')}",
        "a.xlf:2: the document type declaration defines entities",
    ),
    (
        "external entity by http",
        "a.tmx",
        TMX.replace(' "tmx14.dtd">', ' "tmx14.dtd" [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]>'),
        "a.tmx:2: the document type declaration defines entities",
    ),
    (
        "billion laughs",
        "a.xlf",
        f'{HEAD}<!DOCTYPE xliff [<!ENTITY l0 "lol">{LAUGHS}]>\n<xliff version="1.2">&l9;</xliff>',
        "declaration defines entities",
    ),
    (
        "quadratic blow-up",
        "a.xlf",
        f'{HEAD}<!DOCTYPE xliff [<!ENTITY a "{"a" * 100_000}">]><xliff>{"&a;" * 1000}</xliff>',
        "declaration defines entities",
    ),
    (
        "parameter entity",
        "a.xlf",
        f'{HEAD}<!DOCTYPE xliff [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><xliff/>',
        "declaration defines entities",
    ),
    (
        "attribute defaults",
        "a.xlf",
        f'{HEAD}<!DOCTYPE xliff [<!ATTLIST xliff version CDATA "1.2">]><xliff/>',
        "declaration defines entities",
    ),
    (
        "entity of nobody",
        "a.xlf",
        GOOD.replace("港口扩建论坛", "&nbsp;"),
        "Entity 'nbsp' not defined",
    ),
    (
        "entity left to a DTD",
        "a.tmx",
        TMX.replace("港口扩建论坛", "&nbsp;"),
        "the entity 'nbsp' is not defined",
    ),
    (
        "deep nesting",
        "a.xlf",
        BODY.replace("<body>", "<body>" + "<group>" * 10_000).replace(
            "</body>", "</group>" * 10_000 + "</body>"
        ),
        "deeper than any exchange format (Excessive depth in document: 256)",
    ),
    (
        "attribute of 2 MB",
        "a.xlf",
        f'<xliff version="{"x" * 2_000_000}"/>',
        "an attribute has more than 1,000,000",
    ),
    (
        "attribute of 50 MB",
        "a.xlf",
        f'<xliff version="{"x" * 50_000_000}"/>',
        "a.xlf:1: an attribute has more than 1,000,000 characters",
    ),
    (
        "too many elements",
        "a.xlf",
        f"<xliff>{'<a/>' * 20_001}</xliff>",
        "more than 20,000 elements; split it",
    ),
    (
        "too many attributes",
        "a.xlf",
        "<xliff><a " + " ".join(f"a{i}=''" for i in range(20_001)) + "/></xliff>",
        "more than 20,000 attributes; split it",
    ),
    ("larger than is read", "a.xlf", b"<" * (64 * 2**20 + 1), "more than the limit of 64 MB"),
    ("truncated", "a.xlf", GOOD[: len(GOOD) // 2], "this is not well-formed XML"),
    (
        "truncated in a character",
        "a.xlf",
        GOOD.encode()[: GOOD.encode().index("港".encode()) + 2],
        "is not valid utf-8",
    ),
    ("empty", "a.xlf", "", "a.xlf: the file is empty"),
    ("blank", "a.tmx", " \n ", "a.tmx: the file is empty"),
    ("wrong root", "a.xlf", "<html/>", "a.xlf:1: the root element is 'html', not 'xliff'"),
    ("a TMX by name", "a.tmx", "<xliff2/>", "the root element is 'xliff2'"),
    (
        "XLIFF of another house",
        "a.xlf",
        '<xliff xmlns="urn:else"/>',
        "the root element is 'xliff' of 'urn:else'",
    ),
    ("no body", "a.tmx", '<tmx version="1.4"/>', "there is no 'body'"),
    (
        "other languages",
        "a.xlf",
        GOOD.replace("zh-CN", "de"),
        "the languages are 'en-US' and 'de'; one must be",
    ),
    ("one language twice", "a.xlf", GOOD.replace("zh-CN", "en-GB"), "the languages are 'en-US' and 'en-GB'"),
    ("no languages", "a.xlf", "<xliff><file/></xliff>", "the languages are 'not given' and 'not given'"),
    ("no pairs", "a.tmx", TMX.replace("zh-CN", "fr"), "there are no pairs of Chinese and English"),
    (
        "encoding unknown",
        "a.xlf",
        GOOD.replace("UTF-8", "x-klingon"),
        "the encoding x-klingon is not supported",
    ),
    ("encoding that hides", "a.xlf", GOOD.replace("UTF-8", "utf-7"), "the encoding utf-7 is not supported"),
    (
        "encoding that decodes",
        "a.xlf",
        GOOD.replace("UTF-8", "base64"),
        "the encoding base64 is not supported",
    ),
    ("encoding that lies", "a.xlf", GOOD.encode("gb18030"), "is not valid utf-8; save the file as UTF-8"),
    ("half of UTF-16", "a.xlf", GOOD.encode("utf-16") + b"x", "is not valid utf-16"),
    (
        "undeclared prefix",
        "a.xlf",
        GOOD.replace(' xmlns:its="http://www.w3.org/2005/11/its"', ""),
        "Namespace prefix its for version on xliff is not defined",
    ),
    ("NUL", "a.xlf", GOOD.replace("港", "\0"), "not well-formed"),
    ("control character by number", "a.xlf", GOOD.replace("港", "&#1;"), "not well-formed"),
    ("a binary", "a.xlf", b"PK\x03\x04" + bytes(range(256)), "a.xlf:"),
    ("a binary", "a.tmx", bytes(range(256)) * 100, "a.tmx:"),
    (
        "a gettext file",
        "a.po",
        "",
        ".po files are not supported; give an XLIFF, TMX, TSV, CSV, Excel (.xlsx)",
    ),
    ("an archive", "a.sdlppx", b"PK", "unpack it and give the .sdlxliff files in it"),
    (
        "half a workbook",
        "a.xlsx",
        b"PK\x03\x04",
        "this is not an Excel workbook, or a damaged one; save it as",
    ),
    ("half a document", "a.docx", b"PK\x03\x04", "this is not a Word document, or a damaged one"),
    ("table: empty", "a.tsv", "\n\n", "a.tsv: the file is empty"),
    ("table: a column gone", "a.tsv", "id\tzh\ten\n1\t甲\ta\n", "a.tsv:1: the header has no column 'zh_ids'"),
    (
        "table: a row short",
        "a.tsv",
        "id\tzh\ten\tzh_ids\ten_ids\toriginal\tseen\n1\t甲\n",
        "a.tsv:2: the row has 2",
    ),
    (
        "table: no side",
        "a.tsv",
        "id\tzh\ten\tzh_ids\ten_ids\toriginal\tseen\n1\t甲\ta\tz1\te1\tfr\t\n",
        "a.tsv:2: the ori",
    ),
    ("table: damaged UTF-16", "a.tsv", b"\xff\xfea", "the file is damaged UTF-16"),
    ("table: not UTF-8", "a.tsv", b"id\n\xff\xff", "a.tsv:2: byte 0xff is not valid UTF-8"),
]


@pytest.mark.parametrize(("name", "content", "expected"), [f[1:] for f in FILES], ids=[f[0] for f in FILES])
@pytest.mark.parametrize("read", [read_returned, read_pairs])
def test_files(
    tmp_path: Path,
    name: str,
    content: str | bytes,
    expected: str,
    read: Callable[[Path], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xmlread, "_MAX_ELEMENTS", 20_000)
    monkeypatch.setattr(xmlread, "_MAX_ATTRIBUTES", 20_000)
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if (
        name == "a.tsv"
        and read is read_pairs
        and ("column" in expected or "row" in expected or "the ori" in expected)
    ):
        expected = ""  # pairs of others need less
    start = time.monotonic()
    if not expected:
        read_table_pairs(path)
        return
    with pytest.raises(InputError) as caught:
        read(path)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
    assert time.monotonic() - start < 10


def read_table_pairs(path: Path) -> None:
    try:
        read_pairs(path)
    except InputError as error:
        assert "the row has" in str(error)


def test_absent_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "no.xlf", tmp_path):
        with pytest.raises(InputError):
            read_returned(path)


def test_lines_of_large_files(tmp_path: Path) -> None:
    """libxml2 keeps 16 bits of a line's number beside each element."""
    path = tmp_path / "a.tmx"
    path.write_text(TMX.replace("<body>", "<body>" + "\n" * 70_000), encoding="utf-8")
    units = list(READABLE[".tmx"].read(path))  # type: ignore[misc]
    lines = path.read_text(encoding="utf-8").split("\n")
    assert all("<tu " in lines[unit.line - 1] for unit in units) and len(units) == 4


def test_the_document_type_of_tmx_is_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    for line in (
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<!DOCTYPE tmx PUBLIC "-//LISA OSCAR:1998//DTD for Translation Memory eXchange//EN" "http://x/tmx14.dtd">',
        "",
    ):
        path.write_text(TMX.replace('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', line), encoding="utf-8")
        assert read_returned(path).units == 4


@pytest.mark.parametrize("cut", range(0, len(TMX), 997))
def test_cut_anywhere(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(TMX.encode()[:cut])
    with pytest.raises(InputError):
        read_returned(path)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (
            ("fr", "zh-CN"),
            "the languages are 'fr' and 'zh-CN'; one must be Chinese (zh-CN), the other English",
        ),
        (("zh-HK", "ja"), "the languages are 'zh-HK' and 'ja'"),
        (("en", "tw"), "the other English (en-US); 'tw' should be 'zh-TW'"),
        (("zh", "zh-TW"), "the languages are 'zh' and 'zh-TW'"),
        (("en", ""), "the languages are 'en' and 'de'"),
    ],
)
def test_languages_that_are_not_the_two(tmp_path: Path, codes: tuple[str, str], expected: str) -> None:
    path = tmp_path / "a.xlf"
    text = (
        GOOD.replace("zh-CN", codes[1]).replace("en-US", codes[0]).replace("<target", '<target xml:lang="de"')
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_pairs(path)
    assert expected in str(caught.value)
