"""Clauses that a summary adds, told by the real model."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from aligner.checks.claims import FACTS, claim_facts, claims
from aligner.checks.evidence.learned import learned, linear
from aligner.checks.evidence.passages import word_evidence
from aligner.language.clauses import clauses
from aligner.record.encoding import Encoder
from aligner.record.model import SEVERITIES
from tests.helpers.contexts import Make, encoded, heard

FERRY = "The new ferry will carry cars across the bay, and tickets will go on sale in May."
PLANTED = [
    (FERRY, "新渡轮将载汽车渡过海湾，船票五月开售", "从而彰显该市在全球航运业的领先地位"),
    (
        "The school planted two hundred apple trees, and the pupils water them every morning.",
        "学校种了两百棵苹果树，学生们每天早晨浇水",
        "为当地旅游业发展奠定了坚实基础",
    ),
    (
        "We repaired the old clock tower, and visitors can climb it again.",
        "我们修好了古钟楼，游客又可以登楼了",
        "这将成为吸引海外投资的核心引擎",
    ),
    (
        "The library opens on Sundays now, and more children come to read.",
        "图书馆现在周日也开放，来读书的孩子更多了",
        "充分保障了国家粮食安全",
    ),
    (
        "Farmers dry the tea leaves in the sun, and they sell them at the village market.",
        "农民把茶叶晒干，在村里的集市上出售",
        "因此必将带动全球供应链的根本变革",
    ),
]


@pytest.mark.parametrize(("en", "zh", "_added"), PLANTED)
def test_a_faithful_summary_is_left_alone(
    record: Make, encoder: Encoder, en: str, zh: str, _added: str
) -> None:
    context = heard(record([f"{zh}。"], [en], original="en", kind="summary"), encoder)
    assert run_checks(context, enabled=["claims"]) == ()


@pytest.mark.parametrize(("en", "zh", "added"), PLANTED)
def test_an_added_clause(record: Make, encoder: Encoder, en: str, zh: str, added: str) -> None:
    text = f"{zh}，{added}。"
    context = heard(record([text], [en], original="en", kind="summary"), encoder)
    (flag,) = run_checks(context, enabled=["claims"])
    assert flag.zh_span is not None
    assert text[slice(*flag.zh_span)] == added
    assert (flag.type, flag.mqm, flag.zh, flag.en) == ("addition", "accuracy/addition", ("z1",), ("e1",))
    assert SEVERITIES.index(flag.severity) >= SEVERITIES.index("minor")
    assert added in flag.message.zh
    assert added in flag.message.en


def test_added_clauses_side_by_side_are_one_flag(record: Make, encoder: Encoder) -> None:
    added = "彰显该市在全球航运业的领先地位，成为吸引海外投资的核心引擎"
    text = f"新渡轮将载汽车渡过海湾，{added}，船票五月开售。"
    context = heard(record([text], [FERRY], original="en", kind="summary"), encoder)
    (flag,) = run_checks(context, enabled=["claims"])
    assert flag.zh_span is not None
    assert text[slice(*flag.zh_span)] == added


def test_coverage_does_not_say_it_again(record: Make, encoder: Encoder) -> None:
    en, zh, added = PLANTED[1]
    context = heard(record([f"{zh}，{added}。"], [en], original="en", kind="summary"), encoder)
    flags = run_checks(context, enabled=["claims", "coverage"])
    assert [flag.check for flag in flags if flag.zh_span] == ["claims"]


@pytest.mark.parametrize(
    ("beside", "kept"),
    [
        ("陈船长向记者表示", []),
        ("王教授强调", []),
        ("他总结说", []),
        ("如何保障国家粮食安全？", []),
        ("外界问及全球航运业前景", []),
        ("彰显该市在全球航运业的领先地位", ["彰显该市在全球航运业的领先地位"]),
        ("海外投资由谁来保障？", []),
    ],
)
def test_reports_and_questions_are_no_claims(
    record: Make, encoder: Encoder, beside: str, kept: list[str]
) -> None:
    text = f"{beside}，新渡轮将载汽车渡过海湾。"
    context = heard(record([text], [FERRY], original="en", kind="summary"), encoder)
    found = [text[slice(*claim.span)] for claim in claims(context, context.zh.segments[0])]
    assert found == kept  # the ferry is told
    flags = run_checks(context, enabled=["claims"])
    assert [text[slice(*flag.zh_span)] for flag in flags if flag.zh_span] == kept


@pytest.mark.parametrize(
    ("original", "kind"), [("en", "translation"), ("zh", "summary"), ("zh", "translation")]
)
def test_only_chinese_summaries(record: Make, encoder: Encoder, original: str, kind: str) -> None:
    en, zh, added = PLANTED[0]
    context = heard(record([f"{zh}，{added}。"], [en], original=original, kind=kind), encoder)
    assert run_checks(context, enabled=["claims"]) == ()


def test_only_with_the_model_the_weights_were_learned_on(record: Make) -> None:
    en, zh, added = PLANTED[0]
    context = record([f"{zh}，{added}。"], [en], original="en", kind="summary")
    assert run_checks(context, enabled=["claims"]) == ()
    assert run_checks(encoded(context), enabled=["claims"]) == ()


def test_a_heading_claims_nothing(record: Make, encoder: Encoder) -> None:
    en, zh, added = PLANTED[0]
    line = {"text": f"{zh}，{added}", "kind": "heading"}
    context = heard(record([line], [en], original="en", kind="summary"), encoder)
    assert run_checks(context, enabled=["claims"]) == ()


def test_facts_of_a_clause(record: Make, encoder: Encoder) -> None:
    text = "新渡轮将载汽车渡过海湾，而且，船票五月开售。"
    context = heard(record([text], [FERRY], original="en", kind="summary"), encoder)
    found = word_evidence(context, context.zh.segments[0])
    assert found is not None
    rows = [claim_facts(text, span, found) for span in clauses(text)]
    assert [len(row) for row in rows] == [len(FACTS), 0, len(FACTS)]
    assert [(row[FACTS.index("first")], row[FACTS.index("last")]) for row in rows if row] == [(1, 0), (0, 1)]


def test_weights_are_sound() -> None:
    assert len(linear("claims", "weights").slope) == len(FACTS)
    limits = learned("claims")["limits"]
    assert list(limits) == ["neutral", "minor", "major"]
    assert sorted(limits.values()) == list(limits.values())
