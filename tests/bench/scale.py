"""How long, and in how much memory, two very long texts are aligned once their vectors are given.

    python -m tests.bench.scale [--rounds 21] [--cache FOLDER]

The text is mac-dev, all chapters, over and over: 21 rounds are 30,324 x 40,887 sentences. Every time round,
all vectors and states less the mean of their side are turned by a permutation of their dimensions with
random signs, the same on both sides: inside a round everything is as it was, and rounds have nothing in
common.

The vectors are made in a process of their own and lie in a cache folder, as after a first run; the process
that decodes gets them from there as every run does, sentence by sentence as they are used. Printed: seconds
of decoding and of work (they differ where others use the machine, and where products of matrices take two
cores), which include that reading; peak memory, which is everything the decoding process has had resident at
once: interpreter, libraries, texts, what was read of the vectors, results (the system's cache of files is no
part of it); how much was given on disk; and strict F1 against the gold.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aligner.encode import CachedEncoder, load_encoder
from aligner.match import match
from aligner.record.encoding import Encoded, Progress
from tests.bench.data import Bead, Pair, bench_folder, document, read_set, strict

Floats = NDArray[np.float32]
LIMIT = 2**40  # bytes that the folder of vectors may take


@dataclass(frozen=True)
class Given:
    """An encoder that has the vectors already."""

    vectors: Mapping[str, Encoded]
    signature: str = "given"

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """Those of the texts."""
        return [self.vectors[text] for text in texts]


def marked(pair: Pair, round_: int) -> tuple[list[str], list[str]]:
    """The sentences of both sides with a mark of the round, so that none is a copy of another round's."""
    return [s + chr(ord("一") + round_) for s in pair.zh], [s + chr(ord("ἀ") + round_) for s in pair.en]


def prepare(rounds: int, cache: Path | None, folder: Path) -> None:
    """Encode the text, turn it for each round, and leave all of it in `folder`."""
    pairs = read_set(bench_folder(), "mac-dev")
    with tempfile.TemporaryDirectory() as temporary:
        encoder = CachedEncoder(load_encoder(), cache or Path(temporary))
        known = [(encoder.encode(pair.zh), encoder.encode(pair.en)) for pair in pairs]
    means = [_means([e for sides in known for e in sides[side]]) for side in (0, 1)]
    generator = np.random.default_rng(0)
    for round_ in range(rounds):
        order = generator.permutation(len(known[0][0][0].vector))
        signs = generator.choice(np.array([-1, 1], np.float32), len(order))
        turned = {
            text: _turned(e, means[side], order, signs)
            for pair, sides in zip(pairs, known, strict=True)
            for side, texts in enumerate(marked(pair, round_))
            for text, e in zip(texts, sides[side], strict=True)
        }
        CachedEncoder(Given(turned), folder, limit=LIMIT).encode(list(turned))


def _means(encoded: Sequence[Encoded]) -> tuple[Floats, Floats]:
    """Mean vector of a token, and mean token state, each of shape (d,)."""
    count = sum(len(e.tokens) for e in encoded)
    tokens = np.sum([e.tokens.sum(0, dtype=np.float32) for e in encoded], axis=0)
    return np.sum([e.vector for e in encoded], axis=0) / count, tokens / count


def _turned(e: Encoded, means: tuple[Floats, Floats], order: NDArray[np.intp], signs: Floats) -> Encoded:
    """The encoding with its dimensions permuted and their signs changed, but for what all texts share."""
    shared = means[0] * len(e.tokens)
    vector = (e.vector - shared)[order] * signs + shared
    tokens = (e.tokens - means[1])[:, order] * signs + means[1]
    return Encoded(vector.astype(np.float32), tokens.astype(np.float16), e.spans)


def measure(rounds: int, folder: Path) -> str:
    """Align the text with the vectors in `folder`; one line of results."""
    lines: tuple[list[str], list[str]] = ([], [])
    gold: list[Bead] = []
    for round_ in range(rounds):
        for pair in read_set(bench_folder(), "mac-dev"):
            at = len(lines[0]), len(lines[1])
            gold += [(tuple(i + at[0] for i in zh), tuple(j + at[1] for j in en)) for zh, en in pair.gold]
            for side, texts in zip(lines, marked(pair, round_), strict=True):
                side.extend(texts)
    texts = [*lines[0], *lines[1]]
    given = Given(dict(zip(texts, CachedEncoder(Given({}), folder, limit=LIMIT).encode(texts), strict=True)))
    size = sum(path.stat().st_size for path in folder.iterdir()) / 2**30
    before = time.perf_counter(), time.process_time()
    matching = match(document(lines[0], "zh"), document(lines[1], "en"), given, mode="translation")
    seconds, work = time.perf_counter() - before[0], time.process_time() - before[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    found = [
        (tuple(int(i[1:]) for i in link.zh), tuple(int(j[1:]) for j in link.en)) for link in matching.links
    ]
    return (
        f"{len(lines[0])} x {len(lines[1])} sentences: decoded in {seconds:.0f} s ({work:.0f} s of work),"
        f" peak {peak:.2f} GB in all, {size:.2f} GB given on disk; strict F1 {strict(found, gold).f1:.3f}"
        f"  {matching.signature}"
    )


def main() -> None:
    """Parse, make the vectors, align, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--cache", type=Path, help="folder for encodings; a temporary one without it")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            pool.submit(prepare, options.rounds, options.cache, folder).result()
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            print(pool.submit(measure, options.rounds, folder).result())


if __name__ == "__main__":
    main()
