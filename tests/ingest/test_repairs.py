"""Each repair by its cases: what the reading text becomes, and which rules report it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.ingest.repairs import clean_markup, repair, vocabulary
from aligner.ingest.tracked import Tracked
from tests.helpers.cases import read_cases

CASES = [
    (title[:2], title[3:], text, expected)
    for title, text, expected in read_cases(Path(__file__).parent / "repairs.txt")
]


@pytest.mark.parametrize(("side", "title", "text", "expected"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_repair(side: str, title: str, text: str, expected: str) -> None:
    result = repair(clean_markup(Tracked.of(text, 100)), side, vocabulary([text]))
    wanted, _, rules = expected.partition("\n")
    assert result.text == wanted
    assert sorted({mark.rule for mark in result.marks}) == rules.split()


@given(st.text(alphabet='中文 ab*_[](){}^$\\\n`<>&;。,"1', max_size=60), st.sampled_from(["zh", "en"]))
def test_places_stay_in_order_and_inside_the_source(text: str, side: str) -> None:
    result = repair(clean_markup(Tracked.of(text, 7)), side, vocabulary([text]))
    assert len(result.at) == len(result.text)
    assert list(result.at) == sorted(result.at)
    assert all(7 <= at < 7 + len(text) for at in result.at)


@given(st.text(alphabet="中文字 ，。“”ab", max_size=40))
def test_repairs_take_away_only_blanks(text: str) -> None:
    result = repair(clean_markup(Tracked.of(text, 0)), "zh", vocabulary([]))
    assert "".join(result.text.split()) == "".join(text.split())
