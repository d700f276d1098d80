"""Run one target for a while: coverage-guided with atheris where it installs, else by plain mutation.

    python -m tests.fuzz.engine markdown --seconds 600 --out build/fuzz

Every input that breaks a promise is kept as ``<out>/<target>-<hash>`` with the traceback beside it; one a
place in the code. At the end one line of JSON: executions, refusals, finds, slowest input, peak memory. A
find is mended in the code and its input moved to ``tests/fuzz/cases/<target>/``, which `test_cases` replays.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

HANG = 10
"""Seconds that one input may take."""
MEMORY = 1024
"""MiB that the process may grow to."""
LARGEST = 1 << 14
"""Bytes of the largest input."""


class Hang(BaseException):
    """An input took longer than `HANG` seconds."""


class Watch:
    """Runs inputs and keeps what breaks."""

    def __init__(self, name: str, out: Path, seconds: float) -> None:
        from tests.fuzz.targets import TARGETS

        self.name, self.out, self.target = name, out, TARGETS[name]
        self.executions = self.taken = 0
        self.slowest = 0.0
        self.finds: dict[str, str] = {}
        self.begun = time.monotonic()
        self.until = self.begun + seconds
        signal.signal(signal.SIGALRM, self._late)

    @staticmethod
    def _late(_number: int, _frame: FrameType | None) -> None:
        raise Hang(f"took longer than {HANG} seconds")

    def __call__(self, data: bytes) -> None:
        self.executions += 1
        before = time.monotonic()
        if before > self.until:
            self.report()
            os._exit(0)  # atheris leaves no other way out
        signal.alarm(HANG)
        try:
            self.taken += self.target(data)
        except (Exception, Hang) as error:
            self._keep(data, error)
        finally:
            signal.alarm(0)
        self.slowest = max(self.slowest, time.monotonic() - before)
        if self.executions % 1000 == 0 and self.peak > MEMORY:
            self._keep(data, MemoryError(f"the process has grown to {self.peak} MiB"))

    @property
    def peak(self) -> int:
        """MiB."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    def _keep(self, data: bytes, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [f for f in frames if f"{os.sep}aligner{os.sep}" in f.filename] or frames
        place = f"{type(error).__name__} {ours[-1].filename}:{ours[-1].lineno}" if ours else repr(error)
        if place in self.finds:
            return
        key = hashlib.sha256(data).hexdigest()[:12]
        self.finds[place] = f"{self.name}-{key}"
        self.out.mkdir(parents=True, exist_ok=True)
        (self.out / self.finds[place]).write_bytes(data)
        told = "".join(traceback.format_exception(error))
        (self.out / f"{self.finds[place]}.txt").write_text(told, encoding="utf-8")

    def report(self) -> None:
        """The line of JSON."""
        row = {
            "target": self.name,
            "seconds": round(time.monotonic() - self.begun),
            "executions": self.executions,
            "taken": self.taken,
            "slowest_s": round(self.slowest, 2),
            "peak_mib": self.peak,
            "finds": self.finds,
        }
        print(json.dumps(row), flush=True)


def mutated(rng: random.Random, seeds: list[bytes], words: Sequence[str]) -> bytes:
    """A seed with one to eight small changes: bytes, repeats, cuts, swaps, pieces of the format, joins."""
    data = bytearray(rng.choice(seeds))
    for _ in range(1 << rng.randrange(4)):
        at = rng.randrange(len(data) + 1)
        to = min(at + 1 + int(rng.expovariate(0.1)), len(data))
        kind = rng.randrange(8)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[at:to]
        elif kind == 2:
            data[at:at] = data[at:to] * rng.choice((1, 2, 3, 50))
        elif kind == 3 and words:
            data[at:at] = rng.choice(words).encode() * rng.choice((1, 1, 1, 40))
        elif kind == 4:
            other = rng.choice(seeds)
            cut = rng.randrange(len(other) + 1)
            data[at:to] = other[cut : cut + 40]
        elif kind == 5:
            data[at:at] = rng.randbytes(rng.randrange(1, 6))
        elif kind == 6:
            data[at:to] = bytes(reversed(data[at:to]))
        else:
            data[at:at] = chr(
                rng.choice((0, 0x7F, 0x85, 0xA0, 0x200B, 0x2028, 0x3000, 0xFEFF, 0x1F600))
            ).encode()
    return bytes(data[:LARGEST])


def _with_atheris(options: argparse.Namespace) -> None:
    import atheris

    with atheris.instrument_imports(include=["aligner"]):
        watch = Watch(options.target, options.out, options.seconds)
    folder = Path(tempfile.mkdtemp(prefix="aligner-fuzz-"))
    for number, seed in enumerate(watch.target.seeds):
        (folder / f"seed{number}").write_bytes(seed)
    words = folder.parent / f"{folder.name}.dict"
    lines = ("".join(f"\\x{b:02x}" for b in word.encode()) for word in watch.target.words)
    words.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")
    flags = [f"-max_len={LARGEST}", "-rss_limit_mb=4096", "-detect_leaks=0", f"-seed={options.seed}"]
    if watch.target.words:
        flags.append(f"-dict={words}")
    atheris.Setup([sys.argv[0], *flags, str(folder)], watch)
    atheris.Fuzz()


def _plain(options: argparse.Namespace) -> None:
    watch = Watch(options.target, options.out, options.seconds)
    rng = random.Random(options.seed)
    pool: list[bytes] = list(watch.target.seeds)
    while True:
        data = mutated(rng, pool, watch.target.words)
        before = watch.taken
        watch(data)
        if watch.taken > before and len(pool) < 500:  # what is still taken is a place to go on from
            pool.append(data)


def main(args: list[str] | None = None) -> int:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without atheris")
    options = parser.parse_args(args)
    run: Any = _plain
    if not options.plain:
        try:
            import atheris  # noqa: F401

            run = _with_atheris
        except ImportError:
            pass
    print(f"{options.target}: {'atheris' if run is _with_atheris else 'plain mutation'}", flush=True)
    run(options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
