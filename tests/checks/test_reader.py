"""What a reader said becomes findings, and other checks leave what was read to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from aligner.checks import run_checks
from aligner.record.model import Flag
from aligner.record.readings import PassageReading
from tests.helpers.contexts import Make


def said(verdict: str, span: str = "", kind: str = "", why: str = "") -> PassageReading:
    return PassageReading("z1", "hash", "m", verdict, 0.8, span, kind, why)  # type: ignore[arg-type]


def flags(record: Make, zh: str, en: str, readings: Mapping[str, PassageReading]) -> tuple[Flag, ...]:
    context = record([zh], [en], original="en")
    return run_checks(replace(context, readings=readings))


@pytest.mark.parametrize(
    ("reading", "severity", "type_", "mqm", "underlined"),
    [
        (said("major", "必将", "plan_to_done"), "major", "mistranslation", "accuracy/mistranslation", "必将"),
        (said("minor", "三百", "number_changed"), "minor", "numbers", "accuracy/mistranslation/number", ""),
        (said("major", "", "condition_dropped"), "major", "omission", "accuracy/omission", ""),
        (said("no_source", "必将建成"), "major", "addition", "accuracy/addition", "必将建成"),
    ],
)  # fmt: skip
def test_a_reading_becomes_a_finding(
    record: Make, reading: PassageReading, severity: str, type_: str, mqm: str, underlined: str
) -> None:
    text = "运河必将建成。"
    (flag,) = flags(record, text, "We may build the canal.", {"z1": reading})
    assert (flag.check, flag.severity, flag.type, flag.mqm) == ("reader", severity, type_, mqm)
    assert text[slice(*flag.zh_span or (0, 0))] == underlined
    assert (flag.zh, flag.en, flag.score) == (("z1",), ("e1",), 0.8)


@pytest.mark.parametrize(
    ("reading", "english", "chinese"),
    [
        (said("major", "必將", "modality_can_to_will"), "“必將”: told as certain.", "“必將”：可能说成必将。"),
        (said("minor", "運河", "other"), "“運河”: something else differs.", "“運河”：另有出入。"),
        (
            said("major", "必將", "modality_can_to_will", "The speaker said “may”."),
            "“必將”: told as certain. m says: “The speaker said ‘may’.”",
            "“必將”：可能说成必将。m说明：“The speaker said ‘may’.”",
        ),
        (
            said("no_source", "必將", "", "没有这样说。"),
            "Nothing in the original says “必將”. m says: “没有这样说。”",
            "原文中没有“必將”的依据。m说明：“没有这样说。”",
        ),
    ],
)
def test_the_message_says_what_changed_and_quotes_the_reason(
    record: Make, reading: PassageReading, english: str, chinese: str
) -> None:
    (flag,) = flags(record, "運河必將建成。", "We may build the canal.", {"z1": reading})
    assert (flag.message.en, flag.message.zh) == (english, chinese)
    assert flag.zh_span == (2, 4) or reading.span == "運河"


@pytest.mark.parametrize("zh", ["村里无人同意修建运河。", "村裡無人同意修建運河。"])
def test_what_was_read_and_is_right_is_left_alone(record: Make, zh: str) -> None:
    english = "The village agreed to the canal."
    assert flags(record, zh, english, {})
    assert flags(record, zh, english, {"z1": said("ok")}) == ()


@pytest.mark.parametrize(
    ("readings", "severity"),
    [
        ({}, "major"),
        ({"z1": said("ok")}, "minor"),
        ({"z1": said("minor")}, "minor"),
        ({"z1": said("major")}, "minor"),
    ],
)
@pytest.mark.parametrize("zh", ["这座桥花了三百元。", "這座橋花了三百元。"])
def test_numbers_are_compared_whatever_a_reader_says_but_it_knows_what_is_grave(
    record: Make, zh: str, readings: Mapping[str, PassageReading], severity: str
) -> None:
    found = flags(record, zh, "The bridge cost 400 yuan.", readings)
    assert [flag.severity for flag in found if flag.check == "numbers"] == [severity]
