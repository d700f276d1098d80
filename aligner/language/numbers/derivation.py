"""Numbers that a report may work out of those of its source: a sum, a difference, a share, a round number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, groupby, permutations

from aligner.language.numbers.limits import Limit
from aligner.language.numbers.quantity import Quantity, agree

# By how much a round number of a summary may miss what it rounds. On forty faithful press summaries .25
# changes nothing; with .15 十来家 for *a dozen* is flagged, with .1 两成 for *18 percent* as well.
ROUNDED = 0.2
# The largest round number of two digits. On the press summaries 50 changes nothing.
TENS = 90
# By how much 一千多 may be exceeded: 1,400. Chosen.
OPEN_END = 0.34
# By how much a share that is worked out may miss what it is worth: 三分之二 for 14 of 22. Chosen.
SHARE = 0.06
# What a number that leaves its scale unsaid may be counted in.
SCALES = (10**3, 10**4, 10**6, 10**8, 10**9, 10**12)
# Sums of more numbers than these are not tried, but for that of all.
MANY = 12
# Below this a product of two numbers is as often chance.
SMALL = 10


def rounds(summary: Quantity, source: Quantity, *, more: bool = False, limit: Limit | None = None) -> bool:
    """Whether a number of a summary is one of its source or a round number for it; `more` where the words say
    that it is exceeded (一千多), `limit` where they say that it is the least or the most (不足四分之一)."""
    if agree(summary, source):
        return True
    if {summary.kind, source.kind} <= {"number", "percent", "fraction"}:
        values = _values(source, shares=_is_share(summary))
        return any(_rounds(summary, v, more=more) or _within(summary, v, limit) for v in values)
    return False


def derived(summary: Quantity, sources: Sequence[Quantity], *, more: bool = False) -> bool:
    """Whether a number of a summary is worked out of those of its source."""
    if summary.kind not in ("number", "percent", "fraction", "multiple") or len(sources) > MANY:
        return False
    results = _shares(sources) if _is_share(summary) else _counts(summary, sources)
    return any(_rounds(summary, value, more=more, loose=False) for value in results)


def is_round(quantity: Quantity) -> bool:
    """Whether a number is so many tens, hundreds, thousands … and nothing more: 两成, 三百, 40 million."""
    value = _figure(quantity, quantity.value)
    while value > TENS and value % 10 == 0:
        value /= 10
    return value % 10 == 0 and 0 < value <= TENS


def _is_share(quantity: Quantity) -> bool:
    return quantity.kind in ("percent", "fraction")


def _values(quantity: Quantity, *, shares: bool) -> set[Fraction]:
    """What a number may be as a share, or as a count."""
    if _is_share(quantity):
        return set(quantity.readings) if shares else {v for v in quantity.also if v >= 1}
    if shares:
        return {quantity.value / 100} | {v for v in quantity.readings if v < 1} if quantity.bare else set()
    scaled = {quantity.value * scale for scale in SCALES} if quantity.bare else set()
    return scaled | set(quantity.readings)


def _rounds(summary: Quantity, value: Fraction, *, more: bool, loose: bool = True) -> bool:
    """Whether a number rounds a value to the digits that it is written with; `loose` where fewer will do."""
    if value in summary.readings:
        return True
    ours, gap = abs(summary.value), abs(summary.value - value)
    if not ours or value <= 0:
        return False
    share = float(gap / max(ours, value))
    if more and summary.value < value:
        return share <= OPEN_END and gap < _last_place(summary)
    if summary.kind == "fraction":
        return share <= SHARE
    if loose and is_round(summary):  # whichever sign its words give it
        return abs(ours - value) <= ROUNDED * max(ours, value)
    return share <= SHARE and gap <= _last_place(summary) / 2


def _within(summary: Quantity, value: Fraction, limit: Limit | None) -> bool:
    """Whether a value stays a little within what a summary gives as a limit."""
    inside = value <= summary.value if limit == "most" else value >= summary.value
    return limit is not None and inside and abs(summary.value - value) <= ROUNDED * summary.value


def _figure(quantity: Quantity, value: Fraction) -> Fraction:
    return value * (100 if quantity.kind == "percent" else 1)


def _last_place(quantity: Quantity) -> Fraction:
    """What the last digit that is no nought counts: 2.6亿 tens of millions."""
    value, place = abs(quantity.value), Fraction(1)
    while value.denominator != 1 and place > Fraction(1, 10**9):
        value, place = value * 10, place / 10
    while value and value % 10 == 0:
        value, place = value / 10, place * 10
    return place


def _counts(summary: Quantity, sources: Sequence[Quantity]) -> Iterator[Fraction]:
    """Sums, differences and products of the counts of a source; how many times one is of another."""
    yield from _hours_between(sources)
    counts = [
        values for q in sources if not q.is_date or q.kind == "year" if (values := _values(q, shares=False))
    ]
    for ours, theirs in combinations(counts, 2):
        for a in ours:
            for b in theirs:
                yield abs(a - b)
                yield a + b
                if summary.value >= SMALL:
                    yield a * b
                if summary.kind == "multiple" and a and b:
                    yield max(a, b) / min(a, b)
    if len(counts) > 2:
        yield sum((min(values) for values in counts), Fraction(0))


def _shares(sources: Sequence[Quantity]) -> Iterator[Fraction]:
    """What is left of a share, sums and differences of shares; the share of one count in another, and by
    which share it grew or shrank."""
    shares = [values for q in sources if (values := _values(q, shares=True))]
    for values in shares:
        yield from (1 - value for value in values)
    for ours, theirs in combinations(shares, 2):
        for a in ours:
            yield from (result for b in theirs for result in (abs(a - b), a + b, 1 - a - b))
    counts = [q.readings for q in sources if q.kind == "number" and q.value > 0]
    for one, other in permutations(counts, 2):
        for a in one:
            for b in other:
                if a < b:
                    yield from (a / b, 1 - a / b)
                else:
                    yield a / b - 1 if b else Fraction(0)


def _hours_between(sources: Sequence[Quantity]) -> Iterator[Fraction]:
    """The hours from one time of day to another."""
    times = []
    for _, parts in groupby(sources, key=lambda q: q.span):
        hour, *minutes = parts
        if hour.kind == "hour":
            past = minutes[0].value / 60 if minutes else Fraction(0)
            times.append(hour.value + past)
    for early, late in combinations(times, 2):
        yield (late - early) % 12
