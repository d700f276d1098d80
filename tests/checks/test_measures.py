"""One measure in two units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.checks import run_checks
from aligner.language.numbers.measures import measure
from aligner.language.numbers.read import values
from aligner.language.tables import table
from aligner.record.model import SIDES
from tests.checks.conftest import Make


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
def test_conversion(record: Make, zh: str, en: str, flagged: bool) -> None:
    assert bool(run_checks(record([zh], [en]), enabled=["numbers"])) is flagged


UNITS = [(forms[1][0], forms[2][0]) for units in table("measures").values() for forms in units.values()]


@given(st.integers(2, 999_999), st.sampled_from(UNITS))
def test_units_are_read_alike_in_both_languages(number: int, unit: tuple[str, str]) -> None:
    texts = f"约{number}{unit[0]}", f"about {number} {unit[1]}"
    zh, en = (
        next(q for q in values(text, side) if q.value == number)
        for text, side in zip(texts, SIDES, strict=True)
    )
    assert measure(texts[0], zh, "zh") == measure(texts[1], en, "en") is not None
