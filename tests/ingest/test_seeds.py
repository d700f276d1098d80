"""The two real documents: every character is accounted for, and what an editor would check by eye."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from aligner.ingest import Ingested
from aligner.record.characters import HAN, han_count

RECORDS = {"forum": "trans-himalaya-2025", "paper": "qinghai-tibet-2023"}


@pytest.fixture(params=sorted(RECORDS))
def read(request: pytest.FixtureRequest, seeds: Path) -> tuple[Ingested, str]:
    text = (seeds / RECORDS[request.param] / "source.md").read_bytes().decode()
    return request.getfixturevalue(request.param), text


def covered(ingested: Ingested) -> list[tuple[int, int]]:
    spans = [span for doc in (ingested.zh, ingested.en) for s in doc for span in s.source.spans]
    return sorted(spans + [(f.start, f.end) for f in ingested.furniture])


def test_every_character_is_in_a_segment_or_in_named_furniture(read: tuple[Ingested, str]) -> None:
    ingested, text = read
    spans = covered(ingested)
    assert spans[0][0] == 0 and spans[-1][1] == len(text)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(spans))


def test_furniture_holds_no_content(read: tuple[Ingested, str]) -> None:
    ingested, text = read
    speaking = {"speaker label", "question label", "link stamp", "end mark", "repository notice"}
    silent = [text[f.start : f.end] for f in ingested.furniture if f.name not in speaking]
    assert not [piece for piece in silent if HAN.search(piece) or len(piece.strip("o-·# \n")) > 12]


def test_reading_text_is_the_source_but_for_markup(read: tuple[Ingested, str]) -> None:
    """Letters, digits and Han characters of a segment are those of its source, in order."""
    ingested, text = read
    tex = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
    for document in (ingested.zh, ingested.en):
        for segment in document:
            raw = "".join(text[a:b] for a, b in segment.source.spans).replace("\\cdot", "")
            assert _letters(segment.text.translate(tex)) == _letters(raw.translate(tex)), segment.id
            assert text.count("\n", 0, segment.source.start) + 1 == segment.source.line


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def test_sides_are_in_their_languages(read: tuple[Ingested, str]) -> None:
    ingested, _ = read
    assert all(han_count(s.text) == 0 for s in ingested.en)
    plain = [s for s in ingested.zh if not HAN.search(s.text)]
    assert all(
        s.kind in ("metadata", "sentence") and any(c.isdigit() or c == "@" for c in s.text) for s in plain
    )


def test_forum_questions_and_speakers(forum: Ingested) -> None:
    assert len(forum.zh) >= 44 and len(forum.en) >= 100
    questions = [s for s in forum.en if s.kind == "question"]
    assert [(s.turn, s.speaker) for s in questions] == [("Q1", None)] * 2 + [("Q2", None)] * 2 + [
        ("Q3", None)
    ] * 2
    assert all(s.speaker == "Dr Lan" for s in forum.en if s.kind != "question")
    assert all(s.speaker is None and s.turn is None for s in forum.zh)
    assert list(dict.fromkeys(s.turn for s in forum.en)) == ["Q1", "Q2", "Q3", "T4"]


@pytest.mark.parametrize(
    ("side", "beginning", "ending"),
    [
        ("en", "Drawing from the association", "integrated in the Trans-Himalaya region?"),
        ("en", "Create a Himalayan Carbon Sink", "community-driven sustainable development."),
        ("en", 'Together, they form a closed loop of "innovation', "development paradigms."),
        ("en", "Build enterprise-community collaboration", "wastewater treatment."),
        ("zh", "蓝博士", "发展低碳产业大有前途"),
        ("zh", "打造跨国文旅IP", "配套低碳营地;"),
    ],
)
def test_forum_passages_are_whole(forum: Ingested, side: str, beginning: str, ending: str) -> None:
    texts = [s.text for s in (forum.zh if side == "zh" else forum.en)]
    assert [t for t in texts if t.startswith(beginning) and t.endswith(ending)]


def test_forum_damage_is_gone_and_reported(forum: Ingested) -> None:
    damaged = (
        "f or ",
        "n ew ",
        "( ",
        " :",
        " ,",
        "**",
        "$",
        "\\",
        "· ",
        "o In",
        "  ",
        "Trans- ",
        "community-driven\n",
    )
    for segment in (*forum.zh, *forum.en):
        assert not [mark for mark in damaged if mark in segment.text], segment.text
    repairs = {rule for s in (*forum.zh, *forum.en) for rule in s.repairs}
    assert repairs >= {
        "split-word",
        "han-space",
        "page-break",
        "list-mark",
        "heading-level",
        "heading-sentence",
    }
    assert {f.name for f in forum.furniture} >= {"link stamp", "end mark", "speaker label", "layout blank"}


def test_forum_headings_of_an_answer_are_siblings(forum: Ingested) -> None:
    levels = {s.text: s.level for s in forum.en if s.kind == "heading"}
    assert levels.pop("New Energy:") == levels.pop("Environmental Protection Technologies:") == 3
    assert set(levels.values()) == {2}


@pytest.mark.parametrize(
    ("kind", "zh", "en"), [("caption", 8, 8), ("reference", 12, 20), ("heading", 16, 9), ("note", 5, 1)]
)
def test_paper_kinds(paper: Ingested, kind: str, zh: int, en: int) -> None:
    assert sum(s.kind == kind for s in paper.zh) == zh
    assert sum(s.kind == kind for s in paper.en) == en


@pytest.mark.parametrize(
    "whole",
    [
        "原则,契合当今世界发展的形势和潮流",
        "2022年中尼外长在会谈中，一致表示",
        "面临着空气污染和水资源短缺问题",
        "现已在加德满都、曼谷",
        "关于切实提高青藏高原围栏工程成效的政策建议",
        "进一步强化与“一带一路”国家的人才交流",
        "2023年7月25日，“一带一路”青年科技人才国际研修班",
    ],
)
def test_paper_sentences_over_page_breaks(paper: Ingested, whole: str) -> None:
    assert [s for s in paper.zh if whole in s.text and s.source.pieces and "page-break" in s.repairs]


def test_paper_missing_pages_are_not_bridged(paper: Ingested) -> None:
    assert [s for s in paper.zh if s.text.startswith("医疗援助、")]


def test_paper_sections_go_by_their_numbers(paper: Ingested) -> None:
    sections = {s.section for s in paper.zh if s.section}
    assert ("2 “一带一路”科技合作支撑青藏高原区域发展实践", "2.3 “一带一路”疫情预测") in sections
    assert not any("关键词" in path for path in sections if len(path) > 1)
