"""How long, and in how much memory, two very long texts are aligned once their vectors are given.

    python tests/bench/scale.py [--rounds 21] [--cache FOLDER]

The text is mac-dev, all chapters, over and over: 21 rounds are 30,324 x 40,887 sentences. Every time round,
all vectors and states less the mean of their side are turned by a permutation of their dimensions with
random signs, the same on both sides: inside a round everything is as it was, and rounds have nothing in
common. Printed: seconds of decoding and of work (they differ where others use the machine), peak memory and
how much of it was given, and strict F1 against the gold.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from data import Bead, bench_folder, document, read_set, strict
from numpy.typing import NDArray

from aligner.encode import CachedEncoder, load_encoder
from aligner.match import match
from aligner.record.encoding import Encoded, Progress

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Given:
    """An encoder that has the vectors already."""

    vectors: list[Encoded]
    signature: str = "given"

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """All of them: the texts are known to be all texts."""
        return self.vectors[: len(texts)]


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


def main() -> None:
    """Parse, build the texts, align, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--cache", type=Path, help="folder for encodings; a temporary one without it")
    options = parser.parse_args()
    pairs = read_set(bench_folder(), "mac-dev")
    with tempfile.TemporaryDirectory() as temporary:
        encoder = CachedEncoder(load_encoder(), options.cache or Path(temporary))
        known = [(encoder.encode(pair.zh), encoder.encode(pair.en)) for pair in pairs]
    means = [_means([e for sides in known for e in sides[side]]) for side in (0, 1)]
    encoded: tuple[list[Encoded], list[Encoded]] = ([], [])
    lines: tuple[list[str], list[str]] = ([], [])
    gold: list[Bead] = []
    generator = np.random.default_rng(0)
    for round_ in range(options.rounds):
        order = generator.permutation(len(known[0][0][0].vector))
        signs = generator.choice(np.array([-1, 1], np.float32), len(order))
        for pair, sides in zip(pairs, known, strict=True):
            at = len(lines[0]), len(lines[1])
            gold += [(tuple(i + at[0] for i in zh), tuple(j + at[1] for j in en)) for zh, en in pair.gold]
            for side, first, texts in ((0, "一", pair.zh), (1, "ἀ", pair.en)):
                mark = chr(ord(first) + round_)  # so that no sentence is a copy of another
                lines[side].extend(text + mark for text in texts)
                encoded[side].extend(_turned(e, means[side], order, signs) for e in sides[side])
    given = Given([*encoded[0], *encoded[1]])
    size = sum(e.vector.nbytes + e.tokens.nbytes for e in given.vectors) / 2**30
    before = time.perf_counter(), time.process_time()
    matching = match(document(lines[0], "zh"), document(lines[1], "en"), given, mode="translation")
    seconds, work = time.perf_counter() - before[0], time.process_time() - before[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    found = [
        (tuple(int(i[1:]) for i in link.zh), tuple(int(j[1:]) for j in link.en)) for link in matching.links
    ]
    count = strict(found, gold)
    print(
        f"{len(lines[0])} x {len(lines[1])} sentences: decoded in {seconds:.0f} s ({work:.0f} s of work),"
        f" peak {peak:.2f} GB, {size:.2f} GB of it given; strict F1 {count.f1:.3f}  {matching.signature}"
    )


if __name__ == "__main__":
    main()
