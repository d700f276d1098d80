"""Every check finds in Traditional Chinese, of Taiwan or of Hong Kong, what it finds in Simplified, and
quotes the text as it stands."""

from __future__ import annotations

import pytest
from opencc import OpenCC

from aligner.checks import run_checks
from aligner.record.glossary import Glossary, Renderings, Term
from tests.helpers.contexts import Make

BANK = Term(
    "organisation",
    Renderings(("亚洲基础设施投资银行", "亚投行")),
    Renderings(("Asian Infrastructure Investment Bank",), ("AIIB",)),
)
PAIRS = [
    ("村民没有反对这个计划。", "The villagers did not oppose the plan."),
    ("村民没有反对这个计划。", "The villagers welcomed the plan."),
    ("无人受伤。", "Ten people were hurt."),
    ("这个数值无效。", "The value is not valid."),
    ("别在雨季进入山谷。", "Do not enter the valley in the rainy season."),
    ("工程耗资三点五亿元。", "The works cost 350 million yuan."),
    ("工程耗资三点五亿元。", "The works cost 500 million yuan."),
    ("会议下午两点半开始，占地一百亩。", "The meeting began at 2:30 p.m. on 100 mu of land."),
    ("亚洲基础设施投资银行提供了贷款。", "The AIIB provided a loan."),
    ("亚洲基础设施投资银行提供了贷款。", "The World Bank provided a loan."),
    ("他说：“水质变坏了。”", "He said, “The water has become better.”"),
    ("专家强调，必须马上开会。", "Experts say that a meeting may be held."),
    ("网络质量很好，计程车很多。", "The network is good and there are many taxis."),
    ("格雷琴去了尼泊尔。", "Gretchen went to India."),
    ("他读了,还是不懂。", "He read it and understood nothing."),
]


def found(record: Make, zh: list[str]) -> list[tuple[object, ...]]:
    context = record(zh, [en for _, en in PAIRS], glossary=Glossary((BANK,)))
    return [
        (flag.check, flag.severity, flag.score, flag.zh, flag.en, flag.zh_span, flag.en_span)
        for flag in run_checks(context)
    ]


@pytest.mark.parametrize("scheme", ["s2t", "s2tw", "s2hk"])
def test_the_script_makes_no_difference(record: Make, scheme: str) -> None:
    simplified = [zh for zh, _ in PAIRS]
    flags = found(record, simplified)
    assert {check for check, *_ in flags} >= {"numbers", "polarity", "typography"}
    assert found(record, list(map(OpenCC(scheme).convert, simplified))) == flags


@pytest.mark.parametrize(
    ("zh", "en", "check", "quoted", "span"),
    [
        ("村民沒有來。", "The villagers came.", "polarity", "沒有", (2, 4)),
        ("工程耗資兩億元。", "The works cost 300 million yuan.", "numbers", "兩億", (4, 6)),
        ("面積二十\u200b一畝。", "The area is 22 mu.", "numbers", "二十\u200b一", (2, 6)),
    ],
)
def test_the_text_is_quoted_as_it_stands(
    record: Make, zh: str, en: str, check: str, quoted: str, span: tuple[int, int]
) -> None:
    flags = [flag for flag in run_checks(record([zh], [en])) if flag.check == check]
    assert [flag.zh_span for flag in flags] == [span]
    assert f"“{quoted}" in flags[0].message.zh
