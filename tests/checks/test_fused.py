"""Lists that join two statements, told by the real model."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from aligner.record.encoding import Encoder
from tests.helpers.contexts import Make, heard

FUSED = [
    ("农民种植水稻、小麦、棉花和钢管。",
     ["Farmers grow rice, wheat and cotton.", "Factories make steel pipes."], "钢管"),
    ("博物馆展出绘画、钱币、旧地图和救护车。",
     ["The museum shows paintings, coins and old maps.", "The hospital bought new ambulances."], "救护车"),
    ("港口需要更深的船坞、更长的码头和第二条跑道。",
     ["The port needs deeper docks and longer quays.", "The airport needs a second runway."], "第二条跑道"),
]  # fmt: skip
LINKS = [("z1", "e1 e2")]


@pytest.mark.parametrize(("zh", "en", "item"), FUSED)
def test_an_item_of_another_statement(
    record: Make, encoder: Encoder, zh: str, en: list[str], item: str
) -> None:
    context = heard(record([zh], en, LINKS, original="en", kind="summary"), encoder)
    (flag,) = run_checks(context, enabled=["fused"])
    assert flag.zh_span is not None
    assert zh[slice(*flag.zh_span)] == item
    assert (flag.type, flag.severity, flag.zh) == ("mistranslation", "major", ("z1",))
    assert sorted(flag.en) == ["e1", "e2"]
    assert item in flag.message.zh
    assert item in flag.message.en


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (
            "农民种植水稻、小麦和棉花。",
            ["Farmers grow rice, wheat and cotton.", "Factories make steel pipes."],
        ),
        (
            "渔民在暴风雨后修理了船只、渔网和码头。",
            ["A storm hit the island in March.", "Fishermen then repaired boats, nets and the pier."],
        ),
        (
            "市长在展会开幕时承诺补助农场、学校和诊所。",
            [
                "The mayor opened the trade fair on Friday.",
                "He promised grants for farms, schools and clinics.",
            ],
        ),
        ("农民种植水稻和钢管。", ["Farmers grow rice.", "Factories make steel pipes."]),
        (
            "农民种植水稻、小麦和棉花，工厂生产钢管。",
            ["Farmers grow rice, wheat and cotton.", "Factories make steel pipes."],
        ),
        (
            "居民参与规划、建设和管理。",
            ["Residents met at the town hall.", "They take part in planning, building and running the park."],
        ),
        (
            "论坛讨论和平、发展、安全。",
            ["The forum opened in Oslo.", "It discussed peace, development and security."],
        ),
    ],
)
def test_a_list_of_one_statement(record: Make, encoder: Encoder, zh: str, en: list[str]) -> None:
    context = heard(record([zh], en, LINKS, original="en", kind="summary"), encoder)
    assert run_checks(context, enabled=["fused"]) == ()


def test_one_statement_is_never_two(record: Make, encoder: Encoder) -> None:
    zh, en, _ = FUSED[0]
    context = heard(record([zh], [" ".join(en)], original="en", kind="summary"), encoder)
    assert run_checks(context, enabled=["fused"]) == ()


@pytest.mark.parametrize(
    ("original", "kind"), [("en", "translation"), ("zh", "summary"), ("zh", "translation")]
)
def test_only_chinese_summaries(record: Make, encoder: Encoder, original: str, kind: str) -> None:
    zh, en, _ = FUSED[0]
    context = heard(record([zh], en, LINKS, original=original, kind=kind), encoder)
    assert run_checks(context, enabled=["fused"]) == ()


def test_without_encodings_nothing_is_said(record: Make) -> None:
    zh, en, _ = FUSED[0]
    context = record([zh], en, LINKS, original="en", kind="summary")
    assert run_checks(context, enabled=["fused"]) == ()
