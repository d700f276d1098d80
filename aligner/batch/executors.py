"""Where the work is done: in this process, in several of this machine, or wherever a scheduler sends it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aligner.batch.processes import Processes
from aligner.record.encoding import Progress
from aligner.record.errors import AlignerError, InputError

# Seconds to wait for a scheduler to answer; one that is up does so within a second. Chosen, not measured: it
# is the wait before the message that no scheduler is there.
PATIENCE = 10
# How often a Dask cluster tries a record whose worker is lost, as `TRIES` in `processes`: one lost worker is
# an accident, three are most likely the record's doing. Chosen, not measured.
RETRIES = 3


@dataclass(frozen=True, slots=True)
class Engine:
    """An executor and how many records it is given at a time."""

    executor: Executor
    width: int
    remote: bool = False
    """Whether the work may be done elsewhere, where relative paths mean nothing."""


class InProcess(Executor):
    """Runs each call at once, in this process."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future that is done."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs, progress=self._progress))
        return future


@contextmanager
def open_engine(jobs: int, scheduler: str | None, progress: Progress | None = None) -> Iterator[Engine]:
    """The engine that the options name; whatever it started is ended with it.

    Args:
        jobs: processes of this machine; 1 is this process itself.
        scheduler: address of a Dask scheduler (``tcp://host:8786``), or the user's own ``module:function``,
            which returns an executor as `concurrent.futures` has them.
        progress: called during the encoding within a record, where the work is done in this process.
    """
    if scheduler is not None and "://" in scheduler:
        with _dask(scheduler) as client:  # what the cluster has not finished is cancelled with it
            width = 2 * max(sum(client.nthreads().values()), 1)
            yield Engine(client.get_executor(pure=False, retries=RETRIES), width, remote=True)
        return
    if scheduler is not None:
        # nobody knows how many workers it has: enough for a large machine, few enough to hold in memory
        engine = Engine(_own(scheduler), 16, remote=True)
    elif jobs == 1:
        engine = Engine(InProcess(progress), 1)
    else:
        engine = Engine(Processes(jobs), 2 * jobs)
    try:
        yield engine
    except BaseException:
        engine.executor.shutdown(wait=False, cancel_futures=True)
        raise
    engine.executor.shutdown(wait=True)


def _dask(address: str) -> Any:
    """A client of a Dask cluster, as a context."""
    try:
        from distributed import Client  # noqa: PLC0415 - optional
    except ImportError:
        raise AlignerError(
            "Dask is not installed", mend="run `pip install 'aligner[dask]'` here and on the workers"
        ) from None
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise AlignerError(
            f"no scheduler answers at {address} ({error or type(error).__name__})",
            mend="start one with `dask scheduler`, and workers with `dask worker ADDRESS`",
        ) from None


def _own(name: str) -> Executor:
    """The user's own executor, by ``module:function``."""
    module, _, function = name.partition(":")
    try:
        made = getattr(importlib.import_module(module), function)()
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise InputError(
            f"there is no scheduler '{name}' ({error})",
            mend="give tcp://HOST:PORT of a Dask scheduler, or MODULE:FUNCTION that returns an executor",
        ) from None
    if not callable(getattr(made, "submit", None)):
        raise InputError(
            f"the object returned by {name} has no 'submit' method",
            mend="return a concurrent.futures executor",
        )
    executor: Executor = made
    return executor
