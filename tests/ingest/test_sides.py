"""Both languages in one text: which side it is on, and where a line goes over to the other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from aligner.ingest import ingest, ingest_texts
from aligner.language.sides import language_changes, text_side
from aligner.record.config import Part, RecordConfig
from aligner.record.errors import InputError
from aligner.record.model import Names

CHINESE = "桥建成了。村民们很高兴，孩子们可以步行上学。"
ENGLISH = "The bridge is finished. The villagers are happy, and the children can walk to school."


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("参会者：John Smith、Mary Brown、Peter Jones、Alice White。", "zh"),
        ("與會者：John Smith、Mary Brown、Peter Jones、Alice White。", "zh"),
        ("We went to 北京大学图书馆 and 中国国家博物馆.", "en"),
        ("We went to 國家圖書館 and 故宮博物院.", "en"),
        ("她说“Let us go to the museum of the city”就走了。", "zh"),
        ("世界卫生组织（World Health Organization）发布报告。", "zh"),
        ("The saying “远亲不如近邻，近邻不如对门” is old.", "en"),
        ("iPhone", "en"),
        ("桥", "zh"),
        ("3.14 (10)", None),
    ],
)
def test_side(text: str, side: str | None) -> None:
    assert text_side(text) == side


@pytest.mark.parametrize(
    "pieces",
    [
        ("各位来宾，大家好。", "Ladies and gentlemen, good morning."),
        ("各位來賓，大家好。", "Ladies and gentlemen, good morning."),
        ("Good morning, everyone. ", "大家早上好。 ", "The meeting is now open. ", "会议开始。"),
        ("桥建成了吗？", "Is the bridge finished?"),
        ("Ladies and gentlemen, friends of the lake, dear guests,", "在这美好的日子里,我们相聚在湖边。"),
        ("Today we meet at the lake.", "5个月来,我们一直在等待这一天。", "For five months we waited for it."),
        (
            "共建湖区 ",
            "Work Together to Build the Region of the Lake ",
            "——在论坛开幕式上的演讲。",
        ),
        ("The report of the library in the city of 中国国家博物馆研究院 and the others of the region say.",),
        ("北京大学图书馆 is the largest library of the city and of the region.",),
        ("他在《Journal of the History of the Lakes and the Rivers》上发表文章，介绍了情况。",),
        ("他说：“Hello. How are you all today?”然后走了。",),
        ("使用 Python 3.11 的 pip install 命令。",),
        ("作者：王明。John Smith, Mary Brown, Peter Jones.",),
        ("见 Smith J. The lakes of Tibet. Nature, 2020.",),
        ("他研究高原湖泊的变化。E-mail: xwnie@ipcac.ac.cn",),
        ("他参加了WTO谈判。GDP增长了。",),
    ],
)
def test_changes(pieces: tuple[str, ...]) -> None:
    text = "".join(pieces)
    bounds = [0, *language_changes(text), len(text)]
    assert tuple(text[a:b].strip() for a, b in pairwise(bounds)) == tuple(piece.strip() for piece in pieces)


@pytest.mark.parametrize(
    ("zh", "en", "complaint"),
    [
        (ENGLISH, CHINESE, "a.md: this is English, and b.md is Chinese; are the two swapped?"),
        (CHINESE, CHINESE, "b.md: this is Chinese, and so is a.md; give the English text"),
        (ENGLISH, ENGLISH, "a.md: this is English, and so is b.md; give the Chinese text"),
    ],
)
def test_wrong_sides(zh: str, en: str, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        ingest_texts(zh, en, names=("a.md", "b.md"))
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("zh", "en"),
    [(CHINESE, ENGLISH), ("Yes.", "No."), (ENGLISH, "Alle Menschen sind frei und gleich an Würde.")],
)
def test_right_sides(zh: str, en: str) -> None:
    assert len(ingest_texts(zh, en).zh)


def test_combined_paragraphs(tmp_path: Path) -> None:
    """A speech whose paragraphs run into their translations, line by line."""
    chinese = ["各位来宾，大家好。", "5个月来，我们一直在等待这一天。湖区建成了。"]
    english = [
        "Ladies and gentlemen, good morning.",
        "For five months we waited for it. The region is finished.",
    ]
    text = f"{english[0]}{chinese[0]}\n{english[1]}{chinese[1]}\n{english[0]}\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    parts = Part("a.md", "zh-Hans"), Part("a.md", "en")
    ingested = ingest(RecordConfig("x", tmp_path / "record.yml", Names("", ""), "zh", parts))
    assert "".join(segment.text for segment in ingested.zh) == "".join(chinese)
    assert " ".join(segment.text for segment in ingested.en) == " ".join([*english, english[0]])
