"""Lines without a full stop: what says something is a passage, what gives an address is metadata."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aligner.checks import run_checks
from aligner.checks.context import Context
from aligner.ingest import ingest
from aligner.record.config import load_config
from aligner.record.model import Link


def kind_of(make_record: Callable[..., Path], line: str) -> str:
    """The kind of a line between two passages."""
    chinese = not line.isascii()
    zh = f"# 标题\n\n会议昨天开始。\n\n{line if chinese else '众人同意。'}\n\n会议昨天结束。\n"
    en = f"# A title\n\nIt began.\n\n{'All agreed.' if chinese else line}\n\nIt ended.\n"
    folder = make_record(zh=zh, en=en)
    document = getattr(ingest(load_config(folder / "record.yml")), "zh" if chinese else "en")
    return next(segment.kind for segment in document if segment.text.startswith(line[:8]))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("订单总额达到 12000 美元", "sentence"),
        ("订单总额达到12000美元", "sentence"),
        ("出口车辆达到 522100 辆", "sentence"),
        ("全年投资1.2万亿元", "sentence"),
        ("同比增长8.5%", "sentence"),
        ("Orders reached 21000 dollars", "sentence"),
        ("Exports reached 522100 vehicles", "sentence"),
        ("About 12,000 people came", "sentence"),
        ("Growth of 8.5 per cent", "sentence"),
        ("1 西藏大学 生态环境学院 拉萨 850000", "metadata"),
        ("地址：北京市海淀区中关村北二条 100190", "metadata"),
        ("邮编：100190", "metadata"),
        ("School of Ecology and Environment, Tibet University, Lhasa 850000, China", "metadata"),
        ("77 Massachusetts Avenue, Cambridge, MA 02139, USA", "metadata"),
        ("Tribhuvan University, Kathmandu 44600, Nepal", "metadata"),
        ("Tel: 010-62345678", "metadata"),
        ("2023年6月27日", "heading"),
        ("10 key takeaways", "heading"),
        ("2.1 推动青藏高原生态保护立法", "heading"),
    ],
)
def test_a_line_without_a_full_stop(make_record: Callable[..., Path], line: str, kind: str) -> None:
    assert kind_of(make_record, line) == kind


def test_its_numbers_are_compared(make_record: Callable[..., Path]) -> None:
    folder = make_record(
        zh="# 标题\n\n订单总额达到 12000 美元\n", en="# A title\n\nOrders reached 21000 dollars\n"
    )
    documents = ingest(load_config(folder / "record.yml"))
    context = Context(
        zh=documents.zh,
        en=documents.en,
        original="zh",
        kind="translation",
        links=(Link("l1", ("z2",), ("e2",), "equivalent", 1.0),),
    )
    assert [(flag.zh, flag.en) for flag in run_checks(context, enabled=["numbers"])] == [(("z2",), ("e2",))]
