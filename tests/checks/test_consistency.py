"""Terms rendered in two ways, found from the links."""

from __future__ import annotations

import pytest

from aligner.checks import Context, run_checks
from aligner.checks.evidence.term_renderings import term_renderings
from tests.helpers.contexts import Make, encoded

ZH = ["猫在尼泊尔睡。", "狗在尼泊尔睡。", "红猫在尼泊尔。"]
EN = ["The cat sleeps in Nepal.", "The dog sleeps in Nepal.", "A red cat is in Nepal."]


@pytest.fixture
def told(record: Make) -> Context:
    return encoded(record(ZH, EN))


def test_renderings_are_found_where_the_term_stands(told: Context) -> None:
    found = list(term_renderings(told))
    assert [(r.term, r.english, r.zh.id, r.name) for r in found] == [
        ("尼泊尔", "Nepal", "z1", True),
        ("尼泊尔", "Nepal", "z2", True),
        ("尼泊尔", "Nepal", "z3", True),
    ]
    assert run_checks(told, enabled=["consistency"]) == ()


def test_without_encodings_nothing_is_rendered(record: Make) -> None:
    assert list(term_renderings(record(ZH, EN))) == []


def test_a_name_rendered_in_two_ways(record: Make) -> None:
    en = [*EN[:2], "A red cat is in Lumbini."]
    (flag,) = run_checks(encoded(record(ZH, en)), enabled=["consistency"])
    assert (flag.type, flag.severity, flag.zh, flag.en) == ("inconsistency", "minor", ("z3",), ("e3",))
    assert flag.en_span is not None
    assert en[2][slice(*flag.en_span)] == "Lumbini"
    assert "Nepal" in flag.message.en
    assert "Lumbini" in flag.message.zh


@pytest.mark.parametrize(("passages", "least", "count"), [(1, 1, 1), (1, 2, 0), (2, 2, 2), (3, 4, 0)])
def test_how_often_a_term_stands(record: Make, passages: int, least: int, count: int) -> None:
    told = encoded(record(ZH[:passages], EN[:passages]))
    assert len(list(term_renderings(told, least=least))) == count
