"""How well the summary decoder finds links, nulls and probabilities, on synthetic summaries and on some
written by hand; learns its curves.

    python -m tests.training.summaries [--encoders both first second] [--cache FOLDER] [--ablate] [--write]

Three folds: synthetic cases over source documents, press summaries (`press.py`) over the sets they were
written for; with them go the beginnings of cases, and cases of strangers, where no pair is right. Every case
is judged by curves that never saw it or another of its fold. Printed: F1 over pairs of segments, F1 over
segments without counterpart, and how far the probabilities can be believed, of pairs above .02 and of "no
counterpart". There are curves for each choice of encoders: both, the first alone, the second alone.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import aligner.match
from aligner.match.summary.blocks import layout
from aligner.match.summary.decoder import CHOSEN, Curves, load_curves, logistic, null_probability
from aligner.match.summary.pair_features import (
    FIRST,
    SECOND,
    PairEvidence,
    first_features,
    pair_evidence,
    second_features,
)
from aligner.record.encoding import Encoder
from tests.bench.data import bench_folder
from tests.bench.press import SETS, press
from tests.bench.synthetic import Case, cases, ntrex, stretches
from tests.helpers.encoders import KINDS as ENCODERS
from tests.helpers.encoders import named_encoder, read

Array = NDArray[np.float64]

FREE = frozenset(
    {
        "margin a",
        "margin b",
        "second margin a",
        "second margin b",
        "length",
        "short",
        "level",
        "row rivals",
        "column rivals",
    }
)
"""Features whose curves may bend as they like. (The margins: next to the others they tell how much a passage
is like everything.)
"""
FALLING = frozenset({"clash", "heading", "order"})
"""What never speaks for a pair; everything else never speaks against it, the more there is of it."""
LEAST = dict.fromkeys(("block row", "block column", "likely block row", "likely block column"), 0.7)
"""How steeply a curve rises at least. Joined documents differ in their topics, so that a made case hardly
needs blocks, while the answers of one talk do.
"""
KNOTS = 6
SHRINKAGE = 0.5
LIKELY, OTHERS = 0.004, 8
"""Of pairs below that probability every eighth is looked at, and counts eight times."""
SHORT = 6
KINDS = ("synthetic, ntrex-dev", "synthetic, aca and mag", "press", "beginnings", "strangers")


@dataclass
class Example:
    """One case, compared; the shorter side first, as in the decoder."""

    evidence: PairEvidence
    gold: NDArray[np.bool_]


def example(case: Case, encoder: Encoder) -> Example:
    """Encode and compare the two sides of a case."""
    texts = [[s.text for s in side] for side in (case.zh, case.en)]
    a, b = (read(lines, encoder) for lines in texts)
    sides = [(a, layout(case.zh.segments)), (b, layout(case.en.segments))]
    gold = np.zeros((len(a), len(b)), bool)
    for i, j in case.pairs:
        gold[i, j] = True
    if a.sizes.sum() > b.sizes.sum():
        sides.reverse()
        gold = gold.T
    (x, layout_x), (y, layout_y) = sides
    return Example(pair_evidence(x, y, layout_x, layout_y), gold)


@dataclass
class Fold:
    """Some cases and what is known about their pairs, case by case: arrays (features, n, m) and (n, m)."""

    examples: list[Example]
    features: list[Array]
    chances: list[Array]
    """How likely each pair seems so far: tells which pairs are worth learning from."""


def learn(names: Sequence[str], folds: Sequence[Fold]) -> Curves:
    """Logistic regression on ramps between knots at the features' quantiles, with a little shrinkage.

    Curves rise or fall as `FREE`, `FALLING` and `LEAST` say.
    """
    x = np.concatenate([f.reshape(len(names), -1) for fold in folds for f in fold.features], axis=1)
    y = np.concatenate([e.gold.ravel() for fold in folds for e in fold.examples])
    chance = np.concatenate([c.ravel() for fold in folds for c in fold.chances])
    labels = np.concatenate([e.evidence.labels.ravel() for fold in folds for e in fold.examples])
    likely = (chance > LIKELY) | y
    kept = likely | (np.arange(len(y)) % OTHERS == 0)
    x, y, labels, weight = x[:, kept], y[kept], labels[kept], np.where(likely[kept], 1.0, OTHERS)
    knots = [_knots(values[likely[kept]]) for values in x]
    columns = [_ramps(values, k) for values, k in zip(x, knots, strict=True)]
    ramps = np.concatenate([np.ones((x.shape[1], 1), np.float32), *columns], axis=1)
    steps = [(n, float(step)) for n, k in zip(names, knots, strict=True) for step in np.diff(k)]
    bounds = [(None, None), *(_bound(name, step) for name, step in steps)]

    def loss(w: Array) -> tuple[float, Array]:
        z = ramps @ w.astype(np.float32) + labels
        value = float((weight * (np.logaddexp(0, z) - z * y)).sum() + SHRINKAGE * (w[1:] @ w[1:]) / 2)
        slope = ramps.T @ (weight * (logistic(z) - y)).astype(np.float32)
        return value, slope.astype(np.float64) + SHRINKAGE * np.r_[0, w[1:]]

    w = minimize(loss, np.zeros(ramps.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    rises = np.split(w[1:], np.cumsum([len(k) - 1 for k in knots])[:-1])
    return Curves(float(w[0]), tuple(knots), tuple(np.r_[0, np.cumsum(r)] for r in rises))


def _knots(values: Array) -> Array:
    """Quantiles, at least two different ones."""
    knots = np.unique(np.quantile(values, np.linspace(0, 1, KNOTS + 1)).round(3)).astype(np.float64)
    return knots if len(knots) > 1 else np.array([knots[0], knots[0] + 1])


def _ramps(values: Array, knots: Array) -> Array:
    """How far the values have come through each stretch between knots, 0 to 1; shape (v, knots - 1)."""
    ramps: Array = np.clip((values[:, None] - knots[:-1]) / np.diff(knots), 0, 1).astype(np.float32)
    return ramps


def _bound(name: str, step: float) -> tuple[float | None, float | None]:
    """Between what a curve may rise over one step."""
    if name in FREE:
        return (None, None)
    return (None, 0) if name in FALLING else (LEAST.get(name, 0) * step, None)


def apply(curves: Curves, features: Array, example: Example) -> Array:
    """Probabilities of all pairs."""
    log_odds = curves.log_odds(features) + example.evidence.labels
    return np.asarray(logistic(log_odds) * example.evidence.allowed)


def two_passes(
    folds: Sequence[Sequence[Example]], without: frozenset[str] = frozenset()
) -> tuple[Curves, Curves, list[list[Array]], list[list[Array]]]:
    """Curves of both passes learned on everything, and both passes' probabilities, cross-validated.

    Features named in `without` are made nothing.
    """
    here = [np.array([name not in without for name in names])[:, None, None] for names in (FIRST, SECOND)]
    first = []
    for fold in folds:
        features = [first_features(e.evidence) for e in fold]
        guesses = [np.minimum(f[FIRST.index("mass a")], f[FIRST.index("mass b")]) - 0.2 for f in features]
        first.append(Fold(list(fold), [f * here[0] for f in features], guesses))
    chances = _held_out(FIRST, first)
    second = [
        Fold(
            fold.examples,
            [
                second_features(e.evidence, f, p.astype(np.float32)) * here[1]
                for e, f, p in zip(fold.examples, fold.features, part, strict=True)
            ],
            part,
        )
        for fold, part in zip(first, chances, strict=True)
    ]
    return learn(FIRST, first), learn(SECOND, second), chances, _held_out(SECOND, second)


def _held_out(names: Sequence[str], folds: Sequence[Fold]) -> list[list[Array]]:
    results = []
    for fold in folds:
        curves = learn(names, [other for other in folds if other is not fold])
        results.append([apply(curves, f, e) for f, e in zip(fold.features, fold.examples, strict=True)])
    return results


def f1(right: int, found: int, gold: int) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * right / max(found + gold, 1)


def reliability(p: Array, y: NDArray[np.bool_]) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error, and for each tenth: mean probability, share that is right, count."""
    bins = np.minimum((p * 10).astype(int), 9)
    rows = [
        (float(p[bins == k].mean()), float(y[bins == k].mean()), int((bins == k).sum()))
        for k in range(10)
        if (bins == k).any()
    ]
    return sum(abs(mean - share) * count for mean, share, count in rows) / max(len(p), 1), rows


