"""How well and how fast the translation decoder aligns sentences, beside other methods in the same run.

    python -m tests.bench.alignment [--sets mac-dev mag aca ntrex-] [--systems ours vecalign lengths]
    python -m tests.bench.alignment --sets mac-dev/006 --systems ours overlap lengths --fresh
    python -m tests.bench.alignment --sets mac-dev/006:60 mag/003:60 --systems ours overlap --fresh

Systems: `ours`; `vecalign`, the cost of Vecalign (Thompson & Koehn 2019, section 3) on our summed states;
`overlap`, Bertalign's two passes over encoded runs of sentences with the same model; `lengths`, Gale and
Church (both in ``baselines.py``). Sets: `mac-dev`, `mag`, `aca`, one file of them, or `ntrex-`: the documents
of NTREX-128 with 15 % of the segments of either side deleted at random. Each system runs on each set in a
process of its own, for its peak memory. With --fresh nothing is taken from a cache, so that the seconds of
encoding and the sentences per second are those of a first run; where `ours` and `overlap` are measured on the
same set, a line says how many times as many sentences a second ours aligns. Overlap encoding takes many
minutes for a chapter: ``:60`` behind a name takes its first sixty Chinese sentences and what answers them.

Published figures, lines to beat: mac-dev, Bertalign with LaBSE .911 and Vecalign .863 (Liu & Zhu 2022,
Digital Scholarship in the Humanities, doi:10.1093/llc/fqac089, and the authors' repository
bfsujason/bertalign, commit 3de1d8e); nulls on literary text (MAC-Test), Bertalign P .39 R .27. Our weights
are learned on mac-dev, mag and aca: ``chain_weights.py`` prints the cross-validated figures. ntrex- takes no
part in that.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aligner.encode import CachedEncoder, load_encoder
from aligner.match import MATCH_VERSION, match
from aligner.match.translation.anchors import best_chain, candidates
from aligner.match.translation.band import band_around
from aligner.match.translation.lattice import SHAPES, best_path, build
from aligner.record.encoding import Encoder
from tests.bench.baselines import encode_runs, has_lengths, lengths, overlap
from tests.bench.data import (
    Bead,
    Count,
    Pair,
    beginning,
    bench_folder,
    by_type,
    deleted,
    document,
    lax,
    nulls,
    read_set,
    strict,
)
from tests.helpers.lattice import valid

PUBLISHED = {"mac-dev": "published: Bertalign .911, Vecalign .863"}
TYPES = ("1-1", "1-2", "2-1", "1-3+", "3+-1", "m-n")


@dataclass
class Result:
    """What one system did on one set."""

    strict: Count = field(default_factory=Count)
    lax: Count = field(default_factory=Count)
    nulls: Count = field(default_factory=Count)
    types: dict[str, Count] = field(default_factory=dict)
    sentences: int = 0
    encode: float = 0.0
    decode: float = 0.0
    memory: float = 0.0
    """Greatest of the process, in GB."""
    signature: str = ""

    def add(self, found: Sequence[Bead], pair: Pair) -> None:
        """Count one file pair."""
        self.strict += strict(found, pair.gold)
        self.lax += lax(found, pair.gold)
        self.nulls += nulls(found, pair.gold, (len(pair.zh), len(pair.en)))
        for name, count in by_type(found, pair.gold).items():
            self.types[name] = self.types.get(name, Count()) + count
        self.sentences += len(pair.zh) + len(pair.en)


def vecalign(pair: Pair, encoder: Encoder) -> list[Bead]:
    """A simple baseline: Vecalign's cost (Thompson & Koehn 2019, section 3) on the same summed states."""
    a, b = (np.array([e.vector for e in encoder.encode(lines)]) for lines in (pair.zh, pair.en))
    units = [v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9) for v in (a, b)]
    lattice = build(band_around(best_chain(candidates(units[0], units[1])), len(a), len(b), 7))
    sums = [np.concatenate([np.zeros((1, v.shape[1])), np.cumsum(v, axis=0)]) for v in (a, b)]
    rows, columns = lattice.nodes.rows, lattice.nodes.columns
    scores = np.full((len(SHAPES), lattice.nodes.size), -np.inf, np.float32)
    for shape, (m, n) in enumerate(SHAPES[:-2]):
        at = np.flatnonzero(lattice.holds(shape))
        x = _unit(sums[0][rows[at]] - sums[0][rows[at] - m])
        y = _unit(sums[1][columns[at]] - sums[1][columns[at] - n])
        chance = 2 - x @ units[1].mean(0) - y @ units[0].mean(0)
        scores[shape, at] = -2 * (1 - np.einsum("cd,cd->c", x, y)) * m * n / chance
    scores[-2:] = np.where(valid(lattice)[-2:], np.percentile(scores[0][np.isfinite(scores[0])], 80), -np.inf)
    return [(tuple(range(i, i2)), tuple(range(j, j2))) for (i, i2, j, j2), _, _ in best_path(lattice, scores)]


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def read(name: str) -> list[Pair]:
    """The file pairs of a set, or one of them."""
    if name == "ntrex-":
        return deleted(bench_folder())
    name, _, count = name.partition(":")
    folder, _, stem = name.partition("/")
    pairs = [pair for pair in read_set(bench_folder(), folder) if not stem or pair.name == name]
    if not pairs:
        sys.exit(f"there is no set or file {name!r}: name one as mac-dev, mac-dev/006 or mac-dev/006:60")
    return [beginning(pair, int(count)) for pair in pairs] if count else pairs


