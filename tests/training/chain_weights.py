"""Learn the weights of the translation decoder, and print what they are worth on files they have not seen.

    python -m tests.training.chain_weights [--cache FOLDER] [--write]

Trained on mac-dev, mag and aca by the likelihood of the gold path among all paths of the lattice (a semi-
Markov conditional random field), with each file once as it is and once, at half weight, with stretches of
one side taken out, so that a sentence without counterpart is learned as well. Cross-validation leaves out
whole files.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import aligner.match
from aligner.encode import CachedEncoder, load_encoder
from aligner.match.encoded_text import prepare
from aligner.match.translation.anchors import best_chain, candidates
from aligner.match.translation.band import band_around
from aligner.match.translation.bead_features import FEATURES, bead_features, gather_evidence, promising
from aligner.match.translation.lattice import SHAPES, Lattice, best_path, build
from aligner.record.encoding import Encoder
from tests.bench.data import Bead, Count, Pair, bench_folder, nulls, read_set, strict
from tests.helpers.lattice import posteriors

FOLDS = (
    {"mac-dev/001", "mac-dev/004", "mag/003"},
    {"mac-dev/002", "mac-dev/005", "aca/001"},
    {"mac-dev/003", "mac-dev/006"},
)
START = {"mass*k": 3.0, "cosine*k": 2.0, "0-1": -3.0}
DROPPED = 0.03
PENALTY = 0.05


@dataclass
class Example:
    """A file pair with its lattice, its features, and which beads agree with the gold."""

    pair: Pair
    weight: float
    lattice: Lattice
    places: list[NDArray[np.intp]]
    features: list[NDArray[np.float32]]
    agrees: NDArray[np.bool_]

    def scores(self, weights: NDArray[np.float64]) -> NDArray[np.float32]:
        """Score of every bead."""
        scores = np.full((len(SHAPES), self.lattice.nodes.size), -np.inf, np.float32)
        for shape, (at, features) in enumerate(zip(self.places, self.features, strict=True)):
            scores[shape, at] = weights.astype(np.float32) @ features
        return scores

    def loss(self, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Negative log-likelihood of the paths that agree with the gold, and its gradient."""
        scores = self.scores(weights)
        every, whole = posteriors(self.lattice, scores)
        right, part = posteriors(self.lattice, np.where(self.agrees, scores, -np.inf).astype(np.float32))
        surplus = every - right
        gradient = sum(
            f @ surplus[s, at] for s, (at, f) in enumerate(zip(self.places, self.features, strict=True))
        )
        return self.weight * (whole - part), self.weight * np.asarray(gradient, np.float64)

    def beads(self, weights: NDArray[np.float64]) -> list[Bead]:
        """The best path as beads."""
        path = best_path(self.lattice, self.scores(weights))
        return [(tuple(range(a, a2)), tuple(range(b, b2))) for (a, a2, b, b2), _, _ in path]


def example(pair: Pair, encoder: Encoder, weight: float) -> Example:
    """Lattice and features of one file pair."""
    a, b = (prepare(lines, encoder.encode(lines)) for lines in (pair.zh, pair.en))
    chain = best_chain(candidates(a.units, b.units))
    nodes = band_around(chain, len(a), len(b), 7)
    lattice = build(nodes)
    evidence = gather_evidence(a, b, chain, nodes)
    places = [np.flatnonzero(lattice.holds(shape)) for shape in range(len(SHAPES))]
    places = [at[promising(evidence, lattice, shape, at)] for shape, at in enumerate(places)]
    features = [bead_features(evidence, lattice, shape, at) for shape, at in enumerate(places)]
    return Example(pair, weight, lattice, places, features, _agreeing(pair, lattice))


def _agreeing(pair: Pair, lattice: Lattice) -> NDArray[np.bool_]:
    """Beads that a path may use without contradicting the gold, where the lattice can express it."""
    nodes = lattice.nodes
    shapes = {shape: k for k, shape in enumerate(SHAPES)}
    agrees = np.zeros((len(SHAPES), nodes.size), bool)
    held_a, held_b = np.zeros(len(pair.zh) + 1, int), np.zeros(len(pair.en) + 1, int)
    alone_a, alone_b = np.zeros(len(pair.zh), bool), np.zeros(len(pair.en), bool)
    for zh, en in pair.gold:
        if not (zh and en):
            alone_a[list(zh)] = alone_b[list(en)] = True
    for zh, en in _monotone(pair.gold):
        shape = shapes.get((len(zh), len(en)))
        node = int(nodes.find(np.array([zh[-1] + 1]), np.array([en[-1] + 1]))[0])
        if shape is not None and node < nodes.size and lattice.holds(shape)[node]:
            agrees[shape, node] = True
            held_a[[i + 1 for i in zh]] = held_b[[j + 1 for j in en]] = 1
    held_a[1:] |= alone_a
    held_b[1:] |= alone_b
    sums_a, sums_b = np.cumsum(held_a), np.cumsum(held_b)
    i, j = nodes.rows, nodes.columns
    for k, (m, n) in enumerate(SHAPES):
        free = (sums_a[i] == sums_a[np.maximum(i - m, 0)]) & (sums_b[j] == sums_b[np.maximum(j - n, 0)])
        if not n:
            free |= alone_a[np.maximum(i - 1, 0)]
        if not m:
            free |= alone_b[np.maximum(j - 1, 0)]
        agrees[k] |= free & lattice.holds(k)
    return agrees


