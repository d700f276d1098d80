"""Content inside links, with a small encoder whose words are alike where a table says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from aligner.checks import CHECKS, run_checks, scores
from aligner.checks.coverage import PASSAGE
from aligner.checks.evidence.learned import linear, probability
from aligner.checks.evidence.lexical import LEXICAL, lexical_features
from aligner.checks.evidence.word_similarity import token_features
from aligner.checks.evidence.words import EncodedWords, split_words
from aligner.language.clauses import bracketed, clauses
from aligner.language.reading import Reading
from aligner.record.encoding import Encoded
from tests.helpers.contexts import Make, encoded


def test_without_encodings_nothing_is_said(record: Make) -> None:
    context = record(["红猫睡。"], ["A dog."])
    assert run_checks(context, enabled=["coverage"]) == ()
    assert CHECKS["coverage"].measure is not None
    assert CHECKS["coverage"].measure(context) == {"omission": 0.0, "addition": 0.0}


@pytest.mark.parametrize("side", [0, 1])
def test_a_dropped_word_scores_higher_on_its_side(record: Make, side: int) -> None:
    pairs = ["尼泊尔的猫睡。", "The cat sleeps in Nepal."]
    short = ["的猫睡。", "The cat sleeps in."]
    damaged = [text if at == side else short[at] for at, text in enumerate(pairs)]
    full = scores(encoded(record([pairs[0]], [pairs[1]])))
    less = scores(encoded(record([damaged[0]], [damaged[1]])))
    kind = "omission" if side == 0 else "addition"
    assert less[kind] > full[kind]
    assert all(0 <= score <= 1 for score in (*full.values(), *less.values()))


def test_scores_name_every_type(record: Make) -> None:
    kinds = {issue.type for check in CHECKS.values() for issue in check.issues}
    assert set(scores(record(["甲"], ["A"]))) == kinds


@pytest.mark.parametrize(
    ("english", "severity"),
    [
        ("The cat sleeps, hydropower xylophone zebra quantum Nepal.", "neutral"),
        ("The cat sleeps (hydropower xylophone zebra quantum Nepal).", "minor"),
    ],
)
def test_a_summary_may_condense(record: Make, english: str, severity: str) -> None:
    context = encoded(record(["猫睡。"], [english], original="en", kind="summary"))
    assert [flag.severity for flag in run_checks(context, enabled=["coverage"])] == [severity]


@pytest.mark.parametrize(("proposed", "count"), [({}, 1), ({"z2": ("e1",)}, 0), ({"z2": ("e2",)}, 1)])
@pytest.mark.parametrize("zh", [["猫睡。", "水电。"], ["貓睡。", "水電。"]])
def test_what_a_reader_found_elsewhere_is_not_left_out(
    record: Make, zh: list[str], proposed: dict[str, tuple[str, ...]], count: int
) -> None:
    english = ["The cat sleeps (hydropower xylophone zebra quantum Nepal).", "He left."]
    context = encoded(record(zh, english, [("z1", "e1")], original="en", kind="summary"))
    flags = run_checks(replace(context, proposed=proposed), enabled=["coverage"])
    assert [flag.en for flag in flags] == [("e1",)] * count


def test_flags_point_at_the_words(record: Make) -> None:
    zh, en = ["猫睡。"], ["The cat sleeps, hydropower xylophone zebra quantum Nepal."]
    flags = run_checks(encoded(record(zh, en, original="en")), enabled=["coverage"])
    (flag,) = [flag for flag in flags if flag.type == "omission"]
    assert flag.en_span is not None
    assert "xylophone zebra quantum" in en[0][slice(*flag.en_span)]
    assert "The Chinese leaves out" in flag.message.en
    assert "中文省略了" in flag.message.zh


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("他来了，我走了。", ["他来了", "我走了"]),
        ("He came, I left.", ["He came", "I left"]),
        ("1,000 came; 2.5 left", ["1,000 came", "2.5 left"]),
        ("", []),
        ("——", []),
    ],
)
def test_clauses(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in clauses(text)] == parts


def test_brackets() -> None:
    text = "要素(土地、劳动力)的约束（见上）"
    assert [text[a:b] for a, b in bracketed(text)] == ["(土地、劳动力)", "（见上）"]


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Asia-Pacific", [(0, 4), (4, 5), (5, 12)], [("Asia-Pacific", "content")]),
        ("in Ne pal", [(0, 2), (2, 5), (5, 9)], [("in", "function"), ("Ne", "name"), ("pal", "content")]),
        ("of 2.5 %", [(0, 2), (2, 6), (6, 8)], [("of", "function"), ("2.5", "figure"), ("%", "mark")]),
        ("的猫。", [(0, 1), (1, 2), (2, 3)], [("的", "function"), ("猫", "content"), ("。", "mark")]),
    ],
)
def test_split_words(text: str, spans: list[Any], expected: list[tuple[str, str]]) -> None:
    words = split_words(text, spans)
    assert [(text[slice(*word.span)], word.kind) for word in words] == expected
    assert [row for word in words for row in range(*word.rows)] == list(range(len(spans)))


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("企业", "The enterprises grew.", True),
        ("企业", "The sea is blue.", False),
        ("革命", "a revolutionary age", True),
        ("合作", "They cooperated.", True),
    ],
)
def test_dictionary_knows_renderings(zh: str, en: str, found: bool) -> None:
    words = split_words(zh, [(0, len(zh))])
    features = lexical_features(words, Reading(zh, "zh"), Reading(en, "en"))
    assert bool(features[0, LEXICAL.index("found")]) is found


def test_features_of_nothing_are_empty() -> None:
    empty = np.zeros((0, 4), np.float16)
    assert token_features(EncodedWords("", Encoded(np.zeros(4), empty, ())), empty).shape[0] == 0


def test_weights_are_sound() -> None:
    assert probability(0.0) == 0.5
    for side in ("zh", "en"):
        assert np.isfinite(linear("coverage", side, "full").slope).all()
        low, high = [-8.0] * 5 + [0.1] * 2, [4.0] * 5 + [0.6] * 2
        model = linear("severity", "passage", side, "plain")
        assert model(low) < model(high)
    assert len(linear("severity", "passage", "zh", "full").slope) == len(PASSAGE)


@pytest.mark.parametrize(("score", "flagged"), [(0.95, False), (0.6, True)])
def test_a_sure_link_is_believed_about_a_whole_passage(record: Make, score: float, flagged: bool) -> None:
    context = encoded(record(["红猫睡。", "狗在尼泊尔。"], ["The red cat sleeps.", "Hydropower."]))
    links = tuple(replace(link, score=score) for link in context.links)
    flags = run_checks(replace(context, links=links), enabled=["coverage"])
    assert any(flag.zh == ("z2",) for flag in flags) is flagged
