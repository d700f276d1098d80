"""Named bodies that a summary leaves out."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from tests.checks.conftest import Make


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
