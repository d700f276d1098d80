"""Tables as spreadsheets, libraries and people write them: the same cells from every dialect."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aligner.exchange.formats import write
from aligner.exchange.read import read_pairs, read_returned
from aligner.exchange.tables.text import read_text_table
from aligner.exchange.units import select_units
from aligner.record.errors import InputError
from tests.helpers.talk import talk

ROWS = [
    ["id", "zh", "en"],
    ["1", "码头建于2012年，长300米。", "It was built in 2012, and is 300 metres long."],
]
TABS = "\n".join("\t".join(row) for row in ROWS) + "\n"
ALL = "\n".join("\t".join(f'"{cell}"' for cell in row) for row in ROWS) + "\n"
CSV = 'id,zh,en\n1,码头建于2012年，长300米。,"It was built in 2012, and is 300 metres long."\n'
TRADITIONAL = "id\tzh\ten\n1\t碼頭建於二○一二年，漁民得到補償。\tThe quay was built in 2012.\n"

DIALECTS: dict[str, str | bytes] = {
    "tabs": TABS,
    "all cells quoted": ALL,
    "the first name quoted": TABS.replace("id", '"id"', 1),
    "texts quoted, numbers not": ALL.replace('"1"', "1"),
    "the header not quoted": TABS.splitlines()[0] + "\n" + ALL.split("\n", 1)[1],
    "names in capitals": TABS.replace("id\tzh\ten", "ID\tZH\tEN"),
    "blanks around names": TABS.replace("id\tzh\ten", " id \tzh\t en"),
    "row names of R": ALL.replace('"1"\t', '"1"\t"1"\t'),
    "commas": CSV,
    "semicolons": CSV.replace(",zh,en", ";zh;en").replace("1,码", "1;码").replace('。,"', '。;"'),
    "Excel's separator line": "sep=;\n"
    + CSV.replace(",zh,en", ";zh;en").replace("1,码", "1;码").replace('。,"', '。;"'),
    "GB 18030": TABS.replace("\n", "\r\n").encode("gb18030"),
    "GB 18030 with commas": CSV.encode("gb18030"),
    "UTF-16": TABS.encode("utf-16"),
    "UTF-16 without a mark": TABS.encode("utf-16-le"),
    "UTF-16 without a mark, big-endian": TABS.encode("utf-16-be"),
    "a byte order mark": "\ufeff" + TABS,
    "a byte order mark and quotes": "\ufeff" + ALL,
    "blank lines first": "\n\n" + TABS,
    "old Mac lines": TABS.replace("\n", "\r\n") + "\r\n\r\n",
}


@pytest.mark.parametrize("ending", ["tsv", "csv"])
@pytest.mark.parametrize("text", DIALECTS.values(), ids=DIALECTS)
def test_dialects(tmp_path: Path, text: str | bytes, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    ((_, cells),) = read_text_table(path).named(("id", "zh", "en"))
    assert list(cells.values()) == ROWS[1]


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8", "utf-16"])
def test_traditional_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(TRADITIONAL.replace("○", "〇" if encoding != "big5" else "零").encode(encoding))
    ((_, cells),) = read_text_table(path).named(("id", "zh", "en"))
    assert cells["zh"].endswith("漁民得到補償。")


QUOTATIONS = [
    # the rows, and the cells that should be read
    (
        "tabs, nothing quoted",
        '1\t"水"是核心。\t"Water" is it.\n2\t"水。"\t"Water."',
        ['"水"是核心。', '"水。"'],
    ),
    ("a quotation among bare cells", '1\t"水。"\t"Water."\n2\t土。\tSoil, too.', ['"水。"', "土。"]),
    ("marks doubled", '1\t"""水""。"\ta\n2\t"水。"\tb', ['"水"。', "水。"]),
    ("all quoted", '1\t"水。"\t"Water."\n2\t"土。"\t"Soil."', ["水。", "土。"]),
    ("Excel: with a comma", '1\t"水,土。"\tWater.\n2\t土。\tSoil.', ["水,土。", "土。"]),
    ("R: behind a backslash", '"1"\t"\\"水\\"。"\t"W"\n"2"\t"水。"\t"W"', ['"水"。', "水。"]),
    ("two lines", '1\t"水。\n土。"\ta\n2\t"水。"\tb', ["水。\n土。", "水。"]),
]


@pytest.mark.parametrize(("rows", "chinese"), [row[1:] for row in QUOTATIONS], ids=[r[0] for r in QUOTATIONS])
def test_quotations(tmp_path: Path, rows: str, chinese: list[str]) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(f"id\tzh\ten\n{rows}\n", encoding="utf-8")
    assert [cells["zh"] for _, cells in read_text_table(path).named(("id", "zh", "en"))] == chinese


