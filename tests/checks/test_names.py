"""Names that became others."""

from __future__ import annotations

import pytest

from aligner.checks import run_checks
from aligner.checks.gazetteer import names, renderings, syllables
from tests.checks.conftest import Make


@pytest.mark.parametrize(
    ("zh", "en", "pair"),
    [
        ("他访问了尼泊尔。", "He visited Bulgaria.", ("尼泊尔", "Bulgaria")),
        ("会议在湖南举行。", "The meeting was held in Rotterdam.", ("湖南", "Rotterdam")),
    ],
)
def test_replaced(record: Make, zh: str, en: str, pair: tuple[str, str]) -> None:
    (flag,) = run_checks(record([zh], [en]), enabled=["names"])
    assert flag.zh_span is not None
    assert flag.en_span is not None
    assert (zh[slice(*flag.zh_span)], en[slice(*flag.en_span)]) == pair
    assert flag.severity == "major"


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("他访问了尼泊尔。", "He visited Nepal."),
        ("他访问了尼泊尔。", "He visited the country."),
        ("尼泊尔官员说。", "The Nepalese official said."),
        ("会议在湖南举行。", "The meeting was held in Hunan."),
        ("会议在湖南举行。", "In October it was held there."),
        ("他任职于CATL。", "He works for CATL."),
    ],
)
def test_carried(record: Make, zh: str, en: str) -> None:
    assert run_checks(record([zh], [en]), enabled=["names"]) == ()


def test_letters_spelled_otherwise(record: Make) -> None:
    (flag,) = run_checks(record(["他读Rockefeller的书。"], ["He reads a book."]), enabled=["names"])
    assert flag.severity == "minor"
    assert "Rockefeller" in flag.message.en
    assert "Rockefeller" in flag.message.zh


def test_a_summary_is_not_asked_for_every_name(record: Make) -> None:
    context = record(["他访问了尼泊尔。"], ["He visited Bulgaria."], original="en", kind="summary")
    assert run_checks(context, enabled=["names"]) == ()


def test_names_of_a_text() -> None:
    assert [name.text for name in names("他从尼泊尔去湖南。")] == ["尼泊尔", "湖南"]
    assert "nepal" in renderings("尼泊尔")
    assert renderings("桌子") == frozenset()
    assert syllables("湖南") == ("hu", "nan")
