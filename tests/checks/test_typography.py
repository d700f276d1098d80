"""Notes on setting and on shape."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from tests.helpers.contexts import Make


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        (["甲，乙。", "丙,丁。"], ["A, b.", "C, d."], [("typographical", "z2", ",")]),
        (["他说“好。"], ["He said “yes”."], [("typographical", "z1", "“")]),
        (["高原 地区"], ["The plateau"], [("whitespace", "z1", " ")]),
        (["甲，乙。"], ["A，b."], [("typographical", "e1", "，")]),
        (["（记者 王明 李芳）", "（記者 王明 李芳）"], ["A."], []),
        (["新华社北京6月1日电 大会开幕。", "第三章 方法 先看数据。"], ["A."], []),
        (["甲。"], ["One  two."], [("whitespace", "e1", "  ")]),
        (["甲,乙,丙。"], ["A, b, c."], []),
        (["甲（一）。"], ["1) A (one)."], []),
        (["第 3 章"], ["Chapter 3"], []),
        (["甲（乙）。"], ["A (now old), b (see 2), c (all)."], []),
        (["甲。"], ["A b now older), B."], [("typographical", "e1", ")")]),
    ],
)
def test_typography(record: Make, zh: list[str], en: list[str], found: list[tuple[str, str, str]]) -> None:
    context = record(zh, en)
    flags = run_checks(context, enabled=["typography"])
    texts = {s.id: s.text for s in (*context.zh, *context.en)}
    shown = []
    for flag in flags:
        (place,) = flag.zh + flag.en
        span = flag.zh_span or flag.en_span
        assert span is not None
        shown.append((flag.type, place, texts[place][slice(*span)]))
        assert flag.severity == "neutral"
    assert shown == found


def test_one_note_for_all_places(record: Make) -> None:
    (flag,) = run_checks(record(["甲，乙，庚，辛。", "丙,丁。", "戊,己。"], ["A."]), enabled=["typography"])
    assert "2 times in 2 passages" in flag.message.en
    assert "2段，共2处" in flag.message.zh


def test_notes_come_last(record: Make) -> None:
    context = record(["共71条 规定。", "共30人。"], ["81 in all.", "There are 31."])
    assert [flag.check for flag in run_checks(context, enabled=["numbers", "typography"])] == [
        "numbers",
        "numbers",
        "typography",
    ]


def test_length_beside_the_rest(record: Make) -> None:
    zh = ["这是一个普通的句子，长度正常。"] * 14
    en = [f"This is an ordinary sentence of usual length, number {n}." for n in range(14)]
    zh = [f"{text}{n}" for n, text in enumerate(zh)]
    en[5] = "This."
    (flag,) = run_checks(record(zh, en), enabled=["shape"])
    assert (flag.type, flag.zh, flag.severity) == ("length", ("z6",), "neutral")
    assert run_checks(record(zh, en, kind="summary"), enabled=["shape"]) == ()


def test_said_twice(record: Make) -> None:
    (flag,) = run_checks(
        record(
            ["高原地区需要绿色技术和合作。", "高原地区需要绿色技术和合作！"],
            ["The plateau needs it.", "Yes."],
        ),
        enabled=["shape"],
    )
    assert (flag.type, flag.zh) == ("duplication", ("z1", "z2"))
