"""Learn the weights of the translation decoder, and print what they are worth on files they have not seen.

    python -m tests.training.chain_weights [--encoders both first second] [--cache FOLDER] [--write]

Trained on mac-dev, mag and aca by the likelihood of the gold path among all paths of the lattice (a semi-
Markov conditional random field), with each file once as it is and once, at half weight, with stretches of
one side taken out, so that a sentence without counterpart is learned as well. Short passages of them, some
whole and some without a sentence or a section (``tests/bench/short.py``), are learned from too, for a short
text is no small long one: it has few anchors, and its mean says little. Cross-validation leaves out whole
files. News (NTREX-128 with segments deleted) and German with French (textberg-dev) are only measured.

Every feature has three weights: in close translations, what is added in free ones, and in short texts
(`bead_features.Conditions`). There are two tables of weights for each choice of encoders, both, the first
alone, the second alone: one for texts that are compared clause by clause too, because a side is Chinese, and
one for those that are not.

The lattice is the decoder's own, without the beads that it does not score. A gold bead that is not in it
cannot be learned: its sentences may go any way, and the first line says how many there are.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import aligner.match
from aligner.match.translation.bead_features import BY_CLAUSES, CLAUSES, FEATURES, WEIGHTS, Conditions
from aligner.match.translation.decoder import lattice_around, scored_beads
from aligner.match.translation.lattice import SHAPES, Lattice, best_path
from aligner.record.encoding import Encoder
from tests.bench.data import Bead, Count, Pair, bench_folder, deleted, nulls, read_set, strict
from tests.bench.short import shortened
from tests.helpers.encoders import KINDS, named_encoder, read
from tests.helpers.lattice import posteriors
from tests.training.paths import Paths

FOLDS = (
    {"mac-dev/001", "mac-dev/004", "mag/003"},
    {"mac-dev/002", "mac-dev/005", "aca/001"},
    {"mac-dev/003", "mac-dev/006"},
)
START = {"mass*k": 3.0, "cosine*k": 2.0, "0-1": -3.0}
DROPPED = 0.03
THINNED = 0.5
"""Weight of a file with stretches taken out."""
SHORT = 0.5
"""Weight of a short passage."""
PENALTY = 2e-4
"""For each gold bead."""
MARKS = "+~-"
"""Behind the name of a file: with stretches taken out; a short passage; with segments deleted."""
POSSIBLE = 1e-8
"""Probability by the weights to start from, above which a bead is learned from."""
IMPOSSIBLE = 5e5
"""Loss of a file from which no path agrees with its gold; a real loss is a few units a bead."""
TABLE = Path(aligner.match.__file__).parent / "translation" / "chain.json"


@dataclass
class Example:
    """A file pair with its lattice, the features of its beads, and which beads agree with the gold."""

    pair: Pair
    weight: float
    lattice: Lattice
    features: list[tuple[int, NDArray[np.intp], NDArray[np.float32]]]
    """Of the beads that the decoder scores: shape, nodes (k,) where they end, features (f, k)."""
    agrees: NDArray[np.bool_]
    """Whether a path may use a bead without contradicting the gold, shape (shapes, nodes)."""
    missing: int
    """Gold beads that are not in the lattice."""
    conditions: Conditions
    learned: NDArray[np.bool_]
    """The beads that are learned from, those that a guess finds possible and those that agree with the gold,
    shape (shapes, nodes)."""

    def scores(self, weights: NDArray[np.float64]) -> NDArray[np.float32]:
        """Score of every bead, shape (shapes, nodes); `weights`: see `fit`."""
        own = self.conditions.mixed(weights).astype(np.float32)
        scores = np.full(self.lattice.shape, -np.inf, np.float32)
        for shape, at, features in self.features:
            scores[shape, at] = own @ features
        return scores

    def learned_beads(self, number: int, shift: int) -> Iterator[tuple[NDArray[np.generic], ...]]:
        """Start, end, number of the example, whether they agree with the gold, and features (k, f) of the k
        beads of each shape that are learned from; `shift` is added to the nodes.
        """
        for shape, at, features in self.features:
            kept = self.learned[shape, at]
            end = at[kept]
            start = self.lattice.start(shape)[end]
            owner = np.full(len(end), number)
            yield start + shift, end + shift, owner, self.agrees[shape, end], features[:, kept].T

    def beads(self, weights: NDArray[np.float64]) -> list[Bead]:
        """The best path as beads."""
        path = best_path(self.lattice, self.scores(weights))
        return [(tuple(range(a, a2)), tuple(range(b, b2))) for (a, a2, b, b2), _, _ in path]


def example(pair: Pair, encoder: Encoder, weight: float) -> Example:
    """Lattice and features of one file pair."""
    a, b = (read(lines, encoder) for lines in (pair.zh, pair.en))
    lattice, evidence = lattice_around(a, b)
    features = list(scored_beads(evidence, lattice))
    scored = np.zeros(lattice.shape, bool)
    for shape, at, _ in features:
        scored[shape, at] = True
    chain = _monotone(pair.gold)
    ends = [(bead, end) for bead in chain if (end := _end(bead, lattice, scored)) is not None]
    agrees = scored & _free(pair, lattice, [bead for bead, _ in ends])
    for _, end in ends:
        agrees[end] = True
    missing = sum(bool(zh and en) for zh, en in pair.gold) - len(ends)
    made = Example(pair, weight, lattice, features, agrees, missing, evidence.conditions, agrees)
    if not weight:
        return made
    guess, _ = posteriors(lattice, made.scores(starting_weights()))
    return replace(made, learned=agrees | (guess > POSSIBLE))


def without_clauses(e: Example) -> Example:
    """The same text as it would be if neither side were Chinese."""
    features = [(shape, at, values.copy()) for shape, at, values in e.features]
    for _, _, values in features:
        values[[FEATURES.index(name) for name in CLAUSES]] = 0
    return replace(e, features=features)


def _end(bead: Bead, lattice: Lattice, scored: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Shape and last node of a bead, if the decoder scores it."""
    zh, en = bead
    sizes = len(zh), len(en)
    node = int(lattice.nodes.find(np.array([zh[-1] + 1]), np.array([en[-1] + 1]))[0])
    if sizes not in SHAPES or node == lattice.nodes.size or not scored[SHAPES.index(sizes), node]:
        return None
    return SHAPES.index(sizes), node


