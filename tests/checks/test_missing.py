"""Whole passages without counterpart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from aligner.checks import run_checks
from aligner.checks.evidence.speakers import pledges, voiced
from aligner.language.conversion import converter
from aligner.language.tables import table
from aligner.record.glossary import Glossary, Renderings, Term
from aligner.record.model import Side
from tests.helpers.contexts import Make


def found(record: Make, *args: Any, **kwargs: Any) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    flags = run_checks(record(*args, **kwargs), enabled=["missing"])
    return [(flag.type, flag.severity, flag.zh, flag.en) for flag in flags]


def test_everything_linked_gives_nothing(record: Make) -> None:
    assert found(record, ["一。", "二。"], ["One.", "Two."]) == []


def test_run_is_one_omission(record: Make) -> None:
    links = [("z1", "e1"), ("z4", "e2")]
    assert found(record, list("甲乙丙丁"), ["A", "D"], links) == [("omission", "major", ("z2", "z3"), ())]


def test_direction_follows_the_original(record: Make) -> None:
    links = [("z1", "e1")]
    zh, en = ["甲"], ["A", "B"]
    assert found(record, zh, en, links, original="zh") == [("addition", "major", (), ("e2",))]
    assert found(record, zh, en, links, original="en") == [("omission", "major", (), ("e2",))]


def test_summary_weighs_less(record: Make) -> None:
    links = [("z1", "e1")]
    flags = found(record, ["甲", "乙"], ["A", "B"], links, original="en", kind="summary")
    assert [(kind, severity) for kind, severity, _, _ in flags] == [
        ("addition", "minor"),
        ("omission", "minor"),
    ]


@pytest.mark.parametrize(
    ("kind", "en", "told"),
    [
        ("summary", ["?Who pays?"], []),
        ("summary", ["?Does it work?", "No."], []),
        ("summary", ["?Does it work?", "Of course.", "It has worked for years."], [("minor", ("e3",))]),
        ("summary", ["?When is it done?", "Next spring."], [("minor", ("e2",))]),
        ("summary", ["Nobody pays."], [("minor", ("e1",))]),
        ("translation", ["?Who pays?"], [("major", ("e1",))]),
    ],
)
def test_a_summary_need_not_tell_what_was_asked(
    record: Make, kind: str, en: list[str], told: list[tuple[str, tuple[str, ...]]]
) -> None:
    texts = [{"text": t.lstrip("?"), "kind": "question" if t[0] == "?" else "sentence"} for t in en]
    links = [("z1", f"e{len(en) + 1}")]
    flags = found(record, ["县里付钱。"], [*texts, "The county pays."], links, original="en", kind=kind)
    assert [(severity, ids) for _, severity, _, ids in flags] == told


@pytest.mark.parametrize(
    "fields",
    [({"section": ("第一节",)}, {"section": ("第二节",)}), ({"turn": "Q1"}, {"turn": "Q2"})],
)
def test_run_ends_with_its_section_or_question(
    record: Make, fields: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    zh = [{"text": text, **fields[text in "丙丁"]} for text in "甲乙丙丁"]
    flags = found(record, zh, ["A"], [("z1", "e1")])
    assert [ids for _, _, ids, _ in flags] == [("z2",), ("z3", "z4")]


def test_title_above_everything_is_no_section(record: Make) -> None:
    zh = [{"text": t, "section": ("题目", s)} for t, s in (("甲", "一"), ("乙", "一"), ("丙", "二"))]
    flags = found(record, zh, ["A"], [("z1", "e1")])
    assert [ids for _, _, ids, _ in flags] == [("z2",), ("z3",)]


HEADED = [
    {"text": "Conclusion", "kind": "heading"},
    {"text": "The body.", "section": ("Conclusion",)},
]


def test_heading_belongs_to_its_missing_section(record: Make) -> None:
    assert found(record, ["甲"], ["A", *HEADED], [("z1", "e1")], original="en") == [
        ("omission", "major", (), ("e2", "e3"))
    ]


@pytest.mark.parametrize(
    ("kind", "flags"), [("summary", []), ("translation", [("omission", "neutral", (), ("e1",))])]
)
def test_heading_alone(record: Make, kind: str, flags: list[object]) -> None:
    assert found(record, ["甲"], HEADED, [("z1", "e2")], original="en", kind=kind) == flags


def test_heading_after_a_run_heads_what_follows(record: Make) -> None:
    en = ["Lost.", {"text": "Next", "kind": "heading"}, "Carried."]
    flags = found(record, ["甲"], en, [("z1", "e3")], original="en")
    assert flags == [("omission", "major", (), ("e1",)), ("omission", "neutral", (), ("e2",))]


def test_metadata_is_neutral(record: Make) -> None:
    en = ["A", {"text": "Available at the repository", "kind": "metadata"}]
    assert found(record, ["甲"], en, [("z1", "e1")]) == [("addition", "neutral", (), ("e2",))]


def body(count: int) -> list[dict[str, Any]]:
    return [{"text": f"正文{n}。", "section": (f"第{n // 5}节",)} for n in range(count)]


@pytest.mark.parametrize("kind", ["caption", "note"])
def test_block_is_one_flag_across_sections_linked_captions_and_footnotes(record: Make, kind: str) -> None:
    zh: list[Any] = body(30)
    zh.insert(12, {"text": "图", "kind": kind, "section": ("第2节",)})
    flags = found(record, ["摘要。", *zh], ["Abstract.", "Figure"], [("z1", "e1"), ("z14", "e2")])
    assert [(kind, severity, len(ids)) for kind, severity, ids, _ in flags] == [("omission", "neutral", 30)]


@pytest.mark.parametrize(("rest", "severity"), [(2, "neutral"), (40, "minor")])
def test_block_weighs_by_its_share(record: Make, rest: int, severity: str) -> None:
    zh = [*body(15), *(f"译出{n}。" for n in range(rest))]
    links = [(f"z{16 + n}", f"e{1 + n}") for n in range(rest)]
    flags = found(record, zh, [f"Kept {n}." for n in range(rest)], links)
    assert [(s, len(ids)) for _, s, ids, _ in flags] == [(severity, 15)]


def test_summary_is_told_section_by_section(record: Make) -> None:
    zh = [*body(15), *(f"译出{n}。" for n in range(40))]
    links = [(f"z{16 + n}", f"e{1 + n}") for n in range(40)]
    flags = found(record, zh, [f"Kept {n}." for n in range(40)], links, kind="summary")
    assert [(s, len(ids)) for _, s, ids, _ in flags] == [("minor", 5)] * 3


def test_score_is_the_mean_absence(record: Make) -> None:
    context = record(list("甲乙丙"), ["A"], [("z1", "e1")], absent={"z2": 0.9})
    (flag,) = run_checks(context, enabled=["missing"])
    assert flag.score == pytest.approx((0.9 + 0.5) / 2)


def test_rejected_link_links_nothing(record: Make) -> None:
    from dataclasses import replace

    context = record(["甲"], ["A"])
    rejected = replace(context, links=(replace(context.links[0], status="rejected"),))
    assert [flag.type for flag in run_checks(rejected, enabled=["missing"])] == ["omission", "addition"]


def test_message_says_how_much_and_where(record: Make) -> None:
    context = record(["甲"], ["A", "The second sentence is lost."], [("z1", "e1")], original="en")
    (flag,) = run_checks(context, enabled=["missing"])
    assert flag.message.en == (
        "This English passage (about 5 words) has no counterpart in the Chinese: "
        "“The second sentence is lost”."
    )
    assert flag.message.zh == "英文这一段（约5词）在中文里没有对应内容：“The second sentence is lost”。"


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
def test_a_passage_in_the_speakers_name_is_major_where_that_is_sure(
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


BANK = Term("organisation", Renderings(("滨海银行",), ("滨行",)), Renderings(("Seaside Bank",), ("SSB",)))
TOWN = Term("place", Renderings(("盐田镇",)), Renderings(("Saltfield",)))
GLOSSARY = Glossary((BANK, TOWN))


@pytest.mark.parametrize(
    ("zh", "absent", "severity"),
    [
        ("滨海银行将出资修建灯塔。", 0.9, "major"),
        ("滨行计划资助渔民。", 0.9, "major"),
        ("滨海银行将出资修建灯塔。", 0.5, "minor"),
        ("滨海银行位于港口。", 0.9, "minor"),
        ("将来滨海银行很大。", 0.9, "minor"),
        ("滨海银行为渔民合作奠定了基础。", 0.9, "major"),
        ("渔民合作奠定了滨海银行的基础。", 0.9, "minor"),
        ("盐田镇为渔民合作奠定了基础。", 0.9, "minor"),
        ("盐田镇将修建灯塔。", 0.9, "minor"),
        ("渔民合作社将修建灯塔。", 0.9, "minor"),
    ],
)
def test_a_promise_in_the_name_of_a_body(record: Make, zh: str, absent: float, severity: str) -> None:
    flags = found(
        record, ["灯塔很旧。", zh], ["The lighthouse is old."], original="en", kind="summary",
        absent={"z2": absent}, glossary=GLOSSARY,
    )  # fmt: skip
    assert flags == [("addition", severity, ("z2",), ())]


def test_an_english_promise(record: Make) -> None:
    context = record(
        ["灯塔很旧。"], ["The lighthouse is old.", "Seaside Bank plans to mend it."], kind="summary",
        absent={"e2": 0.9}, glossary=GLOSSARY,
    )  # fmt: skip
    (flag,) = run_checks(context, enabled=["missing"])
    assert (flag.type, flag.severity) == ("addition", "major")
    assert "promise" in flag.message.en
    assert "承诺" in flag.message.zh


def test_what_the_original_promises_may_be_left_out(record: Make) -> None:
    flags = found(
        record, ["灯塔很旧。"], ["The lighthouse is old.", "Seaside Bank will mend it."], original="en",
        kind="summary", absent={"e2": 0.9}, glossary=GLOSSARY,
    )  # fmt: skip
    assert flags == [("omission", "minor", (), ("e2",))]


def test_what_was_said_and_what_was_promised_are_two(record: Make) -> None:
    context = record(
        ["灯塔很旧。", "镇长相信灯塔会修好。", "滨海银行将出资。"], ["The lighthouse is old."], original="en",
        kind="summary", absent={"z2": 0.9, "z3": 0.9}, glossary=GLOSSARY,
    )  # fmt: skip
    said, promised = run_checks(context, enabled=["missing"])
    assert (said.zh, promised.zh) == (("z2",), ("z3",))
    assert "speaker's words" in said.message.en and "讲话人所说" in said.message.zh
    assert "promise" in promised.message.en and "承诺" in promised.message.zh


def test_a_promise_is_told_apart_from_what_stands_beside_it(record: Make) -> None:
    flags = found(
        record, ["灯塔很旧。", "滨海银行将出资。", "海上有雾。"], ["The lighthouse is old."], original="en",
        kind="summary", absent={"z2": 0.9, "z3": 0.9}, glossary=GLOSSARY,
    )  # fmt: skip
    assert flags == [("addition", "major", ("z2",), ()), ("addition", "minor", ("z3",), ())]


@pytest.mark.parametrize("side", ["zh", "en"])
def test_every_word_of_a_promise_is_found(record: Make, side: Side) -> None:
    words = [*table("attribution")["pledged"][side], *table("attribution")["achieved"][side]]
    assert words and all(isinstance(word, str) and word == word.strip() != "" for word in words)
    assert len(words) == len(set(words))
    for word in words:
        line = f"滨海银行{word}修灯塔。" if side == "zh" else f"Seaside Bank {word} mend it."
        context = record(*([line], []) if side == "zh" else ([], [line]), glossary=GLOSSARY)
        assert pledges(context, context.document(side).segments[0]), word


@pytest.mark.parametrize(
    ("side", "lines", "told"),
    [
        ("zh", ["本报5月4日讯 湖泊博物馆今日开馆。"], []),
        ("zh", ["来源：某通讯社", "某社12月30日电 馆长发表讲话。"], []),
        ("zh", ["馆里没有水。"], [("minor", ("z1",))]),
        ("zh", ["大家下午好！"], []),
        ("en", ["Good morning to all of you."], []),
        ("en", ["Ladies and gentlemen,", "We waited for years."], [("minor", ("e2",))]),
        ("en", ["No. 11 of 2025"], []),
    ],
)
@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant"])
def test_what_only_opens_a_summary_or_a_speech_is_not_missing(
    record: Make, side: Side, lines: list[str], told: list[tuple[str, tuple[str, ...]]], script: str
) -> None:
    convert = converter("zh-Hans", script)
    texts: dict[Side, list[str]] = {"zh": ["开馆了。"], "en": ["It is open."]}
    texts[side] = [*lines, *texts[side]]
    links = [(f"z{len(texts['zh'])}", f"e{len(texts['en'])}")]
    zh = [convert(text) for text in texts["zh"]]
    flags = found(record, zh, texts["en"], links, original="en", kind="summary")
    assert [(severity, zh or en) for _, severity, zh, en in flags] == told


@pytest.mark.parametrize(
    ("text", "sure"),
    [("Nothing is signed.", True), ("We stay if the marsh grows.", True), ("This is a good day.", False)],
)
def test_one_passage_that_a_summary_leaves_out_matters_if_it_limits(
    record: Make, text: str, sure: bool
) -> None:
    context = record(["甲。"], ["A.", text], [("z1", "e1")], original="en", kind="summary")
    (flag,) = run_checks(replace(context, absent={"e2": 0.9}), enabled=["missing"])
    assert (flag.score > 0.6) == sure


def test_what_is_said_twice_is_a_note(record: Make) -> None:
    notice = "This notice stands in both halves of the file."
    assert found(record, ["甲。"], [notice, "A.", notice], [("z1", "e2")], original="zh") == [
        ("addition", "neutral", (), ("e1",)),
        ("addition", "neutral", (), ("e3",)),
    ]
