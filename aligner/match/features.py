"""What the score of a bead is made of, for the chain model: a table of named features."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.match.anchors import Chain
from aligner.match.band import Band, Ints
from aligner.match.evidence import attention, dots, running
from aligner.match.lattice import SHAPES, Lattice
from aligner.match.text import Floats, Text

__all__ = ["FEATURES", "REACH", "Evidence", "bead_features", "gather_evidence", "promising"]

_TINY = 1e-6
_SPANS = 10
REACH = max(a for a, _ in SHAPES) + 1
"""Sentences that the largest bead holds, and one more."""
_FAR = 5.0  # standard deviations of length beyond which a bead of many is not looked at
_ALIEN = 0.2  # cosine, in units of a typical pair, below which it is not
_BIASES = ("1-1", "1-2", "2-1", "2-2", "1-3", "3-1", "1-n", "n-1", "m-n", "size", "0-1")
_PAIR = (
    "cosine", "cosine*k", "neighbours", "neighbours*k", "grow", "shrink", "mass", "mass*k", "mass gap",
    "leak", "weakest", "likeness", "likeness*k", "length", "length*k", "length2", "marks", "opening",
    "closing", "speech", "stop", "numbers",
)  # fmt: skip
_NULL = ("null best cosine", "null best mass", "null likeness", "null size")
FEATURES: tuple[str, ...] = (*_BIASES, *_PAIR, *_NULL)

_DIGITS = re.compile(r"\d+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9\-]+")
_MARKS = ("?？", "!！", ":：", ";；")
_OPENING = re.compile(r"[“「『]|(?:^|(?<=[\s(—:,：，]))['\"‘](?=\S)")
_CLOSING = re.compile(r"[”」』]|(?<=\S)['\"’](?=[\s)—,.;]|$)")
_STOPS = ".。!！?？…"


@dataclass(frozen=True, slots=True)
class _Side:
    """Per-sentence numbers of one side, as running sums from the start (n + 1 rows)."""

    norms: NDArray[np.float64]
    """Length of the summed vector of the k sentences before each place, shape (10, n + 1)."""
    sizes: NDArray[np.float64]
    marks: NDArray[np.float64]
    quotes: NDArray[np.float64]
    stops: NDArray[np.bool_]
    """Whether the sentence at hand ends like one, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the features are read from."""

    a: _Side
    b: _Side
    cells: Band
    dots: NDArray[np.float64]
    mass_a: NDArray[np.float64]
    mass_b: NDArray[np.float64]
    likeness: NDArray[np.float64]
    shared: NDArray[np.float64]
    best: tuple[Floats, Floats]
    """Greatest cosine of each sentence with any of its cells, on both sides, in typical-pair units."""
    best_mass: tuple[Floats, Floats]
    best_likeness: tuple[Floats, Floats]
    quoted: float
    """1 if both sides use quotation marks, else 0."""
    typical: float
    """Cosine of a typical pair, which counts as 1."""
    ratio: float
    """Tokens of b for one of a."""
    spread: float
    """Variance of that per token."""


def _side(text: Text) -> _Side:
    def sums(values: NDArray[np.generic]) -> NDArray[np.float64]:
        zero = np.zeros((1, *values.shape[1:]))
        return np.concatenate([zero, np.cumsum(values, axis=0, dtype=np.float64)])

    marks = np.array([[sum(s.count(c) for c in group) for group in _MARKS] for s in text.surfaces], float)
    quotes = np.array([[len(_OPENING.findall(s)), len(_CLOSING.findall(s))] for s in text.surfaces], float)
    stops = np.array([s.rstrip().rstrip("\"”’」』')）")[-1:] in _STOPS for s in text.surfaces])
    return _Side(
        _norms(sums(text.vectors)),
        sums(text.sizes),
        sums(marks.reshape(-1, 4)),
        sums(quotes.reshape(-1, 2)),
        stops,
    )


def _norms(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    places = np.arange(len(sums))
    return np.stack([np.linalg.norm(sums - sums[np.maximum(places - k, 0)], axis=1) for k in range(_SPANS)])


def gather_evidence(a: Text, b: Text, chain: Chain, nodes: Band, reach: int = REACH) -> Evidence:
    """Compare every sentence with those of the other side that a bead of the band could join it to.

    With a `reach` of less than `REACH` sentences, what the largest beads hold in the band's corners is left
    out.
    """
    cells = _cells(nodes, len(a), len(b), reach)
    back = cells.transposed(len(b))
    rows, columns = cells.rows, cells.columns
    flip = back.find(columns, rows)
    products = dots(a, b, cells)
    norms = np.linalg.norm(a.vectors, axis=1)[rows] * np.linalg.norm(b.vectors, axis=1)[columns]
    cosines = products / np.maximum(norms, _TINY)
    cover_a, mass_a, cover_b, mass_b = attention(a, b, cells)
    order = cells.find(back.columns, back.rows)
    likeness = ((_standard(cover_a, cells) + _standard(cover_b[order], back)[flip]) / 2).astype(np.float32)
    typical, ratio, spread = _scales(a, b, chain)
    cosines = (cosines / typical).astype(np.float32)
    side_a, side_b = _side(a), _side(b)
    quoted = float(side_a.quotes[-1].any() and side_b.quotes[-1].any())
    return Evidence(
        side_a, side_b, cells,
        running(products), running(mass_a), running(mass_b),
        running(likeness), running(_shared(a, b, rows, columns)),
        (_best(cosines, rows, len(a)), _best(cosines, columns, len(b))),
        (_best(np.minimum(mass_a, mass_b), rows, len(a)), _best(np.minimum(mass_a, mass_b), columns, len(b))),
        (_best(likeness, rows, len(a)), _best(likeness, columns, len(b))),
        quoted, typical, ratio, spread,
    )  # fmt: skip


def _cells(nodes: Band, n: int, m: int, reach: int) -> Band:
    """The sentence pairs that beads between `nodes` can join, and their neighbours."""
    last = len(nodes.low) - 1
    rows = np.arange(n)
    low = nodes.low[np.maximum(rows - reach, 0)] - 1
    high = nodes.high[np.minimum(rows + 1 + reach, last)]
    return Band.of(np.clip(low, 0, m), np.clip(high, 0, m))


def _standard(values: Floats, cells: Band) -> Floats:
    """Each row's values as distance from the row's mean, in units of 0.1."""
    counts = np.maximum(cells.high - cells.low, 1)
    means = np.add.reduceat(np.append(values, 0), np.minimum(cells.offset[:-1], cells.size)) / counts
    result: Floats = ((values - np.repeat(means, cells.high - cells.low)) * 10).astype(np.float32)
    return result


def _best(values: Floats, index: Ints, count: int) -> Floats:
    best = np.zeros(count, np.float32)
    np.maximum.at(best, index, values)
    return best


def _shared(a: Text, b: Text, rows: Ints, columns: Ints) -> Floats:
    """Digits and Latin words that stand on both sides of each cell."""
    left = [
        frozenset(_DIGITS.findall(s)) | frozenset(w.lower() for w in _LATIN.findall(s)) for s in a.surfaces
    ]
    right = [
        frozenset(_DIGITS.findall(s)) | frozenset(w.lower() for w in _LATIN.findall(s)) for s in b.surfaces
    ]
    shared = np.zeros(len(rows), np.float32)
    some = np.flatnonzero(
        np.array([bool(x) for x in left])[rows] & np.array([bool(x) for x in right])[columns]
    )
    for cell in some:
        shared[cell] = len(left[rows[cell]] & right[columns[cell]])
    return shared


def _scales(a: Text, b: Text, chain: Chain) -> tuple[float, float, float]:
    """Typical cosine, token ratio and its variance per token, from the anchors."""
    ratio = float(b.sizes.sum() / a.sizes.sum())
    if len(chain) < 8:
        return 0.6, ratio, 2.0
    rows, columns = np.array([r for r, _, _ in chain]), np.array([c for _, c, _ in chain])
    cosines = np.einsum("cd,cd->c", a.units[rows], b.units[columns])
    x, y = a.sizes[rows], b.sizes[columns]
    ratio = float(np.exp(np.median(np.log(y / x))))
    spread = float(np.median((y - ratio * x) ** 2 / (ratio * x + y))) / 0.455
    return max(float(np.median(cosines)), 0.2), ratio, max(spread, 0.3)


def promising(e: Evidence, lattice: Lattice, shape: int, at: Ints) -> NDArray[np.bool_]:
    """Which beads of one shape that end at the nodes `at` are worth a look, shape (nodes,).

    All nulls and pairs are; of larger beads those that the lengths and the vectors do not rule out: three in
    ten, and all but 3 of the 713 gold beads of more than two sentences in the development sets.
    """
    m, n = SHAPES[shape]
    if m + n < 3:
        return np.ones(len(at), bool)
    i, j = lattice.nodes.rows[at], lattice.nodes.columns[at]
    worth: NDArray[np.bool_] = np.abs(_length(e, i, j, m, n)) < _FAR
    near = np.flatnonzero(worth)
    worth[near] = _Spans(e, i[near], j[near], m, n).cosine() > _ALIEN
    return worth


def bead_features(e: Evidence, lattice: Lattice, shape: int, at: Ints) -> Floats:
    """Features of the beads of one shape that end at the nodes `at`, shape (features, nodes)."""
    m, n = SHAPES[shape]
    i, j = lattice.nodes.rows[at], lattice.nodes.columns[at]
    values = np.zeros((len(FEATURES), len(at)), np.float32)
    for name in _bias(m, n):
        values[FEATURES.index(name)] = 1
    if m and n:
        values[FEATURES.index("size")] = max(m + n - 3, 0)
        for name, value in _pair(e, i, j, m, n).items():
            values[FEATURES.index(name)] = value
        return values
    side, where = (0, i - 1) if m else (1, j - 1)
    sizes = e.a.sizes if m else e.b.sizes
    values[FEATURES.index("null best cosine")] = e.best[side][where]
    values[FEATURES.index("null best mass")] = e.best_mass[side][where]
    values[FEATURES.index("null likeness")] = e.best_likeness[side][where]
    values[FEATURES.index("null size")] = np.log(sizes[where + 1] - sizes[where]) - 2
    return values


def _bias(m: int, n: int) -> tuple[str, ...]:
    if not (m and n):
        return ("0-1",)
    name = f"{m}-{n}"
    if name in _BIASES:
        return (name,)
    return ("1-n",) if m == 1 else ("n-1",) if n == 1 else ("m-n",)


class _Spans:
    """Sums over the beads (i - m, i] x (j - n, j] of a band, grown or shrunk at their ends."""

    def __init__(self, e: Evidence, i: Ints, j: Ints, m: int, n: int) -> None:
        self.e, self.i, self.j, self.m, self.n = e, i, j, m, n
        self.last_a, self.last_b = len(e.a.sizes) - 1, len(e.b.sizes) - 1
        self.low, self.high = e.cells.low, e.cells.high
        self.base = e.cells.offset[:-1] - e.cells.low

    def block(
        self, sums: NDArray[np.float64], up: int = 0, down: int = 0, left: int = 0, right: int = 0
    ) -> Floats:
        """Sum over the bead, grown by that many sentences on each side (negative: shrunk), kept in range."""
        top = self.i - self.m - up
        begin, stop = self.j - self.n - left, self.j + right
        total = np.zeros(len(self.i))
        for step in range(self.m + up + down):
            row = top + step
            if up or down:
                row = np.minimum(np.maximum(row, 0), self.last_a - 1)
            low, high, base = self.low.take(row), self.high.take(row), self.base.take(row)
            total += sums.take(base + np.minimum(np.maximum(stop, low), high))
            total -= sums.take(base + np.minimum(np.maximum(begin, low), high))
        return total.astype(np.float32)

    def cosine(self, up: int = 0, down: int = 0, left: int = 0, right: int = 0) -> Floats:
        """Cosine of the grown or shrunk bead, a typical pair counting as 1."""
        product = self.block(self.e.dots, up, down, left, right)
        a = _norm(self.e.a.norms, self.i + down, self.m + up + down)
        b = _norm(self.e.b.norms, self.j + right, self.n + left + right)
        result: Floats = (product / np.maximum(a * b, _TINY) / self.e.typical).astype(np.float32)
        return result


def _norm(norms: NDArray[np.float64], stop: Ints, length: int) -> NDArray[np.float64]:
    last = norms.shape[1] - 1
    norm: NDArray[np.float64] = norms[length][np.minimum(stop, last)]
    return norm


def _pair(e: Evidence, i: Ints, j: Ints, m: int, n: int) -> dict[str, Floats]:
    spans = _Spans(e, i, j, m, n)
    k = (m + n) / 2
    cosine = spans.cosine()
    mass_a, mass_b = spans.block(e.mass_a) / m, spans.block(e.mass_b) / n
    grown = [spans.cosine(**{side: 1}) for side in ("up", "down", "left", "right")]
    shrunk = [spans.cosine(**{s: -1}) for s in ("up", "down") if m > 1]
    shrunk += [spans.cosine(**{s: -1}) for s in ("left", "right") if n > 1]
    around = _neighbours(spans)
    zero = np.zeros(len(i), np.float32)
    likeness = spans.block(e.likeness) / (m * n)
    length = _length(e, i, j, m, n)
    marks = np.abs((e.a.marks[i] - e.a.marks[i - m]) - (e.b.marks[j] - e.b.marks[j - n])).clip(0, 2)
    quotes_a, quotes_b = e.a.quotes[i] - e.a.quotes[i - m], e.b.quotes[j] - e.b.quotes[j - n]
    quotes = np.abs(quotes_a - quotes_b).clip(0, 2) * e.quoted
    speech = (quotes_a.any(1) != quotes_b.any(1)) * e.quoted
    shared = spans.block(e.shared)
    return {
        "cosine": cosine,
        "cosine*k": cosine * k,
        "neighbours": around,
        "neighbours*k": around * k,
        "grow": sum((np.maximum(g - cosine, 0) for g in grown), zero),
        "shrink": sum((np.maximum(s - cosine, 0) for s in shrunk), zero),
        "mass": (mass_a + mass_b) / 2,
        "mass*k": (mass_a * m + mass_b * n) / 2,
        "mass gap": np.abs(mass_a - mass_b),
        "leak": np.log(np.clip(mass_a, 0.02, 1)) + np.log(np.clip(mass_b, 0.02, 1)),
        "weakest": _weakest(spans),
        "likeness": likeness,
        "likeness*k": likeness * k,
        "length": np.minimum(np.abs(length), 4),
        "length*k": np.minimum(np.abs(length), 4) * k,
        "length2": np.minimum(length**2, 16),
        "marks": marks.sum(1),
        "opening": quotes[:, 0],
        "closing": quotes[:, 1],
        "speech": speech,
        "stop": (e.a.stops[i - 1] != e.b.stops[j - 1]).astype(np.float32),
        "numbers": np.minimum(shared, 2),
    }


def _neighbours(spans: _Spans) -> Floats:
    """Mean cosine of each side of the bead with the single sentences just outside the other."""
    e, i, j, m, n = spans.e, spans.i, spans.j, spans.m, spans.n
    total = np.zeros(len(i), np.float32)
    count = np.zeros(len(i), np.float32)
    for at, there in ((i - m - 1, i > m), (i, i < spans.last_a)):
        single = _Spans(e, np.clip(at, 0, spans.last_a - 1) + 1, j, 1, n)
        total += np.where(there, single.cosine(), 0)
        count += there
    for at, there in ((j - n - 1, j > n), (j, j < spans.last_b)):
        single = _Spans(e, i, np.clip(at, 0, spans.last_b - 1) + 1, m, 1)
        total += np.where(there, single.cosine(), 0)
        count += there
    mean: Floats = (total / np.maximum(count, 1)).astype(np.float32)
    return mean


def _weakest(spans: _Spans) -> Floats:
    """The least mass that any single sentence of the bead has inside it."""
    e, i, j, m, n = spans.e, spans.i, spans.j, spans.m, spans.n
    least = np.ones(len(i), np.float32)
    for row in range(m):
        least = np.minimum(least, _Spans(e, i - m + row + 1, j, 1, n).block(e.mass_a))
    for column in range(n):
        least = np.minimum(least, _Spans(e, i, j - n + column + 1, m, 1).block(e.mass_b))
    return least


def _length(e: Evidence, i: Ints, j: Ints, m: int, n: int) -> Floats:
    """How far the lengths are off, in standard deviations (Gale & Church 1993, section 3, in tokens)."""
    a, b = e.a.sizes[i] - e.a.sizes[i - m], e.b.sizes[j] - e.b.sizes[j - n]
    length: Floats = ((b - e.ratio * a) / np.sqrt(e.spread * (e.ratio * a + b))).astype(np.float32)
    return length