def counted(chances: Sequence[Array], gold: Sequence[NDArray[np.bool_]]) -> str:
    """Precision, recall and F1 of pairs, and F1 of segments without counterpart."""
    p, y = (np.concatenate([x.ravel() for x in part]) for part in (chances, gold))
    chosen = p >= CHOSEN
    right = int((chosen & y).sum())
    pairs = list(zip(chances, gold, strict=True))
    ours = np.concatenate([~(c >= CHOSEN).any(axis) for c, _ in pairs for axis in (1, 0)])
    theirs = np.concatenate([~g.any(axis) for _, g in pairs for axis in (1, 0)])
    both = int((ours & theirs).sum())
    return (
        f"pairs P {right / max(chosen.sum(), 1):.3f} R {right / max(y.sum(), 1):.3f}"
        f" F1 {f1(right, chosen.sum(), y.sum()):.3f}   nulls P {both / max(ours.sum(), 1):.3f}"
        f" R {both / max(theirs.sum(), 1):.3f} F1 {f1(both, ours.sum(), theirs.sum()):.3f}"
        f"   ({len(chances)} cases, {int(y.sum())} pairs)"
    )


def report(chances: Sequence[Array], gold: Sequence[NDArray[np.bool_]]) -> None:
    """Print how sure the decoder was and how often it was right: of pairs above .02, of "no counterpart"."""
    p, y = (np.concatenate([x.ravel() for x in part]) for part in (chances, gold))
    pairs = list(zip(chances, gold, strict=True))
    none = np.concatenate([null_probability(c.T if axis else c) for c, _ in pairs for axis in (0, 1)])
    truly = np.concatenate([~g.any(1 - axis) for _, g in pairs for axis in (0, 1)])
    for name, chance, right in (("pair", p[p > 0.02], y[p > 0.02]), ("no counterpart", none, truly)):
        error, rows = reliability(chance, right)
        print(f"{name}: expected calibration error {error:.3f}; said, right, count:")
        print("  " + "  ".join(f"{mean:.2f} {share:.2f} {count}" for mean, share, count in rows))