def test_a_short_last_row_has_empty_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("id\tzh\ten\n1\t码头。\tA quay.\n2\t桥。\n", encoding="utf-8")
    assert [(row.id, row.zh, row.en) for row in read_pairs(path).rows] == [
        ("1", "码头。", "A quay."),
        ("2", "桥。", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "id\tzh\ten\n1 码头。 A quay.\n",
        "id\tzh\ten\n1\t码头。\tA quay.\n2 桥。 A bridge.\n",
        "id,zh,en\n1;码头。;A quay.\n",
    ],
)
def test_rows_that_are_not_separated(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="the row has 1 columns, the header 3; separate the columns"):
        read_pairs(path)


@pytest.mark.parametrize(
    "data", [b"id\tzh\ten\n1\t\xff\xff\ta\n", "id\tzh\ten\n1\tcaf\xe9\ta\n".encode("latin-1")]
)
def test_other_encodings_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.tsv:2: byte 0x.. is not valid UTF-8; save the file as UTF-8"):
        read_pairs(path)


QUOTED = "“水”，\"土\", =1 ¶ 二、三；'四'"
"""A text with everything that dialects treat differently."""


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter="\t"))


def written(rows: list[list[str]], **dialect: Any) -> str:
    out = io.StringIO()
    csv.writer(out, **dialect).writerows(rows)
    return out.getvalue()


def sheets(rows: list[list[str]]) -> str:
    """Google Sheets as TSV: nothing quoted, tabs and line breaks are blanks."""
    return "\r\n".join("\t".join(re.sub(r"[\t\r\n]", " ", cell) for cell in row) for row in rows)


def r_table(rows: list[list[str]]) -> str:
    """R's write.table: texts quoted, marks behind a backslash, row names without a name."""
    header, *body = (['"' + cell.replace('"', '\\"') + '"' for cell in row] for row in rows)
    numbered = ["\t".join((f'"{n}"', *row)) for n, row in enumerate(body, 1)]
    return "\n".join(["\t".join(header), *numbered]) + "\n"


def trimmed(rows: list[list[str]]) -> str:
    """Without the empty cells at the end of a row."""
    return "".join("\t".join(row).rstrip("\t") + "\n" for row in rows)


PROGRAMS: dict[str, Callable[[list[list[str]]], str | bytes]] = {
    "Excel, CSV UTF-8": lambda rows: "\ufeff" + written(rows, dialect="excel"),
    "Excel, CSV on a Chinese Windows": lambda rows: written(rows, dialect="excel").encode("gb18030"),
    "Excel, CSV with semicolons": lambda rows: written(rows, delimiter=";"),
    "Excel, Unicode text": lambda rows: written(rows, dialect="excel-tab").encode("utf-16"),
    "Excel, text on a Chinese Windows": lambda rows: written(rows, dialect="excel-tab").encode("gb18030"),
    "LibreOffice, quote all": lambda rows: written(rows, quoting=csv.QUOTE_ALL),
    "LibreOffice, tabs, quote all": lambda rows: written(rows, delimiter="\t", quoting=csv.QUOTE_ALL),
    "LibreOffice, tabs": lambda rows: written(rows, delimiter="\t", lineterminator="\n"),
    "Google Sheets, TSV": sheets,
    "Google Sheets, CSV": written,
    "R": r_table,
    "R, CSV": lambda rows: written(rows, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n"),
    "pandas": lambda rows: written(rows, lineterminator="\n"),
    "a tool that drops empty cells": trimmed,
    "columns in another order": lambda rows: written([row[::-1] for row in rows], delimiter="\t"),
    "columns in capitals": lambda rows: written([[c.upper() for c in rows[0]], *rows[1:]], delimiter="\t"),
    "rows in another order": lambda rows: written([rows[0], *rows[:0:-1]], delimiter="\t"),
    "rows without a finding deleted": lambda rows: written(rows[:3], delimiter="\t"),
}


@pytest.mark.parametrize("original", ["en", "zh"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_spreadsheets_bring_back_what_was_changed_and_no_more(
    tmp_path: Path, program: str, original: str
) -> None:
    texts = {
        "z1": QUOTED,
        "e1": f'"{QUOTED}"',
        "z6": '"资金来自地区银行。"',
        "e4": '"Fishermen will be paid."',
    }
    rows = rows_of(write(select_units(talk(original, texts), unmatched=True), "tsv"))
    path = tmp_path / ("a.csv" if "CSV" in program else "a.tsv")
    for changed in (False, True):
        if changed:
            place, old, new = (1, "12万", "120万") if original == "en" else (2, "1.2 million", "120,000")
            for row in rows:
                row[place] = row[place].replace(old, new)
        content = PROGRAMS[program](rows)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        returned = read_returned(path)
        assert (returned.remarks, returned.left) == ((), ())
        assert [fix.segments for fix in returned.fixes] == ([("z3" if original == "en" else "e2",)] * changed)
