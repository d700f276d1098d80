"""Who says it, in two languages."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from aligner.checks.evidence.speakers import voiced
from aligner.language.reported_speech import asks, quotations, said
from tests.helpers.contexts import Make


def question(text: str) -> dict[str, object]:
    return {"text": text, "kind": "question"}


def test_a_question_in_the_speakers_mouth(record: Make) -> None:
    context = record(
        ["王教授指出，创新是发展的真正动力。"],
        [question("How can innovation become a true driving force for development?")],
        original="en",
        kind="summary",
    )
    (flag,) = run_checks(context, enabled=["attribution"])
    assert flag.severity == "major"
    assert flag.zh_span is not None
    assert "创新是发展的真正动力" in context.zh.segments[0].text[slice(*flag.zh_span)]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("面对如何让创新成为动力的提问，王教授作了回答。", question("How can innovation drive development?")),
        ("创新是发展的动力。", question("How can innovation drive development?")),
        ("王教授指出，创新是发展的动力。", "Innovation drives development."),
    ],
)
def test_reported_as_it_was(record: Make, zh: str, en: object) -> None:
    context = record([zh], [en], original="en", kind="summary")
    assert run_checks(context, enabled=["attribution"]) == ()


@pytest.mark.parametrize(
    ("zh", "en", "side"),
    [
        ("“我们明天就出发去北京。”", "We leave for Beijing tomorrow.", "Chinese"),
        ("我们明天就出发去北京。", "“We leave for Beijing tomorrow.”", "English"),
    ],
)
def test_quoted_on_one_side_only(record: Make, zh: str, en: str, side: str) -> None:
    (flag,) = run_checks(record([zh], [en]), enabled=["attribution"])
    assert flag.severity == "neutral"
    assert flag.message.en.startswith(f"The {side}")


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("“我们明天就出发。”", "“We leave tomorrow.”"),
        ("他读了《红楼梦》。", "He read “Dream of the Red Chamber”."),
        ("所谓“新常态”是什么意思？", "What is the new normal?"),
    ],
)
def test_quotation_marks_that_agree(record: Make, zh: str, en: str) -> None:
    assert run_checks(record([zh], [en]), enabled=["attribution"]) == ()


def test_words_of_reports() -> None:
    assert said("他指出，", "zh") == (1, 3)
    assert said("She pointed out that", "en") == (4, 15)
    assert said("The company grew.", "en") is None
    assert asks("如何发展？", "zh")
    assert asks("Why is that?", "en")
    assert not asks("他强调发展。", "zh")
    assert list(quotations("他说“好”，又说“不”。")) == [(3, 4), (9, 10)]


def test_whose_voice(record: Make) -> None:
    context = record(
        ["记者综述。", "他指出甲。", "乙也如此。", "丙很重要。", "会议圆满结束。"],
        ["A.", "C."],
        [("z2", "e1"), ("z4", "e2")],
        original="en",
        kind="summary",
    )
    assert voiced(context) == {"z1": False, "z2": True, "z3": True, "z4": True, "z5": False}


@pytest.mark.parametrize(("sure", "severity"), [(0.99, "major"), (0.7, "minor")])
def test_a_claim_in_the_speakers_name_is_major_where_that_is_sure(
    record: Make, sure: float, severity: str
) -> None:
    context = record(
        ["他指出甲。", "乙也如此。", "丙很重要。", "会议圆满结束。"],
        ["A.", "C."],
        [("z1", "e1"), ("z3", "e2")],
        original="en",
        kind="summary",
        absent={"z2": sure, "z4": 0.99},
    )
    flags = run_checks(context, enabled=["missing"])
    assert [(flag.zh, flag.severity) for flag in flags] == [(("z2",), severity), (("z4",), "minor")]


@pytest.mark.parametrize(
    ("zh", "en", "words"),
    [
        ("这番话深刻揭示了渔业的规律。", "This shows how fishing works.", "深刻揭示"),
        ("他一针见血地说渔船太多。", "There are too many boats.", "一针见血"),
        ("这番话深刻揭示了渔业的规律。", "This gives deep insight into fishing.", ""),
        ("这番话说明了渔业的规律。", "This shows how fishing works.", ""),
    ],
)
def test_praise_that_a_reporter_adds(record: Make, zh: str, en: str, words: str) -> None:
    flags = run_checks(record([zh], [en], original="en", kind="summary"), enabled=["attribution"])
    assert [zh[slice(*flag.zh_span)] for flag in flags if flag.zh_span] == ([words] if words else [])
    assert all(flag.severity == "major" for flag in flags)
    assert run_checks(record([zh], [en], original="en"), enabled=["attribution"]) == ()


def test_praise_in_an_english_summary(record: Make) -> None:
    context = record(["渔船太多。"], ["He eloquently says that there are too many boats."], kind="summary")
    (flag,) = run_checks(context, enabled=["attribution"])
    assert "eloquently" in flag.message.en
