"""Many records through every engine: the same bytes, time, memory, and a worker killed on the way.

    python -m tests.bench.corpus --records 1000

Small records are put together from the documents of NTREX-128: each a stretch of a document, of which the
Chinese side leaves some sentences out and moves one. Each engine begins with an empty cache. The table
counts wall time, and the memory of all processes of the run together at its peak (resident pages, shared
ones counted in each).
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.data import bench_folder
from tests.bench.synthetic import Parallel, ntrex

ROOT = Path(__file__).resolve().parents[2]
RECORD_YML = "title: {zh: 第%d篇, en: Piece %d}\noriginal: en\nkind: summary\n" + (
    "sides: {zh: {file: zh.md}, en: {file: en.md}}\n"
)
COMMAND = (sys.executable, "-c", "import sys; from aligner.cli.main import main; sys.exit(main())")


@dataclass
class Row:
    """One run."""

    name: str
    seconds: float
    peak: float
    """MiB of all its processes together."""
    digest: str
    written: int


def make(seeds: Path, documents: Sequence[Parallel], count: int, seed: int) -> int:
    """`count` records of four to seven English sentences; how many different sentences they have."""
    rng = random.Random(seed)
    distinct = set()
    for number in range(count):
        document = rng.choice(documents)
        size = rng.randint(4, 7)
        start = rng.randrange(max(len(document) - size, 1))
        pairs = list(document[start : start + size])
        zh = [pair[0] for pair in pairs if rng.random() < 0.75] or [pairs[0][0]]
        if len(zh) > 2 and rng.random() < 0.3:
            zh.insert(0, zh.pop())
        en = [pair[1] for pair in pairs]
        distinct |= {*zh, *en}
        folder = seeds / f"n{number:04}"
        folder.mkdir(parents=True)
        for name, text in {
            "record.yml": RECORD_YML % (number, number),
            "zh.md": "\n\n".join(zh) + "\n",
            "en.md": "\n\n".join(en) + "\n",
        }.items():
            (folder / name).write_text(text, encoding="utf-8")
    return len(distinct)


def done(seeds: Path) -> list[Path]:
    """The alignments that are there."""
    return sorted(seeds.glob("*/alignment.json"))


def digest(seeds: Path) -> str:
    """One hash of all alignments, names and bytes."""
    total = hashlib.sha256()
    for path in done(seeds):
        total.update(path.parent.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def run(
    name: str,
    seeds: Path,
    options: Sequence[str],
    environment: dict[str, str],
    *,
    others: Callable[[], list[psutil.Process]] = lambda: [],
    kill: Callable[[psutil.Process], None] | None = None,
) -> Row:
    """Update all records; `kill` is called once, when a third of them is written."""
    total = len(list(seeds.iterdir()))
    begun = time.monotonic()
    process = psutil.Popen(
        [*COMMAND, "update", "--seeds", str(seeds), *options],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    said: list[str] = []
    listener = threading.Thread(target=lambda: said.extend(process.stderr))
    listener.start()
    peak, killed = 0.0, False
    while process.poll() is None:
        peak = max(peak, sum(map(_held, [*_family(process), *others()])))
        if kill is not None and not killed and len(done(seeds)) > total / 3:
            kill(process)
            killed = True
        time.sleep(0.2)
    listener.join()
    if process.returncode or (kill is not None and not killed):
        sys.exit(f"{name}: exit {process.returncode}, killed: {killed}\n" + "".join(said[-20:]))
    return Row(name, time.monotonic() - begun, peak, digest(seeds), len(done(seeds)))


def _family(process: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return []


def _held(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):
        return float(process.memory_info().rss) / 2**20
    return 0.0


def kill_child(process: psutil.Process) -> None:
    """`kill -9` one of the command's own processes, the one that holds most."""
    victim = max(process.children(recursive=True), key=_held)
    os.kill(victim.pid, signal.SIGKILL)


@contextlib.contextmanager
def cluster(environment: dict[str, str]) -> Iterator[tuple[str, list[psutil.Process]]]:
    """A Dask scheduler and two worker processes of one thread each; address, and the workers."""
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "scheduler.json"
        dask = [sys.executable, "-m", "dask"]
        common = {
            "env": environment,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "cwd": folder,
        }
        started = [
            psutil.Popen(
                [
                    *dask,
                    "scheduler",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--no-dashboard",
                    "--scheduler-file",
                    note,
                ],
                **common,
            )
        ]
        try:
            while not note.exists() or not note.read_text(encoding="utf-8").endswith("}"):
                time.sleep(0.1)
            address = note.read_text(encoding="utf-8").split('"address": "')[1].split('"')[0]
            options = ["--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--no-dashboard"]
            started += [psutil.Popen([*dask, "worker", address, *options], **common) for _ in range(2)]
            _wait_for_workers(address)
            yield address, started[1:]
        finally:
            for process in started:
                with contextlib.suppress(psutil.Error):
                    process.kill()
                process.wait(10)


def _wait_for_workers(address: str) -> None:
    from distributed import Client

    with Client(address, timeout=60) as client:
        client.wait_for_workers(2, timeout=120)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--documents", type=int, default=62, help="of NTREX-128 to take sentences from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="to work in (a temporary one)")
    options = parser.parse_args()
    base = options.folder or Path(tempfile.mkdtemp(prefix="aligner-corpus-"))
    documents = ntrex(bench_folder())[: options.documents]
    rows = []

    def prepared(name: str) -> tuple[Path, dict[str, str]]:
        folder = base / name
        shutil.rmtree(folder, ignore_errors=True)
        sentences = make(folder / "seeds", documents, options.records, options.seed)
        print(f"{name}: {options.records} records, {sentences} different sentences", file=sys.stderr)
        environment = {"ALIGNER_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
        return folder / "seeds", {**os.environ, **environment}

    def tell(row: Row) -> None:
        rows.append(row)
        same = "the same bytes" if row.digest == rows[0].digest else "DIFFERENT BYTES"
        print(
            f"| {row.name} | {row.written} | {row.seconds:.1f} | {options.records / row.seconds:.2f} "
            f"| {row.peak:.0f} | {same} |",
            flush=True,
        )

    print("| run | records | seconds | records a second | MiB at the peak | result |")
    print("|---|---:|---:|---:|---:|---|")
    seeds, environment = prepared("serial")
    tell(run("one process", seeds, [], environment))
    tell(run("one process, nothing changed", seeds, [], environment))
    print(
        f"(nothing changed: {100 * rows[1].seconds / rows[0].seconds:.1f} % of the first run)",
        file=sys.stderr,
    )
    seeds, environment = prepared("jobs")
    tell(run("`--jobs 2`, one process killed", seeds, ["--jobs", "2"], environment, kill=kill_child))
    seeds, environment = prepared("dask")
    with cluster(environment) as (address, workers):
        tell(
            run(
                "Dask, two workers, one killed",
                seeds,
                ["--scheduler", address],
                environment,
                others=lambda: workers,
                kill=lambda _process: workers[0].kill(),
            )
        )
    if options.folder is None:
        shutil.rmtree(base, ignore_errors=True)
    sys.exit(any(row.digest != rows[0].digest or row.written != options.records for row in rows))


if __name__ == "__main__":
    main()