_CLAUSES = ("focus a", "focus b", "focus min", "ahead a", "ahead b", "free a", "free b", "free min")
GROUPS: dict[str, tuple[str, ...]] = {
    "the chain": ("chain",),
    "clauses": _CLAUSES,
    "tokens and clauses": (
        "cover a", "cover b", "cover min", "margin a", "margin b", "mass a", "mass b", "mass min", "gain a",
        "gain b", "lead row", "lead column", "neighbours", *_CLAUSES,
        *(name for name in FIRST if name.startswith("second ")),
    ),
    "vectors": ("cosine", "cosine margin"),
    "blocks": ("block row", "block column", "likely block row", "likely block column"),
    "order and company": (
        "order", "support", "neighbours", "beside", "both beside", "in line", "both in line",
    ),
    "the dictionary": tuple(name for name in SECOND if name.startswith("word ")),
    "numbers and Latin words": ("shared", "rare shared", "clash"),
    "level": ("level",),
    "runs": ("run cosine", "run margin", "run rows", "run columns"),
    "the second encoder": tuple(name for name in FIRST if name.startswith(("run ", "second "))),
}  # fmt: skip
"""Features by the evidence that they come from, for the ablation."""


def make(count: int) -> dict[str, list[list[Case]]]:
    """Three folds each of several kinds of cases, `count` in a fold of the synthetic ones.

    No source document of synthetic cases is in two folds.
    """
    folder = bench_folder()
    news = ntrex(folder)
    documents = news + stretches(folder, ["aca", "mag"])
    folds = np.random.default_rng(0).integers(0, 3, len(documents))
    result: dict[str, list[list[Case]]] = {kind: [] for kind in KINDS}
    for k, name in enumerate(SETS):
        ours = [i for i in range(len(documents)) if folds[i] == k]
        from_news, others = [i for i in ours if i < len(news)], [i for i in ours if i >= len(news)]
        made = cases(documents, from_news, count, 10 + k), cases(documents, others, count, 20 + k)
        told = press(folder, name)
        begun = [_beginning(case) for case in (*made[0], *made[1])]
        strange = [*_strangers(made[0]), *_strangers(made[1]), *_strangers(told)]
        for kind, part in zip(KINDS, (*made, told, begun, strange), strict=True):
            result[kind].append(part)
    return result


def _strangers(made: Sequence[Case]) -> list[Case]:
    """The one side of a case with the other of the next: no pair is right. Every other one is short."""
    mixed = [
        Case(one.zh, two.en, frozenset(), one.sources | two.sources)
        for one, two in pairwise(made)
        if not one.sources & two.sources
    ]
    return [case if k % 2 else _beginning(case) for k, case in enumerate(mixed)]


