"""Named bodies that a summary leaves out."""

from __future__ import annotations

import re

import pytest

from aligner.checks import run_checks
from aligner.language.tables import table
from tests.helpers.contexts import Make


@pytest.mark.parametrize(
    ("zh", "en", "names"),
    [
        (
            "鼓励中国企业提供培训。",
            "Chinese companies (for instance, Huawei and ZTE) offer training.",
            "Huawei",
        ),
        ("应加强区域研究合作。", "Create the Andes Research Alliance to study the region.", "Alliance"),
        ("引入外国投资。", "Attract investors such as Temasek.", "Temasek"),
    ],
)
def test_dropped(record: Make, zh: str, en: str, names: str) -> None:
    (flag,) = run_checks(record([zh], [en], original="en", kind="summary"), enabled=["bodies"])
    assert flag.severity == "major"
    assert names in flag.message.en
    assert names in flag.message.zh
    assert flag.en_span is not None


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("鼓励CATL提供培训。", "Chinese companies (for instance, CATL) offer training."),
        ("成立安第斯研究联盟。", "Create the Andes Research Alliance to study the region."),
        ("在拉萨等地设立中心。", "Build centres in places such as Lhasa."),
        ("设立中心。", "Build centres in cities like Oslo."),
    ],
)
def test_kept_or_no_body(record: Make, zh: str, en: str) -> None:
    assert run_checks(record([zh], [en], original="en", kind="summary"), enabled=["bodies"]) == ()


def test_one_of_several_is_a_note(record: Make) -> None:
    context = record(
        ["引入CATL等企业。"], ["Bring in companies such as CATL and Huawei."], original="en", kind="summary"
    )
    (flag,) = run_checks(context, enabled=["bodies"])
    assert flag.severity == "neutral"


def test_a_translation_is_left_to_coverage(record: Make) -> None:
    context = record(["引入企业。"], ["Bring in companies such as Huawei."], original="en")
    assert run_checks(context, enabled=["bodies"]) == ()


@pytest.mark.parametrize(
    ("zh", "en", "severity"),
    [
        ("建议设立新基金。", "We propose a “Baltic Harbour Bond” for the ports.", "major"),
        ("研究设立新基金。", "The “Baltic Harbour Bond” would pay for the ports.", "major"),
        ("设立新基金，CATL参与。", "Launch a “Baltic Harbour Bond” with companies such as CATL.", "major"),
        ("新基金由CATL管理。", "Companies such as CATL buy the “Baltic Harbour Bond”.", "neutral"),
        ("建议设立“波罗的海港口债券”。", "We propose a “Baltic Harbour Bond” for the ports.", None),
        ("应加强渔业研究。", "They will establish the Andes Herring Alliance.", "major"),
        ("专家谈渔业。", "Maria Jensen of the Andes Herring Alliance spoke of fishing.", "minor"),
        ("建议造船。", "They will launch the “Silver Herring Bond” soon.", "major"),
    ],
)
def test_weight_of_a_name(record: Make, zh: str, en: str, severity: str | None) -> None:
    """What is quoted, or to be founded, weighs most; what is merely said of somebody least."""
    flags = run_checks(record([zh], [en], original="en", kind="summary"), enabled=["bodies"])
    assert [flag.severity for flag in flags] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("zh", "en", "vague", "name"),
    [
        ("有专家认为海平面在上升。", "Maria Jensen warns that the sea is rising.", "有专家", "Maria Jensen"),
        ("业内人士称鱼价上涨。", "Prices rise, Maria Jensen says.", "业内人士", "Maria Jensen"),
        ("一位官员表示鱼价上涨。", "Prices rise, says Erik Halvorsen.", "一位官员", "Erik Halvorsen"),
        ("某企业收购了船厂。", "Nordic Timber bought the shipyard.", "某企业", "Nordic Timber"),
    ],
)
def test_somebody_for_a_name(record: Make, zh: str, en: str, vague: str, name: str) -> None:
    (flag,) = run_checks(record([zh], [en], original="en", kind="summary"), enabled=["bodies"])
    assert flag.zh_span is not None
    assert flag.en_span is not None
    assert (zh[slice(*flag.zh_span)], en[slice(*flag.en_span)]) == (vague, name)
    assert (flag.type, flag.severity) == ("omission", "major")
    assert vague in flag.message.zh
    assert name in flag.message.en


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("玛丽亚·詹森警告海平面上升。", "Maria Jensen warns that the sea is rising."),
        ("有专家，即玛丽亚·詹森，警告海平面上升。", "Maria Jensen warns that the sea is rising."),
        ("有专家警告海平面上升。", "An expert warns that the sea is rising."),
        ("有关于鱼价的报道。", "Maria Jensen writes about the price of fish."),
        ("海平面在上升。", "Maria Jensen warns that the sea is rising."),
    ],
)
def test_named_or_nobody_said_so(record: Make, zh: str, en: str) -> None:
    assert run_checks(record([zh], [en], original="en", kind="summary"), enabled=["bodies"]) == ()


