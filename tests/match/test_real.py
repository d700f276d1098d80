"""The decoders with the embedded model, on short texts and on the committed paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.encode import CachedEncoder
from aligner.ingest import Ingested
from aligner.match import match
from aligner.record.encoding import Encoder
from aligner.record.model import Document, Matching
from tests.helpers.words import document, segment

STORY_ZH = [
    "清晨，村里的老人都到河边打水。",
    "河水很浅，因为已经三个月没有下雨了。",
    "小学老师带着二十四名学生在院子里种树。",
    "“我们要种一百棵。”她说。",
    "没有人相信她。",
    "可是到了秋天，第一批树苗活了下来，孩子们在树下唱歌。",
    "县长听说以后，给学校寄来了一封信和五千元钱。",
    "信上写着：请继续。",
]
STORY_EN = [
    "In the early morning the old people of the village went to the river to fetch water.",
    "The river was shallow.",
    "It had not rained for three months.",
    "In the yard, the primary school teacher was planting trees with twenty-four pupils.",
    "'We shall plant a hundred,' she said, and nobody believed her.",
    "But by autumn the first saplings had survived, and the children sang under them.",
    "When the county head heard of it, he sent the school a letter and five thousand yuan.",
    "The letter said: please go on.",
]
STORY = [
    (("z0",), ("e0",)),
    (("z1",), ("e1", "e2")),
    (("z2",), ("e3",)),
    (("z3", "z4"), ("e4",)),
    (("z5",), ("e5",)),
    (("z6",), ("e6",)),
    (("z7",), ("e7",)),
]


def beads(matching: Matching) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(link.zh, link.en) for link in matching.links]


def test_a_translated_story(encoder: Encoder) -> None:
    matching = match(document("z", STORY_ZH), document("e", STORY_EN), encoder)
    assert matching.mode == "translation"
    assert beads(matching) == STORY
    assert min(link.score for link in matching.links) > 0.4


def test_a_summary_of_two_answers(encoder: Encoder) -> None:
    answers = [
        ("Q1", "How will the port reduce its emissions over the next ten years?"),
        ("Q1", "We are replacing diesel cranes with electric ones at all four terminals."),
        ("Q1", "Ships at berth will be connected to shore power from 2027."),
        ("Q1", "Our staff canteen has also become very popular with visitors."),
        ("Q2", "What does the expansion mean for the fishing villages nearby?"),
        ("Q2", "A fund of 30 million dollars will pay for new boats and cold storage."),
        ("Q2", "We will dredge no closer than five kilometres to the spawning grounds."),
        ("Q2", "Young people from the villages can train as crane operators free of charge."),
    ]
    en = Document("en", tuple(segment(f"e{i}", text, turn=turn) for i, (turn, text) in enumerate(answers)))
    report = [
        ("", "港口公司昨日召开记者会，气氛热烈。"),
        ("渔村", "公司将设立3000万美元基金，用于渔民购置新船和冷库。"),
        ("渔村", "疏浚工程将与产卵场保持至少五公里的距离。"),
        ("减排", "四个码头的柴油起重机将全部换成电动设备；"),
        ("减排", "2027年起，停泊船只将接用岸电。"),
    ]
    zh = Document(
        "zh",
        tuple(
            segment(f"z{i}", text, section=(name,) if name else ()) for i, (name, text) in enumerate(report)
        ),
    )
    matching = match(zh, en, encoder)
    assert matching.mode == "summary"
    assert beads(matching) == [(("z1",), ("e5",)), (("z2",), ("e6",)), (("z3",), ("e1",)), (("z4",), ("e2",))]
    assert matching.absent["z0"] > 0.5
    assert matching.absent["e3"] > 0.5


def test_scores_are_the_same_with_a_cold_and_a_warm_cache(model: Encoder, tmp_path: Path) -> None:
    sides = document("z", STORY_ZH), document("e", STORY_EN)
    cold = match(*sides, CachedEncoder(model, tmp_path))
    assert match(*sides, CachedEncoder(model, tmp_path)) == cold
    partly = CachedEncoder(model, tmp_path / "partly")
    partly.encode(STORY_EN[::2])
    assert match(*sides, partly) == cold


@pytest.fixture(scope="module")
def matched(paper: Ingested, encoder: Encoder) -> Matching:
    return match(paper.zh, paper.en, encoder)


def test_a_paper_with_only_its_frame_translated(paper: Ingested, matched: Matching) -> None:
    """Captions go with captions, references with references; the body has no counterpart."""
    zh, en = paper.zh.by_id, paper.en.by_id
    for link in matched.links:
        kinds = {zh[i].kind for i in link.zh} | {en[j].kind for j in link.en}
        if kinds & {"caption", "reference"}:
            assert len(kinds) == 1
    captions = [link for link in matched.links if zh[link.zh[0]].kind == "caption"]
    assert len(captions) >= 6
    body = [s.id for s in paper.zh if s.kind == "sentence" and s.section[:1] not in ((), ("摘要",))]
    absent = [i for i in body if matched.absent.get(i, 0) > 0.5]
    assert len(absent) >= 0.95 * len(body)


def test_a_paper_that_prints_its_abstract_twice(paper: Ingested, matched: Matching) -> None:
    texts: dict[str, list[str]] = {}
    for s in paper.en:
        texts.setdefault(s.text, []).append(s.id)
    partners = {j: link.zh for link in matched.links for j in link.en}
    twice = [ids for text, ids in texts.items() if len(ids) == 2 and len(text) > 60 and ids[0] in partners]
    assert twice
    assert all(partners[first] == partners.get(second) for first, second in twice)
