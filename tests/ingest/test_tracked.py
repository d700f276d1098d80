"""Text that knows where it came from, and what was done to it."""

from __future__ import annotations

import pytest

from aligner.ingest.repairs import clean_markup
from aligner.ingest.sentences import split
from aligner.ingest.tracked import Mark, Tracked

TEXT = Tracked("abcd", (10, 12, 14, 16), tuple(Mark(str(at), at) for at in (9, 12, 13, 15, 17)))
"""Marks before the first character, on the second, between second and third, third and fourth, behind all."""


@pytest.mark.parametrize(
    ("start", "end", "marks"),
    [
        (0, 4, "9 12 13 15 17"),
        (0, 1, "9"),
        (0, 2, "9 12"),
        (1, 2, "12"),
        (2, 3, "13"),
        (2, 4, "13 15 17"),
        (3, 4, "15 17"),
        (2, 2, ""),
    ],
)
def test_marks_of_a_slice(start: int, end: int, marks: str) -> None:
    assert [mark.rule for mark in TEXT.slice(start, end).marks] == marks.split()


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_cutting_loses_no_mark_and_doubles_none(cut: int) -> None:
    assert Tracked.join([TEXT.slice(0, cut), TEXT.slice(cut, 4)]) == TEXT


@pytest.mark.parametrize(("text", "kept"), [(" ab ", "ab"), ("ab", "ab"), ("  ", "")])
def test_stripping_keeps_the_marks_of_what_is_left(text: str, kept: str) -> None:
    tracked = Tracked.of(text, 5)
    marked = Tracked(tracked.text, tracked.at, (Mark("first", 5), Mark("last", 4 + len(text))))
    stripped = marked.strip()
    assert stripped.text == kept
    assert [mark.rule for mark in stripped.marks] == (["first", "last"] if kept else [])


def test_a_new_mark_stays_in_order() -> None:
    marked = TEXT.slice(0, 2).mark("list-mark")
    assert [mark.rule for mark in marked.marks] == ["9", "list-mark", "12"]
    assert [mark.rule for mark in marked.slice(1, 2).marks] == ["12"]


@pytest.mark.parametrize(
    ("zh", "repairs"),
    [
        ("^[1]第一句。第二句。", [("superscript",), ()]),
        ("第一句。^[1]第二句。", [("superscript",), ()]),
        ("第一句。第二句。^[1]", [(), ("superscript",)]),
    ],
)
def test_repairs_of_the_sentences_they_stand_in(zh: str, repairs: list[tuple[str, ...]]) -> None:
    content = clean_markup(Tracked.of(zh, 0))
    pieces = [content.slice(start, end) for start, end, _ in split(content.text, "zh")]
    assert [tuple(mark.rule for mark in piece.marks) for piece in pieces] == repairs