@pytest.mark.parametrize(("original", "kind"), [("en", "translation"), ("zh", "summary")])
def test_only_summaries_of_english(record: Make, original: str, kind: str) -> None:
    context = record(
        ["有专家认为海平面在上升。"],
        ["Maria Jensen warns that the sea is rising."],
        original=original,
        kind=kind,
    )
    assert run_checks(context, enabled=["bodies"]) == ()


@pytest.mark.parametrize("word", table("attribution")["found"])
def test_every_verb_of_founding_makes_a_proposal(record: Make, word: str) -> None:
    assert isinstance(word, str) and re.fullmatch(r"[a-z]+(?: [a-z]+)*", word)
    context = record(
        ["加强渔业研究。"], [f"They {word} the Andes Herring Alliance."], original="en", kind="summary"
    )
    assert [flag.severity for flag in run_checks(context, enabled=["bodies"])] == ["major"]


def test_every_vague_word_is_a_pattern() -> None:
    patterns = table("attribution")["vague"]["zh"]
    assert len(patterns) == len(set(patterns)) > 0
    for pattern in patterns:
        assert isinstance(pattern, str) and pattern.strip()
        assert not re.compile(pattern).search(""), pattern


@pytest.mark.parametrize(
    ("zh", "proposal", "found"),
    [
        ("还要加强渔业资金支持。", "Set up a “Baltic Harbour Fund” to pay for new boats.", True),
        (
            "还要加强渔业资金支持，设立波罗的海港口基金。",
            "Set up a “Baltic Harbour Fund” to pay for new boats.",
            False,
        ),
        ("还要修建灯塔。", "Set up a “Baltic Harbour Fund” to pay for new boats.", False),
        ("还要加强渔业资金支持。", "Set up a fund to pay for new boats.", False),
    ],
)
def test_a_named_proposal_that_goes_while_its_heading_stays(
    record: Make, zh: str, proposal: str, found: bool
) -> None:
    context = record(
        ["船太旧。", zh],
        [
            {"text": "Boats are too old.", "turn": "Q1"},
            {"text": "And lighthouses too.", "turn": "Q1"},
            {"text": proposal, "turn": "Q1", "section": ("2. Financial Support of Fisheries",)},
        ],
        original="en",
        kind="summary",
    )
    flags = run_checks(context, enabled=["bodies"])
    assert [(flag.severity, flag.zh, flag.en) for flag in flags] == [("major", ("z2",), ("e3",))] * found
    if found:
        assert "“Financial Support of Fisheries”" in flags[0].message.en
        assert "Baltic Harbour Fund" in flags[0].message.zh
        told = run_checks(context, enabled=["bodies", "missing"])
        assert [(flag.check, flag.en) for flag in told] == [("bodies", ("e3",))]  # and not twice
