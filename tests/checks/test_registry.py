"""The registry and the order of flags."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.checks import CHECKS, run_checks
from aligner.record.config import RETIRED_CHECKS
from aligner.record.model import Status
from tests.helpers.contexts import Make

MANUAL = Path(__file__).parents[2] / "docs" / "checks.md"
ITS = {
    "omission",
    "addition",
    "numbers",
    "untranslated",
    "terminology",
    "inconsistent-entities",
    "mistranslation",
    "inconsistency",
    "typographical",
    "whitespace",
    "length",
    "duplication",
    "other",
}


def test_the_manual_lists_every_check_in_its_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows[: len(CHECKS)] == list(CHECKS)
    assert len(CHECKS) >= 12


def test_a_retired_check_is_none() -> None:
    assert RETIRED_CHECKS and RETIRED_CHECKS.isdisjoint(CHECKS)


def test_every_check_describes_itself() -> None:
    for name, check in CHECKS.items():
        assert check.name == name
        assert {issue.type for issue in check.issues} <= ITS
        assert check.title.en.isascii()
        assert not check.title.zh.isascii()


def test_flags_come_in_reading_order_with_their_check(record: Make) -> None:
    context = record(
        ["共71条。", "遗漏。", "共30人。"],
        ["81 in all.", "There are 31 人.", "Added."],
        [("z1", "e1"), ("z3", "e2")],
    )
    flags = run_checks(context)
    assert [(f.id, f.check, f.zh, f.en) for f in flags] == [
        ("f1", "numbers", ("z1",), ("e1",)),
        ("f2", "missing", ("z2",), ()),
        ("f3", "numbers", ("z3",), ("e2",)),
        ("f4", "untranslated", ("z3",), ("e2",)),
        ("f5", "missing", (), ("e3",)),
    ]
    assert run_checks(context) == flags


def test_checks_can_be_switched_off(record: Make) -> None:
    context = record(["共71条。", "遗漏。"], ["81 in all."])
    assert [flag.check for flag in run_checks(context, enabled=["missing"])] == ["missing"]
    assert run_checks(context, enabled=[]) == ()


def test_unknown_check_is_an_error(record: Make) -> None:
    with pytest.raises(ValueError, match="unknown check: spelling"):
        run_checks(record([], []), enabled=["spelling"])


def test_empty_record_has_no_flags(record: Make) -> None:
    assert run_checks(record([], [])) == ()


@pytest.mark.parametrize(("status", "score"), [("auto", 0.475), ("accepted", 0.95), ("manual", 0.95)])
def test_what_differs_counts_if_its_passages_belong_together(
    record: Make, status: Status, score: float
) -> None:
    context = record(["共71条。"], ["81 in all."])
    links = tuple(replace(link, score=0.5, status=status) for link in context.links)
    assert [flag.score for flag in run_checks(replace(context, links=links))] == [score]
