"""Whether two figures are one measure in two units: 160万亩 and 107,000 hectares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aligner.language.inflection import plurals
from aligner.language.numbers.quantity import Quantity
from aligner.language.tables import cached, table
from aligner.record.model import Side, Span

# Share by which a rounded conversion may differ from an exact one: 160万亩 are 106,667 hectares, and 10.67
# hectares may be called 11. Chosen, not measured: the development sets have hardly a conversion, so that .01
# to .11 change nothing; at .11 a figure that is wrong by a tenth would pass.
TOLERANCE = 0.06


# 5.6 a year earlier are no years.
_AT_ANOTHER_TIME = re.compile(r"\san?\s[a-z]+\s(?:earlier|ago|before|later|previously)\b", re.I)
ZERO = {"fahrenheit": -160 / 9}
"""Units whose nought is another than that of their kind."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of measure."""

    kind: str
    """``length``, ``area`` …"""
    name: str
    worth: float
    """In the basic unit of its kind."""
    zero: float = 0.0
    """What its nought is worth in the basic unit: 0 °F is -17.8 °C."""


def unit_of(text: str, quantity: Quantity, side: Side) -> Measure | None:
    """The unit of a number in a text of one side: in its words, behind it or (华氏104度) before it; None
    where there is none."""
    if quantity.unit:
        return measure_named(quantity.unit, "en")
    units = _units(side)
    before = re.search(r"(华氏|摄氏)(?:零下)?$", text[: quantity.span[0]])
    if before:
        return measure_named(before[1] + "度", side)
    match = units.behind.match(text, quantity.span[1])
    if match is None or (quantity.value >= 1 and _AT_ANOTHER_TIME.match(text, quantity.span[1])):
        return None
    return units.measures[match[1].lower()]


def one_measure(zh: tuple[str, Quantity], en: tuple[str, Quantity]) -> bool:
    """Whether a Chinese figure and an English one, each with its text, are one worth in different units."""
    a, b = unit_of(*zh, "zh"), unit_of(*en, "en")
    if a is None and b is None and _in_degrees(*zh) and _in_degrees(*en):  # as both are used to
        a, b = measure_named("摄氏度", "zh"), measure_named("Fahrenheit", "en")
    if a is None or b is None or a.kind != b.kind or a.name == b.name:
        return False
    pairs = [(float(x), float(y)) for x in zh[1].readings for y in en[1].readings]
    return any(worth_the_same((x, a), (y, b)) for x, y in pairs)


def _in_degrees(text: str, quantity: Quantity) -> bool:
    """Whether a number counts degrees of no scale."""
    return re.match(r"\s?(?:度|°|degrees?\b)", text[quantity.span[1] :]) is not None


def worth_the_same(
    one: tuple[float, Measure], other: tuple[float, Measure], tolerance: float = TOLERANCE
) -> bool:
    """Whether so many of one unit are worth so many of another."""
    (x, a), (y, b) = one, other
    if a.kind == "temperature" and _near(x * a.worth + a.zero, y * b.worth + b.zero, tolerance):
        return True
    return bool(x and y and _near(x * a.worth, y * b.worth, tolerance))


def other_measure(zh: tuple[str, Quantity], en: tuple[str, Quantity]) -> bool:
    """Whether one number counts two units that measure the same and are not worth the same: 五年, *five
    months*."""
    a, b = unit_of(*zh, "zh"), unit_of(*en, "en")
    if a is None or b is None or a.kind != b.kind or (a.name, b.name) == ("nautical", "mile"):
        return False  # at sea, miles are nautical ones
    return not _near(a.worth, b.worth) and not one_measure(zh, en)


def with_unit(text: str, quantity: Quantity, side: Side) -> Span:
    """Where a number stands with the unit behind it."""
    match = None if quantity.unit else _units(side).behind.match(text, quantity.span[1])
    return quantity.span[0], match.end() if match else quantity.span[1]


def _near(a: float, b: float, tolerance: float = TOLERANCE) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def measure_named(form: str, side: Side) -> Measure:
    """The unit that a word of one language names; `KeyError` where it names none."""
    return _units(side).measures[form.lower()]


def measure_forms(side: Side) -> Sequence[str]:
    """All words of one language that name units."""
    return [*_units(side).measures]


@dataclass(frozen=True, slots=True)
class _Units:
    """The units of one language."""

    behind: re.Pattern[str]
    """Matches one behind a number."""
    measures: Mapping[str, Measure]


@cached()
def _units(side: Side) -> _Units:
    measures = {
        form.lower(): Measure(kind, name, float(worth), ZERO.get(name, 0.0))
        for kind, units in table("measures").items()
        for name, (worth, chinese, english) in units.items()
        for form in (chinese if side == "zh" else [f for word in english for f in (word, *plurals(word))])
    }
    words = "|".join(sorted(map(re.escape, measures), key=len, reverse=True))
    if side == "zh":
        return _Units(re.compile(rf"[多余来个几]?\s*({words})", re.I), measures)
    of = r"(?:\s*-?\s*(?:of\s+)?(?:an?[\s-])?)"
    return _Units(re.compile(rf"{of}({words})(?![A-Za-z])", re.IGNORECASE), measures)