def _monotone(gold: Sequence[Bead]) -> list[Bead]:
    """The longest run of unbroken beads that rises on both sides."""
    whole = [b for b in gold if b[0] and b[1] and all(s[-1] - s[0] == len(s) - 1 for s in b)]
    whole.sort()
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(whole)
    for k, (_, en) in enumerate(whole):
        at = bisect_left(ends, en[0])
        ends[at : at + 1], last[at : at + 1] = [en[0]], [k]
        before[k] = last[at - 1] if at else -1
    run, k = [], last[-1] if last else -1
    while k >= 0:
        run.append(whole[k])
        k = before[k]
    return run[::-1]


def thinned(pair: Pair, seed: int) -> Pair:
    """The pair without the Chinese or the English of a few runs of one to three beads."""
    rng = random.Random(seed)
    gone: tuple[set[int], set[int]] = (set(), set())
    at = 0
    while at < len(pair.gold):
        if rng.random() >= DROPPED:
            at += 1
            continue
        run, side = rng.choice((1, 1, 2, 3)), rng.randrange(2)
        for bead in pair.gold[at : at + run]:
            if bead[0] and bead[1]:
                gone[side].update(bead[side])
        at += run + 1
    kept = [
        [i for i in range(len(lines)) if i not in out]
        for lines, out in zip((pair.zh, pair.en), gone, strict=True)
    ]
    new = [{old: k for k, old in enumerate(side)} for side in kept]
    gold: list[Bead] = []
    for zh, en in pair.gold:
        left, right = tuple(new[0][i] for i in zh if i in new[0]), tuple(new[1][j] for j in en if j in new[1])
        gold += (
            [(left, right)] if left and right else [((i,), ()) for i in left] + [((), (j,)) for j in right]
        )
    return Pair(pair.name + "+", [pair.zh[i] for i in kept[0]], [pair.en[j] for j in kept[1]], gold)


def fit(examples: Sequence[Example], rounds: int = 60) -> NDArray[np.float64]:
    """The weights of greatest penalised likelihood."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        parts = [e.loss(weights) for e in examples]
        value = sum(p[0] for p in parts) + PENALTY * len(examples) * float(weights @ weights)
        return value, sum((p[1] for p in parts), 2 * PENALTY * len(examples) * weights)

    start = np.array([START.get(name, 0.0) for name in FEATURES])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "ftol": 1e-7})
    return np.asarray(found.x)


def cross_validate(examples: Sequence[Example]) -> None:
    """Print strict F1 and nulls of every group of files, each decoded with weights learned on other files."""
    totals: dict[str, list[Count]] = {}
    for fold in FOLDS:
        weights = fit([e for e in examples if e.pair.name.rstrip("+") not in fold], rounds=40)
        for e in examples:
            if e.pair.name.rstrip("+") in fold:
                beads, sizes = e.beads(weights), (len(e.pair.zh), len(e.pair.en))
                name = e.pair.name.split("/")[0] + ("+" if e.pair.name.endswith("+") else "")
                total = totals.setdefault(name, [Count(), Count()])
                total[0] += strict(beads, e.pair.gold)
                total[1] += nulls(beads, e.pair.gold, sizes)
    print("cross-validated; + is with stretches taken out")
    for name, (s, n) in sorted(totals.items()):
        print(
            f"{name:9} strict P {s.precision:.3f} R {s.recall:.3f} F1 {s.f1:.3f}"
            f"   null P {n.precision:.2f} R {n.recall:.2f}"
        )


def main() -> None:
    """Parse, measure, learn, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--write", action="store_true", help="replace aligner/match/translation/chain.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        encoder = CachedEncoder(load_encoder(), options.cache or Path(temporary))
        pairs = [pair for name in ("mac-dev", "mag", "aca") for pair in read_set(bench_folder(), name)]
        examples = [example(pair, encoder, 1.0) for pair in pairs]
        examples += [example(thinned(pair, k), encoder, 0.5) for k, pair in enumerate(pairs)]
    cross_validate(examples)
    if options.write:
        table = {name: round(float(w), 4) for name, w in zip(FEATURES, fit(examples), strict=True)}
        path = Path(aligner.match.__file__).parent / "translation" / "chain.json"
        path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
