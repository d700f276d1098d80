"""How well the translation decoder aligns sentences: strict and lax P/R/F1, and nulls, beside published
figures.

    python tests/bench/alignment.py [--sets mac-dev mag aca] [--model NAME] [--cache FOLDER]

Published figures: mac-dev, Bertalign with LaBSE .911 and Vecalign .863 (Liu & Zhu 2022, Digital Scholarship
in the Humanities, doi:10.1093/llc/fqac089, and the authors' repository bfsujason/bertalign, commit
3de1d8e). Our weights are learned on these very sets; ``chain_weights.py`` prints the honest, cross-
validated figures.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from data import Bead, Count, Pair, bench_folder, document, lax, nulls, read_set, strict
from numpy.typing import NDArray

from aligner.encode import CachedEncoder, load_encoder
from aligner.match import match
from aligner.match.anchors import best_chain, candidates
from aligner.match.band import around
from aligner.match.lattice import SHAPES, best_path, build
from aligner.record.encoding import Encoder
from aligner.record.model import Matching

PUBLISHED = {"mac-dev": "Bertalign .911 · Vecalign .863"}


def ours(pair: Pair, encoder: Encoder) -> tuple[list[Bead], Matching]:
    """Beads that `aligner.match` finds on its own (mode ``auto``)."""
    matching = match(document(pair.zh, "zh"), document(pair.en, "en"), encoder)
    return [
        (tuple(int(i[1:]) for i in link.zh), tuple(int(i[1:]) for i in link.en)) for link in matching.links
    ], matching


def plain(pair: Pair, encoder: Encoder) -> list[Bead]:
    """A simple baseline: Vecalign's cost (Thompson & Koehn 2019, section 3) on the same summed states."""
    a, b = (np.array([e.vector for e in encoder.encode(lines)]) for lines in (pair.zh, pair.en))
    units = [v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9) for v in (a, b)]
    lattice = build(around(best_chain(candidates(units[0], units[1])), len(a), len(b), 7))
    sums = [np.concatenate([np.zeros((1, v.shape[1])), np.cumsum(v, axis=0)]) for v in (a, b)]
    rows, columns = lattice.nodes.rows, lattice.nodes.columns
    scores = np.full((len(SHAPES), lattice.nodes.size), -np.inf, np.float32)
    for shape, (m, n) in enumerate(SHAPES[:-2]):
        at = np.flatnonzero(lattice.valid[shape])
        x = _unit(sums[0][rows[at]] - sums[0][rows[at] - m])
        y = _unit(sums[1][columns[at]] - sums[1][columns[at] - n])
        chance = 2 - x @ units[1].mean(0) - y @ units[0].mean(0)
        scores[shape, at] = -2 * (1 - np.einsum("cd,cd->c", x, y)) * m * n / chance
    scores[-2:] = np.where(lattice.valid[-2:], np.percentile(scores[0][np.isfinite(scores[0])], 80), -np.inf)
    path = best_path(lattice, scores)
    return [(tuple(range(i, i2)), tuple(range(j, j2))) for (i, i2, j, j2), _, _ in path if i2 > i and j2 > j]


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def measure(system: str, pairs: Sequence[Pair], encoder: Encoder) -> tuple[list[Count], float, set[str]]:
    """Strict, lax and null counts over the files together, seconds, and the modes that were chosen."""
    totals, seconds, modes = [Count(), Count(), Count()], 0.0, set()
    for pair in pairs:
        start = time.perf_counter()
        if system == "plain":
            found = plain(pair, encoder)
        else:
            found, matching = ours(pair, encoder)
            modes.add(matching.mode)
        seconds += time.perf_counter() - start
        sizes = len(pair.zh), len(pair.en)
        fresh = strict(found, pair.gold), lax(found, pair.gold), nulls(found, pair.gold, sizes)
        totals = [a + b for a, b in zip(totals, fresh, strict=True)]
    return totals, seconds, modes


def run(names: Sequence[str], encoder: Encoder) -> None:
    """Measure and print."""
    heads = f"{'strict P':>9}{'R':>7}{'F1':>7}{'lax F1':>8}{'null P':>8}{'R':>7}{'s':>7}"
    print(f"{'set':9}{'system':8}{heads}  published")
    for name in names:
        pairs = read_set(bench_folder(), name)
        for pair in pairs:
            encoder.encode([*pair.zh, *pair.en])
        for system in ("ours", "plain"):
            (s, x, n), seconds, modes = measure(system, pairs, encoder)
            note = PUBLISHED.get(name, "") if system == "ours" else "(Vecalign's cost on the same vectors)"
            wrong = "" if modes <= {"translation"} else f"  mode {sorted(modes)}"
            print(
                f"{name:9}{system:8}{s.precision:9.3f}{s.recall:7.3f}{s.f1:7.3f}{x.f1:8.3f}"
                f"{n.precision:8.2f}{n.recall:7.2f}{seconds:7.1f}  {note}{wrong}"
            )


def main() -> None:
    """Parse, load, run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", nargs="+", default=["mac-dev", "mag", "aca"])
    parser.add_argument("--model")
    parser.add_argument("--cache", type=Path, help="folder for encodings; a temporary one without it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        run(options.sets, CachedEncoder(load_encoder(options.model), options.cache or Path(temporary)))


if __name__ == "__main__":
    main()
