"""Processes of this machine, each with its own model, behind the interface of `concurrent.futures`.

`ProcessPoolExecutor` gives up on all its work when one process dies, and cannot say whose fault it was. Here
each process has a thread that waits for it: when it dies, its call alone is tried again in a new process.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aligner.record.errors import AlignerError

__all__ = ["Crew", "processors"]

TRIES = 3
"""How often a call is tried whose process dies."""
MEMORY = 3072
"""MiB that a process may hold after a call before it makes place for a new one."""
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew(Executor):
    """`size` processes, started when they are first needed, that share the processors' threads evenly."""

    def __init__(self, size: int, *, memory: int = MEMORY) -> None:
        self._memory = memory
        self._threads = max(processors() // size, 1)
        self._waiters = ThreadPoolExecutor(size, thread_name_prefix="aligner-crew")
        self._mine = threading.local()
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a function of a module in one of the processes."""
        return self._waiters.submit(self._call, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: when all calls are done, or at once where they are to be cancelled."""
        if cancel_futures:
            self._stopped = True
            with self._lock:
                for worker in self._all:
                    worker.kill()
        self._waiters.shutdown(wait=wait, cancel_futures=cancel_futures)
        with self._lock:
            for worker in self._all:
                worker.kill()
            self._all.clear()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes at work."""
        with self._lock:
            return tuple(worker.pid for worker in self._all)

    def _call(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        code: int | None = None
        for _ in range(TRIES):
            worker = self._worker()
            try:
                fine, value, held = worker.call(fn, args, kwargs)
            except (EOFError, OSError):
                code = self._dismiss(worker)
                continue
            if held > self._memory:
                self._dismiss(worker)
            if fine:
                return value
            raise value
        raise AlignerError(
            f"the process at work on it died {TRIES} times (exit code {code}), most often for want of memory",
            mend="use fewer --jobs, or split the record",
        )

    def _worker(self) -> _Worker:
        """This thread's process."""
        if self._stopped:
            raise CancelledError
        worker = getattr(self._mine, "worker", None)
        if worker is None:
            worker = self._mine.worker = _Worker(self._threads)
            with self._lock:
                self._all.add(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> int | None:
        self._mine.worker = None
        with self._lock:
            self._all.discard(worker)
        return worker.kill()


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, threads: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, threads), daemon=True)
        self._process.start()
        theirs.close()
        self.pid = self._process.pid or 0

    def call(
        self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[bool, Any, int]:
        """(whether it went well, the value or the exception, MiB held after it)."""
        self._pipe.send((fn, args, kwargs))
        reply: tuple[bool, Any, int] = self._pipe.recv()
        return reply

    def kill(self) -> int | None:
        """End the process; its exit code, where it had one of its own."""
        self._process.join(0.1)
        with contextlib.suppress(OSError, ValueError):
            self._process.kill()
        self._process.join(5)
        self._pipe.close()
        return self._process.exitcode


def _serve(pipe: Connection, threads: int) -> None:
    """The life of a process: calls from the pipe, one after the other, until its other end is gone.

    Ctrl-C goes to everything at the terminal; ending the processes is the command's business.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in _THREADS:
        os.environ.setdefault(name, str(threads))
    with contextlib.suppress(EOFError, OSError):
        while True:
            fn, args, kwargs = pipe.recv()
            try:
                reply = (True, fn(*args, **kwargs))
            except Exception as error:
                reply = (False, error)
            pipe.send((*reply, _held()))


def _held() -> int:
    """MiB that this process holds now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") >> 20
    except (OSError, ValueError, AttributeError, IndexError):
        return 0
