"""Text left in the other language."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from tests.helpers.contexts import Make


@pytest.mark.parametrize(
    ("zh", "en", "left", "severity"),
    [
        ("发展新质生产力。", "It develops 新质生产力 in the region.", "新质生产力", "major"),
        ("发展新质生产力。", "It develops new productive forces (新质生产力).", "新质生产力", "neutral"),
        ("发展新质生产力。", "It develops “新质生产力” there.", "新质生产力", "neutral"),
        ("依托A、B两地，推进合作。", "依托A、B两地，推进合作。", "依托A、B两地，推进合作", "major"),
    ],
)
def test_chinese_in_the_english(record: Make, zh: str, en: str, left: str, severity: str) -> None:
    (flag,) = run_checks(record([zh], [en]), enabled=["untranslated"])
    assert (flag.type, flag.severity, flag.en) == ("untranslated", severity, ("e1",))
    assert en[slice(*flag.en_span or (0, 0))] == left
    assert zh[slice(*flag.zh_span or (0, 0))] == left
    assert flag.message.en == f"The English still contains Chinese: “{left}”."
    assert flag.message.zh == f"英文里留有未译的中文：“{left}”。"


@pytest.mark.parametrize(
    ("zh", "count"),
    [
        ("他强调 the region can break down barriers，并推进合作。", 1),
        ("研发了ANSO Pandemic Forecast Information Platform平台。", 0),
        ("由Alliance of International Science Organizations发起。", 0),
        ("引入PPP模式和AIIB、ICIMOD、WMO等机构。", 0),
        ("见https://example.org/the/long/path/of/words。", 0),
        ("应用GIS和IP。", 0),
    ],
)
def test_english_in_the_chinese(record: Make, zh: str, count: int) -> None:
    flags = run_checks(record([zh], ["A."], original="en"), enabled=["untranslated"])
    assert [flag.severity for flag in flags] == ["major"] * count


def test_original_is_not_untranslated(record: Make) -> None:
    (flag,) = run_checks(record(["甲"], ["He said 加油 to all."], original="en"), enabled=["untranslated"])
    assert flag.severity == "neutral"


def test_references_are_skipped(record: Make) -> None:
    zh = [{"text": "Li Q. The particularity and key tasks of openness, 2018.", "kind": "reference"}]
    assert run_checks(record(zh, ["A."], original="en"), enabled=["untranslated"]) == ()
