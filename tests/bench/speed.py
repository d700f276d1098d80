"""How fast the embedded encoder is, beside the same model in torch float32, and how much its vectors differ.

    python -m tests.bench.speed [--texts 200] [--threads 2]

Texts of NTREX-128, half of them Chinese. Each encoder runs in a process of its own with nothing cached: from
the start of the process to the first vector, then all texts, a few at a time by turns, so that what else the
machine does slows both alike. Processor seconds count all threads. The memory is the most that the process
had resident at once. Vectors are compared as what they are used for, by cosine: of sentences (sums of the
last layer) and of single tokens (the middle layer). Below them stands what the same sentences cost our
encoder when every run of up to seven of them is encoded, as overlap encoding does (`baselines.encode_runs`).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aligner.record.encoding import Encoded, Encoder
from tests.bench.baselines import encode_runs
from tests.bench.data import bench_folder

ENCODERS = ("onnx", "torch")
TURN = 20
"""Texts that one encoder does before it is the other's turn."""


def texts(count: int) -> list[str]:
    """The first texts of NTREX-128, each in both languages; `count` of them."""
    lines = (bench_folder() / "ntrex-dev" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [pair for row in map(json.loads, lines) for pair in zip(row["zh"], row["en"], strict=True)]
    return [text for pair in pairs for text in pair][:count]


def load(name: str) -> Encoder:
    """One of the encoders, nothing of it built before."""
    if name == "onnx":
        from aligner.encode import load_encoder

        return load_encoder()
    from aligner.encode.embedded import PREFIX, model_file
    from aligner.encode.model_file import read_packed
    from aligner.encode.torch_model import build_model, build_tokenizer
    from aligner.encode.transformer import TransformerEncoder
    from aligner.encode.windows import frame

    packed = read_packed(model_file())
    tokenizer = build_tokenizer(packed)
    window = frame(tokenizer, PREFIX, packed.shape.positions, packed.pad)
    return TransformerEncoder(build_model(packed), tokenizer, window, signature="torch")


def work(name: str, folder: Path, started: float) -> None:
    """In a process of its own, begun at `started` (seconds since 1970): encode a part of the texts for every
    line read, leave vectors and figures.
    """
    encoder = load(name)
    encoder.encode(["First."])
    figures = {"first": time.time() - started, "first_work": time.process_time(), "wall": 0.0, "work": 0.0}
    chosen = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    encoded: list[Encoded] = []
    for start in range(0, len(chosen), TURN):
        print("ready", flush=True)
        sys.stdin.readline()
        wall, processor = time.perf_counter(), time.process_time()
        encoded += encoder.encode(chosen[start : start + TURN])
        figures["wall"] += time.perf_counter() - wall
        figures["work"] += time.process_time() - processor
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    np.savez(
        folder / f"{name}.npz",
        vectors=np.stack([e.vector for e in encoded]),
        tokens=np.concatenate([e.tokens for e in encoded]).astype(np.float32),
    )
    (folder / f"{name}.json").write_text(json.dumps(figures), encoding="utf-8")


def run(folder: Path, threads: int) -> None:
    """Both encoders, by turns; each is loaded before the next is started."""
    environment = os.environ | {"OMP_NUM_THREADS": str(threads)}
    workers = []
    for name in ENCODERS:
        command = [sys.executable, "-m", "tests.bench.speed", "--worker", name, str(folder), str(time.time())]
        worker = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        workers.append(worker)
        _ready(worker)
    working = list(workers)
    while working:
        for worker in list(working):
            assert worker.stdin is not None
            print("next", file=worker.stdin, flush=True)
            if not _ready(worker):
                working.remove(worker)
    if any(worker.wait() for worker in workers):
        sys.exit("an encoder failed")


def _ready(worker: subprocess.Popen[str]) -> bool:
    """Wait until a worker asks for more; false when it ended."""
    assert worker.stdout is not None
    return bool(worker.stdout.readline())


def cosines(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosine of each row of `a` with the same of `b` (n, d), shape (n,)."""
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.asarray(np.einsum("nd,nd->n", a, b) / np.maximum(norms, 1e-9), np.float32)


def table(count: int, ours: dict[str, float], torch: dict[str, float]) -> str:
    """The figures side by side, with how many times better ours are."""
    rows = [
        ("texts a second", count / ours["wall"], count / torch["wall"], True),
        ("texts a second of one core", count / ours["work"], count / torch["work"], True),
        ("seconds to the first vector", ours["first"], torch["first"], False),
        ("of them on the processor", ours["first_work"], torch["first_work"], False),
        ("peak memory, GB", ours["memory"], torch["memory"], False),
    ]
    lines = ["| | ONNX Runtime, 8-bit | torch, float32 | times |", "|---|---|---|---|"]
    for label, left, right, rate in rows:
        times = left / right if rate else right / left
        lines.append(f"| {label} | {left:.2f} | {right:.2f} | {times:.1f} |")
    return "\n".join(lines)


def overlap(chosen: Sequence[str], threads: int) -> str:
    """The same sentences one by one and in runs, by our encoder in this process."""
    os.environ["OMP_NUM_THREADS"] = str(threads)
    encoder = load("onnx")
    encoder.encode(["First."])
    start = time.perf_counter()
    encoder.encode(chosen)
    alone = time.perf_counter() - start
    runs = encode_runs(chosen[::2], encoder, ""), encode_runs(chosen[1::2], encoder, " ")
    wall = time.perf_counter() - start - alone
    count = sum(np.count_nonzero(counts) for side in runs for _, counts in side)
    return (
        f"overlap encoding: {count} runs, {len(chosen) / wall:.2f} sentences a second; one by one"
        f" {len(chosen) / alone:.2f}, {wall / alone:.1f} times as many"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run both encoders and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--worker", nargs=3, metavar=("ENCODER", "FOLDER", "STARTED"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        name, folder, started = options.worker
        work(name, Path(folder), float(started))
        return
    chosen = texts(options.texts)
    with tempfile.TemporaryDirectory() as temporary:
        results = Path(temporary)
        (results / "texts.json").write_text(json.dumps(chosen), encoding="utf-8")
        run(results, options.threads)
        ours, torch = (json.loads((results / f"{name}.json").read_text()) for name in ENCODERS)
        left, right = (np.load(results / f"{name}.npz") for name in ENCODERS)
        print(f"{len(chosen)} texts, threads: {options.threads}\n\n{table(len(chosen), ours, torch)}\n")
        for label, part in (("sentence vectors", "vectors"), ("token states", "tokens")):
            alike = cosines(left[part], right[part])
            print(f"{label}: {len(alike)}, cosine median {np.median(alike):.5f}, least {alike.min():.5f}")
    print(overlap(chosen, options.threads))


if __name__ == "__main__":
    main()
