"""The committed records as an editor would judge them: what must stand beside what, and what must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.encode import CachedEncoder, load_encoder
from aligner.pipeline.align import run
from aligner.pipeline.freshness import Job, up_to_date
from aligner.record.config import load_config
from aligner.record.files.alignment_json import dumps, loads
from aligner.record.files.cache_folder import cache_folder
from aligner.record.model import Alignment

RECORDS = ("trans-himalaya-2025", "qinghai-tibet-2023")


def committed(seeds: Path, record: str) -> Alignment:
    path = seeds / record / "alignment.json"
    return loads(path.read_text(encoding="utf-8"), file=path)


@pytest.fixture(scope="module")
def forum_alignment(seeds: Path) -> Alignment:
    return committed(seeds, RECORDS[0])


@pytest.fixture(scope="module")
def paper_alignment(seeds: Path) -> Alignment:
    return committed(seeds, RECORDS[1])


def counterparts(alignment: Alignment, beginning: str) -> list[str]:
    """Texts that are linked to the segment that begins so."""
    texts = {key: segment.text for key, segment in alignment.segments.items()}
    (key,) = [k for k, text in texts.items() if text.startswith(beginning)][:1]
    found = {i for link in alignment.links if key in (*link.zh, *link.en) for i in (*link.zh, *link.en)}
    mine = key[0]
    return [texts[i] for i in sorted(found) if i[0] != mine]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("面对", "Building on the successful models"),
        ("产业选择上", "While Suzhou focused"),
        ("打造跨国文旅", "Eco-tourism"),
        ("联合开发水电", "Clean energy"),
        ("利用高原特有药材", "Biomedicine"),
        ("设立跨境文化", "Cultural conservation"),
        ("通过小型试点", "Pilot initiatives"),
        ("结合新中科促会", "Drawing from the association"),
        ("为推动技术落地", "Create a Trans-Himalaya Green Technology Transfer"),
        ("搭建企业-社区", "Build enterprise-community"),
        ("最后,", "Finally, I would like"),
        ("二者相辅相成", "Together, they form a closed loop"),
    ],
)
def test_forum_pairs(forum_alignment: Alignment, chinese: str, english: str) -> None:
    assert [text for text in counterparts(forum_alignment, chinese) if text.startswith(english)]


@pytest.mark.parametrize(
    "beginning", ["2025年6月27日", "围绕会议主题", "蓝博士在环喜论坛", "他坚信", "新中科促会将继续"]
)
def test_forum_the_reporters_own_words(forum_alignment: Alignment, beginning: str) -> None:
    assert counterparts(forum_alignment, beginning) == []
    key = next(s.id for s in forum_alignment.zh if s.text.startswith(beginning))
    assert [f for f in forum_alignment.flags if f.type == "addition" and key in f.zh and not f.en]


@pytest.mark.parametrize(
    "beginning",
    [
        "R&D: Tibet University",
        "Pilot-scale: GMP",
        "Market: The final products",
        "Implement a dual-employment",
        "Offer tax incentives",
        'Promote the "ecological payment"',
        "Encourage multiple countries",
        'Pilot an "ecological GDP"',
        "Develop the China-Nepal Green Corridor",
        "Create a Himalayan Carbon Sink Park",
    ],
)
def test_forum_what_the_summary_leaves_out(forum_alignment: Alignment, beginning: str) -> None:
    assert counterparts(forum_alignment, beginning) == []
    key = next(s.id for s in forum_alignment.en if s.text.startswith(beginning))
    assert [f for f in forum_alignment.flags if f.type == "omission" and key in f.en and not f.zh]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("“一带一路”科技合作支撑青藏高原区域发展的实践与建议", "Case study and recommendations"),
        ("聂晓伟¹", "NIE Xiaowei¹"),
        ("2 北京市规划", "2 Beijing Municipal"),
        ("摘要", "Abstract"),
        ("“一带一路”倡议实施10年以来,在推动", "The Belt and Road Initiative has played"),
        ("青藏高原是地球“第三极”,是重要的国际化区域,更是“一带一路”重要的", "The Tibetan Plateau, known as"),
        ("“一带一路”倡议实施10年以来,在推动", "At the same time, through"),
        ("文章结合实际案例", "This study analyzes"),
        ("文章结合实际案例", "Based on this analysis"),
        ("关键词", "Keywords"),
        ("一带一路, 科技合作", "the Belt and Road Initiative, scientific"),
        ("图1", "Figure 1"),
        ("图2", "Figure 2"),
        ("图5", "Figure 5"),
        ("图6", "Figure 6"),
        ("图7", "Figure 7"),
        ("图8", "Figure 8"),
        ("(a) 支撑", "(a) Data"),
        ("(b) 支撑", "(b) Data"),
        ("1 中华人民共和国商务部", "Ministry of Commerce"),
        ("7 孙建", "Sun J"),
        ("18 陈强强", "Chen Q Q"),
        ("聂晓伟 中国科学院", "NIE Xiaowei Professor"),
    ],
)
def test_paper_pairs(paper_alignment: Alignment, chinese: str, english: str) -> None:
    assert [text for text in counterparts(paper_alignment, chinese) if text.startswith(english)]


def test_paper_the_body_is_one_block_and_takes_no_links(paper_alignment: Alignment) -> None:
    body = {
        s.id
        for s in paper_alignment.zh
        if s.section and s.section[0][0] in "1234" and s.kind in ("sentence", "clause")
    }
    taken = [link for link in paper_alignment.links if body & set(link.zh)]
    assert len(body) > 120 and len(taken) <= 2
    blocks = [f for f in paper_alignment.flags if len(body & set(f.zh)) > 100]
    assert len(blocks) == 1 and blocks[0].severity == "neutral"
    assert len(paper_alignment.flags) < 30


@pytest.mark.parametrize("record", RECORDS)
def test_the_committed_alignment_is_what_the_program_makes(seeds: Path, record: str) -> None:
    """Same segments, and but for the last bits of another processor the same links; each time again."""
    old = committed(seeds, record)
    job = Job(load_config(seeds / record / "record.yml"), seeds / "glossary.yml", None, old)
    assert up_to_date(job)
    encoder = CachedEncoder(load_encoder(), cache_folder())
    new = run(job, encoder)
    assert (new.zh, new.en, new.furniture) == (old.zh, old.en, old.furniture)
    assert new.signature == old.signature
    links = [{(link.zh, link.en) for link in a.links} for a in (old, new)]
    assert len(links[0] & links[1]) >= 0.95 * max(map(len, links))
    if dumps(new) != dumps(old):  # another processor than the one that made the committed file
        assert dumps(new) == dumps(run(job, encoder))
