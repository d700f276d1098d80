"""How well the summary decoder finds links, nulls and probabilities, on synthetic summaries; learns its
weights.

    python tests/bench/summaries.py [--cases 14] [--cache FOLDER] [--ablate] [--write]

Three folds over source documents: every case is judged by weights that never saw its documents. Printed: F1
over pairs of segments, F1 over segments without counterpart, and how far the probabilities can be believed,
of pairs above .02 and of "no counterpart". Real summaries are freer than these; the figures compare versions,
they do not promise.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from data import bench_folder
from numpy.typing import NDArray
from scipy.optimize import minimize
from synthetic import Case, cases, ntrex, stretches

import aligner.match
from aligner.encode import CachedEncoder, load_encoder
from aligner.match.pairs import FIRST, SECOND, PairEvidence, first_features, pair_evidence, second_features
from aligner.match.structure import layout
from aligner.match.summary import CHOSEN, alone, logistic
from aligner.match.text import prepare
from aligner.record.encoding import Encoder

Array = NDArray[np.float64]

BOUNDS: dict[str, tuple[float | None, float | None]] = {
    **dict.fromkeys(("shared", "rare shared", "support"), (0, None)),
    **dict.fromkeys(("block row", "block column", "block both"), (0.4, None)),
    **dict.fromkeys(("cover a", "cover b", "cover min", "gain a", "gain b", "mass a", "mass b"), (0, None)),
    "clash": (-1, 0),
    "order": (-1.5, 0),
    "heading": (-2, 0),
}
"""Signs that we know, and limits where made cases are more regular than real ones. Blocks weigh something at
least: joined documents differ in their topics, so that a made case hardly needs them, while the answers of
one talk do not.
"""


@dataclass
class Example:
    """One case, compared; the shorter side first, as in the decoder."""

    evidence: PairEvidence
    gold: NDArray[np.bool_]


def example(case: Case, encoder: Encoder) -> Example:
    """Encode and compare the two sides of a case."""
    texts = [[s.text for s in side] for side in (case.zh, case.en)]
    a, b = (prepare(lines, encoder.encode(lines)) for lines in texts)
    sides = [(a, layout(case.zh.segments)), (b, layout(case.en.segments))]
    gold = np.zeros((len(a), len(b)), bool)
    for i, j in case.pairs:
        gold[i, j] = True
    if a.sizes.sum() > b.sizes.sum():
        sides.reverse()
        gold = gold.T
    (x, layout_x), (y, layout_y) = sides
    return Example(pair_evidence(x, y, layout_x, layout_y), gold)


def learn(names: Sequence[str], features: Sequence[Array], gold: Sequence[NDArray[np.bool_]]) -> Array:
    """Logistic regression with a little shrinkage; `features` are (f, n, m), one array a case."""
    x = np.concatenate([f.reshape(len(names), -1) for f in features], axis=1).T.astype(np.float64)
    y = np.concatenate([g.ravel() for g in gold])

    def loss(w: Array) -> tuple[float, Array]:
        z = x @ w
        value = float(np.logaddexp(0, z).sum() - z[y].sum() + w[1:] @ w[1:] / 2)
        return value, x.T @ (logistic(z) - y) + np.r_[0, w[1:]]

    bounds = [BOUNDS.get(name, (None, None)) for name in names]
    start = np.zeros(len(names))
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def apply(weights: Array, features: Array, example: Example) -> Array:
    """Probabilities of all pairs."""
    return np.asarray(logistic(np.tensordot(weights, features, 1)) * example.evidence.allowed)


def two_passes(folds: Sequence[Sequence[Example]]) -> tuple[Array, Array, list[list[Array]]]:
    """Weights of both passes learned on everything, and probabilities that are cross-validated throughout."""
    first = [[first_features(e.evidence) for e in fold] for fold in folds]
    chances = _held_out(FIRST, first, folds)
    second = [
        [second_features(e.evidence, p.astype(np.float32)) for e, p in zip(fold, part, strict=True)]
        for fold, part in zip(folds, chances, strict=True)
    ]
    gold = [e.gold for fold in folds for e in fold]
    return (
        learn(FIRST, [f for part in first for f in part], gold),
        learn(SECOND, [f for part in second for f in part], gold),
        _held_out(SECOND, second, folds),
    )


def _held_out(
    names: Sequence[str], features: list[list[Array]], folds: Sequence[Sequence[Example]]
) -> list[list[Array]]:
    results = []
    for k, fold in enumerate(folds):
        others = [q for q in range(len(folds)) if q != k]
        weights = learn(
            names, [f for q in others for f in features[q]], [e.gold for q in others for e in folds[q]]
        )
        results.append([apply(weights, f, e) for f, e in zip(features[k], fold, strict=True)])
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
        f"pairs P {right / max(chosen.sum(), 1):.3f} R {right / y.sum():.3f}"
        f" F1 {f1(right, chosen.sum(), y.sum()):.3f}   nulls P {both / max(ours.sum(), 1):.3f}"
        f" R {both / max(theirs.sum(), 1):.3f} F1 {f1(both, ours.sum(), theirs.sum()):.3f}"
        f"   ({len(chances)} cases, {int(y.sum())} pairs)"
    )


def report(chances: Sequence[Array], gold: Sequence[NDArray[np.bool_]]) -> None:
    """Print how sure the decoder was and how often it was right: of pairs above .02, of "no counterpart"."""
    p, y = (np.concatenate([x.ravel() for x in part]) for part in (chances, gold))
    pairs = list(zip(chances, gold, strict=True))
    none = np.concatenate([alone(c.T if axis else c) for c, _ in pairs for axis in (0, 1)])
    truly = np.concatenate([~g.any(1 - axis) for _, g in pairs for axis in (0, 1)])
    for name, chance, right in (("pair", p[p > 0.02], y[p > 0.02]), ("no counterpart", none, truly)):
        error, rows = reliability(chance, right)
        print(f"{name}: expected calibration error {error:.3f}; said, right, count:")
        print("  " + "  ".join(f"{mean:.2f} {share:.2f} {count}" for mean, share, count in rows))


GROUPS: dict[str, tuple[str, ...]] = {
    "clauses": ("focus a", "focus b", "focus min", "ahead a", "ahead b", "free a", "free b", "free min"),
    "tokens and clauses": (
        "cover a", "cover b", "cover min", "margin a", "margin b", "mass a", "mass b", "mass min", "gain a",
        "gain b", "lead row", "lead column", "neighbours", "focus a", "focus b", "focus min", "ahead a",
        "ahead b", "free a", "free b", "free min",
    ),
    "vectors": ("cosine", "cosine margin"),
    "blocks": ("block row", "block column", "block both"),
    "order and company": ("order", "support", "neighbours"),
    "numbers and Latin words": ("shared", "rare shared", "clash"),
}  # fmt: skip
"""Features by the evidence that they come from, for the ablation."""


def without(names: Sequence[str], folds: Sequence[Sequence[Example]]) -> list[list[Array]]:
    """Cross-validated probabilities of a model that has not got the features `names`."""
    first_left = np.array([name not in names for name in FIRST])[:, None, None]
    second_left = np.array([name not in names for name in SECOND])[:, None, None]
    first = [[first_features(e.evidence) * first_left for e in fold] for fold in folds]
    chances = _held_out(FIRST, first, folds)
    second = [
        [second_features(e.evidence, p.astype(np.float32)) * second_left for e, p in zip(f, c, strict=True)]
        for f, c in zip(folds, chances, strict=True)
    ]
    return _held_out(SECOND, second, folds)


def make(count: int) -> list[list[Case]]:
    """Three folds of cases, no source document in two of them."""
    folder = bench_folder()
    news = ntrex(folder)
    documents = news + stretches(folder, ["aca", "mag"])
    folds = np.random.default_rng(0).integers(0, 3, len(documents))
    result = []
    for k in range(3):
        ours = [i for i in range(len(documents)) if folds[i] == k]
        from_news, others = [i for i in ours if i < len(news)], [i for i in ours if i >= len(news)]
        result.append(cases(documents, from_news, count, 10 + k) + cases(documents, others, count, 20 + k))
    return result


def _flat(folds: Sequence[Sequence[Array]]) -> list[Array]:
    return [x for fold in folds for x in fold]


def main() -> None:
    """Parse, make, learn, measure, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--cases", type=int, default=14, help="cases of each of two kinds in each of three folds"
    )
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--ablate", action="store_true", help="also without each kind of evidence")
    parser.add_argument(
        "--write", action="store_true", help="replace aligner/match/pairs1.json and pairs2.json"
    )
    options = parser.parse_args()
    made = make(options.cases)
    with tempfile.TemporaryDirectory() as temporary:
        encoder = CachedEncoder(load_encoder(), options.cache or Path(temporary))
        encoder.encode(sorted({s.text for fold in made for case in fold for s in (*case.zh, *case.en)}))
        folds = [[example(case, encoder) for case in fold] for fold in made]
    first, second, chances = two_passes(folds)
    gold = [[e.gold for e in fold] for fold in folds]
    half = options.cases
    for name, part in (("all", slice(None)), ("ntrex-dev", slice(half)), ("aca, mag", slice(half, None))):
        shown = [p for fold in chances for p in fold[part]], [g for fold in gold for g in fold[part]]
        print(f"{name:32}{counted(*shown)}")
    report(_flat(chances), _flat(gold))
    if options.ablate:
        one = _held_out(FIRST, [[first_features(e.evidence) for e in fold] for fold in folds], folds)
        print(f"{'first pass only':32}{counted(_flat(one), _flat(gold))}")
        for name, names in GROUPS.items():
            print(f"{'without ' + name:32}{counted(_flat(without(names, folds)), _flat(gold))}")
    if options.write:
        for stem, names, weights in (("pairs1", FIRST, first), ("pairs2", SECOND, second)):
            table = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
            path = Path(aligner.match.__file__).parent / f"{stem}.json"
            path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
