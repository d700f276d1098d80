"""What the score of a pair of segments is made of, for the summary decoder: a table of named features.

All arrays have shape (n, m): n segments of the one side, m of the other. Most features are relative to what
the same segments score with everything else, for a document has one topic and everything in it is a little
alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.match.encoded_text import Floats, Text, second_reading, subset
from aligner.match.repeats import normal_form
from aligner.match.similarity import SegmentParts, Similarity, compare_sentences, lead
from aligner.match.summary.blocks import Layout
from aligner.match.summary.labels import label_evidence
from aligner.match.summary.renderings import renderings
from aligner.match.translation.decoder import chained

# Best others that a value is measured against; few, for a summary has few passages. The curves were learned
# with it.
_RIVALS = 4
# Sentences in the longest run that may be told, or tell, as one.
_RUN = 4
_TINY = 1e-6  # instead of dividing by nothing, where all pairs have one value
# Tokens below which the shorter of two segments says little. As with all numbers of the features below,
# chosen before the curves were learned, which depend on it.
_SHORT = 8
# Affinity, and share of a block, that count as none, so that the logarithm of a share ends at -3.
_NOTHING = 0.05
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9\-&]+")

_WORDS = (
    "cover a", "cover b", "cover min", "margin a", "margin b", "mass a", "mass b", "mass min",
    "gain a", "gain b", "focus a", "focus b", "focus min", "ahead a", "ahead b",
    "lead row", "lead column", "neighbours",
)  # fmt: skip
FIRST: tuple[str, ...] = (
    *_WORDS, "cosine", "cosine margin", "shared", "rare shared", "clash",
    "block row", "block column", "length", "short", "heading", "chain",
    "run cosine", "run margin", "run rows", "run columns", *(f"second {name}" for name in _WORDS),
    "word mass a", "word mass b", "word mass min",
)  # fmt: skip
SECOND: tuple[str, ...] = (
    *FIRST, "logit", "row rivals", "column rivals", "row first", "column first", "support", "order",
    "likely block row", "likely block column", "free a", "free b", "free min", "level",
    "beside", "both beside", "in line", "both in line", "word free a", "word free b", "word free min",
)  # fmt: skip
"""What the second pass looks at: everything again, and the first pass's probabilities."""


@dataclass(frozen=True, slots=True)
class PairEvidence:
    """Everything that the first features are read from, each (n, m)."""

    a: Similarity
    """How far the rows are found in the columns."""
    b: Similarity
    """How far the columns are found in the rows."""
    second: tuple[Similarity, Similarity] | None
    """Both as the second encoder has it, if there is one beside the first."""
    cosine: Floats
    shared: Floats
    rare: Floats
    clash: Floats
    length: Floats
    short: Floats
    heading: Floats
    labels: Floats
    """Log-odds from figure numbers and the like, added to what the model says."""
    allowed: NDArray[np.bool_]
    """Pairs whose kinds may go together."""
    chain: Floats
    """P(stand in one bead) of the chain that the translation decoder would lay through both texts.

    It says nothing about captions and the like, which stand anywhere.
    """
    special: NDArray[np.bool_]
    """Pairs of captions, of references, of front matter."""
    runs: Floats
    """What the second encoder says, shape (3, n, m): cosine of the pair; greatest of the column with a run of
    rows in which the row stands; of the row with a run of columns. Nothing without it."""
    words: tuple[SegmentParts, SegmentParts]
    """The words of the rows that the dictionary renders with words of the columns; those of the columns."""
    layouts: tuple[Layout, Layout]


