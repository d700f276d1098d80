"""Who speaks: labels in every form, and lines that only look like one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aligner.ingest import ingest, unnamed_speakers
from aligner.ingest.cast import People, voice
from aligner.record.config import load_config

Make = Callable[..., Path]
PEOPLE = """\
title: {zh: 标题, en: A title}
original: en
sides: {zh: {file: zh.md}, en: {file: en.md}}
people:
  - {zh: 李工, en: Dr Lan}
  - {zh: 王国强, en: Wang Guoqiang}
"""


def speeches(make_record: Make, text: str, record: str | None = None) -> list[tuple[str | None, str]]:
    """Speaker and text of each passage, a question with ``?`` before its speaker."""
    side = "en" if text.isascii() else "zh"
    files = {side: f"# {'T' if side == 'en' else '题'}\n\n{text}\n", **({"record": record} if record else {})}
    document = getattr(ingest(load_config(make_record(**files) / "record.yml")), side)
    return [("?" * (s.kind == "question") + (s.speaker or "") or None, s.text) for s in list(document)[1:]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # several in one paragraph, one a line
        (
            "主持人：为什么要修水渠？\n李工：因为田里没有水。\n王县长：我不同意。县里没有钱。",
            [
                ("?主持人", "为什么要修水渠？"),
                ("李工", "因为田里没有水。"),
                ("王县长", "我不同意。"),
                ("王县长", "县里没有钱。"),
            ],
        ),
        (
            "主持人：為什麼要修水渠？\n李工：因為田裡沒有水。\n王縣長：我不同意。",
            [("?主持人", "為什麼要修水渠？"), ("李工", "因為田裡沒有水。"), ("王縣長", "我不同意。")],
        ),
        (
            "Moderator: Why a canal?\nMr Li: There is no water.\nMr Wang: I do not agree.",
            [
                ("?Moderator", "Why a canal?"),
                ("Mr Li", "There is no water."),
                ("Mr Wang", "I do not agree."),
            ],
        ),
        ("问：怎么看？\n答：很好。", [("?", "怎么看？"), (None, "很好。")]),
        ("Q: Why?\nA: Because.", [("?", "Why?"), (None, "Because.")]),
        # alone on a line, in a list, in a quotation, in bold
        (
            "**记者：**\n水库何时建成？\n\n**专家：**\n\n明年春天。",
            [("?记者", "水库何时建成？"), ("专家", "明年春天。")],
        ),
        ("記者：\n\n誰付錢？\n\n館長：\n\n縣裡付", [("?記者", "誰付錢？"), ("館長", "縣裡付")]),
        (
            "- Reporter: How long?\n- Mr Li: Two years.\n\n> Reporter: Who pays?\n>\n> Mr Li: The county.",
            [
                ("?Reporter", "How long?"),
                ("Mr Li", "Two years."),
                ("?Reporter", "Who pays?"),
                ("Mr Li", "The county."),
            ],
        ),
        (
            "### 记者：\n\n谁付钱？\n\n• 专家：县里付。",
            [("?记者", "谁付钱？"), ("专家", "县里付。")],
        ),
        # brackets, remarks, offices, media
        (
            "【记者】何时建成？\n\n【专家】明年。\n\n（专家）：很快。",
            [("?记者", "何时建成？"), ("专家", "明年。"), ("专家", "很快。")],
        ),
        (
            "[Reporter] When?\n\n[Expert] Next year.\n\n(Expert): Soon.",
            [("?Reporter", "When?"), ("Expert", "Next year."), ("Expert", "Soon.")],
        ),
        (
            "新华社记者：移民怎么办？\n\n张敏（水利局局长）：都有新房。\n\n李工 ：对。\n\n李工（笑）：再见。",
            [
                ("?新华社记者", "移民怎么办？"),
                ("张敏", "都有新房。"),
                ("李工", "对。"),
                ("李工", "再见。"),
            ],
        ),
        (
            "XINHUA: And the people?\n\nMR. LI: They get a house.\n\nZhang Min, head of the bank: Paid.",
            [
                ("?XINHUA", "And the people?"),
                ("MR. LI", "They get a house."),
                ("Zhang Min", "Paid."),
            ],
        ),
        (
            "Reporter: Why?\n\n**Reporter** And when?\n\nCurator: In May.",
            [("?Reporter", "Why?"), ("?Reporter", "And when?"), ("Curator", "In May.")],
        ),
        (
            "主持人：大家好。\n\n**主持人** 今天的访谈到此结束。",
            [("主持人", "大家好。"), ("主持人", "今天的访谈到此结束。")],
        ),
        # on one line, in bold without a colon, below a question that is a heading
        (
            "问：后悔吗？答：不后悔。问：为什么？答：值得。",
            [("?", "后悔吗？"), (None, "不后悔。"), ("?", "为什么？"), (None, "值得。")],
        ),
        ("**Q** When? \n\n**A** In May.", [("?", "When?"), (None, "In May.")]),
        ("### 水库何时建成？\n\n答：明年。", [(None, "水库何时建成？"), (None, "明年。")]),
        (
            "### Reporter: When is it done?\n\nNext year.",
            [("?Reporter", "When is it done?"), (None, "Next year.")],
        ),
        ("［記者］何時？\n\n［專家］明年。", [("?記者", "何時？"), ("專家", "明年。")]),
        # transcripts
        (
            "Speaker 1 00:02:13\n\nThank you all.\n\nSpeaker 2 (00:02:20): Goodbye.",
            [("Speaker 1", "Thank you all."), ("Speaker 2", "Goodbye.")],
        ),
        (
            "发言人1 00:02:13\n大家辛苦了。\n\n00:03:01 发言人2\n再见",
            [("发言人1", "大家辛苦了。"), ("发言人2", "再见")],
        ),
        (
            "[00:01:05] Moderator: Any questions?\n\n[00:01:09] Anna Smith, Reuters: At what price?\n\n"
            "00:01:20 - Mr Li: It is fixed.\n\nQuestion from the floor: Where?\n\nMr Li: In the east.",
            [
                ("?Moderator", "Any questions?"),
                ("?Anna Smith", "At what price?"),
                ("Mr Li", "It is fixed."),
                ("?", "Where?"),
                ("Mr Li", "In the east."),
            ],
        ),
        (
            "Q1 何时完？\n\nA1 明年。\n\n问2：谁付？\n\n答2：我。",
            [("?", "何时完？"), (None, "明年。"), ("?", "谁付？"), (None, "我。")],
        ),
        (
            "**李工**\n\n我们很高兴。\n\n**主持人**\n\n谢谢您。",
            [("李工", "我们很高兴。"), ("主持人", "谢谢您。")],
        ),
        (
            "受訪者A：我們很高興。\n\n行政長官：我同意。",
            [("受訪者A", "我們很高興。"), ("行政長官", "我同意。")],
        ),
        # a word is a speaker where it comes back as the answer
        (
            "Q: Who pays?\n\nSmith: We do.\n\nQ: Really?\n\nSmith: Yes.\n\nNote: he laughed.",
            [
                ("?", "Who pays?"),
                ("Smith", "We do."),
                ("?", "Really?"),
                ("Smith", "Yes."),
                ("Smith", "Note: he laughed."),
            ],
        ),
        (
            "Q: Who pays?\n\nMr Li: We do.\n\nDivya: I agree.\n\nMr Li: Yes.\n\nBreak: two minutes.\n\n"
            "Divya: You see.\n\nBreak: one minute.",
            [
                ("?", "Who pays?"),
                ("Mr Li", "We do."),
                ("Divya", "I agree."),
                ("Mr Li", "Yes."),
                ("Mr Li", "Break: two minutes."),
                ("Divya", "You see."),
                ("Divya", "Break: one minute."),
            ],
        ),
        (
            "记者：谁付钱？\n\n奥卡福：我们付。\n\n记者：真的？\n\n奥卡福：真的。",
            [
                ("?记者", "谁付钱？"),
                ("奥卡福", "我们付。"),
                ("?记者", "真的？"),
                ("奥卡福", "真的。"),
            ],
        ),
        (
            "Wang Min: We build.\n\nReuters: At what price? (Similar question from AFP)\n\nThe Paper: When?"
            "\n\nWang Min: Soon.",
            [
                ("Wang Min", "We build."),
                ("?Reuters", "At what price?"),
                ("?Reuters", "(Similar question from AFP)"),
                ("?The Paper", "When?"),
                ("Wang Min", "Soon."),
            ],
        ),
    ],
)
def test_labels(make_record: Make, text: str, expected: list[tuple[str | None, str]]) -> None:
    assert speeches(make_record, text) == expected


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("DR. LAN: The canal is mended.", "Dr Lan"),
        ("Dr. Lan: The canal is mended.", "Dr Lan"),
        ("Lan: The canal is mended.", "Dr Lan"),
        ("Dr Lan (laughs) : The canal is mended.", "Dr Lan"),
        ("[Dr Lan] The canal is mended.", "Dr Lan"),
        ("**Dr Lan** The canal is mended.", "Dr Lan"),
        ("Guoqiang: The canal is mended.", "Wang Guoqiang"),
        ("李工（笑）：水渠修好了。", "李工"),
        ("李工 ：水渠修好了。", "李工"),
        ("（李工）：水渠修好了。", "李工"),
        ("王县长：水渠修好了。", "王国强"),
        ("王縣長：水渠修好了。", "王国强"),
        ("王國強：水渠修好了。", "王国强"),
        ("Landon: a town on the coast.", None),
        ("Dr Landon says that the canal is mended.", None),
        ("王县长说：水渠修好了。", None),
    ],
)
def test_people_of_the_record(make_record: Make, text: str, speaker: str | None) -> None:
    (found, words), *_ = speeches(make_record, text, PEOPLE)
    assert (found, words == text) == (speaker, speaker is None)


@pytest.mark.parametrize(
    "text",
    [
        "A. Smith writes in his book about rivers.",
        "Q3: revenue rose 12 percent.",
        "A4: the usual size of paper.",
        "A4：纸张的尺寸。",
        "问题：资金不足。",
        "問題：資金不足。",
        "**注意：** 请带水杯。",
        "**结果：**去年有三百人参加。",
        "**結果：**去年有三百人參加。",
        "**Result:** Last year 300 people came.",
        "**Education is the base:** Every village has books.",
        "Note: please bring a cup.",
        "**TL;DR:** Each part has a folder.\n\n**Otherwise:** It is slow.\n\n"
        "**TL;DR:** Keep it small.\n\n**Otherwise:** It breaks.",
        "**要点：**每个组件都有文件夹。\n\n**否则：**部署会变慢。\n\n**要点：**越小越好。\n\n**否则：**会出错。",
        "方案一：修路，两年完成。\n\n方案二：种树，三年完成。",
        "拉萨：雪域之城很美。\n\n成都：天府之国很大。",
        "Kathmandu: the capital lies in a valley.\n\nPokhara: the town lies on a lake.",
        "Mr Li: his life and work are told here.",
        "王毅说：我们去。\n\n李明答：好的。",
        "Meet at 10:30, or at 14:00.",
        "专家：明年春天建成。",
        "**Host:** the name of the machine.",
        "[Mozilla Network] we trust.\n\n[Fetch Tooling] you need.",
        "Ecma International: a body for standards.\n\nOpenJS Foundation: the home of the project.",
        "教授：讲授课程，指导学生。\n\n副教授：协助教学。",
        "- 主任：负责全面工作。\n- 会计：管钱。",
    ],
)
def test_what_is_no_label_stays(make_record: Make, text: str) -> None:
    found = speeches(make_record, text)
    assert all(speaker is None for speaker, _ in found)
    plain = text.replace("*", "").replace("- ", "").replace(" ", "").replace("\n", "")
    assert "".join(words.replace(" ", "") for _, words in found) == plain


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        # answers without labels are no questions, and nobody's in particular
        ("**问：何时？**\n\n明年春天。\n\n我们在测试。", ["?", None, None]),
        ("**Q: When?**\n\nNext spring.\n\n**Q: Where?**\n\nIn the east.", ["?", None, "?", None]),
        # a second paragraph of a question, where answers are labelled
        ("记者：渠修好了。\n\n何时通水？\n\n专家：明年。", ["?记者", "?记者", "专家"]),
        # what is told about the speaker is not said by him
        ("Q: When?\n\nMr Li: In May.\n\nMr Li took us to the dam.\n\nIt rained.", ["?", "Mr Li", None, None]),
        ("记者：何时？\n\n李工：明年。\n\n李工带记者看了水库。", ["?记者", "李工", None]),
        ("记者：何时？\n\n专家：明年。\n\n我们请了十位专家。", ["?记者", "专家", "专家"]),
        ("李总：我们开始吧。\n\n（掌声）\n\n我们先看图。\n\n王总：好。", ["李总", None, "李总", "王总"]),
        (
            "## 访谈\n\n记者：何时？\n\n专家：明年。\n\n## 资料\n\n水库在东边。",
            [None, "?记者", "专家", None, None],
        ),
        # names of people in a notice
        ("主持人：李明\n\n记者：王芳", [None, None]),
        ("Moderator: Li Ming\n\nReporters: Wang Fang", [None, None]),
        ("专家：我们很高兴。\n\n（掌声）\n\n谢谢各位。\n\n主持人：再见。", ["专家", None, "专家", "主持人"]),
    ],
)
def test_how_far_a_speaker_is_heard(make_record: Make, text: str, speakers: list[str | None]) -> None:
    assert [speaker for speaker, _ in speeches(make_record, text)] == speakers


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("路透社记者", "asker"), ("新华社记者王明", "asker"), ("记者手记", None), ("澎湃新闻", "medium"),
        ("China Daily", "medium"), ("Foreign Ministry Spokesperson", "office"), ("学生甲", "office"),
        ("Audience member", "office"), ("Wang Wenbin", "name"), ("汪文斌", "name"), ("歐陽明", "name"),
        ("时间", None), ("各位代表", None), ("Dear Professor Li", None), ("TL;DR", None),
    ],
)  # fmt: skip
def test_whom_a_label_names(label: str, expected: str | None) -> None:
    assert voice(label) == expected


def test_people_who_share_a_name_are_not_taken_for_each_other() -> None:
    people = People([("王毅", "Wang Yi"), ("王芳", "Wang Fang")])
    assert (people.find("王部长"), people.find("Mr Wang"), people.find("Fang")) == (None, None, "Wang Fang")


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        (
            "主持人：为什么？\n李工：缺水。\n陈总：对。\n主持人：谢谢。\n陈总：再见。",
            "Host: Why?\nDr Lan: No water.\nMr Chen: Yes.\nHost: Thank you.\nMr Chen: Goodbye.",
            [{"zh": "陈总", "en": "Mr Chen"}],
        ),
        (
            "主持人：为什么？\n陈总：缺水。\n主持人：谢谢。\n陈总：再见。",
            "Dr Lan: No water.",
            [{"zh": "陈总"}],
        ),
        ("**注意：**水深。\n\n**注意：**路滑。", "Note: deep.\n\nNote: wet.", []),
    ],
)
def test_speakers_that_record_yml_does_not_name(
    make_record: Make, zh: str, en: str, expected: list[dict[str, str]]
) -> None:
    config = load_config(make_record(zh=zh, en=en, record=PEOPLE) / "record.yml")
    ingested = ingest(config)
    assert unnamed_speakers(ingested.zh, ingested.en, config.people) == expected