def measure(system: str, name: str, model: str | None, cache: Path) -> Result:
    """Run one system on one set. Encoding is done, and timed, before decoding."""
    plain = load_encoder(model)
    if system != "lengths":
        plain.encode(["1"])  # the time to load a model is nobody's merit
    encoder = CachedEncoder(plain, cache)
    result = Result(signature=encoder.signature if system != "lengths" else "characters")
    for pair in read(name):
        start = time.perf_counter()
        if system == "overlap":
            runs = encode_runs(pair.zh, encoder, ""), encode_runs(pair.en, encoder, " ")
        elif system != "lengths":
            encoder.encode([*pair.zh, *pair.en])
        middle = time.perf_counter()
        if system == "overlap":
            found = overlap(*runs)
        elif system == "lengths":
            found = lengths(pair.zh, pair.en)
        elif system == "vecalign":
            found = vecalign(pair, encoder)
        else:
            matching = match(document(pair.zh, "zh"), document(pair.en, "en"), encoder)
            result.signature = matching.signature
            found = [
                (tuple(int(i[1:]) for i in link.zh), tuple(int(j[1:]) for j in link.en))
                for link in matching.links
            ]
        result.encode += middle - start
        result.decode += time.perf_counter() - middle
        result.add(found, pair)
    result.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return result


def line(system: str, name: str, r: Result) -> str:
    """One row of the table."""
    speed = r.sentences / max(r.encode + r.decode, 1e-9)
    types = "".join(f"{r.types.get(t, Count()).f1:6.2f}" for t in TYPES)
    return (
        f"{name:15}{system:10}{r.strict.precision:6.3f}{r.strict.recall:6.3f}{r.strict.f1:6.3f}{r.lax.f1:7.3f}"
        f"{r.nulls.precision:7.2f}{r.nulls.recall:5.2f} {types}"
        f"{r.encode:8.1f}{r.decode:7.1f}{speed:8.1f}{r.memory:6.2f}  {r.signature}"
    )


def faster(ours: Result, theirs: Result) -> str:
    """How many times as fast `ours` is, by sentences a second and by the seconds of each stage."""

    def whole(r: Result) -> float:
        return (r.encode + r.decode) / max(r.sentences, 1)

    return (
        f"ours does {whole(theirs) / max(whole(ours), 1e-9):.1f} times the sentences a second of overlap"
        f" encoding (encoding {theirs.encode / max(ours.encode, 1e-9):.1f} times, decoding"
        f" {theirs.decode / max(ours.decode, 1e-9):.1f} times as fast), strict F1 {ours.strict.f1:.3f} to"
        f" {theirs.strict.f1:.3f}"
    )


def main() -> None:
    """Parse, run each system on each set, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", nargs="+", default=["mac-dev", "mag", "aca", "ntrex-"])
    parser.add_argument(
        "--systems",
        nargs="+",
        default=["ours", "vecalign", "lengths"],
        choices=["ours", "vecalign", "overlap", "lengths"],
    )
    parser.add_argument("--model")
    parser.add_argument("--cache", type=Path, help="folder for encodings; a temporary one without it")
    parser.add_argument("--fresh", action="store_true", help="encode everything anew for every system")
    options = parser.parse_args()
    print(f"match:{MATCH_VERSION}, strict | lax | null, F1 by type of bead, seconds, sentences/s, GB")
    print(
        f"{'set':15}{'system':10}{'P':>6}{'R':>6}{'F1':>6}{'lax':>7}{'n P':>7}{'n R':>5} "
        + "".join(f"{t:>6}" for t in TYPES)
        + f"{'encode':>8}{'decode':>7}{'sent/s':>8}{'GB':>6}  signature"
    )
    for name in options.sets:
        results = {}
        for system in options.systems:
            if system == "lengths" and not has_lengths():
                print(f"{name:15}{system:10}not measured: python -m pip install galechurch")
                continue
            with tempfile.TemporaryDirectory() as temporary:
                cache = Path(temporary) if options.fresh or not options.cache else options.cache
                with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                    result = pool.submit(measure, system, name, options.model, cache).result()
            results[system] = result
            print(line(system, name, result), flush=True)
        if {"ours", "overlap"} <= results.keys():
            print(f"{name:15}{faster(results['ours'], results['overlap'])}", flush=True)
        if name in PUBLISHED:
            print(f"{name:15}{PUBLISHED[name]}")


if __name__ == "__main__":
    main()
