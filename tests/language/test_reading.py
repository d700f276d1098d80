"""One reading of a text, in both languages and both scripts."""

from __future__ import annotations

import pytest

from aligner.language.reading import Reading
from aligner.record.glossary import Glossary, Renderings, Term

TERM = Term("term", Renderings(("绿色通道",), ()), Renderings(("green channel",), ()))
INNER = Term("term", Renderings(("绿色",), ()), Renderings(("green",), ()))
GLOSSARY = Glossary((TERM, INNER))


@pytest.mark.parametrize("text", ["他从尼泊尔来", "他從尼泊爾來"])
def test_words_of_both_scripts(text: str) -> None:
    reading = Reading(text, "zh")
    assert [word.text for word in reading.words] == [text[0], text[1], text[2:5], text[5]]
    (name,) = [word for word in reading.words if word.names]
    assert text[slice(*name.span)] == name.text
    assert "nepal" in name.names
    assert "nepal" in reading.english_keys
    assert reading.pinyin.startswith("tacongni")
    assert reading.pinyin.endswith("erlai")


def test_an_english_text() -> None:
    reading = Reading("He said, “We need 12 boats in Nepal”, not more.", "en", GLOSSARY)
    assert {"boat", "nepal"} <= reading.english_keys
    assert [reading.text[slice(*phrase.span)] for phrase in reading.phrases] == ["Nepal"]
    assert [int(quantity.value) for quantity in reading.quantities] == [12]
    assert [reading.text[slice(*denial.span)] for denial in reading.denials if denial.plain] == ["not"]
    assert reading.terms == ()


@pytest.mark.parametrize(
    ("text", "side", "longest", "all_terms"),
    [
        ("开通绿色通道", "zh", ["绿色通道"], ["绿色", "绿色通道"]),
        ("a green channel", "en", ["green channel"], ["green", "green channel"]),
    ],
)
def test_terms(text: str, side: str, longest: list[str], all_terms: list[str]) -> None:
    reading = Reading(text, "zh" if side == "zh" else "en", GLOSSARY)
    assert [text[slice(*hit.span)] for hit in reading.terms] == longest
    assert sorted(text[slice(*hit.span)] for hit in reading.nested_terms) == all_terms
