"""Numbers by value, in both languages."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.language.numbers.quantity import agree
from aligner.language.reading import values

ZH = [
    ("二十三人", 23),
    ("两百个", 200),
    ("一百二", 120),
    ("一百零二", 102),
    ("两千零五元", 2005),
    ("三千五", 3500),
    ("两万三", 23_000),
    ("十万零一千", 101_000),
    ("一亿二千万", 120_000_000),
    ("2千5百", 2500),
    ("1亿2000万", 120_000_000),
    ("3千多万", 30_000_000),
    ("28万余人次", 280_000),
    ("百万人口", 1_000_000),
    ("1.2万亿元", 1_200_000_000_000),
    ("16.4亿", 1_640_000_000),
    ("三兆五千亿元", 3_500_000_000_000),
    ("1.2兆美元", 1_200_000_000_000),
    ("两兆多元新台币", 2_000_000_000_000),
    ("100兆宽带", 100),
    ("8 707篇", 8707),
    ("28 744篇", 28_744),
    ("1,024人", 1024),
    ("１２３人", 123),
    ("三十六点五度", "73/2"),
    ("230.13%", "23013/10000"),
    ("百分之八十五", "17/20"),
    ("千分之三", "3/1000"),
    ("5‰", "5/1000"),
    ("3个百分点", "3/100"),
    ("三分之一", "1/3"),
    ("三成", "3/10"),
    ("三成五", "7/20"),
    ("第三极", 3),
    ("第二十次会议", 20),
    ("十八大以来", 18),
    ("图5", 5),
    ("1100千伏", 1100),
    ("二十两银子", 20),
    ("二〇二五年", 2025),
    ("2025年", 2025),
    ("20世纪90年代", 1990),
]
EN = [
    ("twenty-three", 23),
    ("two hundred", 200),
    ("one hundred and five", 105),
    ("one hundred and two thousand", 102_000),
    ("one million two hundred thousand", 1_200_000),
    ("two and a half million", 2_500_000),
    ("a dozen people", 12),
    ("two dozen", 24),
    ("half a dozen", 6),
    ("half a million", 500_000),
    ("2.5 million", 2_500_000),
    ("$2.5bn", 2_500_000_000),
    ("US$500", 500),
    ("RMB500 million", 500_000_000),
    ("1.2 trillion", 1_200_000_000_000),
    ("8 707 papers", 8707),
    ("8,707 papers", 8707),
    ("10km", 10),
    ("800MW", 800),
    ("the 45-year-old", 45),
    ("one-third of it", "1/3"),
    ("two-thirds", "2/3"),
    ("230.13%", "23013/10000"),
    ("85 per cent", "17/20"),
    ("3 percentage points", "3/100"),
    ("the third time", 3),
    ("the twenty-first session", 21),
    ("the 27th", 27),
    ("nineteen seventy-nine", 1979),
    ("Figure 5", 5),
    ("the 1990s", 1990),
    ("the nineties", 90),
]


@pytest.mark.parametrize(("text", "value"), ZH)
def test_chinese_value(text: str, value: int | str) -> None:
    assert [q.value for q in values(text, "zh-Hans") if q.strength != "weak"] == [Fraction(value)]


@pytest.mark.parametrize(("text", "value"), EN)
def test_english_value(text: str, value: int | str) -> None:
    assert [q.value for q in values(text, "en") if q.strength != "weak"] == [Fraction(value)]


@pytest.mark.parametrize(
    ("text", "lang", "parts"),
    [
        ("2025年6月27日", "zh", [("year", 2025), ("month", 6), ("day", 27)]),
        ("于2023-07-25举行", "zh", [("year", 2023), ("month", 7), ("day", 25)]),
        ("晚上8点30分", "zh", [("hour", 20), ("number", 30)]),
        ("周三", "zh", [("weekday", 3)]),
        ("2014—2021年", "zh", [("year", 2014), ("year", 2021)]),
        ("27 June 2025", "en", [("day", 27), ("month", 6), ("year", 2025)]),
        ("June 27th, 2025", "en", [("month", 6), ("day", 27), ("year", 2025)]),
        ("2023-07-25", "en", [("year", 2023), ("month", 7), ("day", 25)]),
        ("Aug.6", "en", [("month", 8), ("day", 6)]),
        ("July 1-3", "en", [("month", 7), ("day", 1), ("day", 3)]),
        ("at 8:30 p.m. on Wednesday", "en", [("hour", 20), ("number", 30), ("weekday", 3)]),
        ("from 2014 to 2021", "en", [("year", 2014), ("year", 2021)]),
    ],
)
def test_parts_of_a_date(text: str, lang: str, parts: list[tuple[str, int]]) -> None:
    assert sorted((q.kind, int(q.value)) for q in values(text, lang)) == sorted(parts)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("“一带一路”倡议与三农工作进一步统一", "zh"),
        ("双方十分重视，一起推进", "zh"),
        ("合作文件^[1]，意见[4,5]", "zh"),
        ("5G、COVID-19与GB/T 15834", "zh"),
        ("doi: 10.16418/j.issn.1000-3045.20230707002", "zh"),
        ("见https://example.org/a1/2023/07", "zh"),
        ("(2) 以绿色发展引领", "zh"),
        ("一、总体要求", "zh"),
        ("四川、九江、三亚和百度", "zh"),
        ("千方百计，一举两得", "zh"),
        ("1. Establish mechanisms", "en"),
        ("2.1 Technology Transfer", "en"),
        ("no one spoke; one of them left", "en"),
        ("COVID-19, 5G and MH370", "en"),
        ("as shown earlier [4, 5] (Miller 2010, 7)", "en"),
        ("write to a1@example.org or https://example.org/2023", "en"),
        ("May I march on?", "en"),
    ],
)
def test_no_number_that_must_be_kept(text: str, lang: str) -> None:
    assert [q for q in values(text, lang) if q.strength != "weak"] == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("600至850亿", "60 to 85 billion"),
        ("5万至8万", "50,000 to 80,000"),
        ("5%至10%", "5 to 10%"),
        ("两年半", "two and a half years"),
        ("增长2倍", "tripled to three times"),
        ("八折", "20% off"),
        ("十四五岁", "fourteen or fifteen"),
        ("2020—2021年", "2020–21"),
        ("十年", "ten years"),
        ("二十年", "two decades"),
        ("十分之一", "one in 10"),
        ("20点", "8 p.m."),
        ("90年代", "the 1990s"),
        ("一半", "50%"),
    ],
)
def test_readings_agree(zh: str, en: str) -> None:
    """Every number of one language has an answer in the other, whichever way it is written."""
    here, there = values(zh, "zh"), values(en, "en")
    assert any(q.strength != "weak" for q in (*here, *there))
    assert all(any(agree(a, b) for b in there) for a in here if a.strength == "strong")
    assert all(any(agree(a, b) for b in here) for a in there if a.strength == "strong")


@pytest.mark.parametrize(
    ("text", "lang", "spans"),
    [
        ("增长230.13%(图1)", "zh", ["230.13%", "1"]),
        ("于６月举行", "zh", ["６月"]),
        ("grew by 230.13 % (Figure 1)", "en", ["230.13 %", "1"]),
        ("about one hundred and five people", "en", ["one hundred and five"]),
    ],
)
def test_spans_are_those_of_the_text(text: str, lang: str, spans: list[str]) -> None:
    found = values(text, lang)
    assert [q.text for q in found] == spans
    assert [text[slice(*q.span)] for q in found] == spans


DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """The ordinary Chinese numeral of a whole number below 10^12."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            rest = number % unit
            gap = "零" if rest and rest < unit // 10 else ""
            return chinese(number // unit) + name + (gap + chinese(rest) if rest else "")
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            rest = number % unit
            gap = "零" if rest and rest < unit // 10 else ""
            return DIGITS[number // unit] + name + (gap + chinese(rest) if rest else "")
    return DIGITS[number]


SMALL = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
)
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")


def english(number: int) -> str:
    """The ordinary English words of a whole number below 10^15."""
    for unit, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= unit:
            rest = number % unit
            link = " and " if 0 < rest < 100 else " "
            return f"{english(number // unit)} {name}" + (link + english(rest) if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{SMALL[number // 100]} hundred" + (f" and {english(rest)}" if rest else "")
    if number >= 20:
        return TENS[number // 10 - 2] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    return SMALL[number]


@given(st.integers(min_value=11, max_value=10**12 - 1))
def test_chinese_numerals_round_trip(number: int) -> None:
    found = values(f"共{chinese(number)}人", "zh")
    assert [q.value for q in found] == [number]


@given(st.integers(min_value=1, max_value=10**15 - 1))
def test_english_words_round_trip(number: int) -> None:
    found = values(f"counted {english(number)} people", "en")
    assert [q.value for q in found] == [number]


@given(st.integers(min_value=1, max_value=10**9))
def test_separators_do_not_matter(number: int) -> None:
    written = {
        f"{number}",
        f"{number:,}",
        f"{number:,}".replace(",", " "),
        f"{number:,}".replace(",", "\u202f"),
    }
    assert {q.value for text in written for q in values(f"共 {text} 人", "zh")} == {number}
    assert {q.value for text in written for q in values(f"counted {text} people", "en")} == {number}


@given(
    st.decimals(min_value="0.1", max_value=9999, places=2),
    st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12), ("百万", 10**6), ("千万", 10**7)]),
)
def test_big_units_multiply(number: object, unit: tuple[str, int]) -> None:
    assert [q.value for q in values(f"约{number}{unit[0]}元", "zh")] == [Fraction(str(number)) * unit[1]]


@given(
    st.text(
        alphabet=st.sampled_from("0123456789一二两三十百千万亿点分之半第年月日成折%.,:：-—至 多几abG$"),
        max_size=30,
    )
)
def test_any_text_can_be_read(text: str) -> None:
    for lang in ("zh", "en"):
        for quantity in values(text, lang):
            start, end = quantity.span
            assert 0 <= start < end <= len(text)
            assert text[start:end] == quantity.text


@pytest.mark.parametrize(
    ("text", "lang", "converted"),
    [
        ("收购价为12亿欧元，约合94亿元人民币。", "zh", ["约合94亿元人民币"]),
        ("交易额5亿美元（约36亿元）。", "zh", ["（约36亿元"]),
        ("an investment of 5 billion yuan ($700 million)", "en", ["($700 million"]),
        ("shares worth 5 billion yuan", "en", []),
        ("it lost 3 million dollars, or about 20 million yuan", "en", ["or about 20 million yuan"]),
        ("从300元（或400元）起", "zh", []),
    ],
)
def test_sums_in_another_currency(text: str, lang: str, converted: list[str]) -> None:
    found = [q for q in values(text, lang) if q.converted]
    assert [q.text for q in found] == converted
    assert all(q.strength == "plain" for q in found)