def _free(pair: Pair, lattice: Lattice, beads: Sequence[Bead]) -> NDArray[np.bool_]:
    """Beads that touch no sentence of the gold `beads` and none that the gold leaves alone, and the nulls of
    the latter; shape (shapes, nodes).
    """
    fixed, alone = ([np.zeros(len(side), bool) for side in (pair.zh, pair.en)] for _ in range(2))
    for gold, marked in ((beads, fixed), ([bead for bead in pair.gold if not all(bead)], alone)):
        for bead in gold:
            for positions, marks in zip(bead, marked, strict=True):
                marks[list(positions)] = True
    i, j = lattice.rows, lattice.columns
    sums_a, sums_b = (
        np.concatenate([[0], np.cumsum(bound | single)]) for bound, single in zip(fixed, alone, strict=True)
    )
    free = np.zeros(lattice.shape, bool)
    for shape, (m, n) in enumerate(SHAPES):
        free[shape] = (sums_a[i] == sums_a[np.maximum(i - m, 0)]) & (
            sums_b[j] == sums_b[np.maximum(j - n, 0)]
        )
        if not n:
            free[shape] |= alone[0][np.maximum(i - 1, 0)]
        if not m:
            free[shape] |= alone[1][np.maximum(j - 1, 0)]
    return free


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


