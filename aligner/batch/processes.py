"""Processes of this machine, each with its own model, behind the interface of `concurrent.futures`.

By Pebble's pool, which loses only the call that a process died at. `ProcessPoolExecutor` and loky give up on
every call then, and cannot say which of them was at fault.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from aligner.record.errors import AlignerError
from aligner.record.machine import processors

# How often a call is tried whose process dies. Chosen, not measured: a process killed because others took the
# memory deserves another try; a record that itself needs too much fails each time, and costs its time again
# for each.
TRIES = 3
# MiB that a process may hold after a call before a new process replaces it: several times what a
# record takes (0.5 GB), so that it catches what grows from record to record.
MEMORY = 3072
# Exit code of a process that is to be replaced; its next call does not count as tried.
_GROWN = 77
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")


class Processes(Executor):
    """`size` processes, started when they are first needed, that share the processors' threads evenly."""

    def __init__(self, size: int, *, memory: int = MEMORY) -> None:
        self._size = size
        self._memory = memory
        self._lock = threading.RLock()
        self._stopped = False
        self._pool = self._new_pool()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a function of a module in one of the processes."""
        result: Future[Any] = Future()
        self._start(result, partial(fn, *args, **kwargs), TRIES)
        return result

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: when all calls have returned, or at once if they are to be cancelled."""
        with self._lock:
            self._stopped = cancel_futures
        if cancel_futures:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        if wait or cancel_futures:
            self._pool.join()

    def _new_pool(self) -> ProcessPool:
        threads = max(processors() // self._size, 1)
        spawn = multiprocessing.get_context("spawn")
        return ProcessPool(self._size, initializer=_share_threads, initargs=(threads,), context=spawn)

    def _start(self, result: Future[Any], call: Callable[[], Any], tries: int) -> None:
        with self._lock:
            if self._stopped:
                result.cancel()
                return
            if not self._pool.active:
                self._pool = self._new_pool()
            attempt = self._pool.schedule(_guarded, (call, self._memory))
        attempt.add_done_callback(partial(self._finish, result, call, tries))

    def _finish(self, result: Future[Any], call: Callable[[], Any], tries: int, attempt: Future[Any]) -> None:
        """Hand the outcome on, or try again if the process died."""
        error = None if attempt.cancelled() else attempt.exception()
        if attempt.cancelled():
            result.cancel()
        elif isinstance(error, ProcessExpired | BrokenProcessPool):
            code = getattr(error, "exitcode", None)
            tries -= code != _GROWN
            if tries:
                self._start(result, call, tries)
            else:
                result.set_exception(_died(code))
        elif error is not None:
            result.set_exception(error)
        else:
            result.set_result(attempt.result())


def _died(code: int | None) -> AlignerError:
    exit_code = "" if code is None else f" (exit code {code})"
    return AlignerError(
        f"the process at work on it died {TRIES} times{exit_code}, probably out of memory",
        mend="use fewer --jobs, or split the record",
    )


def _share_threads(threads: int) -> None:
    """Limit the threads of a process, before the libraries that start them are loaded."""
    for name in _THREADS:
        os.environ.setdefault(name, str(threads))


_has_worked = False


def _guarded(call: Callable[[], Any], memory: int) -> Any:
    """Make a call, unless this process has grown: then it ends, and the call is for a new one."""
    global _has_worked  # noqa: PLW0603 - the life of a process
    if _has_worked and _held() > memory:
        os._exit(_GROWN)
    _has_worked = True
    return call()


def _held() -> int:
    """MiB that this process holds now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") >> 20
    except (OSError, ValueError, AttributeError, IndexError):
        return 0
