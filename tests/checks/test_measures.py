"""One measure in two units."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aligner.language.numbers.measures import unit_of
from aligner.language.reading import values
from aligner.language.tables import table
from aligner.record.model import SIDES

UNITS = [
    (zh[0], en[0]) for units in table("measures").values() for _, zh, en in units.values() if zh and en
]  # fmt: skip


@given(st.integers(2, 999_999), st.sampled_from(UNITS))
def test_units_are_read_alike_in_both_languages(number: int, unit: tuple[str, str]) -> None:
    texts = f"约{number}{unit[0]}", f"about {number} {unit[1]}"
    zh, en = (
        next(q for q in values(text, side) if q.value == number)
        for text, side in zip(texts, SIDES, strict=True)
    )
    assert unit_of(texts[0], zh, "zh") == unit_of(texts[1], en, "en") is not None
