"""How well the summary decoder finds links, nulls and probabilities, on synthetic summaries; learns its
weights.

    python tests/bench/summaries.py [--cases 14] [--cache FOLDER] [--write]

Three folds over source documents: every case is judged by weights that never saw its documents. Printed: F1
over pairs of segments, F1 over segments without counterpart, expected calibration error over pairs above
.02. Real summaries are freer than these; the figures compare versions, they do not promise.
"""

from __future__ import annotations

import argparse
import json
import random
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
from aligner.match.summary import CHOSEN, logistic
from aligner.match.text import prepare
from aligner.record.encoding import Encoder

Array = NDArray[np.float64]

BOUNDS: dict[str, tuple[float | None, float | None]] = {
    **dict.fromkeys(
        ("shared", "rare shared", "block row", "block column", "block both", "support"), (0, None)
    ),
    **dict.fromkeys(("cover a", "cover b", "cover min", "gain a", "gain b", "mass a", "mass b"), (0, None)),
    "clash": (-1, 0),
    "order": (-1.5, 0),
    "heading": (-2, 0),
}
"""Signs that we know, and limits where made cases are more regular than real ones."""


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


def report(chances: Sequence[Array], gold: Sequence[NDArray[np.bool_]]) -> None:
    """Print one line."""
    p, y = (np.concatenate([x.ravel() for x in part]) for part in (chances, gold))
    chosen = p >= CHOSEN
    alone = [
        (~(c >= CHOSEN).any(axis), ~g.any(axis))
        for c, g in zip(chances, gold, strict=True)
        for axis in (0, 1)
    ]
    ours, theirs = (np.concatenate(part) for part in zip(*alone, strict=True))
    right = int((chosen & y).sum())
    likely = p > 0.02
    bins = np.minimum((p[likely] * 10).astype(int), 9)
    gaps = [
        (bins == k).mean() * abs(p[likely][bins == k].mean() - y[likely][bins == k].mean())
        for k in range(10)
        if (bins == k).any()
    ]
    both = int((ours & theirs).sum())
    print(
        f"pairs P {right / max(chosen.sum(), 1):.3f} R {right / y.sum():.3f}"
        f" F1 {f1(right, chosen.sum(), y.sum()):.3f}   nulls F1 {f1(both, ours.sum(), theirs.sum()):.3f}"
        f"   ECE {sum(gaps):.3f}   ({len(chances)} cases, {int(y.sum())} pairs)"
    )


def make(count: int) -> list[list[Case]]:
    """Three folds of cases, no source document in two of them."""
    folder = bench_folder()
    news = ntrex(folder)
    documents = news + stretches(folder, ["aca", "mag", "mac-dev"])
    folds = np.random.default_rng(0).integers(0, 3, len(documents))
    result = []
    for k in range(3):
        ours = [i for i in range(len(documents)) if folds[i] == k]
        from_news, others = [i for i in ours if i < len(news)], [i for i in ours if i >= len(news)]
        result.append(cases(documents, from_news, count, 10 + k) + cases(documents, others, count, 20 + k))
    return result


def main() -> None:
    """Parse, make, learn, measure, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--cases", type=int, default=14, help="cases of each of two kinds in each of three folds"
    )
    parser.add_argument("--cache", type=Path)
    parser.add_argument(
        "--write", action="store_true", help="replace aligner/match/pairs1.json and pairs2.json"
    )
    options = parser.parse_args()
    random.seed(0)
    made = make(options.cases)
    with tempfile.TemporaryDirectory() as temporary:
        encoder = CachedEncoder(load_encoder(), options.cache or Path(temporary))
        encoder.encode(sorted({s.text for fold in made for case in fold for s in (*case.zh, *case.en)}))
        folds = [[example(case, encoder) for case in fold] for fold in made]
    first, second, chances = two_passes(folds)
    report([p for fold in chances for p in fold], [e.gold for fold in folds for e in fold])
    if options.write:
        for stem, names, weights in (("pairs1", FIRST, first), ("pairs2", SECOND, second)):
            table = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
            path = Path(aligner.match.__file__).parent / f"{stem}.json"
            path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