def pair_evidence(a: Text, b: Text, layout_a: Layout, layout_b: Layout) -> PairEvidence:
    """Compare every segment of `a` with every segment of `b`.

    Segments that read the same do not compete for words: which of them is meant, their blocks must say.
    """
    second_a, second_b = second_reading(a), second_reading(b)
    shared, rare, clash = _lexical(a, b)
    size = np.log(np.outer(1 / a.sizes, b.sizes))
    group_a, group_b = np.array(layout_a.group), np.array(layout_b.group)
    heading = (group_a == "heading")[:, None] != (group_b == "heading")[None, :]
    special = ("caption", "reference", "metadata")
    apart = np.isin(group_a, special)[:, None] | np.isin(group_b, special)[None, :]
    allowed = ~apart | (group_a[:, None] == group_b[None, :])
    return PairEvidence(
        *_found(a, b),
        _found(second_a, second_b) if second_a and second_b else None,
        a.units @ b.units.T, shared, rare, clash,
        np.clip(size - np.median(size), -3, 3).astype(np.float32),
        (np.minimum.outer(a.sizes, b.sizes) < _SHORT).astype(np.float32),
        heading.astype(np.float32),
        label_evidence(layout_a.segments, layout_b.segments),
        allowed,
        chained(a, b),
        apart,
        run_cosines(a, b),
        _rendered(a, b),
        (layout_a, layout_b),
    )  # fmt: skip


def _found(a: Text, b: Text) -> tuple[Similarity, Similarity]:
    """How far the rows are found in the columns, and the columns in the rows."""
    (one_a, which_a), (one_b, which_b) = _forms(a), _forms(b)
    return (
        compare_sentences(one_a, one_b).spread(which_a, which_b),
        compare_sentences(one_b, one_a).spread(which_b, which_a).transposed,
    )


def _rendered(a: Text, b: Text) -> tuple[SegmentParts, SegmentParts]:
    """What the dictionary says, the words of both sides."""
    (one_a, which_a), (one_b, which_b) = _forms(a), _forms(b)
    words_a, words_b = renderings(one_a.surfaces, one_b.surfaces)
    return words_a.spread(which_a, which_b), words_b.spread(which_b, which_a)


def run_cosines(a: Text, b: Text) -> Floats:
    """Cosines of composed runs for `PairEvidence.runs`."""
    cosines = np.zeros((3, len(a), len(b)), np.float32)
    if a.runs is None or b.runs is None:
        return cosines
    units_a, units_b = a.runs.units(0, len(a)), b.runs.units(0, len(b))
    cosines[:] = units_a @ units_b.T
    for length in range(2, min(_RUN, len(a)) + 1):
        _raise(cosines[1], a.runs.units(0, len(a), length) @ units_b.T, length)
    for length in range(2, min(_RUN, len(b)) + 1):
        _raise(cosines[2].T, b.runs.units(0, len(b), length) @ units_a.T, length)
    return cosines


def _raise(best: Floats, ending: Floats, length: int) -> None:
    """Raise `best` (n, m) to what the runs around each row have, `ending` those that end with it."""
    for back in range(length):
        part = best[length - 1 - back : len(best) - back]
        np.maximum(part, ending[length - 1 :], out=part)


def _forms(text: Text) -> tuple[Text, NDArray[np.intp]]:
    """The text with each reading once, and which of those each segment is."""
    numbers: dict[str, int] = {}
    which = np.array([numbers.setdefault(normal_form(s) or s, len(numbers)) for s in text.surfaces], np.intp)
    if len(numbers) == len(text):
        return text, which
    first = np.unique(which, return_index=True)[1]
    return subset(text, first.tolist()), which


def _lexical(a: Text, b: Text) -> tuple[Floats, Floats, Floats]:
    """(things shared, the rarer the more; how many stand nearly nowhere else; numbers at odds)."""
    left, right = [_things(s) for s in a.surfaces], [_things(s) for s in b.surfaces]
    in_left, in_right = _places(left), _places(right)
    shape = (len(a), len(b))
    shared, rare = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for thing, rows in in_left.items():
        columns = in_right.get(thing)
        if columns:
            index = np.ix_(rows, columns)
            shared[index] += 1 / np.sqrt(len(rows) * len(columns))
            if len(rows) <= 2 and len(columns) <= 3:
                rare[index] += 1
    numbers_a = np.array([any(t[0].isdigit() for t in things) for things in left])
    numbers_b = np.array([any(t[0].isdigit() for t in things) for things in right])
    clash = np.outer(numbers_a, numbers_b) & (shared == 0)
    return np.minimum(shared, 2), np.minimum(rare, 2), clash.astype(np.float32)


