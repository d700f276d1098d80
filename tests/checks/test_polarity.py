"""Denials and obligations in two languages."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from aligner.checks.cues import denials
from tests.checks.conftest import Make


@pytest.mark.parametrize(
    ("zh", "en", "word"),
    [
        ("他同意这项计划。", "He does not agree with the plan.", "not"),
        ("他同意这项计划。", "He doesn't agree with the plan.", "n't"),
        ("会议从未召开。", "The meeting took place.", "从未"),
        ("项目没有获批。", "The project won approval.", "没有"),
        ("企业必须公开数据。", "Enterprises may publish the data.", "必须"),
        ("企业可能公开数据。", "Enterprises must publish the data.", "可能"),
    ],
)
def test_opposites(record: Make, zh: str, en: str, word: str) -> None:
    flags = run_checks(record([zh], [en]), enabled=["polarity"])
    assert flags
    assert any(
        text[slice(*span)] == word
        for flag in flags
        for text, span in ((zh, flag.zh_span), (en, flag.en_span))
        if span
    )


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("他不同意。", "He does not agree."),
        ("他不同意。", "He refused."),
        ("双方不断深化合作。", "The two sides keep deepening cooperation."),
        ("非洲国家很多。", "There are many African countries."),
        ("这与众不同。", "This is different."),
        ("他不仅会唱歌，还会跳舞。", "He not only sings but also dances."),
        ("未来可期。", "The future is bright."),
        ("条件不足。", "The conditions are insufficient."),
        ("企业必须公开数据。", "Enterprises must publish the data."),
        ("企业可以公开数据。", "Enterprises can publish the data."),
        ("这可能是真的。", "This may be true."),
    ],
)
def test_agreement(record: Make, zh: str, en: str) -> None:
    assert run_checks(record([zh], [en]), enabled=["polarity"]) == ()


@pytest.mark.parametrize(
    ("text", "side", "words"),
    [
        ("I can't and won't.", "en", ["n't", "n't"]),
        ("Not only that.", "en", []),
        ("No one came.", "en", ["No one"]),
        ("他没有来，也不说话。", "zh", ["没有", "不"]),
        ("非常特别的未来", "zh", []),
    ],
)
def test_denials(text: str, side: str, words: list[str]) -> None:
    found = denials(text, side)  # type: ignore[arg-type]
    assert [text[a:b] for a, b in found.plain] == words


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("地区必须建立基金。", "The region could establish a fund.", True),
        ("需引入民间资本。", "Projects can bring in private capital.", True),
        ("地区必须建立基金。", "The region needs a fund.", False),
        ("唯有合作，必将成功。", "Only through cooperation can it succeed.", False),
        ("可建立基金。", "The region could establish a fund.", False),
        ("地区必须建立基金。", "The region establishes a fund.", False),
    ],
)
def test_a_summary_that_demands_what_was_proposed(record: Make, zh: str, en: str, found: bool) -> None:
    flags = run_checks(record([zh], [en], original="en", kind="summary"), enabled=["polarity"])
    assert [flag.severity for flag in flags] == (["major"] if found else [])
