"""Any text survives writing and reading, in every format; any bytes are read or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from aligner.exchange.fixes import Fix, divide
from aligner.exchange.formats import EXPORTERS, write
from aligner.exchange.one_line import clean
from aligner.exchange.read import read_pairs, read_returned
from aligner.exchange.tables.rows import escape_formula, unescape_formula
from aligner.exchange.tables.text import format_table, read_text_table
from aligner.exchange.units import select_units
from aligner.exchange.xml.write import escape
from aligner.record.errors import InputError
from tests.exchange.validity import complaints
from tests.helpers.talk import EN, ZH, talk

STYLES = {"xliff": "a.xlf", "xliff2": "a.xliff", "tmx": "a.tmx", "tsv": "a.tsv", "csv": "a.csv"}
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KEYS = (*ZH, *EN)
SPECIAL = st.sampled_from("<>&\"'\t\n\r ¶=+-@|\\,;　。“”[]\u2028\x85\U0001f600\u0301")
CHARACTERS = st.one_of(
    SPECIAL,
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
)
TEXTS = st.text(CHARACTERS, min_size=1, max_size=30).filter(lambda text: clean(text) != "")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("original", ["en", "zh"])
@given(texts=st.dictionaries(st.sampled_from(KEYS), TEXTS))
@QUICK
def test_what_nobody_touched_is_no_fix(
    tmp_path: Path, style: str, original: str, texts: dict[str, str]
) -> None:
    path = tmp_path / STYLES[style]
    written = write(select_units(talk(original, texts), unmatched=True), style)
    path.write_text(written, encoding="utf-8", newline="")
    returned = read_returned(path)
    assert (returned.fixes, returned.remarks, returned.left) == ((), (), ())
    assert returned.units == len(select_units(talk(original), unmatched=True).units)


@pytest.mark.parametrize("style", ["xlsx", "docx"])
@given(texts=st.dictionaries(st.sampled_from(KEYS), TEXTS))
@settings(QUICK, max_examples=10)
def test_what_nobody_touched_in_an_office_file_is_no_fix(
    tmp_path: Path, style: str, texts: dict[str, str]
) -> None:
    """Texts on one line, as records have them: Word knows no other white space."""
    path = tmp_path / f"a.{style}"
    texts = {key: " ".join(clean(text).split()) or "x" for key, text in texts.items()}
    content = EXPORTERS[style](select_units(talk(texts=texts), unmatched=True))
    assert isinstance(content, bytes)
    path.write_bytes(content)
    returned = read_returned(path)
    assert (returned.units, returned.fixes, returned.remarks, returned.left) == (6, (), (), ())


@pytest.mark.parametrize("style", ["xliff", "xliff2", "tmx"])
@given(new=TEXTS)
@QUICK
def test_a_new_text_comes_back_as_it_is(tmp_path: Path, style: str, new: str) -> None:
    """The translator writes any text over one target."""
    path = tmp_path / STYLES[style]
    element = "seg" if style == "tmx" else "target"
    old = f"{escape(ZH['z4'])}</{element}>"
    written = write(select_units(talk()), style)
    assert written.count(old) == 1
    path.write_text(written.replace(old, f"{escape(new)}</{element}>"), encoding="utf-8", newline="")
    fixes = {fix.segments: fix.after for fix in read_returned(path).fixes}
    same = "".join(new.split()) == "".join(ZH["z4"].split())
    assert fixes == ({} if same else {("z4",): clean(new)})


SENTENCES = st.lists(
    st.tuples(TEXTS, st.sampled_from("。！？.")).map("".join).map(clean), min_size=2, max_size=4
)


@given(texts=SENTENCES, new=TEXTS)
@QUICK
def test_divided_texts_make_the_whole(texts: list[str], new: str) -> None:
    """Whatever the translator wrote, no word is lost when a unit is taken apart."""
    known = {f"z{i}": text for i, text in enumerate(texts)}
    parts = divide(Fix("r", "zh", tuple(known), (), None, new, 1), known)
    if parts and len(parts[0].segments) > 1:
        assert [part.after for part in parts] == [new]
        return
    mended = known | {part.segments[0]: part.after for part in parts}
    assert "".join("".join(mended.values()).split()) == "".join(new.split())
    assert all(part.after for part in parts)


@pytest.mark.parametrize("style", ["xliff", "xliff2", "tmx"])
@given(texts=st.dictionaries(st.sampled_from(KEYS), TEXTS))
@QUICK
def test_valid_with_any_text(style: str, texts: dict[str, str]) -> None:
    assert complaints(write(select_units(talk(texts=texts), flagged=True), style), style) == []


@given(st.text())
@QUICK
def test_any_character_is_written_or_refused(text: str) -> None:
    for style in ("xliff", "xliff2", "tmx", "tei", "tsv"):
        try:
            write(select_units(talk(texts={"z1": text})), style).encode("utf-8")
        except InputError as error:
            assert "segment z1 holds" in str(error)


@given(st.binary(max_size=300))
@QUICK
def test_any_bytes_are_refused(tmp_path: Path, data: bytes) -> None:
    for name in ("a.xlf", "a.tmx", "a.tsv", "a.csv", "a.xlsx", "a.docx"):
        path = tmp_path / name
        path.write_bytes(data)
        for read in (read_returned, read_pairs):
            with pytest.raises(InputError):
                read(path)


CELL = st.text(CHARACTERS, max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=5))
@example([["", "", "0\r"]])
@example([["", "\n", "\n"]])
@QUICK
def test_tables_come_back(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(format_table([["id", "zh", "en"], *rows]), encoding="utf-8", newline="")
    assume(
        not any("\t" in cell and "\n" in cell for row in rows for cell in row)
    )  # read as rows of their own
    found = [list(cells.values()) for _, cells in read_text_table(path).named(("id", "zh", "en"))]
    plain = [[cell.replace("\r\n", "\n") for cell in row] for row in rows]
    assert found == [row for row in plain if any(cell.strip() for cell in row)]


@given(CELL)
def test_no_cell_is_a_formula(text: str) -> None:
    assert not escape_formula(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('1\t“甲”\t"Yes," he said.\n', ["1", "“甲”", '"Yes," he said.']),
        ('1\t甲\t"Yes\n2\t乙\tNo"\n', ["1", "甲", '"Yes', "2", "乙", 'No"']),
        ('1\t甲\t"two\nlines"\n2\t乙\tb\n', ["1", "甲", "two\nlines", "2", "乙", "b"]),
        ('1\t"a ""b"" c"\td\n', ["1", 'a "b" c', "d"]),
        ('1\t5" pipe\t6" pipe\n', ["1", '5" pipe', '6" pipe']),
        ("1\t甲\ta\r\n\r\n2\t乙\tb\r\n", ["1", "甲", "a", "2", "乙", "b"]),
        ("1\ta\u2028b\tc\x85d\n", ["1", "a\u2028b", "c\x85d"]),
        ("1\t甲\ta\textra\tcells\n", ["1", "甲", "a"]),
    ],
)
def test_tables_as_people_write_them(tmp_path: Path, text: str, cells: list[str]) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(f"id\tzh\ten\n{text}".encode())
    assert [
        cell for _, row in read_text_table(path).named(("id", "zh", "en")) for cell in row.values()
    ] == cells
