"""Press reports are told from translations by what they attribute, in both languages and scripts."""

from __future__ import annotations

import pytest

from aligner.language.press_report import attribution_end, press_report
from aligner.language.scripts import simplified

SPEECH_EN = (
    "We have lost two harvests to the drought.",
    "I asked the ministry for seed, and it came in May.",
    "Nobody in our valley went hungry.",
    "The reservoir should be finished before the next summer.",
    "We owe that to the young people who stayed.",
)
SPEECH_ZH = (
    "旱灾让我们损失了两季收成。",
    "我向农业部要种子，五月就送到了。",
    "我们山谷里没有人挨饿。",
    "水库应当在明年夏天以前完工。",
    "这要归功于留下来的年轻人。",
)
REPORT_ZH = (
    "新华社昆明6月3日电 山谷合作社负责人周三发表讲话。",
    "她说，旱灾使当地损失了两季收成。",
    "她指出，五月种子已经送到，没有人挨饿。",
    "她表示，水库应当在明年夏天以前完工。",
)
REPORT_EN = (
    "KUNMING, June 3 (Xinhua) — Drought cost the valley two harvests, the head of its cooperative said.",
    "Nobody went hungry, she noted, since seed arrived in May.",
    "The reservoir should be finished before next summer, she added.",
)
NEWS_EN = (
    "The mayor said on Monday that the bridge would open in May.",
    "“It is safe,” he told reporters.",
    "Engineers warned that the piers need repair.",
    "The bridge was built in 1931.",
)
NEWS_ZH = (
    "市长周一说，大桥将于五月开放。",
    "“大桥是安全的。”他告诉记者。",
    "工程师警告，桥墩需要维修。",
    "大桥建于1931年。",
)


@pytest.mark.parametrize(
    ("zh", "en", "side"),
    [
        (REPORT_ZH, SPEECH_EN, "zh"),
        (SPEECH_ZH, REPORT_EN, "en"),
        (SPEECH_ZH, SPEECH_EN, None),
        (NEWS_ZH, NEWS_EN, None),
        (NEWS_ZH[:2], NEWS_EN, None),
        (NEWS_ZH, NEWS_EN[1:], None),
        (REPORT_ZH, REPORT_EN, None),
        (REPORT_ZH[:2], SPEECH_EN, None),
        ((), SPEECH_EN, None),
        (REPORT_ZH, (), None),
        (("她说：“水会来。”",) * 3, SPEECH_EN, "zh"),
        (("“他说，会来。”", "“她表示，会走。”", "“我认为，会留。”"), SPEECH_EN, None),
    ],
)
@pytest.mark.parametrize("script", ["hans", "hant"])
def test_which_side_reports(zh: tuple[str, ...], en: tuple[str, ...], side: str | None, script: str) -> None:
    if script == "hant":
        zh = tuple(simplified(traditional(text)) for text in zh)
    assert press_report(zh, en) == side


def traditional(text: str) -> str:
    import opencc

    return str(opencc.OpenCC("s2tw").convert(text)).replace("“", "「").replace("”", "」")


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("采访最后，奥卡福博士说，她有一个愿望。", "采访最后，奥卡福博士说"),
        ("王处长在会上强调：“水库要修。”", "王处长在会上强调"),
        ("她介绍，堤坝已经修好。", "她介绍"),
        ("水会来，她说。", ""),
        ("“水会来。”她说，人不会。", ""),
        ("堤坝已经修好。", ""),
        ("在过去十年里，村民们靠自己的双手和邻村的帮助一点一点修好了这道堤，他说，不容易。", ""),
    ],
)
def test_words_that_only_bring_in_what_is_said(text: str, frame: str) -> None:
    assert text[: attribution_end(text, "zh")] == frame


def test_words_that_bring_in_what_is_said_in_english() -> None:
    text = "At the end she said, “We hope.”"
    assert text[: attribution_end(text, "en")] == "At the end she said"
