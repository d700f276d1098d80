"""Short texts of which one side lost sentences or a section: what is left is linked one to one."""

from __future__ import annotations

from itertools import starmap

import pytest

import aligner
from aligner.language.conversion import opencc
from aligner.match import match
from aligner.record.encoding import Encoder
from aligner.record.model import Document, Matching, Segment, Source

SCHOOL = (
    ("山谷小学建于一九五八年，最初只有两间土房和十一名学生。",
     "The valley school was built in 1958; at first it had only two mud rooms and eleven pupils."),
    ("第一任校长是从县城走路来的，他背着一袋粉笔走了三天。",
     "The first headmaster came from the county town on foot, walking three days with a bag of chalk."),
    ("冬天教室里生着火炉，每个学生每天要带一块木柴。",
     "In winter a stove burned in the classroom, and every pupil had to bring a piece of firewood each day."),
    ("一九七六年，一场大雪压塌了屋顶，幸好那天是星期日。",
     "In 1976 heavy snow crushed the roof; luckily it was a Sunday."),
    ("村民们用石头重新砌了墙，用松木做了新的桌椅。",
     "The villagers rebuilt the walls with stone and made new desks and chairs of pine."),
    ("二〇〇三年，学校第一次通了电，老师们用录音机教英语。",
     "In 2003 the school got electricity for the first time, and the teachers taught with a tape recorder."),
    ("现在学校有六个班，一百五十名学生和九位老师。",
     "Today the school has six classes, 150 pupils and nine teachers."),
    ("去年秋天，孩子们在操场边种下了四十棵核桃树。",
     "Last autumn the children planted forty walnut trees beside the playground."),
    ("校长希望明年能建一座图书馆，书由毕业生捐赠。",
     "The headmaster hopes that a library can be built next year, with books given by graduates."),
)  # fmt: skip
GUIDE = (
    ("# 风格", "# Style"),
    ("请遵循风格指南。", "Follow the style guide."),
    ("把重排格式的改动单独提交。", "Send reformatting as a change of its own."),
    ("# 一致性", "# Consistency"),
    ("如果现有代码不符合风格指南怎么办？以指南为准。",
     "What if the existing code breaks the style guide? The guide wins."),
    ("请作者提交一个缺陷报告。", "Encourage the author to file a bug."),
    ("# 说明文档", "# Documentation"),
    ("如果改动影响用户，请更新文档。", "If a change affects users, update the documentation."),
)  # fmt: skip
MARK = "# "


@pytest.mark.parametrize("script", ["simplified", "traditional"])
@pytest.mark.parametrize(
    ("pairs", "side", "lost"),
    [
        (SCHOOL[:3], "en", {1}),
        (SCHOOL[:4], "zh", {2}),
        (SCHOOL[2:7], "en", {2, 3}),
        (SCHOOL[:6], "zh", {0, 5}),
        (SCHOOL[1:8], "en", {3}),
        (SCHOOL, "en", {2, 3, 6}),
        (SCHOOL, "zh", {2, 3, 6}),
        (SCHOOL, "en", {0, 7, 8}),
        (SCHOOL, "zh", set()),
        (SCHOOL[:2], "zh", set()),
        (GUIDE, "zh", {3, 4, 5}),
        (GUIDE, "en", {3, 4, 5}),
        (GUIDE, "zh", {6, 7}),
    ],
)
def test_lost(
    encoder: Encoder, pairs: tuple[tuple[str, str], ...], side: str, lost: set[int], script: str
) -> None:
    zh = [(k, zh if script == "simplified" else opencc("s2tw")(zh)) for k, (zh, _) in enumerate(pairs)]
    en = [(k, en) for k, (_, en) in enumerate(pairs)]
    kept = [
        [(k, text) for k, text in lines if lang != side or k not in lost]
        for lang, lines in (("zh", zh), ("en", en))
    ]
    matching = _match(kept[0], kept[1], encoder)
    right = {((f"z{k}",), (f"e{k}",)) for k in range(len(pairs)) if k not in lost}
    assert {(link.zh, link.en) for link in matching.links} == right


def test_text_against_a_heading(encoder: Encoder) -> None:
    """A heading answers the heading, and the sentence below it is alone."""
    matching = _match([(0, "# 标题"), (1, "桥建成了。")], [(0, "# Title")], encoder)
    assert [(link.zh, link.en) for link in matching.links] == [(("z0",), ("e0",))]


def _match(zh: list[tuple[int, str]], en: list[tuple[int, str]], encoder: Encoder) -> Matching:
    return match(_document("zh", zh), _document("en", en), encoder, mode="translation")


def _document(lang: str, lines: list[tuple[int, str]]) -> Document:
    def segment(number: int, line: str) -> Segment:
        text = line.removeprefix(MARK)
        kind = "heading" if line.startswith(MARK) else "sentence"
        return Segment(f"{lang[0]}{number}", text, kind, Source("f", 0, len(text), 1), paragraph=number)

    return Document(lang, tuple(starmap(segment, lines)))


LISTED = ("与会者一致认为：一是水质变好了；二是水量增加了；三是管理更透明了。",
          "與會者一致認為：一是水質變好了；二是水量增加了；三是管理更透明了。")  # fmt: skip
LIST = (
    "The participants agreed that, first, the water quality has improved; second, there is more water; "
    "third, management is more transparent."
)


@pytest.mark.parametrize("chinese", LISTED)
def test_the_clause_that_leads_to_a_list_goes_with_it(chinese: str) -> None:
    zh = f"渠道在去年秋天修通了。\n\n{chinese}\n\n老支书说，每件事都做成了。\n"
    en = f"The canal was opened last autumn.\n\n{LIST}\n\nThe old party secretary says that all was done.\n"
    result = aligner.align(zh, en, mode="translation")
    linked = {key for link in result.links for key in link.zh}
    assert linked == {segment.id for segment in result.zh}
