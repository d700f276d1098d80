"""What is done, or what for, that became something near it; told by the real model."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from aligner.language.antonyms import SHIFTS, sense_words
from aligner.language.tables import table
from aligner.record.encoding import Encoder
from tests.helpers.contexts import Make, heard

SHIFTED = [
    ("The region must protect its grasslands.", "该地区应保护草原。", "该地区应开发草原。",
     ("开发", "protect")),
    ("The law aims to preserve the ancient town.", "这部法律旨在保存古镇。", "这部法律旨在开发古镇。",
     ("开发", "preserve")),
    ("The city will develop battery technology at home.", "该市将在本地发展电池技术。",
     "该市将在本地应用电池技术。", ("应用", "develop")),
    ("The company will develop green energy.", "公司将发展绿色能源。", "公司将应用绿色能源。",
     ("应用", "develop")),
    ("Our institute develops new vaccines.", "我们研究所开发新疫苗。", "我们研究所使用新疫苗。",
     ("使用", "develops")),
    ("The village must cultivate young craftsmen.", "村里要培养年轻工匠。", "村里要利用年轻工匠。",
     ("利用", "cultivate")),
]  # fmt: skip


@pytest.mark.parametrize(("en", "_zh", "shifted", "pair"), SHIFTED)
def test_shifted(
    record: Make, encoder: Encoder, en: str, _zh: str, shifted: str, pair: tuple[str, str]
) -> None:
    context = heard(record([shifted], [en], original="en", kind="summary"), encoder)
    (flag,) = run_checks(context, enabled=["purpose"])
    assert flag.zh_span is not None
    assert flag.en_span is not None
    assert (shifted[slice(*flag.zh_span)], en[slice(*flag.en_span)]) == pair
    assert (flag.type, flag.severity) == ("mistranslation", "major")
    assert pair[0] in flag.message.zh
    assert pair[1] in flag.message.en


@pytest.mark.parametrize(("en", "zh", "_shifted", "_pair"), SHIFTED)
def test_faithful(
    record: Make, encoder: Encoder, en: str, zh: str, _shifted: str, _pair: tuple[str, str]
) -> None:
    context = heard(record([zh], [en], original="en", kind="summary"), encoder)
    assert run_checks(context, enabled=["purpose"]) == ()


@pytest.mark.parametrize(("en", "_zh", "shifted", "_pair"), SHIFTED)
def test_a_translation_is_left_to_others(
    record: Make, encoder: Encoder, en: str, _zh: str, shifted: str, _pair: tuple[str, str]
) -> None:
    context = heard(record([shifted], [en], original="en"), encoder)
    assert run_checks(context, enabled=["purpose"]) == ()


def test_without_encodings_nothing_is_said(record: Make) -> None:
    context = record(["该地区应开发草原。"], ["The region must protect it."], original="en", kind="summary")
    assert run_checks(context, enabled=["purpose"]) == ()


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("该地区应开发草原。", ["The region must protect and develop its grasslands."]),
        ("该地区应保护和开发草原。", ["The region must protect its grasslands and open up its mines."]),
        ("该地区应开发草原。", ["The region must protect its grasslands.", "It must develop them."]),
    ],
)
def test_both_are_meant(record: Make, encoder: Encoder, zh: str, en: list[str]) -> None:
    context = heard(record([zh], en, [("z1", "e1")], original="en", kind="summary"), encoder)
    assert run_checks(context, enabled=["purpose"]) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They protect the marsh.", ["protect"]),
        ("They protect the marsh and exploit it.", []),
        ("A pilot is on trial.", ["pilot", "trial"]),
        ("The fleet grew.", []),
    ],
)
def test_only_the_first_pole_counts(text: str, words: list[str]) -> None:
    assert [text[slice(*hit.span)] for hit in sense_words(text, SHIFTS)] == words


@pytest.mark.parametrize("row", table("opposites")["shifts"], ids=lambda row: f"{row[0][0]}-{row[2][0]}")
def test_every_shift_has_two_poles_apart_in_both_languages(row: list[list[str]]) -> None:
    assert all(isinstance(word, str) and word.strip() for words in row for word in words)
    assert all(len(words) == len(set(words)) > 0 for words in row)
    en, zh, other_en, other_zh = map(set, row)
    assert not en & other_en
    assert not zh & other_zh
    assert all(word.isascii() for word in en | other_en)
    assert not any(word.isascii() for word in zh | other_zh)