@dataclass(frozen=True)
class Joined:
    """The beads of some examples, and what is known of each of the b beads and t examples."""

    paths: Paths
    features: NDArray[np.float32]
    """Shape (b, f)."""
    agrees: NDArray[np.bool_]
    """Shape (b,)."""
    owner: NDArray[np.intp]
    """Example of each bead, shape (b,)."""
    conditions: NDArray[np.float64]
    """1 and the `Conditions` of each example, shape (3, t)."""
    worth: NDArray[np.float64]
    """Weight of each example, shape (t,)."""
    names: Sequence[str]
    penalty: float
    """Of the square of a weight."""

    def penalised_loss(self, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Negative log-likelihood of the paths that agree with the gold, with the penalty on the weights, and
        its gradient (w,).

        Ends the program where it is infinite: in some example no path agrees with the gold.
        """
        shares = self.conditions[:, self.owner]
        kinds = np.split(weights.astype(np.float32), len(shares))
        scores = np.einsum("kb,bk->b", shares, self.features @ np.array(kinds).T)
        whole, every = self.paths.chances(scores)
        part, right = self.paths.chances(np.where(self.agrees, scores, -np.inf))
        for name, value in zip(self.names, whole - part, strict=True):
            if not abs(value) < IMPOSSIBLE:
                sys.exit(f"nothing is learned: no path of the lattice of {name} agrees with its gold")
        surplus = shares * (self.worth[self.owner] * (every - right))
        gradient = (surplus.astype(np.float32) @ self.features).astype(np.float64).ravel()
        value = float(self.worth @ (whole - part)) + self.penalty * float(weights @ weights)
        return value, gradient + 2 * self.penalty * weights


def join(examples: Sequence[Example]) -> Joined:
    """The beads of all examples that are learned from."""
    sizes = [e.lattice.nodes.size for e in examples]
    shift = np.concatenate([[0], np.cumsum(sizes)])
    parts = [part for k, e in enumerate(examples) for part in e.learned_beads(k, int(shift[k]))]
    start, end, owner, agrees, features = (np.concatenate(each) for each in zip(*parts, strict=True))
    level = np.concatenate([e.lattice.rows + e.lattice.columns for e in examples])
    nodes = np.argsort(level, kind="stable")
    place = np.argsort(nodes)
    order = np.argsort(place[end], kind="stable")
    worth = np.array([e.weight for e in examples])
    return Joined(
        Paths(place[start[order]], place[end[order]], level[nodes], place[shift[:-1]], place[shift[1:] - 1]),
        features[order],
        agrees[order],
        owner[order],
        np.array([(1, *e.conditions) for e in examples]).T,
        worth,
        [e.pair.name for e in examples],
        PENALTY * float(worth @ [len(e.pair.gold) for e in examples]),
    )


def fit(examples: Sequence[Example], rounds: int = 60) -> NDArray[np.float64]:
    """The weights of greatest penalised likelihood, shape (w,), in the order of `WEIGHTS`."""
    result = minimize(
        join([e for e in examples if e.weight]).penalised_loss,
        starting_weights(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": rounds, "ftol": 1e-7},
    )
    return np.asarray(result.x)


def starting_weights() -> NDArray[np.float64]:
    """A guess to start from, shape (w,)."""
    return np.array([START.get(name, 0.0) for name in WEIGHTS])


def fold(name: str) -> int:
    """Which of the `FOLDS` a file is tested in; where it is, no form of it is learned from."""
    plain = name.rstrip(MARKS)
    known = [number for number, files in enumerate(FOLDS) if plain in files]
    return known[0] if known else crc32(plain.encode()) % len(FOLDS)


def cross_validate(examples: Sequence[Example]) -> None:
    """Print strict F1 and nulls of every group of files, each decoded with weights learned on other files."""
    totals: dict[str, list[Count]] = {}
    for number in range(len(FOLDS)):
        weights = fit([e for e in examples if fold(e.pair.name) != number])
        for e in examples:
            if fold(e.pair.name) == number:
                beads, sizes = e.beads(weights), (len(e.pair.zh), len(e.pair.en))
                name = e.pair.name.split("/")[0] + e.pair.name[len(e.pair.name.rstrip(MARKS)) :]
                total = totals.setdefault(name, [Count(), Count()])
                total[0] += strict(beads, e.pair.gold)
                total[1] += nulls(beads, e.pair.gold, sizes)
    print("cross-validated; + with stretches taken out, ~ short passages, - with segments deleted")
    for name, (s, n) in sorted(totals.items()):
        print(
            f"{name:13} strict P {s.precision:.3f} R {s.recall:.3f} F1 {s.f1:.3f}"
            f"   null P {n.precision:.2f} R {n.recall:.2f}"
        )


def pairs(folder: Path) -> list[tuple[Pair, float]]:
    """Everything that is learned from, and that is only measured, each with its weight."""
    texts = [pair for name in ("mac-dev", "mag", "aca") for pair in read_set(folder, name)]
    made = [(thinned(pair, k), THINNED) for k, pair in enumerate(texts)]
    made += [(short, SHORT) for pair in texts for short in shortened(pair)]
    news = [replace(pair, name=f"{pair.name}-") for pair in deleted(folder)]
    measured = [(pair, 0.0) for pair in (*news, *read_set(folder, "textberg-dev"))]
    return [*((pair, 1.0) for pair in texts), *made, *measured]


def main() -> None:
    """Parse, measure, learn, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--encoders", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--cache", type=Path)
    parser.add_argument(
        "--write", action="store_true", help="put the weights into aligner/match/translation/chain.json"
    )
    options = parser.parse_args()
    texts = pairs(bench_folder())
    for kind in options.encoders:
        with tempfile.TemporaryDirectory() as temporary:
            encoder = named_encoder(kind, options.cache or Path(temporary))
            examples = [example(pair, encoder, weight) for pair, weight in texts]
        gold = sum(bool(zh and en) for e in examples for zh, en in e.pair.gold)
        missing = {e.pair.name: e.missing for e in examples if e.missing}
        print(f"{kind}: {sum(missing.values())} of {gold} gold beads are not in the lattice: {missing}")
        for name, known in ((kind + BY_CLAUSES, examples), (kind, [without_clauses(e) for e in examples])):
            print(name)
            cross_validate(known)
            if options.write:
                tables = json.loads(TABLE.read_text(encoding="utf-8")) | {name: table(fit(known))}
                TABLE.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")


def table(weights: NDArray[np.floating]) -> dict[str, float]:
    """The weights by feature; those of features that nothing is known of are left out."""
    rounded = ((name, round(float(weight), 4)) for name, weight in zip(WEIGHTS, weights, strict=True))
    return {name: weight for name, weight in rounded if weight}


if __name__ == "__main__":
    main()
