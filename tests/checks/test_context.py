"""What a context gives to every check."""

from __future__ import annotations

import gc
import weakref

import pytest

from aligner.checks import run_checks
from aligner.checks.context import ADDITION, STATEMENTS, Context, per_context, say
from aligner.record.model import Message, Segment
from tests.helpers.contexts import Make


def test_passages_by_kind_and_link(record: Make) -> None:
    context = record(
        [{"text": "题", "kind": "heading"}, "甲。", "乙。"], ["A.", "B."], [("z2", "e1"), ("z1", "e2")]
    )
    assert [s.id for s in context.passages("zh", STATEMENTS)] == ["z2"]
    assert [s.id for s in context.passages("zh", STATEMENTS, linked=False)] == ["z2", "z3"]
    assert [s.id for s in context.passages("zh", frozenset({"heading"}))] == ["z1"]


def test_partners_companions_and_neighbours(record: Make) -> None:
    context = record(["甲。", "乙。", "丙。"], ["A.", "B."], [("z1 z2", "e1"), ("z3", "e2")])
    first, second, third = context.zh
    assert [s.id for s in context.partners(first)] == ["e1"]
    assert context.companions(first) == [first, second]
    assert context.neighbours([first, second]) == [third]
    assert context.with_neighbours([second]) == [second, first, third]
    assert context.neighbours([]) == []


@pytest.mark.parametrize("side", ["zh", "en"])
def test_a_flag_knows_its_sides(record: Make, side: str) -> None:
    context = record(["甲。"], ["A."])
    passage, partner = (context.zh.segments[0], context.en.segments[0])[:: 1 if side == "zh" else -1]
    flag = context.flag(ADDITION, "minor", 0.5, Message("m", "讯"), passage, (0, 1), [partner], (0, 2))
    assert (flag.zh, flag.en) == (("z1",), ("e1",))
    assert (flag.zh_span, flag.en_span) == (((0, 1), (0, 2)) if side == "zh" else ((0, 2), (0, 1)))
    assert (flag.type, flag.mqm) == ("addition", "accuracy/addition")


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("甲", "“甲”"),
        ("“一带一路”", "“一带一路”"),
        ("「一帶一路」", "“一帶一路”"),
        ("建设“一带一路”", "“建设‘一带一路’”"),
        ("“甲”与“乙”", "“‘甲’与‘乙’”"),
        ("the “Belt and Road”", "“the ‘Belt and Road’”"),
    ],
)
def test_quotation_marks_within_a_quotation_are_single(words: str, quoted: str) -> None:
    assert quoted in say("coverage.added", "zh", words=words).en
    assert quoted in say("coverage.added", "zh", words=words).zh


def test_readings_are_made_once_per_context(record: Make) -> None:
    context, twin = record(["甲。"], ["A."]), record(["甲。"], ["A."])
    (segment,) = context.zh
    assert context.reading(segment) is context.reading(segment)
    assert context.reading(segment) is not twin.reading(segment)
    assert context.reading(segment, segment).text == "甲。 甲。"


def test_a_context_that_is_done_with_goes_at_once(record: Make) -> None:
    @per_context()
    def size(_: Context, segment: Segment) -> int:
        return len(segment.text)

    context = record(["他不同意50人。", "乙。"], ["He agrees with 40 people.", "B."])
    assert run_checks(context) and size(context, context.zh.segments[0])
    gone = weakref.ref(context)
    gc.disable()
    try:
        del context
        assert gone() is None
    finally:
        gc.enable()


def test_answers_are_kept_up_to_a_number(record: Make) -> None:
    asked: list[str] = []

    @per_context(1)
    def name(_: Context, segment: Segment) -> str:
        asked.append(segment.id)
        return segment.id

    context = record(["甲。", "乙。"], ["A.", "B."])
    first, second = context.zh
    assert [name(context, s) for s in (first, first, second, first)] == ["z1", "z1", "z2", "z1"]
    assert asked == ["z1", "z2", "z1"]
