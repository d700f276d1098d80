"""Words that became their opposite."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from aligner.language.antonyms import synonyms
from aligner.language.tables import table
from tests.helpers.contexts import Make


@pytest.mark.parametrize(
    ("zh", "en", "pair"),
    [
        ("展览今天开幕。", "The exhibition closed today.", ("开幕", "closed")),
        ("居民购买了粮食。", "The residents sold grain.", ("购买", "sold")),
        ("两国边界很遥远。", "The border of the two countries is near.", ("遥远", "near")),
        ("他们反对这个计划。", "They support the plan.", ("反对", "support")),
        ("这家公司最终胜诉。", "The company initially won the case.", ("最终", "initially")),
        ("厂房去年建成。", "The plant was demolished last year.", ("建成", "demolished")),
        ("渔船工程开工。", "The works on the boat were completed.", ("开工", "completed")),
        ("他们拒绝了邀请。", "They accepted the invitation.", ("拒绝", "accepted")),
        ("稻田种植面积很大。", "The paddies were reduced.", ("种植", "reduced")),
    ],
)
def test_turned(record: Make, zh: str, en: str, pair: tuple[str, str]) -> None:
    (flag,) = run_checks(record([zh], [en]), enabled=["opposites"])
    assert flag.zh_span is not None
    assert flag.en_span is not None
    assert (zh[slice(*flag.zh_span)], en[slice(*flag.en_span)]) == pair
    assert (flag.type, flag.severity) == ("mistranslation", "major")
    assert pair[0] in flag.message.zh
    assert pair[1] in flag.message.en


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("展览今天开幕。", "The exhibition opened today."),
        ("展览今天开幕。", "The exhibition was inaugurated today."),
        ("展览不再开放。", "The exhibition is closed."),
        ("他们反对这个计划。", "They do not support the plan."),
        ("他们反对这个计划。", "They oppose the plan and its supporters."),
        ("有人支持，有人反对。", "Some support it."),
        ("产量下降。", "Output fell."),
        ("两国是近邻。", "The two countries are close neighbours."),
        ("大桥去年建成。", "The bridge was completed last year."),
        ("粮仓如期落成。", "The granary was completed on time."),
        ("堤坝竣工。", "The dyke was finished."),
    ],
)
def test_not_turned(record: Make, zh: str, en: str) -> None:
    assert run_checks(record([zh], [en]), enabled=["opposites"]) == ()


def test_a_summary_is_left_to_the_reader(record: Make) -> None:
    context = record(["他们反对这个计划。"], ["They support the plan."], original="en", kind="summary")
    assert run_checks(context, enabled=["opposites"]) == ()


@pytest.mark.parametrize(
    ("english", "word", "related"),
    [
        ("completed", "建成", True),
        ("completed", "竣工", True),
        ("complete", "落成", True),
        ("completed", "开工", False),
        ("completed", "完", False),
        ("herring", "建成", False),
    ],
)
def test_synonyms_are_the_longer_words_of_every_pole(english: str, word: str, related: bool) -> None:
    assert (word in synonyms(english)) is related


def test_every_pair_has_words_of_both_poles_in_both_languages() -> None:
    for row in table("opposites")["pairs"]:
        a, chinese_a, b, chinese_b = row
        assert all(isinstance(word, str) and word for words in row for word in words)
        assert a and b and chinese_a and chinese_b
        assert not set(a) & set(b), row
