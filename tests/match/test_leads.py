"""Leads of lists go with each other when their items do."""

from __future__ import annotations

import numpy as np
import pytest

from aligner.match.summary.context import join_leads
from aligner.record.model import Kind, Segment, Source


def segments(*rows: tuple[str, Kind]) -> list[Segment]:
    return [Segment(f"s{n}", text, kind, Source("a", n, n + 1, 1)) for n, (text, kind) in enumerate(rows)]


ZH = segments(("他提出:", "clause"), ("建园区;", "clause"), ("设基金。", "clause"), ("结束。", "sentence"))
EN = segments(("Do this:", "sentence"), ("Build parks.", "list-item"), ("Set up a fund.", "list-item"))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ({(1, 1): 0.8, (2, 2): 0.6}, 0.7),
        ({(1, 2): 0.8, (2, 1): 0.6}, 0.7),
        ({(1, 1): 0.8, (2, 2): 0.2}, 0.0),
        ({(0, 0): 0.9, (1, 1): 0.8, (2, 2): 0.6}, 0.9),
        ({}, 0.0),
    ],
)
def test_leads(pairs: dict[tuple[int, int], float], expected: float) -> None:
    chance = np.zeros((4, 3), np.float32)
    for place, value in pairs.items():
        chance[place] = value
    result = join_leads(chance, ZH, EN, 0.35)
    assert result[0, 0] == pytest.approx(expected)
    result[0, 0] = chance[0, 0]
    assert np.array_equal(result, chance)


@pytest.mark.parametrize(
    "zh",
    [
        segments(
            ("他提出:", "heading"), ("建园区;", "clause"), ("设基金。", "clause"), ("结束。", "sentence")
        ),
        segments(
            ("他提出。", "clause"), ("建园区;", "clause"), ("设基金。", "clause"), ("结束。", "sentence")
        ),
        segments(
            ("他提出:", "clause"), ("建园区;", "clause"), ("说明。", "sentence"), ("设基金。", "clause")
        ),
    ],
)
def test_what_leads_no_list(zh: list[Segment]) -> None:
    chance = np.full((4, 3), 0.8, np.float32)
    chance[0, 0] = 0
    assert join_leads(chance, zh, EN, 0.35)[0, 0] == 0