def _things(text: str) -> set[str]:
    return {n.replace(",", "") for n in _NUMBER.findall(text)} | {w.lower() for w in _LATIN.findall(text)}


def _places(things: list[set[str]]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, of_segment in enumerate(things):
        for thing in of_segment:
            places.setdefault(thing, []).append(index)
    return places


def _standard(values: Floats) -> Floats:
    """Values as distance from their mean in standard deviations of the whole."""
    standard: Floats = ((values - values.mean()) / max(float(values.std()), _TINY)).astype(np.float32)
    return standard


def _margin(values: Floats) -> Floats:
    """Value less the mean of the row's and the column's best few (CSLS, Lample et al. 2018)."""
    rows = -np.partition(-values, min(_RIVALS, values.shape[1]) - 1, axis=1)[:, :_RIVALS].mean(1)
    columns = -np.partition(-values, min(_RIVALS, values.shape[0]) - 1, axis=0)[:_RIVALS].mean(0)
    margin: Floats = (values - (rows[:, None] + columns[None, :]) / 2).astype(np.float32)
    return margin


def _neighbours(values: Floats) -> Floats:
    """The best value among the pairs just before and just after, in either direction of the other side."""
    n, m = values.shape
    padded = np.pad(values, 2, constant_values=float(values.min()) if values.size else 0.0)
    shifts = [(di, dj) for di in (-1, 1) for dj in (-2, -1, 0, 1, 2)] + [(0, -1), (0, 1)]
    result: Floats = np.max([padded[2 + i : 2 + i + n, 2 + j : 2 + j + m] for i, j in shifts], axis=0)
    return result


def _beside(chance: Floats) -> tuple[Floats, Floats]:
    """The probabilities of the row with the columns just before and just after: the greater, the smaller."""
    padded = np.pad(chance, ((0, 0), (1, 1)))
    before, behind = padded[:, :-2], padded[:, 2:]
    return np.maximum(before, behind), np.minimum(before, behind)


def _in_line(chance: Floats, evidence: PairEvidence) -> tuple[Floats, Floats]:
    """How much of what the row before tells is no later than the column, and of what the row after tells, no
    earlier, each with how likely that row tells anything: the greater, the smaller. 1 for captions and the
    like, which stand anywhere."""
    so_far = np.cumsum(chance, axis=1)
    total = np.maximum(so_far[:, -1:], _TINY)
    sure = np.minimum(total, 1) / total
    before, behind = np.zeros_like(chance), np.zeros_like(chance)
    before[1:] = (so_far * sure)[:-1]
    behind[:-1] = ((total - so_far + chance) * sure)[1:]
    before, behind = np.maximum(before, evidence.special), np.maximum(behind, evidence.special)
    return np.maximum(before, behind), np.minimum(before, behind)


def _block_share(values: Floats, evidence: PairEvidence) -> tuple[Floats, Floats]:
    """How well the pair's two blocks go together, seen from either side, as logarithms.

    0 for the block that goes best with the row's (column's) block, and for captions and the like, which stand
    anywhere; negative for the others.
    """
    rows, columns = (layout.block for layout in evidence.layouts)
    affinity = _affinity(values, rows, columns)
    by_row = _log_share(affinity)[rows][:, columns]
    by_column = _log_share(affinity.T)[columns][:, rows].T
    return by_row * ~evidence.special, by_column * ~evidence.special


def _affinity(values: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Floats:
    """Sum over a row block's segments of the best value in a column block, and the other way round."""
    count_a, count_b = int(rows.max()) + 1, int(columns.max()) + 1
    best_a = np.stack([values[:, columns == q].max(1, initial=0) for q in range(count_b)], axis=1)
    best_b = np.stack([values[rows == p].max(0, initial=0) for p in range(count_a)], axis=0)
    forth = np.stack([best_a[rows == p].sum(0) for p in range(count_a)])
    back = np.stack([best_b[:, columns == q].sum(1) for q in range(count_b)], axis=1)
    affinity: Floats = forth + back
    return affinity


def _log_share(affinity: Floats) -> Floats:
    share = (affinity + _NOTHING) / (affinity.max(1, keepdims=True) + _NOTHING)
    logs: Floats = np.log(np.clip(share, _NOTHING, 1.0)).astype(np.float32)
    return logs


def first_features(e: PairEvidence) -> Floats:
    """Features of the first pass, shape (features, n, m)."""
    alike = _alike(e.a, e.b)
    strength = np.maximum(_margin(alike) + 1, 0)
    by_row, by_column = _block_share(strength**2, e)
    cosine = _standard(e.cosine)
    run, run_rows, run_columns = map(_standard, e.runs)
    second = _words(*e.second) if e.second else [np.zeros_like(e.cosine)] * len(_WORDS)
    mass_a, mass_b = _dictionary(e, None)
    return np.stack([
        *_words(e.a, e.b), cosine, _margin(cosine), e.shared, e.rare, e.clash,
        by_row, by_column, np.abs(e.length), e.short, e.heading, e.chain * ~e.special,
        run, _margin(run), _margin(run_rows), _margin(run_columns), *second,
        np.sqrt(mass_a), np.sqrt(mass_b), np.sqrt(np.minimum(mass_a, mass_b)),
    ]).astype(np.float32)  # fmt: skip


def _dictionary(e: PairEvidence, chance: Floats | None) -> tuple[Floats, Floats]:
    """Shares of the row's words and of the column's that the other renders, as `SegmentParts.total` says."""
    n, m = e.cosine.shape
    other = None if chance is None else chance.T
    return e.words[0].total(chance, (n, m)), e.words[1].total(other, (m, n)).T


def _alike(a: Similarity, b: Similarity) -> Floats:
    alike: Floats = ((_standard(a.margin) + _standard(b.margin)) / 2).astype(np.float32)
    return alike


def _words(a: Similarity, b: Similarity) -> list[Floats]:
    """`_WORDS`: what token states say."""
    alike = _alike(a, b)
    return [
        a.coverage * 10, b.coverage * 10, np.minimum(a.coverage, b.coverage) * 10,
        a.margin * 10, b.margin * 10, np.sqrt(a.mass), np.sqrt(b.mass), np.sqrt(np.minimum(a.mass, b.mass)),
        a.gain * 10, b.gain * 10, np.sqrt(a.focus), np.sqrt(b.focus), np.sqrt(np.minimum(a.focus, b.focus)),
        np.clip(a.ahead * 10, -3, 2), np.clip(b.ahead * 10, -3, 2),
        np.clip(lead(alike), -3, 2), np.clip(lead(alike.T).T, -3, 2),
        np.clip(_neighbours(_margin(alike)), -2, 2),
    ]  # fmt: skip


def second_features(e: PairEvidence, first: Floats, chance: Floats) -> Floats:
    """Features of the second pass: those of the `first` (features, n, m), and competition and company by its
    probabilities (n, m).
    """
    logit = np.log(np.clip(chance, 1e-4, 1 - 1e-4) / np.clip(1 - chance, 1e-4, 1))
    row, column = chance.sum(1, keepdims=True) - chance, chance.sum(0, keepdims=True) - chance
    by_row, by_column = _block_share(chance, e)
    words_a, words_b = _dictionary(e, chance)
    beside, line = _beside(chance), _in_line(chance, e)
    free_a, free_b = e.a.clauses.unclaimed(chance), e.b.clauses.unclaimed(chance.T).T
    place = np.abs(e.layouts[0].place[:, None] - e.layouts[1].place[None, :])
    second = np.stack([
        logit, np.minimum(row, 3), np.minimum(column, 3),
        (lead(chance) > 0).astype(np.float32), (lead(chance.T).T > 0).astype(np.float32),
        _neighbours(chance), place, by_row, by_column,
        free_a, free_b, np.minimum(free_a, free_b),
        np.full_like(chance, logit.max(1).mean()),
        *beside, *line, words_a, words_b, np.minimum(words_a, words_b),
    ]).astype(np.float32)  # fmt: skip
    return np.concatenate([first, second])
