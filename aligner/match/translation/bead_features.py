"""What the score of a bead is made of, for the chain model: a table of named features."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aligner.language.tables import packaged
from aligner.match.encoded_text import Floats, Text, second_reading
from aligner.match.translation.anchors import Chain
from aligner.match.translation.band import Band, Ints
from aligner.match.translation.lattice import SHAPES, Lattice
from aligner.match.translation.run_features import RUN_NULL, RUN_PAIR, RunLikeness, compare_runs
from aligner.match.translation.spans import Spans
from aligner.match.translation.token_alignment import Attention, attention, dots, running

_TINY = 1e-6  # instead of dividing by nothing
# Lengths of span, in sentences, whose summed vectors are kept, 1 to 9: the longest bead has 8, and is
# compared with those of 9.
_SPANS = 10
_CHUNK = 1024  # sentences
# Sentences that the largest bead holds, and one more.
REACH = max(a for a, _ in SHAPES) + 1
# Standard deviations of length beyond which a bead of many is not looked at. With it and `_ALIEN`, three in
# ten of the larger beads are looked at, and all but 3 of the 713 gold ones of the development sets. 4 or 6
# change none of 358 beads (`_MARGIN` in decoder.py says which).
_FAR = 5.0
# Cosine, in units of a typical pair, below which a bead of many is not looked at either. .15 or .25 change
# none of the 358.
_ALIEN = 0.2
# Of translations between Chinese and English: the cosine of a typical pair in long texts, by how much more it
# is in the shortest (.85 in one of three sentences, .71 of twelve), tokens of the second for one of the
# first, and the variance of that per token. With fewer than `_ANCHORS` anchors the texts' own are mixed with
# these. With a fixed cosine and the ratio of the whole texts instead, a tenth of the sentences was found that
# a text of 6 to 8 lost (`tests/bench/short.py`).
_COSINE, _RAISED, _RATIO, _VARIANCE = 0.6, 0.25, 1.1, 2.0
_ANCHORS = 8
# Shares of the mean that are left in documents of 1,800 tokens, which are not short, and of 130; shorter ones
# count as if they had as many.
_LONG, _SHORT = 0.1, 0.6
# And so much at least: texts of which the anchors say less are hardly translations of each other.
_LEAST_COSINE, _LEAST_VARIANCE = 0.2, 0.3
# Cosines of a typical pair, less what a short text raises them by, from which on a translation is close, and
# free throughout: chapters of novels have .31 to .46, magazines, papers and news .56 to .63.
_CLOSE, _FREE = 0.55, 0.40
# Median of the square of a standard normal variable: a median is not moved by a few wrong anchors.
_MEDIAN_SQUARE = 0.455
_BIASES = ("1-1", "1-2", "2-1", "2-2", "1-3", "3-1", "1-n", "n-1", "m-n", "size", "0-1")
_PAIR = (
    "cosine", "cosine*k", "neighbours", "neighbours*k", "grow", "shrink", "mass", "mass*k", "mass gap",
    "leak", "weakest", "likeness", "likeness*k", "length", "length*k", "length2", "marks", "opening",
    "closing", "speech", "stop", "numbers",
)  # fmt: skip
_NULL = ("null best cosine", "null best mass", "null likeness", "null size")
CLAUSES = ("weakest clause", "run weakest clause")
"""By the token states of the first encoder, and by those of the second beside it."""
BY_CLAUSES = " by clauses"
"""Behind the name of the weights that were learned with these two."""
FEATURES: tuple[str, ...] = (*_BIASES, *_PAIR, *_NULL, *RUN_PAIR, *RUN_NULL, *CLAUSES)
WEIGHTS = tuple(kind + name for kind in ("", "free ", "short ") for name in FEATURES)
"""What each feature weighs, and what is added to that in a free translation and in a short text."""
_STEPS = {"up": (1, 0, 0, 0), "down": (1, 1, 0, 0), "left": (0, 0, 1, 0), "right": (0, 0, 1, 1)}
"""A bead that is one sentence longer at a side: how many more rows it has, and by how many it ends further
down; the same for columns."""

# Added to what is found of a clause before its logarithm is taken. Cross-validated strict F1 of MAC-Dev is
# .922 with .02 or .05, .916 without a logarithm.
_LEAST_CLAUSE = 0.02
_DIGITS = re.compile(r"\d+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9\-]+")
_MARKS = "?？!！:：;；"  # two by two
_OPENING = re.compile(r"[“「『]|(?:^|(?<=[\s(—:,：，]))['\"‘](?=\S)")
_CLOSING = re.compile(r"[”」』]|(?<=\S)['\"’](?=[\s)—,.;]|$)")
_STOPS = ".。!！?？…"


def load_weights(encoders: str, by_clauses: bool, conditions: Conditions) -> Floats:
    """The learned weights of `FEATURES`, in that order, for texts that these `encoders` know
    (`Text.encoders`) and that are compared clause by clause too or are not; a feature that the table does not
    have weighs 0."""
    table = packaged("match/translation/chain.json")[encoders + BY_CLAUSES * by_clauses]
    values = [table.get(name, 0.0) for name in WEIGHTS]
    return conditions.mixed(np.array(values)).astype(np.float32)


class Conditions(NamedTuple):
    """What a bead's features weigh depends on, each from 0 to 1."""

    freedom: float
    """How free the translation is: a novel is like its translation in other ways than a paper is."""
    shortness: float
    """How short the texts are."""

    def mixed(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The weights (f,) that `WEIGHTS` (3f,) come to under these conditions."""
        usual, free, short = np.split(weights, 3)
        mixed: NDArray[np.float64] = usual + self.freedom * free + self.shortness * short
        return mixed

    def spread(self, gradient: NDArray[np.float64]) -> NDArray[np.float64]:
        """The gradient by `WEIGHTS` (3f,) from that by the `mixed` ones (f,)."""
        return np.concatenate([gradient, self.freedom * gradient, self.shortness * gradient])


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
    headings: NDArray[np.float64]


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
    """Greatest cosine (in typical-pair units), mass and likeness of each sentence in any of its cells, shape
    (3, n) and (3, m)."""
    quoted: float
    """1 if both sides use quotation marks, else 0."""
    typical: float
    """Cosine of a typical pair, which counts as 1."""
    ratio: float
    """Tokens of b for one of a."""
    spread: float
    """Variance of that per token."""
    conditions: Conditions
    runs: RunLikeness | None
    """What the second encoder says, if there is one."""
    readings: Sequence[tuple[Attention, Attention]]
    """What of each clause of either side is found on the other, by each encoder; none if that does not count.
    Where neither side is Chinese it does not: German and French (textberg-dev) have strict F1 .909 with it,
    .923 without."""


def _side(text: Text) -> _Side:
    def sums(values: NDArray[np.generic]) -> NDArray[np.float64]:
        zero = np.zeros((1, *values.shape[1:]))
        return np.concatenate([zero, np.cumsum(values, axis=0, dtype=np.float64)])

    marks = np.array([[s.count(c) for c in _MARKS] for s in text.surfaces], float)
    quotes = np.array([[len(_OPENING.findall(s)), len(_CLOSING.findall(s))] for s in text.surfaces], float)
    stops = np.array([s.rstrip().rstrip("\"”’」』')）")[-1:] in _STOPS for s in text.surfaces])
    return _Side(
        _norms(text.vectors),
        sums(text.sizes),
        sums(marks.reshape(-1, len(_MARKS) // 2, 2).sum(2)),
        sums(quotes.reshape(-1, 2)),
        stops,
        sums(text.headings),
    )


def _norms(vectors: Floats) -> NDArray[np.float64]:
    """Length of the summed vector of the k sentences before each place, shape (10, n + 1)."""
    norms = np.zeros((_SPANS, len(vectors) + 1))
    sums = np.zeros((1, vectors.shape[1]))  # from the start to each of the last places
    for start in range(0, len(vectors), _CHUNK):
        part = np.concatenate([sums[-1:], vectors[start : start + _CHUNK]], dtype=np.float64).cumsum(0)
        sums = np.concatenate([sums[-_SPANS:], part[1:]])
        places = np.arange(len(sums) - len(part) + 1, len(sums))
        for k in range(1, _SPANS):
            spans = sums[places] - sums[np.maximum(places - k, 0)]
            norms[k, start + 1 : start + len(part)] = np.linalg.norm(spans, axis=1)
    return norms


def gather_evidence(
    a: Text, b: Text, chain: Chain, nodes: Band, reach: int = REACH, *, by_clauses: bool = False
) -> Evidence:
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
    from_a, from_b = attention(a, b, cells)
    order = cells.find(back.columns, back.rows)
    likeness = _standard(from_a.coverage, cells) + _standard(from_b.coverage[order], back)[flip]
    likeness = (likeness / 2).astype(np.float32)
    typical, ratio, spread = _scales(a, b, chain)
    strengths = (cosines / typical).astype(np.float32), np.minimum(from_a.mass, from_b.mass), likeness
    side_a, side_b = _side(a), _side(b)
    quoted = float(side_a.quotes[-1].any() and side_b.quotes[-1].any())
    return Evidence(
        side_a, side_b, cells,
        running(products), running(from_a.mass), running(from_b.mass),
        running(likeness), running(_shared(a, b, rows, columns)),
        (_best(strengths, rows, len(a)), _best(strengths, columns, len(b))),
        quoted, typical, ratio, spread, _conditions(typical, shortness(a, b)),
        compare_runs(a.runs, b.runs, nodes, chain) if a.runs and b.runs else None,
        [(from_a, from_b), *_second_attention(a, b, cells)] if by_clauses else [],
    )  # fmt: skip


def _second_attention(a: Text, b: Text, cells: Band) -> Iterator[tuple[Attention, Attention]]:
    second_a, second_b = second_reading(a), second_reading(b)
    if second_a and second_b:
        yield attention(second_a, second_b, cells)


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


def _best(strengths: Sequence[Floats], index: Ints, count: int) -> Floats:
    best = np.zeros((len(strengths), count), np.float32)
    for row, values in zip(best, strengths, strict=True):
        np.maximum.at(row, index, values)
    return best


def _shared(a: Text, b: Text, rows: Ints, columns: Ints) -> Floats:
    """Digits and Latin words that occur on both sides of each cell."""
    left, right = [_signs(s) for s in a.surfaces], [_signs(s) for s in b.surfaces]
    shared = np.zeros(len(rows), np.float32)
    some = np.flatnonzero(
        np.array([bool(x) for x in left])[rows] & np.array([bool(x) for x in right])[columns]
    )
    for cell, row, column in zip(some.tolist(), rows[some].tolist(), columns[some].tolist(), strict=True):
        shared[cell] = len(left[row] & right[column])
    return shared


def _signs(surface: str) -> frozenset[str]:
    return frozenset(_DIGITS.findall(surface)).union(map(str.lower, _LATIN.findall(surface)))


def shortness(a: Text, b: Text) -> float:
    """How short two documents are, 0 to 1; a block of a long document is not short."""
    left = 1 - (a.centred + b.centred) / 2
    return min(max((left - _LONG) / (_SHORT - _LONG), 0.0), 1.0)


def _scales(a: Text, b: Text, chain: Chain) -> tuple[float, float, float]:
    """Typical cosine, token ratio and its variance per token, from the anchors."""
    short = shortness(a, b)
    cosine = _COSINE + _RAISED * short
    usual = float(short * np.log(_RATIO) + (1 - short) * np.log(b.sizes.sum() / a.sizes.sum()))
    if not chain:
        return cosine, float(np.exp(usual)), _VARIANCE
    rows, columns = np.array([r for r, _, _ in chain]), np.array([c for _, c, _ in chain])
    cosines = np.einsum("cd,cd->c", a.units[rows], b.units[columns])
    x, y = a.sizes[rows], b.sizes[columns]
    own = min(len(chain) / _ANCHORS, 1.0)
    ratio = float(np.exp(own * np.median(np.log(y / x)) + (1 - own) * usual))
    spread = float(np.median((y - ratio * x) ** 2 / (ratio * x + y))) / _MEDIAN_SQUARE
    cosine = own * float(np.median(cosines)) + (1 - own) * cosine
    spread = own * spread + (1 - own) * _VARIANCE
    return max(cosine, _LEAST_COSINE), ratio, max(spread, _LEAST_VARIANCE)


def _conditions(typical: float, short: float) -> Conditions:
    freedom = (_CLOSE - typical + _RAISED * short) / (_CLOSE - _FREE)
    return Conditions(min(max(freedom, 0.0), 1.0), short)


def promising(e: Evidence, lattice: Lattice, shape: int, at: Ints) -> NDArray[np.bool_]:
    """Which beads of one shape that end at the nodes `at` are considered, shape (nodes,).

    All nulls and pairs are; of larger beads those that the lengths and the vectors do not rule out: three in
    ten, and all but 3 of the 713 gold beads of more than two sentences in the development sets.
    """
    m, n = SHAPES[shape]
    if m + n < 3:
        return np.ones(len(at), bool)
    i, j = lattice.rows[at], lattice.columns[at]
    worth: NDArray[np.bool_] = np.abs(_length(e, i, j, m, n)) < _FAR
    near = np.flatnonzero(worth)
    i, j = i[near], j[near]
    worth[near] = _cosine(e, Spans(e.cells, i, j, m, n).total(e.dots), (i, m), (j, n)) > _ALIEN
    return worth


def mixes_headings(e: Evidence, lattice: Lattice, shape: int, at: Ints) -> NDArray[np.bool_]:
    """Which beads of one shape that end at the nodes `at` hold text, and headings of one side that the other
    side has no match for, shape (nodes,).
    """
    m, n = SHAPES[shape]
    i, j = lattice.rows[at], lattice.columns[at]
    in_a, in_b = e.a.headings[i] - e.a.headings[i - m], e.b.headings[j] - e.b.headings[j - n]
    wrong: NDArray[np.bool_] = (in_a != in_b) & (in_a + in_b < m + n)
    return wrong & bool(m and n)


def bead_features(e: Evidence, lattice: Lattice, shape: int, at: Ints) -> Floats:
    """Features of the beads of one shape that end at the nodes `at`, shape (features, nodes)."""
    m, n = SHAPES[shape]
    i, j = lattice.rows[at], lattice.columns[at]
    named: dict[str, Floats | int] = {_bias(m, n): 1}
    if m and n:
        named |= {"size": max(m + n - 3, 0), **_pair(e, i, j, m, n)}
        named |= e.runs.pair(i, j, m, n) if e.runs else {}
        spans = Spans(e.cells, i, j, m, n)
        weakest = (np.log1p(spans.weakest(*pair) / _LEAST_CLAUSE) for pair in e.readings)
        named |= zip(CLAUSES, weakest, strict=False)
    else:
        best, sizes, where = (e.best[0], e.a.sizes, i - 1) if m else (e.best[1], e.b.sizes, j - 1)
        named |= zip(_NULL, [*best[:, where], np.log(sizes[where + 1] - sizes[where]) - 2], strict=True)
        if e.runs:
            named |= zip(RUN_NULL, e.runs.nulls[0][:, i] if m else e.runs.nulls[1][:, j], strict=True)
    values = np.zeros((len(FEATURES), len(at)), np.float32)
    for name, value in named.items():
        values[FEATURES.index(name)] = value
    return values


def _bias(m: int, n: int) -> str:
    if not (m and n):
        return "0-1"
    name = f"{m}-{n}"
    return name if name in _BIASES else "1-n" if m == 1 else "n-1" if n == 1 else "m-n"


def _cosine(e: Evidence, product: Floats, a: tuple[Ints, int], b: tuple[Ints, int]) -> Floats:
    """Cosine of spans of both sides, each (place behind it, sentences), a typical pair counting as 1."""
    norms = _norm(e.a.norms, *a) * _norm(e.b.norms, *b)
    cosine: Floats = (product / np.maximum(norms, _TINY) / e.typical).astype(np.float32)
    return cosine


def _norm(norms: NDArray[np.float64], stop: Ints, length: int) -> NDArray[np.float64]:
    last = norms.shape[1] - 1
    norm: NDArray[np.float64] = norms[length].take(np.minimum(stop, last))
    return norm


def _pair(e: Evidence, i: Ints, j: Ints, m: int, n: int) -> dict[str, Floats]:
    spans = Spans(e.cells, i, j, m, n)
    k = (m + n) / 2
    cosine, grow, shrink, around = _cosines(e, spans)
    total_a, rows = spans.by_row(e.mass_a)
    total_b, columns = spans.by_column(e.mass_b)
    mass_a, mass_b = total_a / m, total_b / n
    likeness = spans.total(e.likeness) / (m * n)
    length = _length(e, i, j, m, n)
    marks = np.abs((e.a.marks[i] - e.a.marks[i - m]) - (e.b.marks[j] - e.b.marks[j - n])).clip(0, 2)
    quotes_a, quotes_b = e.a.quotes[i] - e.a.quotes[i - m], e.b.quotes[j] - e.b.quotes[j - n]
    quotes = np.abs(quotes_a - quotes_b).clip(0, 2) * e.quoted
    speech = (quotes_a.any(1) != quotes_b.any(1)) * e.quoted
    shared = spans.total(e.shared)
    return {
        "cosine": cosine,
        "cosine*k": cosine * k,
        "neighbours": around,
        "neighbours*k": around * k,
        "grow": grow,
        "shrink": shrink,
        "mass": (mass_a + mass_b) / 2,
        "mass*k": (mass_a * m + mass_b * n) / 2,
        "mass gap": np.abs(mass_a - mass_b),
        "leak": np.log(np.clip(mass_a, 0.02, 1)) + np.log(np.clip(mass_b, 0.02, 1)),
        "weakest": np.minimum.reduce([np.ones(len(i), np.float32), *rows, *columns]),
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


def _cosines(e: Evidence, spans: Spans) -> tuple[Floats, Floats, Floats, Floats]:
    """Cosine of each bead; by how much those a sentence longer, and those a sentence shorter, have higher
    ones, summed; and the mean of each side's with the single sentences just outside the other.
    """
    i, j, m, n = spans.i, spans.j, spans.m, spans.n
    last_a, last_b = len(e.a.sizes) - 1, len(e.b.sizes) - 1
    sums = spans.neighbourhood(e.dots)
    cosine = _cosine(e, sums.here, (i, m), (j, n))
    grow, shrink, total, count = np.zeros((4, len(i)), np.float32)
    for side, (rows, down, columns, right) in _STEPS.items():
        longer = (i + down, m + rows), (j + right, n + columns)
        grow += np.maximum(_cosine(e, sums.grown[side], *longer) - cosine, 0)
        if side in sums.shrunk:
            shorter = (i - down, m - rows), (j - right, n - columns)
            shrink += np.maximum(_cosine(e, sums.shrunk[side], *shorter) - cosine, 0)
    for side, is_there, rows_beside, columns_beside in (
        ("up", i > m, (np.maximum(i - m, 1), 1), (j, n)),
        ("down", i < last_a, (np.minimum(i + 1, last_a), 1), (j, n)),
        ("left", j > n, (i, m), (np.maximum(j - n, 1), 1)),
        ("right", j < last_b, (i, m), (np.minimum(j + 1, last_b), 1)),
    ):
        total += np.where(is_there, _cosine(e, sums.beside[side], rows_beside, columns_beside), 0)
        count += is_there
    return cosine, grow, shrink, (total / np.maximum(count, 1)).astype(np.float32)


def _length(e: Evidence, i: Ints, j: Ints, m: int, n: int) -> Floats:
    """How far the lengths are off, in standard deviations (Gale & Church 1993, section 3, in tokens)."""
    a, b = e.a.sizes[i] - e.a.sizes[i - m], e.b.sizes[j] - e.b.sizes[j - n]
    length: Floats = ((b - e.ratio * a) / np.sqrt(e.spread * (e.ratio * a + b))).astype(np.float32)
    return length
