"""Whether two figures are one measure in two units: 160万亩 and 107,000 hectares."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aligner.language.inflection import plurals
from aligner.language.numbers.quantity import Quantity
from aligner.language.tables import cached, table
from aligner.record.model import Side

# Share by which a rounded conversion may differ from an exact one: 160万亩 are 106,667 hectares, and 10.67
# hectares may be called 11. Chosen, not measured: the development sets have hardly a conversion, so that .01
# to .11 change nothing; at .11 a figure that is wrong by a tenth would pass.
TOLERANCE = 0.06


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of measure."""

    kind: str
    """``length``, ``area`` …"""
    name: str
    worth: float
    """In the basic unit of its kind."""


def unit_after(text: str, quantity: Quantity, side: Side) -> Measure | None:
    """The unit that follows a number in a text of one side; None where there is none."""
    pattern, measures = _units(side)
    match = pattern.match(text, quantity.span[1])
    return measures[match[1].lower()] if match else None


def one_measure(zh: tuple[str, Quantity], en: tuple[str, Quantity]) -> bool:
    """Whether a Chinese figure and an English one, each with its text, are one worth in different units."""
    a, b = unit_after(*zh, "zh"), unit_after(*en, "en")
    if a is None or b is None or a.kind != b.kind or a.name == b.name:
        return False
    worths = [
        (float(x) * a.worth, float(y) * b.worth) for x in zh[1].readings for y in en[1].readings if x and y
    ]
    return any(abs(x - y) <= TOLERANCE * max(abs(x), abs(y)) for x, y in worths)


@cached()
def _units(side: Side) -> tuple[re.Pattern[str], dict[str, Measure]]:
    measures = {
        form: Measure(kind, name, float(worth))
        for kind, units in table("measures").items()
        for name, (worth, chinese, english) in units.items()
        for form in (chinese if side == "zh" else [f for word in english for f in (word, *plurals(word))])
    }
    words = "|".join(sorted(map(re.escape, measures), key=len, reverse=True))
    if side == "zh":
        return re.compile(rf"[多余来个几]?\s*({words})"), measures
    return re.compile(rf"(?:\s*-?\s*(?:of\s+)?)({words})(?![A-Za-z])", re.IGNORECASE), measures
