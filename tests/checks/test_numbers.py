"""Numbers that differ between linked passages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from aligner.checks import run_checks
from aligner.language.conversion import converter
from aligner.record.model import Flag
from tests.helpers.contexts import Make

CLEAN = [
    ("数量由2014年的8 707篇，增长至2021年的28 744篇，同比增长230.13%(图1)。",
     "The number rose from 8,707 in 2014 to 28,744 in 2021, up 230.13 % (Figure 1)."),
    ("2025年6月27日，第五届会议举行。", "On 27 June 2025 the fifth conference was held."),
    ("投资达1.2万亿元。", "Investment reached 1.2 trillion yuan."),
    ("年送电600至850亿千瓦时。", "It will send 60 to 85 billion kilowatt-hours a year."),
    ("近百名代表出席。", "Nearly a hundred delegates attended."),
    ("双方在两国首都会晤。", "The two sides met in the capitals of both countries."),
    ("“一带一路”倡议提出10周年。", "It is ten years since the Belt and Road Initiative was proposed."),
    ("每10人中有3人，即三成。", "Three in ten people, or 30 per cent."),
    ("20世纪90年代", "in the 1990s"),
    ("党的二十大", "the 20th National Congress"),
    ("“十四五”规划", "the 14th Five-Year Plan"),
    ("今年以来已有两次。", "It has happened twice this year."),
    ("会议于下午3时开始。", "The meeting began at 3 p.m."),
    ("会议于15:00开始。", "The meeting began at 3 p.m."),
    ("占一半以上", "more than half"),
    ("一名发言人说", "a spokesperson said"),
    ("成千上万的百姓", "tens of thousands of people"),
    ("在1/3的地区", "in one-third of the regions"),
    ("研究^[4,5]表明", "Research [4, 5] shows"),
    ("首届论坛已成功举办", "The first forum was held"),
    ("5G基站", "5G base stations"),
    ("八折优惠", "a 20% discount"),
]  # fmt: skip
DIFFERENT = [
    ("同比增长230.13%。", "It grew by 203.13 %.", "230.13%", "203.13 %"),
    ("共有71条河流。", "There are 81 rivers.", "71", "81"),
    ("投资达1.2万亿元。", "Investment reached 1.2 billion yuan.", "1.2万亿", "1.2 billion"),
    ("未来三天有雨。", "It will rain for the next nine days.", "三天有雨", "nine days"),
    ("建于1979年。", "It was built in 1997.", "1979年", "1997"),
    ("6月20日复赛。", "Play resumed on June 4.", "20日", "4"),
    ("9月开学。", "School begins in October.", "9月", "October"),
    ("周三开会。", "They meet on Thursday.", "周三", "Thursday"),
    ("盐度为5‰。", "Salinity is 5%.", "5‰", "5%"),
    ("占三分之一。", "That is two-thirds.", "三分之一", "two-thirds"),
    ("第十五次会议", "the sixteenth session", "第十五次会议", "sixteenth session"),
    ("销售额5亿卢布", "sales of 5 million rubles", "5亿", "5 million"),
]


with (Path(__file__).parent / "number_pairs.tsv").open(encoding="utf-8", newline="") as file:
    PAIRS = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
SCRIPTS = {"zh-Hans": str, "zh-Hant": converter("zh-Hans", "zh-Hant")}


def check(record: Make, zh: str, en: str, **kwargs: object) -> tuple[Flag, ...]:
    return run_checks(record([zh], [en], **kwargs), enabled=["numbers"])


@pytest.mark.parametrize(("zh", "en"), CLEAN)
def test_same_values_are_not_flagged(record: Make, zh: str, en: str) -> None:
    assert [flag.message.en for flag in check(record, zh, en)] == []


@pytest.mark.parametrize(("zh", "en", "left", "right"), DIFFERENT)
def test_different_values_are_one_major_flag(record: Make, zh: str, en: str, left: str, right: str) -> None:
    (flag,) = check(record, zh, en)
    assert (flag.type, flag.severity, flag.zh, flag.en) == ("numbers", "major", ("z1",), ("e1",))
    assert flag.message.en == f"The Chinese gives “{left}”, the English “{right}”."
    assert flag.message.zh == f"中文是“{left}”，英文是“{right}”。"
    assert flag.zh_span is not None
    assert flag.en_span is not None
    assert left.startswith(zh[slice(*flag.zh_span)])
    assert right.startswith(en[slice(*flag.en_span)])


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(("kind", "zh", "right", "wrong"), PAIRS)
def test_pairs(record: Make, kind: str, zh: str, right: str, wrong: str, script: str) -> None:
    """Each row of the table: the right English is not flagged, the wrong one is."""
    zh = SCRIPTS[script](zh)
    assert [flag.message.en for flag in check(record, zh, right)] == [], kind
    if wrong:
        assert check(record, zh, wrong), kind


@pytest.mark.parametrize(
    ("zh", "en", "path"),
    [
        ("建于1979年。", "Built in 1997.", "accuracy/mistranslation/date-time"),
        ("共71条。", "81 in all.", "accuracy/mistranslation/number"),
    ],
)
def test_dates_have_their_own_path(record: Make, zh: str, en: str, path: str) -> None:
    assert [flag.mqm for flag in check(record, zh, en)] == [path]


@pytest.mark.parametrize(
    ("original", "kind", "severities"),
    [
        ("zh", "translation", ["minor"]),
        ("en", "translation", ["minor"]),
        ("en", "summary", ["major"]),  # the Chinese summary has a figure that nobody gave
        ("zh", "summary", []),  # the English summary left one out
    ],
)
def test_figure_on_one_side_only(record: Make, original: str, kind: str, severities: list[str]) -> None:
    flags = check(record, "共有146000人参加。", "Many people took part.", original=original, kind=kind)
    assert [flag.severity for flag in flags] == severities
    assert all(flag.en_span is None and flag.zh_span == (2, 8) for flag in flags)


def test_number_words_on_one_side_only_are_left_alone(record: Make) -> None:
    assert check(record, "三人到场。", "They came.") == ()


def test_all_links_that_share_a_segment_count(record: Make) -> None:
    context = record(["有12人，另有30人。"], ["There were 12.", "And 30 more."], [("z1", "e1"), ("z1", "e2")])
    assert run_checks(context, enabled=["numbers"]) == ()


def test_number_that_slipped_into_the_next_sentence(record: Make) -> None:
    context = record(["会议有500人，", "十分热烈。"], ["The meeting began.", "The 500 were lively."])
    assert run_checks(context, enabled=["numbers"]) == ()


def test_evidence_stands_in_the_first_segment(record: Make) -> None:
    context = record(["共71条。"], ["Rivers rose.", "There are 81."], [("z1", "e1 e2")])
    (flag,) = run_checks(context, enabled=["numbers"])
    assert flag.en == ("e2",)
    assert context.en.by_id["e2"].text[slice(*flag.en_span or (0, 0))] == "81"


def test_number_said_twice_and_once(record: Make) -> None:
    (flag,) = check(record, "3个机器人对应3个主题。", "Three robots stand for two themes.")
    assert flag.message.en == "The Chinese gives “3”, the English “two themes”."


@pytest.mark.parametrize("kind", ["reference", "metadata"])
def test_references_and_front_matter_are_skipped(record: Make, kind: str) -> None:
    zh = [{"text": "区域经济评论, 2018, (6): 78-84.", "kind": kind}]
    en = [{"text": "Regional Economic Review, 2019, (6): 78-84.", "kind": kind}]
    assert run_checks(record(zh, en), enabled=["numbers"]) == ()


@pytest.mark.parametrize(
    ("zh", "en", "original", "found"),
    [
        ("约三百人参加。", "About 290 people took part.", "en", False),
        ("约300人参加。", "308 people took part.", "en", False),
        ("出口4000万吨。", "Exports of 38.7 million tonnes.", "en", False),
        ("占两成土地。", "It has 19 % of the land.", "en", False),
        ("来了287人。", "About 300 people came.", "zh", False),
        ("约三百人参加。", "About 200 people took part.", "en", True),
        ("占两成土地。", "It has 35 % of the land.", "en", True),
        ("293人参加。", "About 290 people took part.", "en", True),
        ("约三百人参加。", "About 290 people took part.", "zh", True),
        ("10月开学。", "School begins in September.", "en", True),
        ("建于2000年。", "It was built in 1987.", "en", True),
        ("30日闭幕。", "It closed on 27 March.", "en", True),
        ("第十次会议", "the ninth meeting", "en", True),
    ],
)
def test_a_summary_rounds(record: Make, zh: str, en: str, original: str, found: bool) -> None:
    assert bool(check(record, zh, en, original=original, kind="summary")) is found


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    ("report", "source", "right", "wrong"),
    [
        # sums and differences
        ("空缺比前年多{}个。", "There were 87,000 openings, against 81,000 two years ago.", "6000", "5000"),
        ("共有{}方加入。", "Nineteen towns have joined, and fourteen counties.", "33", "36"),
        ("一年净流失约{}人。", "We lost 52,000 nurses last year and gained 48,000.", "4000", "6000"),
        ("预测下调{}个百分点。", "The forecast was cut from 5.3 to 4.9 percent.", "0.4", "0.7"),
        # shares and what is left of them
        ("近{}的作者同意。", "Of the 31 authors, 20 agreed.", "三分之二", "三分之一"),
        ("约{}的住户已获赔偿。", "1,910 of 2,005 households were paid.", "95%", "85%"),
        ("追回的不到{}。", "Losses came to 5.2 million, of which 2.0 million was recovered.", "四成", "七成"),
        ("{}的业主多缴。", "About 70 percent of owners pay less.", "三成", "五成"),
        ("空地少了{}多。", "Vacant plots went from 250 to 95.", "六成", "五成"),
        # round numbers
        ("库存约{}吨。", "Stocks are around 348 million tonnes.", "3.5亿", "3.9亿"),
        ("全镇有{}多名居民。", "We are a town of 1,370 people.", "一千", "两千"),
        ("占比由不足两成升至近{}。", "It is twenty-eight percent, up from 19.", "三成", "九成"),
    ],
)
def test_a_summary_works_numbers_out(
    record: Make, report: str, source: str, right: str, wrong: str, script: str
) -> None:
    """What follows from the numbers of the source is no finding; another number is."""
    told, not_told = (SCRIPTS[script](report.format(number)) for number in (right, wrong))
    assert [flag.message.en for flag in check(record, told, source, original="en", kind="summary")] == []
    assert check(record, not_told, source, original="en", kind="summary")
    assert check(record, told, source, original="en", kind="translation")


@pytest.mark.parametrize(
    ("report", "found"),
    [
        ("Two thirds of the authors agreed.", False),
        ("The town has 17,000 more pupils than teachers.", True),
        ("Twelve more agreed than did not.", True),
        ("Nine more agreed than did not.", False),
    ],
)
def test_an_english_summary_works_numbers_out(record: Make, report: str, found: bool) -> None:
    source = "31位作者中20位同意，11位反对。"
    assert bool(check(record, source, report, original="zh", kind="summary")) is found


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("两大举措。", "The plan has 15 steps.", False),
        ("他提出三点建议。", "He made 17 proposals.", False),
        ("共有三个村庄。", "The road is 120 miles long.", False),
        ("他提出三点建议。", "He made 5 proposals.", True),
        ("共有5个村庄。", "There are 17 villages.", True),
    ],
)
@pytest.mark.parametrize("original", ["zh", "en"])
def test_a_summary_counts_in_words(record: Make, zh: str, en: str, found: bool, original: str) -> None:
    assert bool(check(record, zh, en, original=original, kind="summary")) is found


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("约三百人参加。", "About 290 people took part."),
        ("占两成土地。", "It has 19 % of the land."),
        ("两大举措。", "The plan has 15 steps."),
    ],
)
@pytest.mark.parametrize("original", ["zh", "en"])
def test_a_translation_neither_rounds_nor_counts(record: Make, zh: str, en: str, original: str) -> None:
    assert [flag.severity for flag in check(record, zh, en, original=original)] == ["major"]


@pytest.mark.parametrize(
    ("zh", "en", "flagged"),
    [
        ("面积160万亩。", "It covers 107,000 hectares.", False),
        ("全长100公里。", "It is 62 miles long.", False),
        ("亩产1000斤。", "The yield is 500 kilograms.", False),
        ("面积3850平方公里。", "It covers 1,486 square miles.", False),
        ("全长100公里。", "It is 72 miles long.", True),
        ("全长100公里。", "It is 62 kilometres long.", True),
        ("重100公斤。", "It is 62 miles long.", True),
    ],
)
def test_one_measure_in_two_units(record: Make, zh: str, en: str, flagged: bool) -> None:
    assert bool(run_checks(record([zh], [en]), enabled=["numbers"])) is flagged
