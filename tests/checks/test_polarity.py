"""Denials and obligations in two languages."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks, scores
from aligner.language.negation import denials
from tests.helpers.contexts import Make


@pytest.mark.parametrize(
    ("zh", "en", "word"),
    [
        ("他同意这项计划。", "He does not agree with the plan.", "not"),
        ("他同意这项计划。", "He doesn't agree with the plan.", "n't"),
        ("会议从未举行。", "The meeting was held.", "从未"),
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
    assert [text[slice(*denial.span)] for denial in found if denial.plain] == words


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("他同意这项计划。", "He does not agree with the plan."),
        ("会议从未举行。", "The meeting was held."),
        ("企业必须公开数据。", "Enterprises may publish the data."),
    ],
)
@pytest.mark.parametrize(("kind", "severities"), [("summary", set()), ("translation", {"major"})])
def test_a_summary_is_left_to_the_reader(
    record: Make, zh: str, en: str, kind: str, severities: set[str]
) -> None:
    context = record([zh], [en], original="en", kind=kind)
    assert {flag.severity for flag in run_checks(context, enabled=["polarity"])} == severities
    assert (scores(context)["mistranslation"] > 0) == bool(severities)
