"""Sentence splitting: tables in both languages, and what must hold for any text."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.ingest.sentences import split
from aligner.language.tables import using
from tests.bench.sentences import Row, ours, read_rows
from tests.helpers.cases import read_cases

HERE = Path(__file__).parent
CASES = [("zh", *c) for c in read_cases(HERE / "sentences_zh.txt")]
CASES += [("en", *c) for c in read_cases(HERE / "sentences_en.txt")]


@pytest.mark.parametrize(("side", "title", "text", "expected"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_sentences(side: str, title: str, text: str, expected: str) -> None:
    assert [text[a:b] for a, b, _ in split(text, side)] == expected.split("\n")


@pytest.mark.parametrize("row", read_rows(), ids=lambda row: row.text)
def test_the_table_of_the_bench(row: Row) -> None:
    assert ours(row.text, row.side) == [text.strip() for text in row.sentences]


def test_abbreviations_of_a_project(tmp_path: Path) -> None:
    text = "He met Xyz. Wang here."
    (tmp_path / "abbreviations.yml").write_text("[Xyz]", encoding="utf-8")
    with using(tmp_path):
        assert ours(text, "en") == [text]
    assert len(ours(text, "en")) == 2


@given(
    st.text(alphabet='中文。！？；;“”"（）()《》…. A.B,:：\n他说No.[4]①¹🎉的这「」’', max_size=60),
    st.sampled_from(["zh", "en"]),
)
def test_nothing_is_lost_but_blanks(text: str, side: str) -> None:
    pieces = split(text, side)
    assert all(a < b for a, b, _ in pieces)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(pieces))
    assert "".join("".join(text[a:b] for a, b, _ in pieces).split()) == "".join(text.split())