def _beginning(case: Case) -> Case:
    """The first few segments of a case."""
    zh, en = (replace(side, segments=side.segments[:SHORT]) for side in (case.zh, case.en))
    return Case(zh, en, frozenset(p for p in case.pairs if max(p) < SHORT), case.sources)


def main() -> None:
    """Parse, make, learn, measure, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--cases", type=int, default=14, help="cases of each of two kinds in each of three folds"
    )
    parser.add_argument("--encoders", nargs="+", choices=ENCODERS, default=ENCODERS)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--ablate", action="store_true", help="also without each kind of evidence")
    parser.add_argument(
        "--write",
        action="store_true",
        help="put the curves into aligner/match/summary/first_pass.json and second_pass.json",
    )
    options = parser.parse_args()
    made = make(options.cases)
    learned = {}
    for encoders in options.encoders:
        print(f"{encoders}:")
        with tempfile.TemporaryDirectory() as temporary:
            folds = compared(made, named_encoder(encoders, options.cache or Path(temporary)))
        learned[encoders] = measure(made, folds, options.ablate)
    if options.write:
        write(learned)


def compared(made: Mapping[str, Sequence[Sequence[Case]]], encoder: Encoder) -> list[list[Example]]:
    """The cases of each fold, kind after kind, compared."""
    every = [case for folds in made.values() for fold in folds for case in fold]
    encoder.encode(sorted({s.text for case in every for s in (*case.zh, *case.en)}))
    return [[example(case, encoder) for part in made.values() for case in part[k]] for k in range(len(SETS))]


def measure(
    made: Mapping[str, Sequence[Sequence[Case]]], folds: Sequence[Sequence[Example]], ablate: bool
) -> tuple[Curves, Curves]:
    """Learn the curves of both passes, and print what they are worth on cases that they have not seen."""
    first, second, one, two = two_passes(folds)
    gold = _by_kind([[e.gold for e in fold] for fold in folds], made)
    for kind, chances in _by_kind(two, made).items():
        print(f"{kind:32}{counted(chances, gold[kind])}")
        report(chances, gold[kind])
    if ablate:
        trials = {"first pass only": one}
        trials |= {
            f"without {name}": two_passes(folds, frozenset(names))[3] for name, names in GROUPS.items()
        }
        for name, trial in trials.items():
            for kind, chances in _by_kind(trial, made).items():
                print(f"{name + ', ' + kind:44}{counted(chances, gold[kind])}")
    return first, second


def write(learned: Mapping[str, tuple[Curves, Curves]]) -> None:
    """Put the curves of both passes, by what encoders they are for, beside those for others."""
    for number, (stem, names) in enumerate((("first_pass", FIRST), ("second_pass", SECOND))):
        path = Path(aligner.match.__file__).parent / "summary" / f"{stem}.json"
        tables = {
            kind: learned[kind][number] if kind in learned else load_curves(stem, names, kind)
            for kind in ENCODERS
        }
        path.write_text(table(names, tables), encoding="utf-8")


def _by_kind(
    folds: Sequence[Sequence[Array]], made: Mapping[str, Sequence[Sequence[Case]]]
) -> dict[str, list[Array]]:
    """What is given for all cases of each fold, by the kind of case; both kinds of synthetic ones together
    too.
    """
    kinds: dict[str, list[Array]] = {kind: [] for kind in made}
    for k, fold in enumerate(folds):
        rest = list(fold)
        for kind, part in made.items():
            kinds[kind] += rest[: len(part[k])]
            del rest[: len(part[k])]
    return {"synthetic": kinds[KINDS[0]] + kinds[KINDS[1]], **kinds}


def table(names: Sequence[str], tables: Mapping[str, Curves]) -> str:
    """The curves for each choice of encoders as JSON, one feature a line."""
    return (
        "{"
        + ",\n".join(f"{json.dumps(kind)}: {_table(names, curves)}" for kind, curves in tables.items())
        + "}\n"
    )


def _table(names: Sequence[str], curves: Curves) -> str:
    rows = []
    for name, knots, heights in zip(names, curves.knots, curves.heights, strict=True):
        points = [[round(float(k), 3), round(float(h), 3)] for k, h in zip(knots, heights, strict=True)]
        rows.append(f"  {json.dumps(name)}: {points}")
    joined = ",\n".join(rows)
    return f'{{"bias": {curves.bias:.4f}, "curves": {{\n{joined}\n}}}}'


if __name__ == "__main__":
    main()
