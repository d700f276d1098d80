"""What the processes of a pool are asked to do; each function is found by name in a process of its own."""

from __future__ import annotations

import os
import signal
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def pid() -> int:
    return os.getpid()


def threads() -> str | None:
    return os.environ.get("OMP_NUM_THREADS")


def fail() -> None:
    raise ValueError("no")


def die_until(path: str, times: int) -> str:
    """Kill the own process as `kill -9` would, the first `times` times."""
    marks = Path(path)
    seen = marks.read_text(encoding="ascii") if marks.exists() else ""
    marks.write_text(seen + "x", encoding="ascii")
    if len(seen) < times:
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def executor() -> Executor:
    """A user's own, as ``--scheduler tests.batch.calls:executor``."""
    return ThreadPoolExecutor(1)
