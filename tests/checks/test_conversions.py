"""Amounts that a text converts: against its own rate, and against the unit of measure."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from aligner.checks import run_checks
from aligner.language.conversion import converter
from aligner.record.model import Flag, Side
from tests.helpers.contexts import Make

with (Path(__file__).parent / "conversions.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
SCRIPTS = {"zh-Hans": str, "zh-Hant": converter("zh-Hans", "zh-Hant")}
WITHOUT: dict[Side, str] = {"zh": "中文没有这些。", "en": "The English has none of it."}
RIGHT = "交易额5亿美元（约合36亿元），首付款1亿美元（约合7.1亿元）。按1美元兑7.15元计算。"
WRONG = RIGHT.replace("7.1亿元", "71亿元")
WRONG_EN = (
    "The deal is worth $500 million (about 3.6 billion yuan), of which $100 million (about 7.1 billion yuan) "
    "is paid now, at 7.15 yuan to the dollar."
)


def converted(record: Make, zh: Sequence[str], en: Sequence[str], original: Side = "zh") -> list[Flag]:
    """The findings that tell of a conversion."""
    flags = run_checks(record(zh, en, original=original), enabled=["numbers"])
    return [flag for flag in flags if "is converted" in flag.message.en]


@pytest.mark.parametrize("original", ["zh", "en"])
@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(("side", "text", "wrong"), ROWS)
def test_rows(record: Make, side: Side, text: str, wrong: str, script: str, original: Side) -> None:
    """Each row of the table: what is converted wrongly is found, where it stands, and nothing else."""
    if side == "zh":
        text, wrong = SCRIPTS[script](text), SCRIPTS[script](wrong)
    texts = WITHOUT | {side: text}
    flags = converted(record, [texts["zh"]], [texts["en"]], original)
    spans = [flag.zh_span if side == "zh" else flag.en_span for flag in flags]
    assert [text[slice(*span)] for span in spans if span] == ([wrong] if wrong else [])
    assert len(spans) == len(flags) == bool(wrong)


@pytest.mark.parametrize(
    ("zh", "en", "severities"),
    [
        (WRONG, WRONG_EN, ["minor"]),  # the author's own
        (WRONG, WITHOUT["en"], ["major"]),
        (WITHOUT["zh"], WRONG_EN, ["major"]),
        (RIGHT, WITHOUT["en"], []),
    ],
)
def test_what_both_sides_convert_wrongly_is_one_minor_finding(
    record: Make, zh: str, en: str, severities: list[str]
) -> None:
    assert [flag.severity for flag in converted(record, [zh], [en])] == severities


def test_the_rate_may_stand_in_another_passage(record: Make) -> None:
    zh = ["按1美元兑7.15元计算。", "首付款1亿美元（约合71亿元）。"]
    (flag,) = converted(record, zh, ["It is so.", "Part of it is paid."])
    assert (flag.zh, flag.message.en) == (
        ("z2",),
        "“1亿美元（约合71亿元” is converted at another rate than “1美元兑7.15元”.",
    )
