"""Which findings people are shown, and what they are shown as one."""

from __future__ import annotations

import re
from math import inf
from pathlib import Path

import pytest

from aligner.record.groups import grouped, passage_of
from aligner.record.model import SEVERITIES, Flag, FlagState, Severity, Side
from aligner.record.profiles import PROFILES, Profile, bar, is_shown, shown_flags
from tests.helpers.records import flag

FLAGS = {
    "a": flag(1, "numbers", "z1 z2", "e1", score=0.7, severity="minor"),
    "b": flag(2, "terminology", "z1", "e2", score=0.9),
    "c": flag(3, "terminology", "z1", "e3", score=0.95),
    "d": flag(4, "omission", "", "e1"),
    "e": flag(5, "omission", "", "e1 e2"),
    "f": flag(6, "addition", "z2", "", severity="neutral"),
    "g": flag(7, "numbers", "z1", "e1", state="error", severity="minor"),
    "h": flag(8, "numbers", "z1", "e1", state="dismissed"),
    "i": flag(9, "length", "", ""),
    "j": flag(10, "length", "", ""),
}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_manual_gives_the_bars(profile: Profile) -> None:
    page = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{profile}`[^|]*\|(.*)\|$", page, re.MULTILINE)
    bars = [bar(flag(1, "numbers", "z1", "e1", severity=severity), profile) for severity in SEVERITIES]
    shown = ["none" if value == inf else str(value) for value in reversed(bars)]
    assert [cell.strip() for cell in row.split("|")] == shown


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_careful_profile_shows_no_more_than_a_thorough_one(severity: Severity) -> None:
    sample = flag(1, "numbers", "z1", "e1", severity=severity)
    careful, thorough = (bar(sample, profile) for profile in PROFILES)
    assert thorough == 0.0 < careful


@pytest.mark.parametrize(
    ("severity", "score", "state", "profile", "shown"),
    [
        ("major", 0.9, "issue", "careful", True),
        ("major", 0.1, "issue", "careful", False),
        ("major", 0.1, "issue", "thorough", True),
        ("neutral", 1.0, "issue", "careful", False),
        ("neutral", 0.0, "issue", "thorough", True),
        ("neutral", 0.1, "error", "careful", True),
        ("major", 0.1, "dismissed", "careful", True),
        ("major", 0.1, "resolved", "careful", True),
    ],
)
def test_what_a_profile_shows(
    severity: Severity, score: float, state: FlagState, profile: Profile, shown: bool
) -> None:
    """What people have decided about is never kept from them."""
    sample = flag(1, "numbers", "z1", "e1", severity=severity, score=score, state=state)
    assert is_shown(sample, profile) == shown
    assert shown_flags([sample], profile) == ((sample,) if shown else ())


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        ("", []),
        ("a", ["a"]),
        ("a b", ["b a"]),
        ("b c a", ["c b a"]),
        ("d e", ["d e"]),
        ("a d", ["a", "d"]),
        ("d f a e", ["d e", "f", "a"]),
        ("a g h", ["a", "g", "h"]),
        ("i j", ["i", "j"]),
    ],
    ids=[
        "none",
        "one",
        "gravest first",
        "surest first",
        "same gap",
        "not across texts",
        "order",
        "states",
        "whole",
    ],
)
def test_what_is_one_finding(names: str, groups: list[str]) -> None:
    """By the first passage of the translation, here Chinese, or else of the original; and by the state."""
    found = grouped([FLAGS[name] for name in names.split()], "en")
    assert [group.flags for group in found] == [tuple(FLAGS[n] for n in group.split()) for group in groups]


@pytest.mark.parametrize(
    ("sample", "original", "passage"),
    [
        (FLAGS["a"], "en", "z1"),
        (FLAGS["a"], "zh", "e1"),
        (FLAGS["d"], "en", "e1"),
        (FLAGS["f"], "zh", "z2"),
        (FLAGS["i"], "en", ""),
    ],
)
def test_the_passage_that_a_finding_is_about(sample: Flag, original: Side, passage: str) -> None:
    assert passage_of(sample, original) == passage


def test_what_a_finding_says_of_itself() -> None:
    (group,) = grouped([FLAGS["a"], FLAGS["b"], FLAGS["c"]], "en")
    assert (group.severity, group.state, group.flag) == ("major", "issue", FLAGS["c"])
    assert group.segments == ("z1", "e3", "e2", "z2", "e1")
