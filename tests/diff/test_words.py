"""The words that changed: whole words in both languages, the same both ways round, nothing invented."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.diff.changes import Runs
from aligner.diff.words import word_changes


def fenced(runs: Runs) -> str:
    fences = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(fences[op].format(text) for op, text in runs)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("It stays.", "It stays.", "It stays."),
        ("", "All new.", "{+All new.+}"),
        ("All gone.", "", "[-All gone.-]"),
        ("She agreed to it.", "She objected to it.", "She [-agreed-]{+objected+} to it."),
        ("He sold 1,200 cars.", "He sold 1,300 cars.", "He sold [-1,200-]{+1,300+} cars."),
        ("It rose 3.5% in May.", "It rose 3.8% in May.", "It rose [-3.5-]{+3.8+}% in May."),
        ("The low-carbon plan is set.", "The high-carbon plan is set.",
         "The [-low-carbon-]{+high-carbon+} plan is set."),
        ("It didn't help the town.", "It did help the town.", "It [-didn't-]{+did+} help the town."),
        ("Two red cars came by.", "Two green bikes came by.", "Two [-red cars-]{+green bikes+} came by."),
        ("Roads, and bridges, and rail.", "Roads, and rail.", "Roads, and [-bridges, and -]rail."),
        ("她没有同意延期。", "她没有答应延期。", "她没有[-同意-]{+答应+}延期。"),
        ("预计将超过30亿元。", "预计将超过35亿元。", "预计将超过[-30-]{+35+}亿元。"),
        ("会议到此结束。", "会议于下午结束。", "会议[-到此-]{+于下午+}结束。"),
        ("湿地面积不会减少。", "湿地面积会减少。", "湿地面积[-不会-]{+会+}减少。"),
        ("云南有山。", "云南有山，也有水。", "云南有山{+，也有水+}。"),
        ("采用AI技术。", "采用VR技术。", "采用[-AI-]{+VR+}技术。"),
        ("The port is closed.", "We thank all guests!", "[-The port is closed.-]{+We thank all guests!+}"),
        ("会议结束。", "感谢大家！", "[-会议结束。-]{+感谢大家！+}"),
    ],
)  # fmt: skip
def test_what_changed(old: str, new: str, expected: str) -> None:
    assert fenced(word_changes(old, new)) == expected


TEXTS = st.text(st.sampled_from("同意不会延期山水。，30亿 acbd.,-'\t\u2028\U00020000"), max_size=24)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    runs = word_changes(old, new)
    assert "".join(text for op, text in runs if op != "new") == old
    assert "".join(text for op, text in runs if op != "gone") == new
    assert all(text for _, text in runs)
    assert all(a[0] != b[0] for a, b in pairwise(runs))


@given(TEXTS, TEXTS)
def test_the_other_way_round_is_the_mirror_image(old: str, new: str) -> None:
    flip = {"same": "same", "gone": "new", "new": "gone"}
    there, back = word_changes(old, new), word_changes(new, old)
    assert sorted((flip[op], text) for op, text in there) == sorted(back)


def test_long_texts_are_not_compared_for_ever() -> None:
    old, new = (" ".join(f"{mark}{n}" for n in range(4000)) for mark in "ab")
    assert [op for op, _ in word_changes(old, new)] == ["gone", "new"]
    assert [op for op, _ in word_changes(f"{old} end", f"{old} end.")] == ["same", "new"]
